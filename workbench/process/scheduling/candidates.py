"""Which issues a schedule places, what each has behind it, and where it already stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from workbench.graph.dates import display_date, iso_day
from workbench.graph.snapshot import ItemView, Snapshot
from workbench.process.calendar import BusinessCalendar
from workbench.process.scheduling.meetings import MeetingRooms
from workbench.process.scheduling.options import ScheduleOptions
from workbench.process.scheduling.plan import STATUS_REACHED, StagePlan, StageRule
from workbench.process.scheduling.saved import SavedStage, saved_stages
from workbench.record.kinds import KINDS

_CLOSED = KINDS["issue"].closed


@dataclass(frozen=True)
class Candidate:
    """An issue with what is still to be placed of it.

    Args:
        rules: the stages still to come.
        behind: stages behind it, with the day where that is on record.
        pins: days, and codes of meetings, at which stages to come stand on record and can stay.
        loose: sentences on places on record that cannot stay.
        deadline: the last day of its last stage.
        wanted: the last day from which it would be in hand when that is wanted, or None.
    """

    issue: ItemView
    rules: tuple[StageRule, ...]
    behind: tuple[tuple[str, date | None], ...]
    pins: dict[str, tuple[date, str | None]]
    loose: tuple[str, ...]
    deadline: date
    wanted: date | None
    estimate: int | None

    @property
    def code(self) -> str:
        return self.issue.code

    def last_behind(self) -> tuple[str, date] | None:
        """The latest stage behind it whose day is known."""
        known = [(stage, day) for stage, day in self.behind if day is not None]
        return known[-1] if known else None


def candidates(
    snapshot: Snapshot,
    plan: StagePlan,
    calendar: BusinessCalendar,
    options: ScheduleOptions,
    rooms: MeetingRooms,
) -> tuple[list[Candidate], tuple[str, ...]]:
    """Open issues on the group's list, and a sentence on each open issue that is left out."""
    found: list[Candidate] = []
    left_out: list[str] = []
    for issue in snapshot.of_kind("issue"):
        if issue.status in _CLOSED:
            continue
        name = f"{issue.code} ({issue.title})"
        if issue.detail.get("admitted") is False:
            left_out.append(f"{name} is not on the group's list yet, so it is given no date.")
        elif issue.detail.get("readiness") == "out of scope":
            left_out.append(f"{name} is held to be out of scope, so it is given no date.")
        else:
            candidate = _candidate(snapshot, issue, plan, calendar, options, rooms)
            if candidate.rules:
                found.append(candidate)
            else:
                left_out.append(f"{name} has every stage behind it.")
    return found, tuple(left_out)


def _candidate(
    snapshot: Snapshot,
    issue: ItemView,
    plan: StagePlan,
    calendar: BusinessCalendar,
    options: ScheduleOptions,
    rooms: MeetingRooms,
) -> Candidate:
    saved = saved_stages(snapshot, issue, plan)
    reached = _reached(issue, plan, saved, options.start)
    behind = tuple((stage, _day_behind(saved.get(stage), options.start)) for stage in plan.names[:reached])
    rules = plan.rules[reached:]
    pins: dict[str, tuple[date, str | None]] = {}
    loose: list[str] = []
    for rule in rules:
        stage = saved.get(rule.stage)
        if stage is None or not options.keep_saved:
            continue
        pin, why = _pin(stage, rule, calendar, rooms)
        if pin is not None:
            pins[rule.stage] = pin
        elif why:
            loose.append(f"{issue.code} cannot keep its '{rule.stage}' {why}.")
    days_after = plan.rules[-1].days_before_next
    deadline = calendar.on_or_before(calendar.subtract(options.filing, days_after))
    if (due := issue.detail.get("due")) is not None:
        deadline = min(deadline, calendar.on_or_before(iso_day(due)))
    wanted = None
    if options.ready_by is not None:
        wanted = min(deadline, calendar.on_or_before(calendar.subtract(options.ready_by, days_after)))
    minutes = issue.detail.get("minutes")
    return Candidate(
        issue,
        rules,
        behind,
        pins,
        tuple(loose),
        deadline,
        wanted,
        None if minutes is None else int(minutes),
    )


def _reached(issue: ItemView, plan: StagePlan, saved: dict[str, SavedStage], start: date) -> int:
    """How many stages, from the first, an issue has behind it."""
    reached = 0
    by_status = STATUS_REACHED.get(issue.status)
    if by_status in plan.names:
        reached = plan.index(by_status) + 1
    for stage in saved.values():
        if stage.held or (stage.day is not None and stage.day < start):
            reached = max(reached, plan.index(stage.stage) + 1)
    return reached


def _day_behind(stage: SavedStage | None, start: date) -> date | None:
    """The day of a stage that is behind; one still to come on record says nothing about the past."""
    if stage is None or stage.day is None:
        return None
    return stage.day if stage.held or stage.day < start else None


def _pin(
    stage: SavedStage, rule: StageRule, calendar: BusinessCalendar, rooms: MeetingRooms
) -> tuple[tuple[date, str | None] | None, str]:
    """Where a stage on record can stay, or why it cannot."""
    if rule.in_meeting != (stage.meeting is not None):
        place = "outside a meeting" if stage.meeting is None else f"in {stage.meeting}"
        return (
            None,
            f"{place}, since the plan has that stage {'in' if rule.in_meeting else 'outside'} a meeting",
        )
    if stage.meeting is not None:
        room = rooms.room(stage.meeting)
        if room is None:
            return None, f"in {stage.meeting}, which has no day that can be used"
        return (room.day, room.code), ""
    if stage.day is None:
        return None, ""
    if why := calendar.why_not(stage.day):
        return None, f"on {display_date(stage.day)}, which {why}"
    return (stage.day, None), ""
