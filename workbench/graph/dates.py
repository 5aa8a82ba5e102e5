"""Dates in words: how a day, a limit, a range or a hope reads on screens, on paper and in mail.

Names of days and months are fixed here, so that the same record reads the same on every machine
whatever its language settings are. Reading dates back from words is in ``date_reading``.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from workbench.record.kind import DateSpec

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
WEEKDAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
MONTH_NAMES = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)

PACIFIC = ZoneInfo("America/Los_Angeles")
"""The zone in which the group lives: moments are stored in UTC and shown in it."""

HOPED = " (hoped)"


def display_date(day: date) -> str:
    """A day as ``Thu 12 Jun 2014``."""
    return f"{WEEKDAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]} {day.year}"


def display_moment(moment: datetime) -> str:
    """A moment as ``Thu 12 Jun 2014, 14:05 Pacific``.

    Args:
        moment: with a time zone; one without is taken as UTC, as the server stores it.
    """
    aware = moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo("UTC"))
    local = aware.astimezone(PACIFIC)
    return f"{display_date(local.date())}, {local:%H:%M} Pacific"


def display_range(start: date, end: date) -> str:
    """A range as ``Tue 17 to Wed 18 Jun 2014``; whole months as ``August or September 2014``."""
    if start == end:
        return display_date(start)
    if start.day == 1 and end == _month_end(end):
        return _display_months(start, end)
    if (start.year, start.month) == (end.year, end.month):
        first = f"{WEEKDAYS[start.weekday()]} {start.day}"
    elif start.year == end.year:
        first = f"{WEEKDAYS[start.weekday()]} {start.day} {MONTHS[start.month - 1]}"
    else:
        first = display_date(start)
    return f"{first} to {display_date(end)}"


def display_date_spec(spec: DateSpec | None, *, standing: bool = True) -> str:
    """A date with its qualifier, such as ``by Mon 7 Jul 2014`` or ``August or September 2014 (hoped)``.

    Args:
        spec: the date; None reads as ``undated``.
        standing: whether a hoped date says that it is hoped.
    """
    if spec is None:
        return "undated"
    words = _qualified(spec)
    return words + HOPED if standing and spec.standing == "hoped" else words


def date_spec(value: Any) -> DateSpec | None:
    """The date held in a detail field: a stored mapping, an ISO day, a ``DateSpec`` or nothing.

    Raises:
        ValueError: in a sentence, when the value is none of these or contradicts itself.
    """
    if value is None or value == "":
        return None
    if isinstance(value, DateSpec):
        return value
    if isinstance(value, datetime):
        return DateSpec(start=value.date())
    if isinstance(value, date):
        return DateSpec(start=value)
    if isinstance(value, str):
        return DateSpec(start=iso_day(value))
    try:
        return DateSpec.model_validate(value)
    except ValidationError as error:
        reasons = "; ".join(str(e["msg"]).removeprefix("Value error, ") for e in error.errors())
        raise ValueError(f"this is not a date of the record: {reasons}.") from error


def iso_day(value: Any) -> date:
    """A day stored as ``2014-06-12``.

    Raises:
        ValueError: naming the value and the form that is allowed.
    """
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError as error:
        raise ValueError(f"'{value}' is not a day of the calendar in the form 2014-06-12.") from error


def days_between_words(day: date, today: date) -> str:
    """How far a day is away in calendar days: ``today``, ``tomorrow``, ``in 5 days``, ``2 days ago``."""
    days = (day - today).days
    near = {0: "today", 1: "tomorrow", -1: "yesterday"}
    if days in near:
        return near[days]
    return f"in {days} days" if days > 0 else f"{-days} days ago"


def listed(words: list[str], joint: str = "and") -> str:
    """Words as a list in a sentence: ``a``, ``a and b``, ``a, b and c``."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {joint} {words[-1]}"


def _qualified(spec: DateSpec) -> str:
    start, end = spec.start, spec.end
    if spec.qualifier == "undated":
        return spec.words or "undated"
    if spec.qualifier == "between" and start and end:
        return display_range(start, end)
    if spec.qualifier == "by":
        last = end or start
        if last is None:
            return spec.words or "undated"
        # A limit known to the month only carries that month as its range: "by October 2014".
        whole_month = start is not None and start == last.replace(day=1) and last == _month_end(last)
        return f"by {_display_months(last, last)}" if whole_month else f"by {display_date(last)}"
    if start is None:
        return spec.words or "undated"
    if spec.qualifier == "after":
        return f"after {display_date(start)}"
    return display_range(start, end) if end else display_date(start)


def _display_months(start: date, end: date) -> str:
    first, last = MONTH_NAMES[start.month - 1], MONTH_NAMES[end.month - 1]
    apart = (end.year - start.year) * 12 + end.month - start.month
    if apart == 0:
        return f"{last} {end.year}"
    if start.year != end.year:
        return f"{first} {start.year} to {last} {end.year}"
    return f"{first} {'or' if apart == 1 else 'to'} {last} {end.year}"


def _month_end(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])
