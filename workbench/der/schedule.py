"""Schedules: what is to hold when, carried out by whoever keeps them, with nobody reaching him.

A schedule is a row of entries at offsets from a start. It may begin again and again by the calendar, in UTC, and may
have a stop. What an entry says holds until another entry says something else of the same quantity, until the schedule
begins again, until its stop, or until it is put out of use: nothing else ends it.

What is in force at a moment follows from the moment alone, so that a clock that is set on or back needs no care.
"""

from __future__ import annotations

import math
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from workbench.der.quantities import Value

DAY = 86_400.0
LATEST = 253_402_300_800.0
"""The beginning of the year 10000, in seconds since 1970: no start is later."""
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_THURSDAY = 3
"""The first of January 1970, as one of ``WEEKDAYS``."""


class Every(StrEnum):
    """In what a schedule's repetition is counted; worded as in IEEE 1815.2."""

    NEVER = "no repeat"
    SECONDS = "seconds"
    MINUTES = "minutes"
    HOURS = "hours"
    DAYS = "days"
    WEEKS = "weeks"
    MONTHS = "months"
    MONTHS_ON_WEEKDAY = "months on same day of week"
    MONTHS_ON_WEEKDAY_FROM_END = "months on same day of week from end"


_SECONDS = {
    Every.SECONDS: 1.0,
    Every.MINUTES: 60.0,
    Every.HOURS: 3_600.0,
    Every.DAYS: DAY,
    Every.WEEKS: 7 * DAY,
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One quantity at one offset.

    Args:
        offset: seconds from the start.
        key: of the quantity.
        value: in its unit.
    """

    offset: float
    key: str
    value: Value


@dataclass(frozen=True)
class Schedule:
    """Entries, in the order of their offsets, with when they begin.

    Args:
        start: seconds since 1970, UTC.
        priority: of two schedules that say something of the same function the lower number decides.
        identity: a number that whoever made the schedule gave it.
        every, interval: what lies between two beginnings; an interval of 0 repeats nothing.
        weekdays: with weeks: the days on which it begins; none is that of the start.
        stop: seconds since 1970, UTC, at which it is over; None for never.
    """

    start: float
    entries: tuple[Entry, ...]
    priority: int = 1
    identity: int = 0
    every: Every = Every.NEVER
    interval: int = 0
    weekdays: frozenset[str] = frozenset()
    stop: float | None = None

    @property
    def repeats(self) -> bool:
        """Whether it begins more than once."""
        return self.every is not Every.NEVER and self.interval > 0

    @property
    def period(self) -> float | None:
        """Seconds between two beginnings where that is always the same; None where it is not, or nothing repeats."""
        if not self.repeats or self.weekdays:
            return None
        unit = _SECONDS.get(self.every)
        return None if unit is None else unit * self.interval

    def over(self, now: float) -> bool:
        """Return whether its stop is behind us."""
        return self.stop is not None and now >= self.stop

    def began(self, now: float) -> float | None:
        """Return when it began the last time; None before it begins, and from its stop on."""
        if now < self.start or self.over(now):
            return None
        if not self.repeats:
            return self.start
        if self.every is Every.WEEKS and self.weekdays:
            return self._weekly(now)
        if self.period is not None:
            return self.start + math.floor((now - self.start) / self.period) * self.period
        return self._monthly(now)

    def reached(self, now: float) -> tuple[Entry, ...]:
        """Return the entries whose time has come since it began the last time."""
        began = self.began(now)
        if began is None:
            return ()
        return tuple(entry for entry in self.entries if began + entry.offset <= now)

    def values(self, now: float) -> dict[str, Value]:
        """Return what it asks for now; of two entries of the same quantity the later one."""
        return {entry.key: entry.value for entry in self.reached(now)}

    def _weekly(self, now: float) -> float | None:
        """The last of the named days at the start's time of day; weeks are counted from the day of the start."""
        first, time = divmod(self.start, DAY)
        last = math.floor((now - time) / DAY)
        week = (last - first) // 7 // self.interval * self.interval
        for block in (week, week - self.interval):
            for day in range(6, -1, -1):
                date = first + 7 * block + day
                named = WEEKDAYS[int(date + _THURSDAY) % 7] in self.weekdays
                if named and first <= date <= last:
                    return date * DAY + time
        return None

    def _monthly(self, now: float) -> float:
        """The last beginning by the calendar; a month without such a day has none."""
        start, moment = (datetime.fromtimestamp(seconds, UTC) for seconds in (self.start, now))
        months = 12 * (moment.year - start.year) + moment.month - start.month
        for count in range(months // self.interval, 0, -1):
            year, month = divmod(start.year * 12 + start.month - 1 + count * self.interval, 12)
            day = self._day(start, year, month + 1)
            if day is not None:
                began = start.replace(year=year, month=month + 1, day=day).timestamp()
                if began <= now:
                    return began
        return self.start

    def _day(self, start: datetime, year: int, month: int) -> int | None:
        """The day of another month that is as the day of the start is in its own."""
        first_weekday, days = monthrange(year, month)
        if self.every is Every.MONTHS:
            return start.day if start.day <= days else None
        if self.every is Every.MONTHS_ON_WEEKDAY:
            day = 1 + (start.weekday() - first_weekday) % 7 + (start.day - 1) // 7 * 7
            return day if day <= days else None
        days_of_start = monthrange(start.year, start.month)[1]
        last = days - (first_weekday + days - 1 - start.weekday()) % 7
        day = last - (days_of_start - start.day) // 7 * 7
        return day if day >= 1 else None

    def plain(self) -> dict[str, Any]:
        """Return it in values that JSON has, for ``from_plain``."""
        return {
            "start": self.start,
            "stop": self.stop,
            "priority": self.priority,
            "identity": self.identity,
            "every": self.every.value,
            "interval": self.interval,
            "weekdays": sorted(self.weekdays),
            "entries": [[entry.offset, entry.key, _plain(entry.value)] for entry in self.entries],
        }


def from_plain(kept: Mapping[str, Any]) -> Schedule:
    """Return the schedule that ``plain`` made this of.

    Raises:
        ValueError: it is none, with what is wrong.
    """
    try:
        return Schedule(
            start=float(kept["start"]),
            entries=tuple(
                Entry(float(offset), str(key), _value(value)) for offset, key, value in kept["entries"]
            ),
            priority=int(kept["priority"]),
            identity=int(kept["identity"]),
            every=Every(kept["every"]),
            interval=int(kept["interval"]),
            weekdays=frozenset(map(str, kept["weekdays"])),
            stop=None if kept["stop"] is None else float(kept["stop"]),
        )
    except (KeyError, TypeError) as error:
        raise ValueError(f"A kept schedule lacks {error}, or has it in another form.") from error


def _plain(value: Value) -> Any:
    if isinstance(value, frozenset):
        return {"words": sorted(value)}
    return [list(point) for point in value] if isinstance(value, tuple) else value


def _value(kept: Any) -> Value:
    if isinstance(kept, Mapping):
        return frozenset(map(str, kept["words"]))
    if isinstance(kept, list):
        return tuple((float(x), float(y)) for x, y in kept)
    if not isinstance(kept, bool | int | float | str):
        raise TypeError(repr(kept))
    return kept
