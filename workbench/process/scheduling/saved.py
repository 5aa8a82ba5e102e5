"""The schedule as it stands on record: which stage of which issue is when, and in which meeting."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from workbench.graph.dates import iso_day
from workbench.graph.meetings import meeting_day
from workbench.graph.snapshot import ItemView, LinkRow, Snapshot
from workbench.process.scheduling.plan import StagePlan


@dataclass(frozen=True)
class SavedStage:
    """One stage of one issue on record.

    Args:
        day: its day; None where its meeting has none yet.
        meeting: code of its meeting, or None for a stage outside a meeting.
        held: its meeting took place.
        link: the link that says so, for a stage in a meeting.
    """

    issue: str
    stage: str
    day: date | None
    meeting: str | None = None
    held: bool = False
    link: LinkRow | None = None


def saved_stages(
    snapshot: Snapshot,
    issue: ItemView,
    plan: StagePlan,
    moved: Mapping[str, date] | None = None,
) -> dict[str, SavedStage]:
    """Stages of an issue on record by name, in the plan's order.

    A link to a meeting that names no stage counts as the first stage of the plan that takes place in
    a meeting and has none yet. Stages that the plan does not know are left out.

    Args:
        moved: other days for meetings by code, to see what a move would do.

    Raises:
        ValueError: when a stored date cannot be read.
    """
    found: dict[str, SavedStage] = {}
    for stage, day in (issue.detail.get("stages") or {}).items():
        if stage in plan.names and day is not None:
            found[stage] = SavedStage(issue.code, stage, iso_day(day))
    unnamed: list[LinkRow] = []
    for link in _meeting_links(snapshot, issue):
        stage = str(link.detail.get("stage") or "")
        if stage in plan.names:
            found[stage] = _in_meeting(snapshot, issue, stage, link, moved or {})
        elif not stage:
            unnamed.append(link)
    free = [rule.stage for rule in plan.rules if rule.in_meeting and rule.stage not in found]
    unnamed.sort(key=lambda link: _order(snapshot, link, moved or {}))
    for stage, link in zip(free, unnamed, strict=False):
        found[stage] = _in_meeting(snapshot, issue, stage, link, moved or {})
    return {stage: found[stage] for stage in plan.names if stage in found}


def meeting_links(snapshot: Snapshot, issue: ItemView) -> list[LinkRow]:
    """Links of an issue to meetings of the group, cancelled and withdrawn ones included."""
    links = snapshot.out(issue, "scheduled-in")
    return [x for x in links if x.target in snapshot.items and snapshot.items[x.target].kind == "meeting"]


def _meeting_links(snapshot: Snapshot, issue: ItemView) -> list[LinkRow]:
    gone = ("cancelled", "withdrawn")
    return [x for x in meeting_links(snapshot, issue) if snapshot.items[x.target].status not in gone]


def _in_meeting(
    snapshot: Snapshot, issue: ItemView, stage: str, link: LinkRow, moved: Mapping[str, date]
) -> SavedStage:
    meeting = snapshot.items[link.target]
    day = moved.get(meeting.code, meeting_day(meeting))
    return SavedStage(issue.code, stage, day, meeting.code, meeting.status == "held", link)


def _order(snapshot: Snapshot, link: LinkRow, moved: Mapping[str, date]) -> tuple[date, str]:
    meeting = snapshot.items[link.target]
    return moved.get(meeting.code, meeting_day(meeting)) or date.max, meeting.code
