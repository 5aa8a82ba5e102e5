"""Business days: weekends, the State's holidays and the days that the group has blocked.

The Commission's offices keep the State's holidays, so those are what a date before a filing is
counted in. Their observance follows Government Code section 6701: a holiday on a Sunday is kept on
the Monday after, one on a Saturday is not moved, save Veterans Day. Federal practice, which the
``holidays`` library follows, moves every Saturday holiday to the Friday before; those days are
working days of the State and are taken out again here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

import holidays

from workbench.graph.date_reading import read_day
from workbench.graph.dates import WEEKDAY_NAMES, display_date, display_range, iso_day
from workbench.graph.snapshot import Snapshot

OPEN_IN_THE_STATE = ("Susan B. Anthony Day", "Juneteenth", "Columbus Day", "Lincoln", "Native American")
"""Beginnings of names that the library lists for California although State offices are open."""

_OBSERVED = " (observed)"
_ONE_DAY = timedelta(days=1)
_FAR_YEARS = 60
_LONGEST_HOLIDAYS = timedelta(days=366)


@dataclass(frozen=True)
class BlockedDays:
    """Days on which the group cannot work or meet, both ends included, and why."""

    start: date
    end: date
    why: str = ""

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise ValueError(f"blocked days end on {self.end} before they begin on {self.start}.")

    def holds(self, day: date) -> bool:
        return self.start <= day <= self.end

    def __str__(self) -> str:
        days = display_range(self.start, self.end)
        return f"{days} ({self.why})" if self.why else days


@dataclass(frozen=True)
class BusinessCalendar:
    """Which days are business days, which of them can be used, and why the others cannot.

    Args:
        blocked: days that the group has blocked: nothing is put on them, while the others work on, so
            that they count between two dates like any other.
        more_holidays: days off by name that the State's list lacks.
        working: days on the State's list that are worked nevertheless.
        state_holidays: False for a calendar of weekends and the other arguments alone.
    """

    blocked: tuple[BlockedDays, ...] = ()
    more_holidays: Mapping[date, str] = field(default_factory=dict)
    working: frozenset[date] = frozenset()
    state_holidays: bool = True

    def holiday(self, day: date) -> str:
        """Name of the holiday kept on a day, or an empty text."""
        if day in self.working:
            return ""
        if day in self.more_holidays:
            return self.more_holidays[day] or "a holiday"
        return state_holidays(day.year).get(day, "") if self.state_holidays else ""

    def blocked_by(self, day: date) -> BlockedDays | None:
        """The blocked days that hold a day, or None."""
        return next((days for days in self.blocked if days.holds(day)), None)

    def is_business_day(self, day: date) -> bool:
        return not self.closed(day)

    def closed(self, day: date) -> str:
        """Why a day is no business day, as the end of a sentence (``is a Saturday``); else empty."""
        if name := self.holiday(day):
            return f"is {name}"
        return f"is a {WEEKDAY_NAMES[day.weekday()]}" if day.weekday() >= 5 else ""

    def why_not(self, day: date) -> str:
        """Why nothing can be put on a day: it is no business day, or blocked; else empty."""
        if why := self.closed(day):
            return why
        if days := self.blocked_by(day):
            return f"is blocked ({days.why})" if days.why else "is blocked"
        return ""

    def reason(self, day: date) -> str:
        """In a sentence whether a day is a business day that can be used, and if not, why."""
        why = self.why_not(day)
        return f"{display_date(day)} {why}." if why else f"{display_date(day)} is a business day."

    def add(self, day: date, business_days: int) -> date:
        """The day that lies so many business days after a day; before it when negative.

        Adding 0 gives the day itself, whether it is a business day or not.

        """
        step = _ONE_DAY if business_days >= 0 else -_ONE_DAY
        left, found = abs(business_days), day
        while left:
            found += step
            left -= self.is_business_day(found)
        return found

    def subtract(self, day: date, business_days: int) -> date:
        """The day that lies so many business days before a day."""
        return self.add(day, -business_days)

    def on_or_after(self, day: date) -> date:
        """The first day that is not before a day and can be used.

        Raises:
            ValueError: when every day for sixty years is blocked.
        """
        return self._usable(day, _ONE_DAY)

    def on_or_before(self, day: date) -> date:
        """The last day that is not after a day and can be used.

        Raises:
            ValueError: when every day for sixty years is blocked.
        """
        return self._usable(day, -_ONE_DAY)

    def between(self, start: date, end: date) -> int:
        """Business days after ``start`` up to and with ``end``; negative when ``end`` is earlier."""
        if end < start:
            return -self.between(end, start)
        return sum(self.is_business_day(start + timedelta(n)) for n in range(1, (end - start).days + 1))

    def days(self, start: date, end: date) -> list[date]:
        """Days from ``start`` to ``end`` that can be used, both included where they are such."""
        every = (start + timedelta(n) for n in range((end - start).days + 1))
        return [day for day in every if not self.why_not(day)]

    def _usable(self, day: date, step: timedelta) -> date:
        found = day
        for _ in range(_FAR_YEARS * 366):
            if not self.why_not(found):
                return found
            found += step
        raise ValueError(f"no day can be used from {display_date(day)} on: too many days are blocked.")


@lru_cache(maxsize=128)
def state_holidays(year: int) -> Mapping[date, str]:
    """Days on which California State offices are closed in a year, by name."""
    listed = holidays.country_holidays("US", subdiv="CA", years=(year, year + 1))
    names: dict[date, list[str]] = {}
    for day, joined in listed.items():
        for name in str(joined).split(";"):
            name = name.strip()
            if (
                day.year == year
                and not name.startswith(OPEN_IN_THE_STATE)
                and not _moved_to_friday(day, name)
            ):
                names.setdefault(day, []).append(name.replace(_OBSERVED, ", observed"))
    return {day: " and ".join(names[day]) for day in sorted(names)}


def calendar_of(snapshot: Snapshot) -> BusinessCalendar:
    """The calendar of a record, from its settings ``blocked-days`` and ``holidays``.

    ``SET-blocked-days`` is a list of days, or of mappings with ``from``, ``to`` and ``why``.
    ``SET-holidays`` is a list of mappings with ``date`` (or ``from`` and ``to``), ``name`` and, for days
    of the State's list that are worked, ``working: true``; a break of the group belongs here, since its
    days then do not count.

    Raises:
        ValueError: naming every entry that cannot be read.
    """
    problems: list[str] = []
    blocked: list[BlockedDays] = []
    more: dict[date, str] = {}
    working: set[date] = set()
    for number, entry in enumerate(_entries(snapshot.setting("blocked-days", [])), 1):
        try:
            blocked.append(_blocked(entry))
        except ValueError as error:
            problems.append(f"setting SET-blocked-days, entry {number}: {error}")
    for number, entry in enumerate(_entries(snapshot.setting("holidays", [])), 1):
        try:
            days, worked = _holidays(entry)
        except ValueError as error:
            problems.append(f"setting SET-holidays, entry {number}: {error}")
            continue
        every = [days.start + timedelta(n) for n in range((days.end - days.start).days + 1)]
        if worked:
            working.update(every)
        else:
            more.update(dict.fromkeys(every, days.why))
    if problems:
        raise ValueError(" ".join(problems))
    blocked.sort(key=lambda days: (days.start, days.end, days.why))
    return BusinessCalendar(tuple(blocked), more, frozenset(working))


def _moved_to_friday(day: date, name: str) -> bool:
    return name.endswith(_OBSERVED) and day.weekday() == 4 and not name.startswith("Veterans")


def _entries(value: Any) -> Iterable[Any]:
    return value if isinstance(value, list | tuple) else [value]


def _blocked(entry: Any) -> BlockedDays:
    if isinstance(entry, Mapping):
        first = entry.get("from", entry.get("date"))
        if first is None:
            raise ValueError("it has no 'from'. Allowed: a day, or 'from', 'to' and 'why'.")
        return BlockedDays(_day(first), _day(entry.get("to", first)), str(entry.get("why", "")))
    text = str(entry)
    day, _, why = text.partition(":")
    first, _, last = day.partition(" to ")
    return BlockedDays(_day(first), _day(last or first), why.strip())


def _holidays(entry: Any) -> tuple[BlockedDays, bool]:
    """Days off, or worked, with their name."""
    if isinstance(entry, Mapping):
        named = {"from": entry.get("date"), "why": entry.get("name", ""), **entry}
        if named["from"] is None:
            raise ValueError("it has no 'date'. Allowed: 'date' or 'from' and 'to', 'name', 'working'.")
        days = _blocked({key: value for key, value in named.items() if key in ("from", "to", "why")})
    else:
        days = _blocked(entry)
    if days.end - days.start > _LONGEST_HOLIDAYS:
        raise ValueError(f"it lasts from {days.start} to {days.end}. Allowed: at most a year.")
    return days, bool(isinstance(entry, Mapping) and entry.get("working", False))


def _day(value: Any) -> date:
    return read_day(value) if isinstance(value, str) else iso_day(value)
