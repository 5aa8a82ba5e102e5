"""The sentences of a proposal: why a stage went where it went, and why an issue does not fit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from workbench.graph.dates import display_date, iso_day
from workbench.process.calendar import BusinessCalendar
from workbench.process.scheduling.candidates import Candidate
from workbench.process.scheduling.chain import Chain, ChainRequest, Spot, lay_out
from workbench.process.scheduling.meetings import MeetingRoom
from workbench.process.scheduling.options import ScheduleOptions
from workbench.process.scheduling.proposal import Constraint, NotPlaced

Floors = Mapping[str, tuple[date, str]]
"""By stage: the day before which it cannot be, and the issue waited for."""


def days_words(number: int, what: str = "business day") -> str:
    """A number with its unit: ``1 business day``, ``3 minutes``."""
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def placement_reason(
    spots: Sequence[Spot],
    position: int,
    candidate: Candidate,
    floors: Floors,
    rooms: Sequence[MeetingRoom],
    calendar: BusinessCalendar,
) -> str:
    """One sentence on where a stage of a chain went and why."""
    spot = spots[position]
    stage = spot.task.rule.stage
    begin = f"'{stage[:1].upper()}{stage[1:]}'"
    if spot.task.pinned is not None:
        where = f"in {spot.room.words}" if spot.room else f"on {display_date(spot.day)}"
        return f"{begin} stays {where}, where it stands on record."
    if spot.room is not None:
        return f"{begin} goes into {spot.room.words}, {_first_room(spots, position, floors, rooms)}."
    where = f"{begin} comes on {display_date(spot.day)}"
    if spot.task.rule.placed == "late":
        if position + 1 < len(spots):
            after = spots[position + 1]
            return f"{where}, {_apart(spot.day, after.day, calendar, 'before', after.task.rule.stage)}."
        return f"{where}, the last day that is left to it."
    floor = floors.get(stage)
    if floor is not None and floor[0] == spot.day and not _gap_binds(spots, position, calendar):
        return f"{where}, no earlier than that of {floor[1]}, on which it depends."
    if position:
        before = spots[position - 1]
        return f"{where}, {_apart(before.day, spot.day, calendar, 'after', before.task.rule.stage)}."
    if (behind := candidate.last_behind()) is not None and calendar.between(behind[1], spot.day) > 0:
        return f"{where}, {_apart(behind[1], spot.day, calendar, 'after', behind[0])}."
    return f"{where}, the first day of the schedule that it can have."


def issue_reason(
    candidate: Candidate,
    last: Spot,
    limit: date,
    missed: str,
    options: ScheduleOptions,
    calendar: BusinessCalendar,
) -> str:
    """One sentence on an issue that fits.

    Args:
        limit: the last day that its last stage could have had.
        missed: why it is not in hand on the day on which that is wanted, or empty.
    """
    name = f"{candidate.code} ({candidate.issue.title})"
    end = f"its '{last.task.rule.stage}' comes on {display_date(last.day)}"
    until = options.filing_words
    if missed:
        return f"{name} fits before {until}, but not before {options.ready_words}, since {missed}; {end}."
    if candidate.wanted is not None:
        until = options.ready_words
    due = candidate.issue.detail.get("due")
    if due is not None and calendar.on_or_before(iso_day(due)) == limit:
        until = f"it is due, {display_date(iso_day(due))}"
    in_hand = calendar.between(last.day, limit)
    if in_hand <= 0:
        return f"{name} fits with no day to spare before {until}: {end}."
    return f"{name} fits before {until}: {end}, with {days_words(in_hand)} to spare."


def not_placed(
    request: ChainRequest,
    candidate: Candidate,
    floors: Floors,
    calendar: BusinessCalendar,
) -> NotPlaced:
    """Which constraint keeps an issue out, found by lifting one after the other, and by how much."""
    free = replace(request, tasks=[replace(task, not_before=None) for task in request.tasks])
    endless = lay_out(replace(request, unlimited=True), calendar)
    if endless.fits:
        return _for_minutes(endless, candidate)
    if floors and (lay_out(free, calendar).fits or lay_out(replace(free, unlimited=True), calendar).fits):
        return _for_dependency(request, candidate, floors, calendar)
    if lay_out(replace(free, any_day=True), calendar).fits:
        return _for_meetings(free, candidate, calendar)
    return _for_time(free, candidate, calendar)


def _for_minutes(endless: Chain, candidate: Candidate) -> NotPlaced:
    spot = next(s for s in endless.spots if s.room is not None and s.room.left < s.task.minutes)
    room, stage, needed = spot.room, spot.task.rule.stage, spot.task.minutes
    assert room is not None
    short = needed - room.left
    if needed > room.minutes:
        room_words = f"{room.words} is {days_words(room.minutes, 'minute')} long"
    else:
        room_words = f"{room.words} has {days_words(max(room.left, 0), 'minute')} left"
    return _result(
        candidate,
        "minutes",
        f"its '{stage}' needs {days_words(needed, 'minute')} and {room_words}, "
        f"{days_words(short, 'minute')} too few; no other meeting in time has the room",
        stage=stage,
        minutes=short,
    )


def _for_dependency(
    request: ChainRequest, candidate: Candidate, floors: Floors, calendar: BusinessCalendar
) -> NotPlaced:
    chain = lay_out(replace(request, deadline=None), calendar)
    stage, (day, other) = max(floors.items(), key=lambda entry: (entry[1][0], entry[0]))
    waits = f"it waits for {other}, whose '{stage}' comes on {display_date(day)}"
    if chain.fits:
        short = calendar.between(candidate.deadline, chain.spots[-1].day)
        return _result(
            candidate,
            "dependency",
            f"{waits}, and would end {_too_late(short, chain.spots[-1], candidate)}",
            stage=stage,
            days=short,
        )
    failing = chain.failing.rule.stage if chain.failing is not None else stage
    return _result(
        candidate,
        "dependency",
        f"{waits}, and no meeting with room for its '{failing}' is left then",
        stage=failing,
    )


def _for_meetings(free: ChainRequest, candidate: Candidate, calendar: BusinessCalendar) -> NotPlaced:
    chain = lay_out(replace(free, deadline=None, unlimited=True), calendar)
    if chain.fits:
        stopped = lay_out(replace(free, unlimited=True), calendar)
        short = calendar.between(candidate.deadline, chain.spots[-1].day)
        stage = stopped.failing.rule.stage if stopped.failing is not None else None
        return _result(
            candidate,
            "meetings",
            "the meetings lie too late for it: with them it would end "
            f"{_too_late(short, chain.spots[-1], candidate)}",
            stage=stage,
            days=short,
        )
    stage = chain.failing.rule.stage if chain.failing is not None else None
    since = f" from {display_date(chain.wanted)} on" if chain.wanted is not None else ""
    return _result(candidate, "meetings", f"there is no meeting{since} for its '{stage}'", stage=stage)


def _for_time(free: ChainRequest, candidate: Candidate, calendar: BusinessCalendar) -> NotPlaced:
    chain = lay_out(replace(free, deadline=None, any_day=True), calendar)
    last = chain.spots[-1]
    short = calendar.between(candidate.deadline, last.day)
    if candidate.deadline < free.start:
        text = f"the last day that it could have, {display_date(candidate.deadline)}, has passed"
    else:
        needed = calendar.between(free.start, last.day)
        text = (
            f"its stages need {days_words(needed)} from {display_date(free.start)} on and would end "
            f"{_too_late(short, last, candidate)}"
        )
    return _result(candidate, "time", text, stage=last.task.rule.stage, days=short)


def _too_late(short: int, last: Spot, candidate: Candidate) -> str:
    return (
        f"on {display_date(last.day)}, {days_words(short)} later than {display_date(candidate.deadline)}, "
        f"the last day for its '{last.task.rule.stage}'"
    )


def _result(
    candidate: Candidate,
    constraint: Constraint,
    why: str,
    *,
    stage: str | None = None,
    days: int | None = None,
    minutes: int | None = None,
) -> NotPlaced:
    title = candidate.issue.title
    sentence = f"{candidate.code} ({title}) does not fit: {why}."
    return NotPlaced(candidate.code, title, constraint, stage, days, minutes, sentence, why)


def _first_room(spots: Sequence[Spot], position: int, floors: Floors, rooms: Sequence[MeetingRoom]) -> str:
    spot = spots[position]
    assert spot.room is not None
    low = spots[position - 1].day if position else None
    passed = [
        room
        for room in rooms
        if room.order < spot.room.order
        and (low is None or room.day > low)
        and 0 <= room.left < spot.task.minutes
        and room.usable
    ]
    text = f"the first meeting in time that has {days_words(spot.task.minutes, 'minute')} free"
    floor = floors.get(spot.task.rule.stage)
    if floor is not None and (low is None or floor[0] > low):
        text += f" and is not before {floor[1]}, on which it depends"
    if passed:
        full = passed[-1]
        text += f"; {full.words} has {days_words(full.left, 'minute')} left"
    return text


def _gap_binds(spots: Sequence[Spot], position: int, calendar: BusinessCalendar) -> bool:
    if position == 0:
        return False
    before = spots[position - 1]
    return calendar.add(before.day, before.task.rule.days_before_next) >= spots[position].day


def _apart(start: date, end: date, calendar: BusinessCalendar, side: str, stage: str) -> str:
    """How two stages lie apart, with the weekdays between them that do not count."""
    other = end if side == "before" else start
    number = calendar.between(start, end)
    text = f"{days_words(number)} {side} '{stage}' on {display_date(other)}" if number else f"with '{stage}'"
    off = [
        date.fromordinal(n)
        for n in range(start.toordinal() + 1, end.toordinal())
        if date.fromordinal(n).weekday() < 5 and calendar.closed(date.fromordinal(n))
    ]
    if off and number:
        reasons = [f"{display_date(day)} {calendar.closed(day)}" for day in off[:2]]
        text += f" ({', '.join(reasons)}{', and more' if len(off) > 2 else ''})"
    return text
