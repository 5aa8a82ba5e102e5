"""What the page of meetings reads, kept as long as the visitor would see the same."""

from __future__ import annotations

from datetime import date

import streamlit as st

from workbench.graph.days_due import lies_in_the_past
from workbench.graph.snapshot import Snapshot
from workbench.graph.timeline import TimelineRow, timeline
from workbench.process.agendas import Agenda, agendas
from workbench.process.schedule import conflicts, stage_plan_of
from workbench.process.stage_rows import stage_rows
from workbench.screens import visitor


def seen() -> Snapshot:
    """The record at the chosen moment, without what the visitor may not see."""
    return visitor.snapshot()


def day() -> date:
    """The day from which days are counted: that of the moment, also where the whole record lies in the past."""
    return visitor.today()


def past() -> date | None:
    """The record's last day when the whole of it lies in the past, so that nothing is counted from today."""
    return lies_in_the_past(seen(), visitor.today()) if visitor.is_now() else None


@st.cache_data(max_entries=32, show_spinner=False)
def rows(key: visitor.Seen, today: date, stages: bool, closed: bool) -> list[TimelineRow]:
    """Rows of the time line."""
    found = timeline(seen(), today, stages=False, closed=closed)
    return [*found, *stage_rows(seen(), today, closed=closed)] if stages else found


@st.cache_data(max_entries=32, show_spinner=False)
def schedule_conflicts(key: visitor.Seen) -> list[str]:
    """What in the schedule on record does not go together, a sentence each."""
    return [found.sentence for found in conflicts(seen())]


@st.cache_data(max_entries=32, show_spinner=False)
def all_agendas(key: visitor.Seen) -> dict[str, Agenda]:
    """The agenda of every meeting by its code."""
    snapshot = seen()
    return {agenda.meeting.code: agenda for agenda in agendas(snapshot, snapshot.of_kind("meeting"))}


def stage_names() -> tuple[str, ...]:
    """The stages of an issue in their order."""
    return stage_plan_of(seen()).names
