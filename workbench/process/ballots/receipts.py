"""Receipts: what was recorded, made again from the record at any time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, select

from workbench.graph.ballots.tally import choice_words
from workbench.graph.ballots.words import BALLOT_KINDS, CAPACITIES, POSITIONS, PRELIMINARY
from workbench.graph.dates import display_moment, listed
from workbench.record.ballots import Ballot, Position
from workbench.record.changes import ChangeSet
from workbench.record.events import Event
from workbench.record.items import Item


@dataclass(frozen=True)
class Receipt:
    """What was recorded, in plain words and with the hash of its event.

    Args:
        receipt: hash of the event that holds the position; ``verify --tip`` finds it again.
        change: number of the change-set.
        replayed: the same form had been recorded before; nothing was recorded again.
        unanswered: choices to which no answer was given.
        kind: of the ballot; only positions in a consensus call wait for an authoriser.
        asked: the organisation was asked; what others say is shown and enters no count.
    """

    ballot: str
    organisation: str
    organisation_name: str
    position: str
    reason: str
    answers: Mapping[str, str]
    preference: str
    revision: int
    cast_by: str
    capacity: str
    recorded_at: datetime
    receipt: str
    change: int
    uuid: str
    replayed: bool = False
    authorised: bool = False
    filing: str = ""
    asked: bool = True
    unanswered: tuple[str, ...] = ()
    kind: str = "consensus-call"

    def sentence(self) -> str:
        """The receipt in plain words."""
        said = POSITIONS.get(self.position, "").split(":")[0].lower()
        if self.answers:
            said = "; ".join(
                f"{choice_words(key)}: {word.replace('-', ' ')}" for key, word in self.answers.items()
            )
        if self.preference:
            said += f"; preferred: {choice_words(self.preference)}"
        if self.unanswered:
            said += f"; no answer to {listed([choice_words(key) for key in self.unanswered])}"
        by = f"{self.cast_by}, {CAPACITIES.get(self.capacity, self.capacity)}"
        standing = self._authority()
        if not self.asked:
            standing += (
                f" {self.organisation_name} was not asked: the position is shown, and enters no count."
            )
        return (
            f"Recorded for {self.organisation_name} on {self.ballot}: {said}. Taken by {by}, on "
            f"{display_moment(self.recorded_at)}, about revision {self.revision}. {standing}"
        )

    def _authority(self) -> str:
        if self.authorised:
            return f"It is authorised for {self.filing}."
        if self.kind == "date-poll":
            return "Nobody has to confirm it."
        if self.kind != "consensus-call":
            return f"It is not for attribution: no {BALLOT_KINDS[self.kind].lower()} is printed with a name."
        return f"It is {PRELIMINARY}, until an authoriser of {self.organisation_name} confirms it."


def receipt(
    ballot: Ballot,
    organisation: Item,
    position: Position,
    event: Event,
    *,
    moment: datetime | None = None,
    replayed: bool = False,
) -> Receipt:
    """The receipt of a position from its row and its event.

    Args:
        moment: at which it was recorded, where that is known better than from the row.
        replayed: the same form had been recorded before.
    """
    return Receipt(
        ballot=ballot.code,
        organisation=organisation.code,
        organisation_name=organisation.title,
        position=position.position,
        reason=position.reason,
        answers=position.answers,
        preference=position.preference,
        revision=position.revision,
        cast_by=position.person_name,
        capacity=position.capacity,
        recorded_at=moment or position.recorded_at or event.recorded_at,
        receipt=event.hash,
        change=position.change,
        uuid=position.uuid,
        replayed=replayed,
        kind=ballot.kind,
        asked=not ballot.addressees or organisation.uuid in ballot.addressees,
        unanswered=tuple(c["key"] for c in ballot.choices if c["key"] not in position.answers),
    )


def receipt_of(session: Session, position: str) -> Receipt | None:
    """The receipt of a position by its uuid, made again from the record; None where there is none."""
    row = session.get(Position, position)
    if row is None:
        return None
    event = session.exec(select(Event).where(Event.change == row.change)).first()
    change = session.get(ChangeSet, row.change)
    if event is None or change is None:
        return None
    return receipt(
        session.get_one(Ballot, row.ballot),
        session.get_one(Item, row.organisation),
        row,
        event,
        moment=row.recorded_at or change.recorded_at,
    )
