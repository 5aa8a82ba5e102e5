"""Adjusting a proposed schedule by hand before it is saved, and what would then not go together."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from workbench.graph.dates import display_date
from workbench.graph.meetings import meeting_day, meeting_minutes
from workbench.graph.proposed import ProposedChange
from workbench.graph.snapshot import ItemView, LinkRow, Snapshot
from workbench.process.scheduling.conflicts import conflicts
from workbench.process.scheduling.plan import StagePlan, stage_plan_of
from workbench.process.scheduling.proposal import (
    IssueSchedule,
    MeetingLoad,
    Placement,
    ScheduleProposal,
)


@dataclass(frozen=True)
class Adjustment:
    """Another place for one stage of one issue: a meeting's code, or a day outside a meeting."""

    issue: str
    stage: str
    meeting: str | None = None
    day: date | None = None


def meeting_choices(proposal: ScheduleProposal) -> dict[str, date]:
    """Meetings into which a stage can be put, with their days: proposed ones, and planned ones with a day."""
    found = {meeting.code: meeting.day for meeting in proposal.meetings}
    found |= {load.code: load.day for load in proposal.loads}
    for item in proposal.snapshot.of_kind("meeting"):
        day = meeting_day(item)
        if item.status == "planned" and day is not None and day >= proposal.options.start:
            found.setdefault(item.code, day)
    return dict(sorted(found.items(), key=lambda entry: (entry[1], entry[0])))


def adjusted(
    proposal: ScheduleProposal, adjustments: Sequence[Adjustment], dropped: Collection[str] = ()
) -> ScheduleProposal:
    """The proposal with some stages elsewhere and some issues left as they stand on record.

    Args:
        adjustments: of stages that the proposal has placed; later ones count.
        dropped: codes of issues that the schedule is not to touch.

    Raises:
        ValueError: in a sentence, for a stage that the proposal does not place or a meeting that it
            cannot use.
    """
    choices = meeting_choices(proposal)
    wanted = {(a.issue, a.stage): a for a in adjustments}
    placed = {(i.code, p.stage) for i in proposal.issues for p in i.placements}
    for issue, stage in wanted.keys() - placed:
        raise ValueError(f"the proposal does not place '{stage}' of {issue}, so it cannot be moved.")
    issues = tuple(
        _adjusted_issue(issue, wanted, choices) for issue in proposal.issues if issue.code not in dropped
    )
    loads = _loads(proposal, issues, choices)
    used = {load.code for load in loads}
    return replace(
        proposal,
        issues=issues,
        loads=loads,
        meetings=tuple(meeting for meeting in proposal.meetings if meeting.code in used),
    )


def faults(proposal: ScheduleProposal, change: ProposedChange) -> tuple[str, ...]:
    """What would not go together if the change of a proposal were saved, and does on record; a sentence each.

    Args:
        change: of ``to_change(proposal)``.
    """
    before = {found.sentence for found in conflicts(proposal.snapshot, deadline=proposal.options.filing)}
    after = conflicts(as_if(proposal.snapshot, change), deadline=proposal.options.filing)
    return tuple(found.sentence for found in after if found.sentence not in before)


def as_if(snapshot: Snapshot, change: ProposedChange) -> Snapshot:
    """The record as a change of the schedule would leave it: dates, stages, places in meetings."""
    items = dict(snapshot.items)
    for new in change.new:
        detail = {k: v for k, v in new.fields.items() if k not in ("title", "text", "status")}
        code = new.code or new.label
        title, status = str(new.fields.get("title", "")), str(new.fields.get("status", ""))
        items[code] = ItemView(code, code, new.kind, title, "", status, 1, "", detail)
    for edit in change.edits:
        item = snapshot.by_code[edit.code]
        items[item.uuid] = replace(item, detail={**item.detail, **edit.fields})
    links = list(snapshot.links)
    uuids = {item.code: uuid for uuid, item in items.items()}
    for number, link in enumerate(change.links):
        source, target = uuids[link.source], uuids[link.target]
        if link.remove:
            links = [
                x
                for x in links
                if (x.source, x.relation, x.target) != (source, link.relation, target)
                or not all(x.detail.get(k) == v for k, v in link.detail.items())
            ]
        else:
            links.append(LinkRow(f"as-if-{number}", source, link.relation, target, dict(link.detail)))
    return replace(snapshot, items=items, links=tuple(links))


def _adjusted_issue(
    issue: IssueSchedule, wanted: Mapping[tuple[str, str], Adjustment], choices: Mapping[str, date]
) -> IssueSchedule:
    placements = tuple(
        _moved(p, wanted[issue.code, p.stage], choices) if (issue.code, p.stage) in wanted else p
        for p in issue.placements
    )
    moved = [p.stage for p, q in zip(placements, issue.placements, strict=True) if p != q]
    if not moved:
        return issue
    why = f"{issue.code} ({issue.title}) was adjusted by hand: {', '.join(moved)}."
    return replace(issue, placements=placements, changed=True, misses="", why=why)


def _moved(placement: Placement, to: Adjustment, choices: Mapping[str, date]) -> Placement:
    begin = f"'{placement.stage[:1].upper()}{placement.stage[1:]}'"
    if placement.meeting is not None:
        if to.meeting is None or to.meeting not in choices:
            allowed = ", ".join(choices) or "none"
            raise ValueError(
                f"{begin} of {placement.issue} takes place in a meeting, and '{to.meeting or ''}' is none that "
                f"can be used. Allowed: {allowed}."
            )
        day, where = choices[to.meeting], f"goes into {to.meeting} ({display_date(choices[to.meeting])})"
    else:
        if to.day is None:
            raise ValueError(f"{begin} of {placement.issue} needs a day.")
        day, where = to.day, f"comes on {display_date(to.day)}"
    if (day, to.meeting) == (placement.day, placement.meeting):
        return placement
    return replace(
        placement, day=day, meeting=to.meeting, kept=False, why=f"{begin} {where}, put there by hand."
    )


def _loads(
    proposal: ScheduleProposal, issues: Sequence[IssueSchedule], choices: Mapping[str, date]
) -> tuple[MeetingLoad, ...]:
    """What every meeting takes up after the adjustments; issues that were not asked for keep their places."""
    plan: StagePlan = stage_plan_of(proposal.snapshot)
    lengths = {load.code: load.minutes for load in proposal.loads}
    lengths |= {meeting.code: meeting.minutes for meeting in proposal.meetings}
    taken: dict[str, list[tuple[str, str, int]]] = {}
    for issue in issues:
        item = proposal.snapshot.item(issue.code)
        estimate = item.detail.get("minutes") if item is not None else None
        for p in issue.placements:
            if p.meeting is not None:
                taken.setdefault(p.meeting, []).append((issue.code, p.stage, plan.minutes(p.stage, estimate)))
    order = {code: n for load in proposal.loads for n, (code, _, _) in enumerate(load.items)}
    found = []
    for code, points in taken.items():
        points.sort(key=lambda point: order.get(point[0], len(order)))
        length = lengths.get(code) or meeting_minutes(proposal.snapshot, proposal.snapshot.item(code))
        found.append(MeetingLoad(code, choices[code], length, sum(m for _, _, m in points), tuple(points)))
    return tuple(sorted(found, key=lambda load: (load.day, load.code)))


__all__ = ["Adjustment", "adjusted", "as_if", "faults", "meeting_choices"]
