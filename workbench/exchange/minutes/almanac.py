"""The meeting's day and the calendar around it: days, months, and the parts of them that words mean.

A day without a year is resolved against the day of the meeting: what is announced is taken as the
next such day, what is reported as the last. Nothing depends on the machine's clock or language.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

Days = tuple[date, date]
"""First and last day of an interval."""

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_NUMBERS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
    "eight": 8, "nine": 9, "ten": 10, "twelve": 12, "fourteen": 14, "fifteen": 15, "thirty": 30,
    "couple": 2, "first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4,
    "last": 5,
}  # fmt: skip

_TOO_FAR = 310
"""Days ahead beyond which a day without a year is rather the one just past."""


class NoSuchDay(ValueError):
    """A date that is in no calendar, such as 31 June."""


@dataclass(frozen=True)
class Almanac:
    """What is known when dates are read.

    Args:
        meeting: day of the meeting, or None where the minutes do not give it.
        day_first: 6/12 means 6 December.
        past: the sentence reports what has happened.
    """

    meeting: date | None = None
    day_first: bool = False
    past: bool = False

    def day(self, month: int, day: int, year: int | None = None) -> Days | None:
        """The day as an interval, its year found from the meeting when none is given."""
        if not 1 <= month <= 12 or not 1 <= day <= (31 if year is None else monthrange(year, month)[1]):
            raise NoSuchDay
        if year is not None:
            return date(year, month, day), date(year, month, day)
        if day > monthrange(2024, month)[1]:
            raise NoSuchDay
        return self.nearest(lambda y: (date(y, month, day), date(y, month, day)))

    def month(self, month: int, year: int | None = None) -> Days | None:
        """The month as an interval, its year found from the meeting when none is given."""
        if year is not None:
            return month_days(year, month)
        return self.nearest(lambda y: month_days(y, month))

    def nearest(self, of: Callable[[int], Days]) -> Days | None:
        """Of the same days in different years the ones that are meant, or None without a meeting's day."""
        if self.meeting is None:
            return None
        found = []
        for year in range(max(1, self.meeting.year - 4), min(9998, self.meeting.year + 4) + 1):
            try:
                found.append(of(year))
            except ValueError:  # 29 February
                continue
        if self.past:
            return max((days for days in found if days[0] <= self.meeting), default=None)
        following = min((days for days in found if days[1] >= self.meeting), default=None)
        lately = max((days for days in found if days[1] < self.meeting), default=None)
        if following and lately and (following[0] - self.meeting).days > _TOO_FAR:
            return lately  # "due June 3", said on 12 June, was nine days ago
        return following


def month_number(word: str) -> int:
    """Number of a month by its name or the first letters of it."""
    return _MONTHS.index(word[:3].lower()) + 1


def weekday_number(word: str) -> int:
    """Number of a weekday from 0 for Monday."""
    return _WEEKDAYS.index(word[:3].lower())


def number(word: str) -> int:
    """A small number written in digits or letters; 0 for any other word."""
    return int(word) if word.isdigit() else _NUMBERS.get(word.lower(), 0)


def month_days(year: int, month: int) -> Days:
    """A month of a year as an interval."""
    return date(year, month, 1), date(year, month, monthrange(year, month)[1])


def part_of(words: str, days: Days | None) -> Days | None:
    """The part of an interval that words such as 'early' or 'end of' mean."""
    if days is None:
        return None
    start, end = days
    length = (end - start).days + 1
    third, words = max(1, length // 3), words.lower()
    if "week" in words:
        week = number(words.replace("the ", "").split()[0])
        first = start + timedelta(days=7 * (week - 1)) if week < 5 else end - timedelta(days=6)
        return first, min(end, first + timedelta(days=6))
    if "half" in words:
        middle = start + timedelta(days=length // 2)
        return (start, middle - timedelta(days=1)) if "first" in words else (middle, end)
    if words.startswith("end") or words.endswith("end"):
        return end, end
    if "early" in words or "beginning" in words or "start" in words:
        return start, start + timedelta(days=third - 1)
    if "late" in words:
        return end - timedelta(days=third - 1), end
    return start + timedelta(days=third), end - timedelta(days=third)


def working_week(day: date) -> Days:
    """Monday to Friday of the week of a day."""
    monday = day - timedelta(days=day.weekday())
    return monday, monday + timedelta(days=4)
