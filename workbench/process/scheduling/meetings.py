"""The meetings into which a schedule may put stages, with the room that each has left."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from workbench.graph.dates import date_spec, display_date, display_date_spec
from workbench.graph.meetings import days_to_avoid, meeting_minutes
from workbench.graph.snapshot import ItemView, Snapshot
from workbench.process.calendar import BusinessCalendar
from workbench.process.scheduling.options import NewMeetings, ScheduleOptions
from workbench.record.kind import DateSpec

CLOSE_RANGE = timedelta(days=7)
"""A meeting known to lie within so many days may be given a day; over a longer range it may not."""


@dataclass
class MeetingRoom:
    """A meeting and the minutes that are taken in it.

    Args:
        code: of the meeting on record or of the one proposed.
        minutes: its length.
        new: it is not on record.
        day_given: it had only a range on record, and this day of it is proposed.
    """

    code: str
    day: date
    minutes: int
    new: bool = False
    day_given: bool = False
    taken: dict[tuple[str, str], int] = field(default_factory=dict)

    @property
    def usable(self) -> bool:
        """On record, or new and already needed by a stage."""
        return not self.new or bool(self.taken)

    @property
    def left(self) -> int:
        return self.minutes - sum(self.taken.values())

    @property
    def order(self) -> tuple[date, str]:
        return self.day, self.code

    @property
    def words(self) -> str:
        """The meeting as it stands in a sentence; a code that is the date says it but once."""
        named = f"{self.code} ({display_date(self.day)})"
        return f"the new meeting of {display_date(self.day)}" if self.new else named


@dataclass(frozen=True)
class MeetingRooms:
    """All meetings that can be used, what was said of those that cannot, and what is only hoped for."""

    rooms: tuple[MeetingRoom, ...]
    notes: tuple[str, ...] = ()
    hoped: tuple[str, ...] = ()

    def room(self, code: str) -> MeetingRoom | None:
        return next((room for room in self.rooms if room.code == code), None)


def meeting_rooms(snapshot: Snapshot, calendar: BusinessCalendar, options: ScheduleOptions) -> MeetingRooms:
    """Meetings from the first day on: those on record that have a day, and those that may be added."""
    rooms: list[MeetingRoom] = []
    notes: list[str] = []
    hoped = [
        f"{item.title} ({item.code}) is {_hope(spec)}; nothing is placed on it or counted from it."
        for item, spec in _dated(snapshot, "milestone")
        if spec is not None and spec.standing == "hoped" and item.status == "open"
    ]
    for item, spec in _dated(snapshot, "meeting"):
        if item.status != "planned":
            continue
        if spec is not None and spec.standing == "hoped":
            hoped.append(f"{item.title} ({item.code}) is {_hope(spec)}; nothing is placed in it.")
            continue
        day, note = _day_of(item, spec, calendar, options.start)
        if note:
            notes.append(note)
        if day is not None:
            given = spec is not None and spec.qualifier != "on"
            rooms.append(MeetingRoom(item.code, day, meeting_minutes(snapshot, item), day_given=given))
    if options.new_meetings is not None:
        rooms += _new_rooms(snapshot, calendar, options, options.new_meetings, rooms)
    return MeetingRooms(tuple(sorted(rooms, key=lambda room: room.order)), tuple(notes), tuple(hoped))


def _dated(snapshot: Snapshot, kind: str) -> list[tuple[ItemView, DateSpec | None]]:
    return [(item, date_spec(item.detail.get("date"))) for item in snapshot.of_kind(kind)]


def _hope(spec: DateSpec) -> str:
    return f"hoped for: {display_date_spec(spec, standing=False)}"


def _day_of(
    meeting: ItemView, spec: DateSpec | None, calendar: BusinessCalendar, start: date
) -> tuple[date | None, str]:
    """The day on which a meeting can be used, and what there is to say about it."""
    name = f"{meeting.title} ({meeting.code})"
    avoid = days_to_avoid(meeting)
    if spec is None or spec.first_day is None or spec.last_day is None:
        return None, f"{name} has no day yet, so nothing is placed in it."
    if spec.last_day < start:
        return None, ""
    if spec.qualifier == "on":
        day = spec.first_day
        if day < start:
            return None, ""
        if day in avoid:
            return (
                None,
                f"{name} stands on {display_date(day)}, a day that does not suit it; nothing is placed in it.",
            )
        if why := calendar.why_not(day):
            return None, f"{name} stands on {display_date(day)}, which {why}; nothing is placed in it."
        return day, ""
    words = display_date_spec(spec)
    if spec.qualifier == "after" or spec.start is None or spec.last_day - spec.first_day > CLOSE_RANGE:
        return None, f"{name} has no day yet ({words}), so nothing is placed in it."
    for day in calendar.days(max(spec.first_day, start), spec.last_day):
        if day not in avoid:
            return (
                day,
                f"{name} has no day yet ({words}); {display_date(day)}, the first that suits, is taken.",
            )
    return None, f"{name} has no day yet, and none of {words} suits it."


def _new_rooms(
    snapshot: Snapshot,
    calendar: BusinessCalendar,
    options: ScheduleOptions,
    wanted: NewMeetings,
    known: list[MeetingRoom],
) -> list[MeetingRoom]:
    """Meetings that could be added, in weeks that have none."""
    weeks = {room.day.isocalendar()[:2] for room in known}
    minutes = wanted.minutes if wanted.minutes is not None else meeting_minutes(snapshot, None)
    day = options.start + timedelta(days=(wanted.weekday - options.start.weekday()) % 7)
    rooms = []
    while day <= options.filing:
        if day.isocalendar()[:2] not in weeks and not calendar.why_not(day):
            rooms.append(MeetingRoom(free_code(snapshot, day), day, minutes, new=True))
        day += timedelta(weeks=wanted.interval_weeks)
    return rooms


def free_code(snapshot: Snapshot, day: date) -> str:
    """A code for a new meeting on a day that no meeting has or had."""
    code = f"MTG-{day.isoformat()}"
    letters = iter("BCDEFGHIJKLMNOPQRSTUVWXYZ")
    while code in snapshot.by_code:
        code = f"MTG-{day.isoformat()}-{next(letters)}"
    return code
