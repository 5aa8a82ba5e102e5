"""The stages of issues as rows of the time line, as the schedule counts them.

A link to a meeting that names no stage counts for the stage that it must mean; the time line of the
record itself shows only what is named.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from workbench.graph.dates import days_between_words, display_date
from workbench.graph.snapshot import ItemView, Snapshot, code_order
from workbench.graph.timeline import TimelineRow
from workbench.process.scheduling.plan import stage_plan_of
from workbench.process.scheduling.saved import SavedStage, saved_stages
from workbench.record.kinds import KINDS


def stage_rows(snapshot: Snapshot, today: date, *, closed: bool = False) -> list[TimelineRow]:
    """Rows of every stage that has a day, by date.

    Args:
        today: the day from which days are counted.
        closed: whether stages of issues that are closed are among them.

    Raises:
        ValueError: when a setting or a stored date cannot be read.
    """
    plan = stage_plan_of(snapshot)
    rows = [
        row
        for issue in snapshot.of_kind("issue")
        if closed or issue.status not in KINDS["issue"].closed
        for row in _rows(issue, saved_stages(snapshot, issue, plan).values(), today)
    ]
    return sorted(rows, key=lambda row: (row.start, code_order(row.code), plan.index(row.stage)))


def _rows(issue: ItemView, stages: Iterable[SavedStage], today: date) -> Iterable[TimelineRow]:
    for stage in stages:
        if stage.day is not None:
            yield TimelineRow(
                key=f"{issue.code}#{stage.stage}",
                kind="stage",
                uuid=issue.uuid,
                code=issue.code,
                title=f"{stage.stage}: {issue.title}",
                status=issue.status,
                stage=stage.stage,
                meeting=stage.meeting,
                start=stage.day,
                end=stage.day,
                qualifier="on",
                standing="held" if stage.held else "proposed",
                when=display_date(stage.day),
                words="",
                days_to=(stage.day - today).days,
                days_words=days_between_words(stage.day, today),
            )
