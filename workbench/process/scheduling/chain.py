"""One issue's chain of stages laid out in time, as early as everything permits.

Because every stage is put as early as it can be, a chain that fails here has no other place either,
given what the other issues already take.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal

from workbench.process.calendar import BusinessCalendar
from workbench.process.scheduling.meetings import MeetingRoom
from workbench.process.scheduling.plan import StageRule

Failure = Literal["no meeting", "late"]


@dataclass(frozen=True)
class Task:
    """A stage still to be placed.

    Args:
        minutes: minutes of a meeting that it takes.
        not_before: the first day that what came before it and what it depends on permit.
        pinned: the day, and the meeting's code for a stage in a meeting, at which it is kept.
    """

    rule: StageRule
    minutes: int = 0
    not_before: date | None = None
    pinned: tuple[date, str | None] | None = None


@dataclass(frozen=True)
class ChainRequest:
    """What one chain is computed from.

    Args:
        start: the first day that may be used.
        deadline: the last day of the last stage; None to find out when it would be over.
        rooms: meetings that may be used, in order of their days.
        last_meeting: day of a meeting that has already taken up the issue.
        unlimited: take meetings as endless, to find out whether minutes are the reason.
        any_day: take every business day as a meeting, to find out whether meetings are the reason.
    """

    tasks: Sequence[Task]
    start: date
    deadline: date | None
    rooms: Sequence[MeetingRoom]
    last_meeting: date | None = None
    unlimited: bool = False
    any_day: bool = False


@dataclass(frozen=True)
class Spot:
    """Where one stage went."""

    task: Task
    day: date
    room: MeetingRoom | None = None


@dataclass(frozen=True)
class Chain:
    """The stages with their spots; where ``failure`` says so, only those before the failing one.

    Args:
        wanted: the first day on which the failing stage could have been.
    """

    spots: tuple[Spot, ...]
    failure: Failure | None = None
    failing: Task | None = None
    wanted: date | None = None

    @property
    def fits(self) -> bool:
        return self.failure is None


def lay_out(request: ChainRequest, calendar: BusinessCalendar) -> Chain:
    """The earliest chain, with late-placed stages moved back to just before what follows them."""
    spots: list[Spot] = []
    low, last_meeting = request.start, request.last_meeting
    for position, task in enumerate(request.tasks):
        low = max(low, task.not_before or low)
        if spots:
            before = spots[-1]
            low = max(low, calendar.add(before.day, before.task.rule.days_before_next))
        low = calendar.on_or_after(low)
        latest = _latest(request, position, calendar)
        if task.rule.in_meeting and not request.any_day:
            room = _room(request, task, low, last_meeting)
            if room is None:
                return Chain(tuple(spots), "no meeting", task, low)
            spot = Spot(task, room.day, room)
        else:
            day = _pinned_day(task, low)
            if day is None:
                return Chain(tuple(spots), "late", task, low)
            if task.rule.in_meeting and last_meeting is not None and day <= last_meeting:
                day = calendar.add(last_meeting, 1)
            spot = Spot(task, day)
        if latest is not None and spot.day > latest:
            return Chain(tuple(spots), "late", task, spot.day)
        if task.rule.in_meeting:
            last_meeting = spot.day
        spots.append(spot)
    return Chain(tuple(_moved_late(spots, request, calendar)))


def _latest(request: ChainRequest, position: int, calendar: BusinessCalendar) -> date | None:
    """The last day of a stage from which the deadline can still be met."""
    if request.deadline is None:
        return None
    later = request.tasks[position:-1]
    days = sum(task.rule.days_before_next for task in later)
    return calendar.on_or_before(calendar.subtract(request.deadline, days))


def _room(request: ChainRequest, task: Task, low: date, last_meeting: date | None) -> MeetingRoom | None:
    for room in request.rooms:
        if room.day < low or (last_meeting is not None and room.day <= last_meeting):
            continue
        if task.pinned is not None and room.code != task.pinned[1]:
            continue
        if request.unlimited or room.left >= task.minutes:
            return room
    return None


def _pinned_day(task: Task, low: date) -> date | None:
    if task.pinned is None:
        return low
    return task.pinned[0] if task.pinned[0] >= low else None


def _moved_late(spots: list[Spot], request: ChainRequest, calendar: BusinessCalendar) -> list[Spot]:
    moved = list(spots)
    for position in range(len(moved) - 1, -1, -1):
        spot = moved[position]
        rule = spot.task.rule
        if rule.in_meeting or rule.placed == "early" or spot.task.pinned is not None:
            continue
        if position + 1 < len(moved):
            latest = calendar.subtract(moved[position + 1].day, rule.days_before_next)
        else:
            latest = request.deadline or spot.day
        moved[position] = replace(spot, day=max(spot.day, calendar.on_or_before(latest)))
    return moved


@dataclass
class Ledger:
    """Which minutes of which meeting are taken by which stage."""

    rooms: Mapping[str, MeetingRoom] = field(default_factory=dict)

    def take(self, issue: str, spot: Spot) -> None:
        if spot.room is not None:
            spot.room.taken[issue, spot.task.rule.stage] = spot.task.minutes

    def release(self, issue: str, stages: Sequence[str]) -> dict[str, MeetingRoom]:
        """Give back what an issue holds, and tell in which meetings it did."""
        held = {}
        for room in self.rooms.values():
            for stage in stages:
                if room.taken.pop((issue, stage), None) is not None:
                    held[stage] = room
        return held
