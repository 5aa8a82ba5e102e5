"""Meetings and milestones: what needs attention, the next meeting, the time line and the table."""

from __future__ import annotations

import html

import pandas as pd
import streamlit as st

from workbench.graph.dates import days_between_words, display_date
from workbench.graph.days_due import Due, meeting_words, read_spec
from workbench.graph.meetings import next_meeting
from workbench.graph.snapshot import ItemView
from workbench.graph.timeline import TimelineRow
from workbench.graph.timeline_drawing import timeline_drawing
from workbench.screens import meetings_drawer, meetings_reads, visitor
from workbench.screens.field_words import field_label
from workbench.screens.grammar import empty, item_link, plain, status_html, status_mark
from workbench.screens.linked_words import linked
from workbench.screens.meetings_points import agenda_html
from workbench.screens.meetings_timeline import timeline_html

STAGES, CLOSED = "meetings_stages", "meetings_closed"
ROW_PIXELS, MOST_PIXELS = 33, 560
FEW = 4
"""So many conflicts stand open; more are folded away."""


def draw_attention(sentences: list[str]) -> None:
    """What does not go together in the schedule on record, before what is merely there."""
    passed = [] if meetings_reads.past() else _passed()
    number = len(sentences) + len(passed)
    if not number:
        return
    title = "One thing needs attention" if number == 1 else f"{number} things need attention"
    with st.container(border=True, key="meetings_attention"):
        st.markdown(f":orange[:material/change_history:] **{title}**")
        lines = [
            *(f"- {words}" for words in passed),
            *(f"- {linked(s, meetings_reads.seen())}" for s in sentences),
        ]
        st.markdown("\n".join(lines[:FEW]))
        if number > FEW:
            with st.expander(f"And {number - FEW} more"):
                st.markdown("\n".join(lines[FEW:]))


def _passed() -> list[str]:
    """Planned meetings whose day has passed."""
    found = []
    for item in meetings_reads.seen().of_kind("meeting"):
        spec = read_spec(item, "date")
        if item.status == "planned" and spec and spec.last_day and spec.last_day < meetings_reads.day():
            found.append(
                f"{item_link(item)} has passed, {display_date(spec.last_day)}, and is still planned: was it held, "
                "moved or cancelled?"
            )
    return found


def draw_next() -> None:
    """The next meeting with its agenda, or that none is planned."""
    snapshot, today = meetings_reads.seen(), meetings_reads.day()
    if meetings_reads.past():
        return
    meeting = next_meeting(snapshot, today)
    with st.container(border=True, key="meetings_next"):
        if meeting is None:
            st.markdown("**No meeting is planned.**")
            if visitor.may_edit():
                st.button(
                    "Add a meeting", key="meetings_next_add", icon=":material/add:",
                    on_click=meetings_drawer.new, args=("meeting",),
                )  # fmt: skip
            return
        _next(meeting)


def _next(meeting: ItemView) -> None:
    today = meetings_reads.day()
    spec = read_spec(meeting, "date")
    when = "no day is set"
    if spec is not None and spec.last_day is not None:
        day = max(spec.first_day or spec.last_day, today)
        when = f"{meeting_words(Due(meeting, spec, spec.last_day))} · {days_between_words(day, today)}"
    words, actions = st.columns([3, 1], vertical_alignment="top")
    agenda = meetings_reads.all_agendas(visitor.seen_key())[meeting.code]
    with words:
        st.html(
            f'<p class="wb-remark">Next meeting {status_html(meeting.status)}</p>'
            f'<p class="wb-next">{html.escape(when)}</p>'
        )
        st.markdown(item_link(meeting))
        if spec is not None and spec.words:
            st.caption(f"As given: {plain(spec.words)}")
        st.html(agenda_html(agenda))
    with actions, st.container(horizontal_alignment="right"):
        label = "Move or edit" if visitor.may_edit() else "Look"
        st.button(
            label, key="meetings_next_open", icon=":material/event:", on_click=meetings_drawer.open_drawer,
            args=(meeting.code,),
        )  # fmt: skip


def draw_dates() -> None:
    """The time line and the table."""
    with st.container(horizontal=True, vertical_alignment="center"):
        stages = st.toggle("Stages of issues", key=STAGES, bind="query-params")
        closed = st.toggle("Cancelled and closed too", key=CLOSED, bind="query-params")
    found = meetings_reads.rows(visitor.seen_key(), meetings_reads.day(), stages, closed)
    if not found:
        empty(
            "Meetings and milestones will be here. Add the first one, or read them from minutes on the page Minutes."
        )
        return
    drawing = timeline_drawing(found, meetings_reads.day(), meetings_reads.stage_names())
    if drawing is not None:
        st.html(timeline_html(drawing, "today" if visitor.is_now() else "the day looked at"))
    _table([row for row in found if row.kind != "stage"])


def _table(found: list[TimelineRow]) -> None:
    counted = meetings_reads.past() is None
    frame = pd.DataFrame(
        {
            "look": ["Open"] * len(found),
            "title": [row.title for row in found],
            "when": [row.when for row in found],
            "days": [row.days_words if counted else "" for row in found],
            "kind": [field_label(row.kind) for row in found],
            "standing": [row.standing if row.dated else "" for row in found],
            "status": [status_mark(row.status) for row in found],
            "issues": [len(row.issues) if row.kind == "meeting" else None for row in found],
            "code": [row.code for row in found],
        }
    ).astype({"issues": "Int64"})
    config = st.column_config
    click = "meetings_table_click"

    def opened() -> None:
        meetings_drawer.open_drawer(found[int(st.session_state[click]["row"])].code)

    st.dataframe(
        frame if counted else frame.drop(columns="days"),
        key="meetings_table",
        hide_index=True,
        placeholder="",
        height=min(ROW_PIXELS * (len(frame) + 1) + 3, MOST_PIXELS),
        alt="Meetings and milestones, one a row, by date",
        column_config={
            "look": config.ButtonColumn("", key=click, on_click=opened, width=56, type="tertiary"),
            "when": config.TextColumn("When", width=190),
            "days": config.TextColumn("From today" if visitor.is_now() else "From that day", width=92),
            "title": config.TextColumn("What", width=272),
            "kind": config.TextColumn("Kind", width=76),
            "standing": config.TextColumn("Standing", width=78),
            "status": config.TextColumn("Status", width=82),
            "issues": config.NumberColumn("Issues", width=54, help="Issues that the meeting takes up."),
            "code": config.TextColumn("Code", width=118),
        },
    )
