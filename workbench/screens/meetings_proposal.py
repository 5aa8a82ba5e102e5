"""Proposing a schedule: what it is computed from, and what came of it."""

from __future__ import annotations

from datetime import date
from typing import Any

import streamlit as st

from workbench.graph.dates import WEEKDAY_NAMES, display_date
from workbench.process.calendar import calendar_of
from workbench.process.schedule import NewMeetings, ScheduleOptions
from workbench.process.scheduling.asking import Suggested, calendar_with, suggested
from workbench.screens import meetings_reads, meetings_result, meetings_run, visitor, writing
from workbench.screens.calendar_days import FIRST_DAY, LAST_DAY
from workbench.screens.grammar import plain

KEY = "meetings_proposal"
NAMES = {
    "filing": None, "start": None, "ready": None, "new": False, "weekday": 3, "weeks": 1, "minutes": None,
    "starts": "", "keep": True, "blocked": "",
}  # fmt: skip
"""Options by the end of their widgets' keys, with what stands in them at first."""


def draw() -> None:
    """Draw the options, and the proposal when there is one."""
    snapshot, today = meetings_reads.seen(), meetings_reads.day()
    found = suggested(snapshot, today)
    if found.help(today):
        st.warning(plain(found.help(today)), icon=":material/event_busy:")
    _options(found)
    writing.refusals(KEY, "No schedule was computed")
    if meetings_run.running():
        _wait()
    elif meetings_run.result() is not None:
        meetings_result.draw()


def forget() -> None:
    """Drop the proposal; for callbacks."""
    meetings_run.forget()


def _key(name: str) -> str:
    return f"{KEY}_{name}"


def _options(found: Suggested) -> None:
    first = NAMES | {
        "filing": found.filing, "start": found.start, "ready": found.ready_by, "weekday": found.weekday,
    }  # fmt: skip
    for name, value in first.items():
        st.session_state.setdefault(_key(name), value)
    with st.container(border=True, key="meetings_options"):
        with st.grid(3, min_column_width=210):
            st.date_input(
                "Filing date",
                value=None,
                key=_key("filing"),
                format="YYYY-MM-DD",
                min_value=FIRST_DAY,
                max_value=LAST_DAY,
            )
            st.date_input(
                "Start",
                value=None,
                key=_key("start"),
                format="YYYY-MM-DD",
                min_value=FIRST_DAY,
                max_value=LAST_DAY,
            )
            st.date_input(
                "Ready for staff by", value=None, key=_key("ready"), format="YYYY-MM-DD",
                min_value=FIRST_DAY, max_value=LAST_DAY,
                help="Places are sought before this day first; what fits only before the filing says so. "
                + (f"On record: {plain(found.ready_for)}." if found.ready_for else "None is on record."),
            )  # fmt: skip
        st.toggle(
            "New meetings may be added", key=_key("new"),
            help="Otherwise only the meetings on record are used.",
        )  # fmt: skip
        if st.session_state[_key("new")]:
            with st.grid(4, min_column_width=150):
                st.selectbox("On", range(5), format_func=WEEKDAY_NAMES.__getitem__, key=_key("weekday"))
                st.number_input("Every … weeks", min_value=1, max_value=12, step=1, key=_key("weeks"))
                st.number_input(
                    "Length (min)", value=None, min_value=5, max_value=600, step=5, key=_key("minutes"),
                    placeholder="the usual length",
                )  # fmt: skip
                st.text_input("Begins (Pacific)", key=_key("starts"), placeholder="10:00", max_chars=5)
        st.text_input(
            "Further blocked days", key=_key("blocked"), placeholder="such as 2014-07-10; 2014-07-01 to 2014-07-03",
            help=_blocked_words(),
        )  # fmt: skip
        st.toggle(
            "Keep what stands on record where it still holds", key=_key("keep"),
            help="Otherwise every stage that is still to come is placed anew.",
        )  # fmt: skip
        st.button(
            "Compute" if meetings_run.result() is None else "Compute again", key=_key("go"),
            type="primary" if meetings_run.result() is None else "secondary", icon=":material/calculate:",
            on_click=_compute, args=(found.ready_for,),
        )  # fmt: skip


def _blocked_words() -> str:
    on_record = [str(days) for days in calendar_of(meetings_reads.seen()).blocked]
    words = (
        "Nothing is put on blocked days; they count all the same. Weekends and State holidays never count. "
    )
    return words + (f"On record: {plain('; '.join(on_record))}." if on_record else "None is on record.")


def _compute(ready_for: str) -> None:
    writing.refuse(KEY, [])
    meetings_run.forget()
    get = _value
    filing, start = get("filing"), get("start")
    if not isinstance(filing, date) or not isinstance(start, date):
        writing.refuse(KEY, ["A schedule needs a filing date and a first day: choose both."])
        return
    try:
        new = None
        if get("new"):
            starts = _hour(str(get("starts") or ""))
            new = NewMeetings(int(get("weekday")), int(get("weeks") or 1), get("minutes"), starts)
        ready = get("ready")
        words = ready_for if ready == suggested(meetings_reads.seen(), meetings_reads.day()).ready_by else ""
        options = ScheduleOptions(
            filing, start, ready if isinstance(ready, date) else None, words, new, bool(get("keep"))
        )
        meetings_run.start(options, calendar_with(visitor.snapshot(), str(get("blocked") or "")))
    except ValueError as wrong:
        said = str(wrong)
        writing.refuse(KEY, [said[:1].upper() + said[1:]])


def _value(name: str) -> Any:
    return st.session_state.get(_key(name))


def _hour(words: str) -> str:
    words = words.strip()
    hours, colon, minutes = words.partition(":")
    fits = colon and hours.isdecimal() and minutes.isdecimal() and len(minutes) == 2
    if not words or (fits and int(hours) < 24 and int(minutes) < 60):
        return f"{int(hours):02d}:{minutes}" if words else ""
    raise ValueError(f"'{words}' is no time of the day. Allowed: 10:00, or nothing.")


@st.fragment(run_every=0.5)
def _wait() -> None:
    with st.status("Placing every stage of every issue …", expanded=False):
        st.markdown(f"Counting back from {display_date(_day())}. You can go on working in another tab.")
    try:
        done = meetings_run.collect()
    except ValueError as wrong:
        writing.refuse(KEY, [str(wrong)])
        done = True
    if done:
        st.rerun()


def _day() -> date:
    found = st.session_state.get(_key("filing"))
    return found if isinstance(found, date) else meetings_reads.day()
