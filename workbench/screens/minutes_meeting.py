"""Which meeting notes are taken of and minutes are made of: one choice for both parts of the page."""

from __future__ import annotations

from datetime import date

import streamlit as st

from workbench.graph.dates import date_spec, display_date_spec
from workbench.graph.meetings import meeting_day, next_meeting
from workbench.graph.snapshot import ItemView, Snapshot
from workbench.process.clock import group_today
from workbench.screens.grammar import empty

CHOSEN, WIDGET = "minutes_call", "minutes_call_choice"
ADDRESS = "meeting"
"""Name in the address: the meeting that is chosen."""


def choose(snapshot: Snapshot) -> ItemView | None:
    """Draw the choice of a meeting; the chosen one, or None where there is no meeting."""
    meetings = {m.code: m for m in _meetings(snapshot)}
    if not meetings:
        empty("There is no meeting on record yet. Add one on the Meetings page; its notes are taken here.")
        return None
    code = chosen_code(snapshot)
    options = list(meetings)
    st.session_state[WIDGET] = code
    st.selectbox(
        "Meeting", options, key=WIDGET, format_func=lambda c: meeting_words(meetings[c]), on_change=_keep, width=520
    )  # fmt: skip
    return meetings[code]


def chosen(snapshot: Snapshot) -> ItemView | None:
    """The meeting that is chosen, without drawing the choice."""
    code = chosen_code(snapshot)
    return snapshot.item(code) if code else None


def chosen_code(snapshot: Snapshot) -> str:
    """Code of the meeting that is chosen: by hand, by the address, or the one that is nearest to today."""
    codes = [meeting.code for meeting in _meetings(snapshot)]
    for code in (st.session_state.get(CHOSEN), st.query_params.get(ADDRESS)):
        if code in codes:
            return str(code)
    nearest = _nearest(snapshot, group_today())
    return nearest.code if nearest is not None else (codes[0] if codes else "")


def meeting_words(meeting: ItemView) -> str:
    """A meeting as a list of choices names it."""
    return f"{display_date_spec(date_spec(meeting.detail.get('date')))} · {meeting.title}"


def _keep() -> None:
    st.session_state[CHOSEN] = st.query_params[ADDRESS] = st.session_state[WIDGET]


def _meetings(snapshot: Snapshot) -> list[ItemView]:
    """Meetings that are held or planned, the latest first, those without a day at the end."""
    found = [m for m in snapshot.of_kind("meeting") if m.status != "cancelled"]
    return sorted(found, key=_last_day, reverse=True)


def _last_day(meeting: ItemView) -> date:
    spec = date_spec(meeting.detail.get("date"))
    return (spec.last_day or spec.first_day or date.min) if spec is not None else date.min


def _nearest(snapshot: Snapshot, today: date) -> ItemView | None:
    """The meeting of today, else the next planned one with a day, else the last one that was held."""
    meetings = _meetings(snapshot)
    for meeting in meetings:
        if meeting_day(meeting) == today:
            return meeting
    coming = next_meeting(snapshot, today)
    if coming is not None and _last_day(coming) >= today:
        return coming
    return next((m for m in meetings if m.status == "held"), None)
