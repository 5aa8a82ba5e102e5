"""The calendar to which people subscribe, and its file to take away."""

from __future__ import annotations

from urllib.parse import urlsplit

import streamlit as st

from workbench.exchange.calendar_feed import calendar_feed
from workbench.graph.reading import record_info
from workbench.process.sign_in import SignInRefused, feed_key
from workbench.screens import visitor
from workbench.screens.connection import database

FILE = "schedule.ics"


def draw() -> None:
    """Draw the button behind which the address and the file are."""
    with st.popover("Calendar", icon=":material/calendar_month:"):
        st.markdown(
            "Meetings, milestones and deadlines for your own calendar. What is confidential is not in it, and "
            "what is only hoped for says so."
        )
        if visitor.is_public():
            # The key stays the same for as long as the record's secret does, and the public may change its mind.
            st.caption("The file holds the dates as they stand now.")
        elif visitor.is_now():
            _subscription()
        else:
            st.caption("The file holds the dates as they stood at the moment that you look at.")
        st.download_button(
            f"Download {FILE}",
            data=_file,
            file_name=FILE,
            mime="text/calendar",
            icon=":material/download:",
            on_click="ignore",
            key="meetings_calendar_file",
        )


def _subscription() -> None:
    address = feed_address()
    if not address:
        return
    st.caption("Address to subscribe to; it follows every change. Whoever has it can read these dates.")
    st.code(address, language=None, wrap_lines=True)


def feed_address() -> str:
    """The whole address of the feed with its key; empty where the app's own address is not known."""
    try:
        key = feed_key(database())
    except SignInRefused:
        return ""
    url = st.context.url
    parts = urlsplit(url if isinstance(url, str) else "")
    root = parts.path.rpartition("/")[0]
    return f"{parts.scheme}://{parts.netloc}{root}/{FILE}?key={key}" if parts.netloc else f"/{FILE}?key={key}"


def _file() -> bytes:
    with database().read() as session:
        info = record_info(session)
    return calendar_feed(visitor.snapshot(), info.record_id if info else "record")
