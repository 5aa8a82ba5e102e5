"""The page of meetings: dates, the schedule of every issue, agendas, notices and the calendar."""

from __future__ import annotations

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from workbench.process.changes import Saved
from workbench.screens import (
    grammar,
    meetings_agendas,
    meetings_calendar,
    meetings_dates,
    meetings_drawer,
    meetings_issues,
    meetings_notices,
    meetings_proposal,
    meetings_reads,
    visitor,
    writing,
)
from workbench.screens.save_preview import pending, save_preview

KEY = meetings_drawer.KEY
VIEW = "meetings_view"
DATES, ISSUES, AGENDAS, NOTICES, PROPOSE = "dates", "issues", "agendas", "notices", "propose"
VIEWS = {
    DATES: "Dates",
    ISSUES: "By issue",
    AGENDAS: "Agendas",
    NOTICES: "Notices",
    PROPOSE: "Propose a schedule",
}
FOR_EDITORS = (NOTICES, PROPOSE)


def page() -> None:
    """Draw the page."""
    purpose = "When the group meets, what is due, and how each issue gets to the filing."
    with grammar.heading("Meetings", purpose):
        action = st.container()
    writing.refusals(KEY)
    try:
        _draw(action)
    except ValueError as wrong:
        grammar.refusal([str(wrong)], "The schedule on record cannot be read")
    if pending(KEY):
        save_preview(KEY, on_saved=_saved)
    else:
        meetings_drawer.draw_drawer()


def _draw(action: DeltaGenerator) -> None:
    _say_past()
    meetings_dates.draw_attention(meetings_reads.schedule_conflicts(visitor.seen_key()))
    coming = st.container()
    view = _views()
    if view == DATES:
        with coming:
            meetings_dates.draw_next()
    if view != PROPOSE and visitor.may_edit():
        action.button(
            "Propose a schedule", key="meetings_propose", type="primary",
            icon=":material/auto_awesome_motion:", on_click=_show, args=(PROPOSE,),
        )  # fmt: skip
    {
        DATES: meetings_dates.draw_dates,
        ISSUES: meetings_issues.draw,
        AGENDAS: meetings_agendas.draw_agendas,
        NOTICES: meetings_notices.draw,
        PROPOSE: meetings_proposal.draw,
    }[view]()


def _views() -> str:
    """The bar with what can be looked at, what can be added, and the calendar; what is looked at."""
    allowed = [v for v in VIEWS if v not in FOR_EDITORS or visitor.signed_in().may("edit")]
    with st.container(horizontal=True, vertical_alignment="center"):
        view = st.segmented_control(
            "What to show", allowed, format_func=VIEWS.__getitem__, key=VIEW, default=DATES, required=True,
            label_visibility="collapsed", bind="query-params",
        )  # fmt: skip
        if visitor.may_edit():
            with st.popover("Add", icon=":material/add:"):
                for kind in ("meeting", "milestone"):
                    st.button(
                        f"A {kind}", key=f"meetings_add_{kind}", on_click=meetings_drawer.new, args=(kind,),
                        width="stretch",
                    )  # fmt: skip
        meetings_calendar.draw()
    return view or DATES


def _show(view: str) -> None:
    st.session_state[VIEW] = view


def _saved(saved: Saved) -> None:
    meetings_drawer.close_drawer()
    if saved.preview.changes and st.session_state.get(VIEW) == PROPOSE:
        meetings_proposal.forget()
        _show(ISSUES)


def _say_past() -> None:
    """Say once that the record lies in the past, and offer the moments at which days can be counted."""
    if meetings_reads.past() is None:
        return
    named = [name for name in visitor.moments() if name != visitor.NOW]
    with st.container(border=True, key="meetings_past"):
        words = "Every date of this record lies far in the past, so no meeting is coming up."
        if named:
            words += " To see what lay ahead at the time, look at the record as of a baseline:"
        st.markdown(words)
        with st.container(horizontal=True):
            for number, name in enumerate(named):
                st.button(
                    name,
                    key=f"meetings_moment_{number}",
                    icon=":material/history:",
                    on_click=_look_at,
                    args=(name,),
                )


def _look_at(name: str) -> None:
    st.session_state[visitor.MOMENT_KEY] = name
