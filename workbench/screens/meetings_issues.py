"""The schedule by issue: when each stage is, and in which meeting."""

from __future__ import annotations

import html
from collections.abc import Mapping

import streamlit as st

from workbench.graph.dates import display_date
from workbench.graph.snapshot import ItemView
from workbench.graph.vocabulary import KINDS
from workbench.process.schedule import SavedStage, saved_stages, stage_plan_of
from workbench.screens import meetings_reads, visitor
from workbench.screens.addresses import item_address
from workbench.screens.grammar import empty, status_html

CLOSED = "meetings_issues_closed"

Row = tuple[ItemView, Mapping[str, SavedStage]]


@st.cache_data(max_entries=16, show_spinner=False)
def _rows(key: visitor.Seen, closed: bool) -> list[Row]:
    snapshot = meetings_reads.seen()
    plan = stage_plan_of(snapshot)
    return [
        (issue, saved_stages(snapshot, issue, plan))
        for issue in snapshot.of_kind("issue")
        if closed or issue.status not in KINDS["issue"].closed
    ]


def draw() -> None:
    """Draw the table, and below it the issues that have no stage yet."""
    closed = st.toggle("Closed issues too", key=CLOSED, bind="query-params")
    found = _rows(visitor.seen_key(), closed)
    placed = [row for row in found if row[1]]
    bare = [issue for issue, stages in found if not stages]
    if not found:
        empty("Issues will be here with the day of each of their stages. Add issues on the page Issues.")
        return
    if placed:
        st.html(_table(placed, meetings_reads.stage_names()))
    else:
        empty("No issue has a date yet. Propose a schedule, look at it, and save it; the dates will be here.")
    if bare:
        number = len(bare)
        st.html(
            f'<details class="wb-more"{" open" if not placed else ""}><summary>'
            f"{'One issue has' if number == 1 else f'{number} issues have'} no stage with a date yet</summary>"
            f"<ul>{''.join(f'<li>{_name(issue)}</li>' for issue in bare)}</ul></details>"
        )


def _name(issue: ItemView) -> str:
    return (
        f'<a href="{html.escape(item_address(issue.code))}">{html.escape(issue.title)}</a> '
        f'<span class="wb-code">{html.escape(issue.code)}</span>'
    )


def _table(rows: list[Row], stages: tuple[str, ...]) -> str:
    head = "".join(f'<th scope="col">{html.escape(_begun(stage))}</th>' for stage in stages)
    lines = []
    for issue, places in rows:
        cells = "".join(f"<td>{_place(places.get(stage))}</td>" for stage in stages)
        lines.append(f'<tr><th scope="row">{_name(issue)}<br>{status_html(issue.status)}</th>{cells}</tr>')
    return (
        '<div class="wb-scroll"><table class="wb-schedule"><caption>Each issue with the day of each stage; '
        "● is over, held in its meeting.</caption>"
        f'<thead><tr><th scope="col">Issue</th>{head}</tr></thead><tbody>{"".join(lines)}</tbody></table></div>'
    )


def _begun(words: str) -> str:
    return words[:1].upper() + words[1:]


def _place(stage: SavedStage | None) -> str:
    if stage is None:
        return '<span class="wb-remark">—</span>'
    when = display_date(stage.day) if stage.day is not None else "no day yet"
    held = "● " if stage.held else ""
    where = ""
    if stage.meeting:
        where = (
            f'<br><a class="wb-code" href="{html.escape(item_address(stage.meeting))}">'
            f"{html.escape(stage.meeting)}</a>"
        )
    return f"{held}{html.escape(when)}{where}"
