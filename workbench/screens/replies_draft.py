"""Replies that wait for the facilitator in this tab, each with what it is to become."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

import streamlit as st

from workbench.exchange.replies import ReplyProposal
from workbench.graph.ballots import BallotRow
from workbench.graph.snapshot import Snapshot
from workbench.process.ballots.attachments import File
from workbench.process.ballots.replies import Reply

KEY = "replies"
WAITING, NUMBER, DONE = "replies_waiting", "replies_number", "replies_done"
POSITION, COMMENT = "position", "comment"


@dataclass
class Entry:
    """One reply under review.

    Args:
        number: its place among all that were read in this tab; the keys of its fields begin with it.
        refused: why the last save refused it.
    """

    number: int
    proposal: ReplyProposal
    refused: tuple[str, ...] = field(default=())

    def key(self, name: str) -> str:
        """The session key of one of its fields."""
        return f"{KEY}_{self.number}_{name}"

    def value(self, name: str, default: Any = None) -> Any:
        """What stands in one of its fields."""
        return st.session_state.get(self.key(name), default)

    @property
    def taken(self) -> bool:
        """Whether it is ticked."""
        return bool(self.value("take", starts_ticked(self.proposal)))

    @property
    def kind(self) -> str:
        """What it becomes."""
        return COMMENT if self.value("kind", self.proposal.kind) == COMMENT else POSITION

    @property
    def call(self) -> str | None:
        """Code of the call that it answers."""
        found = self.value("call", self.proposal.call)
        return found if isinstance(found, str) else None

    def reply(self, snapshot: Snapshot, ballot: BallotRow | None) -> Reply:
        """The reply as it stands in the fields."""
        read = self.proposal
        position = self.kind == POSITION
        sent_on = self.value("sent", read.sent_on)
        person = self.value("person", read.person)
        who = snapshot.item(person) if person else None
        answers = {}
        if ballot is not None and ballot.choices:
            chosen = {c.key: self.value(f"answer_{c.key}", read.answers.get(c.key)) for c in ballot.choices}
            answers = {key: word for key, word in chosen.items() if word}
        name = read.name if read.media_type != "text/plain" else "pasted-reply.txt"
        return Reply(
            kind="position" if position else "comment",
            key=read.key,
            name=read.name,
            file=File(name, read.data, read.media_type),
            sender=read.sender or (who.title if who else ""),
            address=read.address,
            message_id=read.message_id,
            sent_on=sent_on if isinstance(sent_on, date) else None,
            sent_at=read.sent_at,
            ballot=self.call or "",
            organisation=self.value("organisation", read.organisation) or "",
            position=self.value("position", read.position) or "",
            reason=self.value("reason", read.reason) or "",
            answers=answers,
            preference=(self.value("preference", read.preference) or "") if answers else "",
            seen_text=ballot.fingerprint if ballot is not None and position else None,
            item="" if position else self.value("item", read.item) or "",
            text=read.text,
            person=person,
            posted=bool(self.value("posted", False)),
            origin=read.origin,
        )


def starts_ticked(proposal: ReplyProposal) -> bool:
    """Whether a reply is ticked at first: where nothing has to be chosen."""
    if proposal.problems or proposal.automatic:
        return False
    return proposal.sure or (proposal.call is None and proposal.item is not None and not proposal.position)


def waiting() -> list[Entry]:
    """The replies under review in this tab."""
    found = st.session_state.get(WAITING)
    return found if isinstance(found, list) else []


def add(proposals: list[ReplyProposal]) -> None:
    """Put replies under review; one that is there already is not added again. For callbacks."""
    known = {entry.proposal.key for entry in waiting()}
    entries = list(waiting())
    for proposal in proposals:
        if proposal.key in known:
            continue
        known.add(proposal.key)
        for each in proposal.for_each():
            number = int(st.session_state.get(NUMBER, 0)) + 1
            st.session_state[NUMBER] = number
            entries.append(Entry(number, each))
    st.session_state[WAITING] = entries
    st.session_state.pop(DONE, None)


def drop(numbers: set[int]) -> None:
    """Put replies away; for callbacks."""
    st.session_state[WAITING] = [entry for entry in waiting() if entry.number not in numbers]
