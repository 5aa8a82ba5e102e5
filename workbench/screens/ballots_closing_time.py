"""The day and time at which a call closes: the two widgets, what stands in them, and what to say of the day."""

from __future__ import annotations

from datetime import date, datetime, time

import streamlit as st

from workbench.graph.dates import PACIFIC
from workbench.graph.snapshot import Snapshot
from workbench.process.calendar import calendar_of
from workbench.screens.calendar_days import FIRST_DAY, LAST_DAY

USUAL = time(17)
"""The end of a business day, where nothing else is chosen."""


def draw(key: str, value: datetime | None, snapshot: Snapshot) -> None:
    """Draw the widgets; read them with ``closing_moment`` from the same key.

    Args:
        value: what stands in them at first.
    """
    local = value.astimezone(PACIFIC) if value else None
    st.session_state.setdefault(f"{key}_day", local.date() if local else None)
    st.session_state.setdefault(
        f"{key}_time", local.time().replace(second=0, microsecond=0) if local else USUAL
    )
    left, right = st.columns(2)
    left.date_input(
        "Closing day",
        value=None,
        key=f"{key}_day",
        format="YYYY-MM-DD",
        min_value=FIRST_DAY,
        max_value=LAST_DAY,
    )
    right.time_input("Closing time (Pacific)", value=None, key=f"{key}_time", step=900)
    day = st.session_state.get(f"{key}_day")
    if isinstance(day, date) and (words := day_warning(snapshot, day)):
        st.warning(words, icon=":material/event_busy:")


def closing_moment(key: str) -> datetime | None:
    """The moment chosen, with its zone; None without a day."""
    day, at = st.session_state.get(f"{key}_day"), st.session_state.get(f"{key}_time")
    if not isinstance(day, date):
        return None
    return datetime.combine(day, at if isinstance(at, time) else USUAL, PACIFIC)


def day_warning(snapshot: Snapshot, day: date) -> str:
    """Why a day is an unlucky one to close on, in a sentence; empty where it is not."""
    try:
        calendar = calendar_of(snapshot)
    except ValueError as wrong:
        return str(wrong)
    return calendar.reason(day) if calendar.why_not(day) else ""
