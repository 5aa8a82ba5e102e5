"""The moment at which the record is looked at: chosen in the side bar, and said in words."""

from __future__ import annotations

import streamlit as st

from workbench.graph.dates import display_date
from workbench.process.clock import group_today
from workbench.screens import visitor
from workbench.screens.calendar_days import FIRST_DAY, LAST_DAY
from workbench.screens.grammar import plain


def draw_choice() -> None:
    """Draw the choice in the side bar: now, a baseline, or any day."""
    choices = visitor.moments() | {visitor.DAY: visitor.DAY}
    with st.sidebar:
        chosen = st.selectbox(
            "Look at the record as of",
            list(choices),
            format_func=lambda key: choices[key],
            key=visitor.MOMENT_KEY,
            bind="query-params",
            help="A baseline or a day shows the record as it stood then. Only the present can be edited.",
        )
        if chosen == visitor.DAY:
            st.date_input(
                "Day", value=group_today(), min_value=FIRST_DAY, max_value=LAST_DAY, format="YYYY-MM-DD",
                key=visitor.DAY_KEY, bind="query-params",
                help="By the group's own dates: what was recorded later and took effect before counts too.",
            )  # fmt: skip


def moment_words() -> str:
    """The moment as Markdown within a sentence: *the baseline **…** (Fri 18 Jul 2014)*."""
    snapshot = visitor.snapshot()
    if visitor.is_now():
        return "the record as it stands now"
    day = display_date(snapshot.as_of) if snapshot.as_of else ""
    if snapshot.baseline is None:
        return f"the record as of **{day}**"
    return f"the baseline **{plain(snapshot.baseline)}**{f' ({day})' if day else ''}"
