"""What in the schedule on record does not go together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from workbench.graph.dates import display_date, iso_day
from workbench.graph.meetings import days_to_avoid, meeting_day, meeting_minutes
from workbench.graph.snapshot import ItemView, Snapshot
from workbench.process.calendar import BusinessCalendar, calendar_of
from workbench.process.scheduling.plan import StagePlan, stage_plan_of
from workbench.process.scheduling.reasons import days_words
from workbench.process.scheduling.saved import SavedStage, saved_stages
from workbench.record.kinds import KINDS

_CLOSED = KINDS["issue"].closed


@dataclass(frozen=True)
class ScheduleConflict:
    """Two things on record that do not go together; ``key`` names them, whatever their dates."""

    key: tuple[str, ...]
    issue: str | None
    sentence: str


def conflicts(
    snapshot: Snapshot,
    calendar: BusinessCalendar | None = None,
    moved: Mapping[str, date] | None = None,
    deadline: date | None = None,
) -> list[ScheduleConflict]:
    """Everything in the schedule on record that does not go together.

    Args:
        moved: other days for meetings by code.
        deadline: the day by which every last stage must be over, or None.

    Raises:
        ValueError: when a setting or a stored date cannot be read.
    """
    calendar = calendar or calendar_of(snapshot)
    plan = stage_plan_of(snapshot)
    saved = {
        issue.code: saved_stages(snapshot, issue, plan, moved)
        for issue in snapshot.of_kind("issue")
        if issue.status not in _CLOSED
    }
    found: list[ScheduleConflict] = []
    found += _meeting_days(snapshot, calendar, moved or {})
    found += _minutes(snapshot, plan, saved)
    for code, stages in saved.items():
        issue = snapshot.by_code[code]
        found += _order(stages, plan, calendar)
        found += _stage_days(stages, calendar)
        found += _after_others(snapshot, issue, saved)
        found += _deadline(issue, stages, plan, calendar, deadline)
    return found


def _meeting_days(
    snapshot: Snapshot, calendar: BusinessCalendar, moved: Mapping[str, date]
) -> list[ScheduleConflict]:
    found = []
    days: dict[date, str] = {}
    for meeting in snapshot.of_kind("meeting"):
        day = moved.get(meeting.code, meeting_day(meeting))
        if meeting.status != "planned" or day is None:
            continue
        where = f"{meeting.code} would be on {display_date(day)}"
        if why := calendar.why_not(day):
            found.append(ScheduleConflict(("day", meeting.code), None, f"{where}, which {why}."))
        if day in days_to_avoid(meeting):
            found.append(
                ScheduleConflict(
                    ("avoid", meeting.code), None, f"{where}, a day that is known not to suit it."
                )
            )
        if day in days:
            found.append(
                ScheduleConflict(
                    ("same day", meeting.code), None, f"{where}, the day of {days[day]} as well."
                )
            )
        days.setdefault(day, meeting.code)
    return found


def _minutes(
    snapshot: Snapshot, plan: StagePlan, saved: Mapping[str, Mapping[str, SavedStage]]
) -> list[ScheduleConflict]:
    needed: dict[str, int] = {}
    for code, stages in saved.items():
        estimate = snapshot.by_code[code].detail.get("minutes")
        for stage in stages.values():
            if stage.meeting is not None and not stage.held:
                minutes = plan.minutes(stage.stage, estimate)
                needed[stage.meeting] = needed.get(stage.meeting, 0) + minutes
    found = []
    for code, minutes in sorted(needed.items()):
        length = meeting_minutes(snapshot, snapshot.item(code))
        if minutes > length:
            sentence = (
                f"{code} takes up issues for {minutes} minutes and is {length} minutes long: "
                f"{days_words(minutes - length, 'minute')} too many."
            )
            found.append(ScheduleConflict(("minutes", code), None, sentence))
    return found


def _order(
    stages: Mapping[str, SavedStage], plan: StagePlan, calendar: BusinessCalendar
) -> list[ScheduleConflict]:
    found = []
    dated = [stage for stage in stages.values() if stage.day is not None]
    for earlier, later in pairwise(dated):
        assert earlier.day is not None
        assert later.day is not None
        key = ("order", later.issue, earlier.stage, later.stage)
        apart = calendar.between(earlier.day, later.day)
        wanted = plan.days_between(earlier.stage, later.stage)
        places = f"{later.issue}: {_at(later)} comes"
        if later.day < earlier.day or (apart <= 0 and earlier.meeting and later.meeting):
            how = "on the same day as" if later.day == earlier.day else "before"
            found.append(ScheduleConflict(key, later.issue, f"{places} {how} {_at(earlier)}."))
        elif apart < wanted:
            found.append(
                ScheduleConflict(
                    key,
                    later.issue,
                    f"{places} {days_words(apart)} after {_at(earlier)}; the plan wants {wanted}.",
                )
            )
    return found


def _stage_days(stages: Mapping[str, SavedStage], calendar: BusinessCalendar) -> list[ScheduleConflict]:
    return [
        ScheduleConflict(
            ("off", stage.issue, stage.stage), stage.issue, f"{stage.issue}: {_at(stage)} {why}."
        )
        for stage in stages.values()
        if stage.meeting is None and stage.day is not None and (why := calendar.why_not(stage.day))
    ]


def _after_others(
    snapshot: Snapshot, issue: ItemView, saved: Mapping[str, Mapping[str, SavedStage]]
) -> list[ScheduleConflict]:
    found = []
    for other in snapshot.targets(issue, "depends-on"):
        for name, stage in saved[issue.code].items():
            first = saved.get(other.code, {}).get(name)
            if first is None or first.day is None or stage.day is None or stage.day >= first.day:
                continue
            sentence = (
                f"{issue.code}: {_at(stage)} comes before that of {other.code}, on which it depends, "
                f"{display_date(first.day)}."
            )
            found.append(ScheduleConflict(("depends", issue.code, other.code, name), issue.code, sentence))
    return found


def _deadline(
    issue: ItemView,
    stages: Mapping[str, SavedStage],
    plan: StagePlan,
    calendar: BusinessCalendar,
    deadline: date | None,
) -> list[ScheduleConflict]:
    dated = [stage for stage in stages.values() if stage.day is not None]
    if not dated:
        return []
    last = dated[-1]
    assert last.day is not None
    remaining = plan.days_between(last.stage, plan.names[-1])
    end = calendar.add(last.day, remaining)
    found = []
    if deadline is not None:
        limit = calendar.on_or_before(calendar.subtract(deadline, plan.rules[-1].days_before_next))
        if end > limit:
            found.append(_late(issue, last, end, limit, display_date(deadline), "deadline", calendar, plan))
    if (due := issue.detail.get("due")) is not None and end > iso_day(due):
        due_day = iso_day(due)
        found.append(_late(issue, last, end, due_day, display_date(due_day), "due", calendar, plan))
    return found


def _late(
    issue: ItemView,
    last: SavedStage,
    end: date,
    limit: date,
    until: str,
    kind: str,
    calendar: BusinessCalendar,
    plan: StagePlan,
) -> ScheduleConflict:
    # A due date on a weekend can be missed by no business day at all; it is late by one all the same.
    late = days_words(max(calendar.between(limit, end), 1))
    ending = plan.names[-1]
    if last.stage == ending:
        text = f"{issue.code}: {_at(last)} comes {late} too late for {until}."
    else:
        text = (
            f"{issue.code}: with {_at(last)} its '{ending}' could come on {display_date(end)}, "
            f"{late} too late for {until}."
        )
    return ScheduleConflict((kind, issue.code), issue.code, text)


def _at(stage: SavedStage) -> str:
    where = f" in {stage.meeting}" if stage.meeting else ""
    when = f" on {display_date(stage.day)}" if stage.day is not None else ""
    return f"its '{stage.stage}'{where}{when}"
