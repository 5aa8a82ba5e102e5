"""The schedule: proposing one, turning it into a change, and telling what a moved meeting does.

A schedule is computed back from the filing date in business days, and forward from dependencies,
estimated minutes and the length of meetings. Nothing here writes: the facilitator looks at the
proposal, adjusts it and saves the change.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workbench.graph.dates import display_date
from workbench.graph.proposed import ItemEdit, LinkEdit, NewItem, ProposedChange
from workbench.graph.snapshot import ItemView, LinkRow, Snapshot
from workbench.process.calendar import BusinessCalendar, calendar_of
from workbench.process.scheduling.candidates import candidates
from workbench.process.scheduling.conflicts import ScheduleConflict, conflicts
from workbench.process.scheduling.dependencies import dependencies_of
from workbench.process.scheduling.meetings import MeetingRoom, MeetingRooms, meeting_rooms
from workbench.process.scheduling.moves import MoveEffects, moved_meeting
from workbench.process.scheduling.options import NewMeetings, ScheduleOptions, default_options, filing_date
from workbench.process.scheduling.placing import Placing
from workbench.process.scheduling.plan import DEFAULT_PLAN, StagePlan, StageRule, stage_plan_of
from workbench.process.scheduling.proposal import (
    IssueSchedule,
    MeetingLoad,
    NotPlaced,
    Placement,
    ProposedMeeting,
    ScheduleProposal,
)
from workbench.process.scheduling.saved import SavedStage, meeting_links, saved_stages

__all__ = [
    "DEFAULT_PLAN",
    "IssueSchedule",
    "MeetingLoad",
    "MoveEffects",
    "NewMeetings",
    "NotPlaced",
    "Placement",
    "ProposedMeeting",
    "SavedStage",
    "ScheduleConflict",
    "ScheduleOptions",
    "ScheduleProposal",
    "StagePlan",
    "StageRule",
    "conflicts",
    "default_options",
    "filing_date",
    "moved_meeting",
    "propose",
    "saved_stages",
    "stage_plan_of",
    "to_change",
]

NEW_MEETING_TITLE = "Working group meeting"


def propose(
    snapshot: Snapshot, options: ScheduleOptions, calendar: BusinessCalendar | None = None
) -> ScheduleProposal:
    """A schedule of every open issue on the group's list, with the reason for each place.

    Args:
        options: see ``ScheduleOptions``; ``default_options`` reads them from the record.
        calendar: business days; None takes those of the record's settings.

    Returns:
        A proposal in which every issue is placed or explained. The same record and options give the
        same proposal.

    Raises:
        ValueError: in sentences, when a setting or a stored date cannot be read.
    """
    calendar = calendar or calendar_of(snapshot)
    plan = stage_plan_of(snapshot)
    rooms = meeting_rooms(snapshot, calendar, options)
    found, left_out = candidates(snapshot, plan, calendar, options, rooms)
    dependencies = dependencies_of(snapshot, [candidate.issue for candidate in found])
    by_code = {candidate.code: candidate for candidate in found}
    placing = Placing(plan, calendar, options, rooms, by_code, dependencies)
    placing.run()
    loose = [sentence for candidate in found for sentence in candidate.loose]
    agenda = {code: position for position, code in enumerate(dependencies.order)}
    return ScheduleProposal(
        options=options,
        issues=tuple(placing.placed.values()),
        not_placed=tuple(placing.missing),
        meetings=_meetings(rooms, options, snapshot),
        loads=tuple(_load(room, agenda) for room in rooms.rooms if room.taken),
        circles=dependencies.circle_sentences(),
        notes=(*dependencies.notes, *rooms.notes, *loose, *placing.notes),
        hoped=rooms.hoped,
        left_out=left_out,
        snapshot=snapshot,
    )


def to_change(proposal: ScheduleProposal) -> ProposedChange:
    """What saving a proposal would write: stages, places in meetings, meetings to add or to date.

    Issues that did not fit keep what stands on record, and so does everything that the proposal left
    as it was. The group's date of the change is left to whoever saves it.
    """
    snapshot = proposal.snapshot
    plan = stage_plan_of(snapshot)
    edits: list[ItemEdit] = []
    links: list[LinkEdit] = []
    for schedule in proposal.issues:
        issue = snapshot.item(schedule.code)
        if issue is None:
            continue
        outside = _outside_stages(issue, schedule, plan)
        if outside != _plain(issue.detail.get("stages") or {}):
            edits.append(ItemEdit(issue.code, {"stages": outside}, issue.revision))
        links += _link_edits(snapshot, issue, schedule, plan)
    new: list[NewItem] = []
    for meeting in proposal.meetings:
        day = {"qualifier": "on", "start": meeting.day.isoformat(), "standing": "proposed"}
        if meeting.new:
            fields: dict[str, Any] = {
                "title": NEW_MEETING_TITLE,
                "status": "planned",
                "date": day,
                "minutes": meeting.minutes,
            }
            if meeting.starts:
                fields["starts"] = meeting.starts
            new.append(NewItem("meeting", fields, code=meeting.code))
        elif (item := snapshot.item(meeting.code)) is not None:
            edits.append(ItemEdit(item.code, {"date": day}, item.revision))
    why = f"Schedule computed back from {proposal.options.filing_words}"
    return ProposedChange(tuple(new), tuple(edits), tuple(links), why=why)


def _meetings(
    rooms: MeetingRooms, options: ScheduleOptions, snapshot: Snapshot
) -> tuple[ProposedMeeting, ...]:
    """Meetings to add, and those with a range for which a day was needed."""
    found = []
    for room in rooms.rooms:
        if not room.taken or not (room.new or room.day_given):
            continue
        codes = sorted({issue for issue, _ in room.taken})
        starts = options.new_meetings.starts if room.new and options.new_meetings else ""
        for_whom = f"{len(codes)} issues" if len(codes) > 3 else ", ".join(codes)
        if room.new:
            why = f"A new meeting on {display_date(room.day)} is needed for {for_whom}."
        else:
            title = getattr(snapshot.item(room.code), "title", room.code)
            why = f"{title} ({room.code}) would be on {display_date(room.day)}, for {for_whom}."
        found.append(ProposedMeeting(room.code, room.day, starts, room.minutes, room.new, why))
    return tuple(found)


def _load(room: MeetingRoom, agenda: Mapping[str, int]) -> MeetingLoad:
    last = len(agenda)
    taken = sorted(room.taken.items(), key=lambda entry: (agenda.get(entry[0][0], last), entry[0]))
    items = tuple((issue, stage, minutes) for (issue, stage), minutes in taken)
    return MeetingLoad(room.code, room.day, room.minutes, room.minutes - room.left, items)


def _outside_stages(issue: ItemView, schedule: IssueSchedule, plan: StagePlan) -> dict[str, str]:
    """The dates of stages outside a meeting as they would stand: new ones over those on record."""
    kept = _plain(issue.detail.get("stages") or {})
    placed = {p.stage: p for p in schedule.placements}
    stages = {stage: day for stage, day in kept.items() if stage not in placed}
    stages |= {p.stage: p.day.isoformat() for p in placed.values() if p.meeting is None}
    names = [*plan.names, *sorted(set(stages) - set(plan.names))]
    return {stage: stages[stage] for stage in names if stage in stages}


def _link_edits(
    snapshot: Snapshot, issue: ItemView, schedule: IssueSchedule, plan: StagePlan
) -> list[LinkEdit]:
    """Links to meetings that a proposal adds, and those that it takes away for the same stages."""
    saved = saved_stages(snapshot, issue, plan)
    edits: list[LinkEdit] = []
    for placement in schedule.placements:
        old = saved.get(placement.stage)
        link = old.link if old is not None else None
        detail = {"stage": placement.stage}
        if link is not None and old is not None:
            if old.meeting == placement.meeting and link.detail.get("stage") == placement.stage:
                continue
            if not _shared(snapshot, issue, link):
                edits.append(
                    LinkEdit(issue.code, "scheduled-in", str(old.meeting), dict(link.detail), remove=True)
                )
        if placement.meeting is not None:
            edits.append(LinkEdit(issue.code, "scheduled-in", placement.meeting, detail))
    return edits


def _shared(snapshot: Snapshot, issue: ItemView, link: LinkRow) -> bool:
    """A link without a stage beside others to the same meeting: removing it would take those too."""
    if link.detail.get("stage"):
        return False
    return sum(other.target == link.target for other in meeting_links(snapshot, issue)) > 1


def _plain(stages: Mapping[str, Any]) -> dict[str, str]:
    return {stage: str(day) for stage, day in stages.items()}
