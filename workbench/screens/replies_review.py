"""The review of replies: the line that was read, who seems to have sent it, and what it is to become."""

from __future__ import annotations

import html
from collections.abc import Mapping

import streamlit as st

from workbench.graph.ballots import BallotRow
from workbench.graph.ballots.words import DATE_ANSWERS, POSITIONS
from workbench.graph.date_reading import read_day
from workbench.graph.dates import display_date, display_moment
from workbench.graph.snapshot import Snapshot
from workbench.process.ballots.positions import LONGEST_REASON
from workbench.screens import item_choice
from workbench.screens.calendar_days import FIRST_DAY, LAST_DAY
from workbench.screens.grammar import plain
from workbench.screens.replies_draft import COMMENT, POSITION, Entry, drop, starts_ticked
from workbench.screens.replies_input import names

KINDS = {POSITION: "Preliminary position", COMMENT: "Comment"}
_COMMENTED = ("issue", "proposal", "requirement", "agreement", "meeting", "data-requirement", "use-case")


def draw(snapshot: Snapshot, entries: list[Entry], calls: Mapping[str, BallotRow]) -> None:
    """Draw every reply with its fields."""
    for entry in entries:
        with st.container(border=True, key=f"replies_entry_{entry.number}"):
            _entry(snapshot, entry, calls)


def _entry(snapshot: Snapshot, entry: Entry, calls: Mapping[str, BallotRow]) -> None:
    read = entry.proposal
    st.session_state.setdefault(entry.key("take"), starts_ticked(read))
    with st.container(horizontal=True, vertical_alignment="top"):
        with st.container(width="stretch", gap=None):
            who = read.sender or "A pasted reply"
            st.checkbox(f"**{plain(who)}**: {plain(read.subject or read.name)}", key=entry.key("take"))
            st.html(_cited(entry))
        st.button(
            "Drop", key=entry.key("drop"), type="tertiary", icon=":material/close:", on_click=drop,
            args=({entry.number},), help="Nothing is saved of it.",
        )  # fmt: skip
    if entry.refused:
        st.error("\n".join(f"- {plain(sentence)}" for sentence in entry.refused), icon=":material/block:")
    st.segmented_control(
        "It becomes", list(KINDS), format_func=KINDS.__getitem__, key=entry.key("kind"), required=True,
        default=read.kind,
    )  # fmt: skip
    _whose(snapshot, entry, calls)
    if entry.kind == COMMENT:
        _comment(snapshot, entry)
    else:
        _position(snapshot, entry, calls.get(entry.call or ""))
    with st.expander("The reply as it came"):
        st.text(read.original or read.text)
        st.download_button(
            "Original", read.data, file_name=read.name if read.data[:1] and "." in read.name else "pasted-reply.txt",
            mime=read.media_type, key=entry.key("original"), on_click="ignore", icon=":material/download:",
        )  # fmt: skip


def _cited(entry: Entry) -> str:
    """The line that was read, what the mail says of itself, and what has to be chosen; all of it escaped."""
    read = entry.proposal
    sent = (
        display_moment(read.sent_at)
        if read.sent_at
        else display_date(read.sent_on)
        if read.sent_on
        else "no date"
    )
    facts = [f"from {read.address or read.sender or 'nobody named'}, as it says", sent]
    facts += [f"attached: {', '.join(read.attachments)}"] if read.attachments else []
    lines = []
    if read.quote:
        lines.append(f'<p class="wb-quoted">line {read.line} “{html.escape(read.quote)}”</p>')
    lines.append(f'<p class="wb-facts">{" · ".join(html.escape(fact) for fact in facts)}</p>')
    if read.call or read.position or read.item is None:  # a plain comment needs no reason why it is one
        lines += [f'<p class="wb-same">△ {html.escape(why)}</p>' for why in read.why]
    return f'<div class="wb-proposal">{"".join(lines)}</div>'


def _whose(snapshot: Snapshot, entry: Entry, calls: Mapping[str, BallotRow]) -> None:
    read = entry.proposal
    codes, organisations = list(calls), names(snapshot, "organisation")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.selectbox(
            "Call", codes, index=codes.index(read.call) if read.call and read.call in calls else None,
            key=entry.key("call"), format_func=lambda code: f"{code} {calls[code].item_title}",
            placeholder="none", width=320,
        )  # fmt: skip
        listed = list(organisations)
        st.selectbox(
            "For", listed, index=listed.index(read.organisation) if read.organisation in organisations else None,
            key=entry.key("organisation"), format_func=organisations.__getitem__, placeholder="choose", width=280,
        )  # fmt: skip
        if read.person is None:
            people = names(snapshot, "person")
            st.selectbox(
                "Sent by", list(people), index=None, format_func=people.__getitem__, key=entry.key("person"),
                placeholder="nobody on record", width=200,
            )  # fmt: skip
        if read.sent_at is None:
            st.date_input(
                "Sent on", value=read.sent_on, key=entry.key("sent"), format="YYYY-MM-DD", min_value=FIRST_DAY,
                max_value=LAST_DAY, width=150,
            )  # fmt: skip


def _comment(snapshot: Snapshot, entry: Entry) -> None:
    items = {i.code: f"{i.code} {i.title}" for kind in _COMMENTED for i in snapshot.of_kind(kind)}
    read = entry.proposal
    with st.container(horizontal=True, vertical_alignment="bottom"):
        key = entry.key("item")
        held = [code for code in (read.item, st.session_state.get(key)) if code in items]
        codes = item_choice.options("What it is about", items, key, held)
        st.selectbox(
            "About", codes, index=codes.index(read.item) if read.item in items else None, key=key,
            format_func=items.__getitem__, placeholder="the item of the call", width=420,
        )  # fmt: skip
        st.checkbox(
            "Post at once", key=entry.key("posted"),
            help="Else it waits on the Desk until it is posted or dropped.",
        )  # fmt: skip


def _position(snapshot: Snapshot, entry: Entry, ballot: BallotRow | None) -> None:
    read = entry.proposal
    if ballot is not None and ballot.choices:
        words = DATE_ANSWERS if ballot.kind == "date-poll" else POSITIONS
        listed = list(words)
        with st.container(horizontal=True, vertical_alignment="bottom"):
            for choice in ballot.choices:
                given = read.answers.get(choice.key)
                st.selectbox(
                    choice.title or display_date(read_day(choice.key)), listed,
                    index=listed.index(given) if given in words else None, key=entry.key(f"answer_{choice.key}"),
                    format_func=words.__getitem__, placeholder="no answer", width=260,
                )  # fmt: skip
    else:
        listed = list(POSITIONS)
        st.selectbox(
            "Position", listed, index=listed.index(read.position) if read.position in POSITIONS else None,
            key=entry.key("position"), format_func=POSITIONS.__getitem__, placeholder="choose", width=320,
        )  # fmt: skip
    st.text_area(
        "Reason, in the sender's words", value=read.reason, key=entry.key("reason"), height=110,
        max_chars=max(LONGEST_REASON, len(read.reason)),
        help="Objecting, supporting in part and supporting with a comment need one.",
    )  # fmt: skip
    latest = ballot.latest().get(entry.value("organisation", read.organisation) or "") if ballot else None
    if latest is not None:
        said = POSITIONS.get(latest.position, latest.position).split(":")[0].lower()
        st.caption(
            f"On record of {plain(latest.organisation_name)}: {plain(said)}, {display_date(latest.taken_on)}. "
            "This one would take its place."
        )
