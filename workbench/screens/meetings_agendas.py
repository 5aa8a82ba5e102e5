"""The agenda of each meeting, with the minutes that are used and free."""

from __future__ import annotations

import html

import streamlit as st

from workbench.graph.dates import date_spec, display_date_spec
from workbench.process.agendas import Agenda
from workbench.screens import meetings_drawer, meetings_reads, visitor
from workbench.screens.addresses import item_address
from workbench.screens.grammar import empty, status_html
from workbench.screens.meetings_points import agenda_html

HELD = "meetings_agendas_held"


def draw_agendas() -> None:
    """Every meeting that is still to come, and on request those that are over."""
    found = meetings_reads.all_agendas(visitor.seen_key())
    planned = [agenda for agenda in found.values() if agenda.meeting.status == "planned"]
    others = [agenda for agenda in found.values() if agenda.meeting.status != "planned"]
    if others:
        st.toggle("Held and cancelled meetings too", key=HELD, bind="query-params")
    shown = sorted([*planned, *(others if st.session_state.get(HELD) else [])], key=_day)
    if not shown:
        empty("No meeting is planned. What each planned meeting takes up will be here.")
    for agenda in shown:
        _draw_one(agenda)


def _draw_one(agenda: Agenda) -> None:
    meeting = agenda.meeting
    with st.container(border=True):
        words, action = st.columns([5, 1], vertical_alignment="top")
        when = display_date_spec(date_spec(meeting.detail.get("date")))
        with words:
            st.html(
                f'<p class="wb-agenda-head"><a class="wb-title" href="{html.escape(item_address(meeting.code))}">'
                f"{html.escape(when)}: {html.escape(meeting.title)}</a> "
                f'<span class="wb-code">{html.escape(meeting.code)}</span> {status_html(meeting.status)}</p>'
                f"{agenda_html(agenda)}"
            )
        with action, st.container(horizontal_alignment="right"):
            st.button(
                "Open", key=f"meetings_agenda_{meeting.code}", on_click=meetings_drawer.open_drawer,
                args=(meeting.code,),
            )  # fmt: skip


def _day(agenda: Agenda) -> tuple[str, str]:
    spec = date_spec(agenda.meeting.detail.get("date"))
    day = spec.first_day if spec is not None else None
    return (day.isoformat() if day else "9999", agenda.meeting.code)
