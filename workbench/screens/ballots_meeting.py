"""After a poll among dates: moving the meeting to the day that was chosen, through the preview of every save."""

from __future__ import annotations

import streamlit as st

from workbench.graph.ballots import BallotRow
from workbench.graph.ballots.words import CHOSEN
from workbench.graph.date_reading import read_day
from workbench.graph.dates import date_spec, display_date
from workbench.graph.proposed import ItemEdit, ProposedChange
from workbench.graph.snapshot import ItemView
from workbench.process.schedule import filing_date, moved_meeting
from workbench.screens import ballots_reads, visitor
from workbench.screens.ballots_reads import KEY
from workbench.screens.grammar import plain
from workbench.screens.save_preview import ask


def chosen_day(row: BallotRow) -> str:
    """The day that was chosen, in ISO form; empty where none was."""
    if row.kind != "date-poll" or row.outcome != CHOSEN:
        return ""
    recorded = [step for step in row.steps if step.kind == "recorded"]
    return str(recorded[-1].detail.get("choice") or "") if recorded else ""


def draw(row: BallotRow) -> None:
    """Offer to move the meeting, with what the move does; nothing where it stands on the day already."""
    day, snapshot = chosen_day(row), visitor.snapshot()
    meeting = snapshot.item(row.item)
    if not day or meeting is None or not ballots_reads.may_write() or row.voided:
        return
    spec = date_spec(meeting.detail.get("date"))
    if spec is not None and spec.qualifier == "on" and str(spec.start) == day:
        st.caption(f"The meeting stands on {display_date(read_day(day))}.")
        return
    today = visitor.today()
    try:
        effects = moved_meeting(snapshot, meeting.code, read_day(day), today, filing_date(snapshot, today))
        lines = "\n".join(f"- {plain(sentence)}" for sentence in effects.sentences)
        st.info(f"**The meeting has not been moved yet**\n\n{lines}", icon=":material/event:")
    except ValueError as wrong:
        st.warning(plain(str(wrong)))
    st.button(
        f"Move the meeting to {display_date(read_day(day))} …", key="ballots_move_meeting", type="primary",
        icon=":material/event_available:", on_click=_ask, args=(row, meeting, day),
        help="Shows what will change before it is written.",
    )  # fmt: skip


def _ask(row: BallotRow, meeting: ItemView, day: str) -> None:
    spec = date_spec(meeting.detail.get("date"))
    standing = spec.standing if spec is not None and spec.standing != "hoped" else "proposed"
    date = {"qualifier": "on", "start": day, "end": None, "words": "", "standing": standing}
    edit = ItemEdit(meeting.code, {"date": date}, meeting.revision)
    ask(KEY, ProposedChange(edits=(edit,), why=f"Chosen in the date poll {row.code}"))
