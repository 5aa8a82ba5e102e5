"""The Desk: what needs the facilitator today, each line a link to where it is put right."""

from __future__ import annotations

import streamlit as st

from workbench.graph.attention import Attention, attention
from workbench.graph.dates import display_date
from workbench.graph.history import CommentRow, comments
from workbench.graph.snapshot import Snapshot
from workbench.screens import ballots_reads, desk_comments, visitor
from workbench.screens.ballots_seen import moment_looked_at
from workbench.screens.connection import database
from workbench.screens.desk_glance import glance_html
from workbench.screens.desk_lines import lines_html
from workbench.screens.filings_seen import overtaken_seen
from workbench.screens.grammar import empty, heading, plain

SECTIONS = {
    "late": "Late",
    "soon": "Coming up",
    "waits": "Waits for you",
    "open": "Not settled yet",
}
"""Headings by urgency."""


def page() -> None:
    """Draw the Desk."""
    snapshot, today = visitor.snapshot(), visitor.today()
    needs = "needs" if visitor.is_now() else "needed"
    heading("Desk", f"What {needs} you on {display_date(today)}. Each line leads to where it is put right.")
    if not snapshot.items:
        empty(
            "Nothing is recorded yet. Import minutes on the page Minutes, or load a record with `workbench init`."
        )
        return
    waiting = _waiting()
    calls = list(ballots_reads.rows().values())
    moment = moment_looked_at()
    writers = {row.code: ballots_reads.writers(row) for row in calls if row.state(moment) == "open"}
    found = attention(snapshot, today, waiting, calls, moment, overtaken_seen(), writers)
    if found.past is not None:
        _say_past(found, snapshot)
    _sections(found, waiting)
    st.subheader("The record at a glance", anchor=False)
    st.html(glance_html(snapshot, today, visitor.change_number()))


def _waiting() -> list[CommentRow]:
    if not visitor.is_now():
        return []
    with database().read() as session:
        return comments(session, state="proposed")


def _sections(found: Attention, waiting: list[CommentRow]) -> None:
    if not found.lines:
        empty("Nothing waits: no date is near, every issue has a meeting and an owner, no link is suspect.")
    for urgency, title in SECTIONS.items():
        lines = found.of(urgency)
        if not lines:
            continue
        st.subheader(title, anchor=False)
        st.html(lines_html(lines))
        if urgency == "waits":
            desk_comments.draw(waiting)


def _say_past(found: Attention, snapshot: Snapshot) -> None:
    """Say once that the record lies in the past, and offer the moments at which days can be counted."""
    assert found.past is not None
    named = [name for name in visitor.moments() if name != visitor.NOW]
    with st.container(border=True, key="desk_past"):
        words = f"The last day that **{plain(snapshot.title)}** speaks of is {display_date(found.past)}. "
        words += "Days are not counted from today." if visitor.is_now() else "Days are not counted."
        if named:
            words += " To see what needed the facilitator then, look at the record as of a baseline:"
        st.markdown(words)
        with st.container(horizontal=True):
            for number, name in enumerate(named):
                st.button(
                    plain(name),
                    key=f"desk_moment_{number}",
                    icon=":material/history:",
                    disabled=visitor.moment() == name,
                    on_click=_look_at,
                    args=(name,),
                )


def _look_at(name: str) -> None:
    st.session_state[visitor.MOMENT_KEY] = name
