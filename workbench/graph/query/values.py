"""Values written in a query: days, months, days counted from today, numbers, nothing."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from workbench.graph.date_reading import read_day
from workbench.graph.query.conditions import Value

_COUNTED = re.compile(r"today(?:\s*([+-])\s*(\d{1,5}))?")
_MONTH = re.compile(r"(\d{4})-(\d{1,2})")
_YEAR = re.compile(r"\d{4}")


def is_none(value: Value) -> bool:
    """Whether a value means that nothing stands in the field."""
    return not value.quoted and value.text.casefold() == "none"


def read_days(text: str, today: date | None = None) -> tuple[date, date]:
    """First and last day of what a value names: a day, a month, a year, ``today+7``.

    Args:
        text: the value as written.
        today: the day that ``today`` means; any day will do for a check.

    Raises:
        ValueError: when the value names no day of the calendar.
    """
    plain = text.strip().casefold()
    if found := _COUNTED.fullmatch(plain):
        days = int(found[2] or 0) * (-1 if found[1] == "-" else 1)
        try:
            day = (today or date(2014, 1, 1)) + timedelta(days=days)
        except OverflowError:
            raise ValueError(f"'{text}' lies outside the calendar") from None
        return day, day
    if found := _MONTH.fullmatch(plain):
        year, month = int(found[1]), int(found[2])
        if not 1 <= month <= 12 or year < 1:
            raise ValueError(f"'{text}' is no month of the calendar")
        return date(year, month, 1), date(year, month, monthrange(year, month)[1])
    if _YEAR.fullmatch(plain) and int(plain) >= 1:
        return date(int(plain), 1, 1), date(int(plain), 12, 31)
    day = read_day(text)
    return day, day


def read_number(text: str) -> Decimal | None:
    """A value as a finite number, or None."""
    try:
        number = Decimal(text.strip())
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


@lru_cache(maxsize=4096)
def folded(text: str) -> str:
    """A text for comparing: case, underscores and hyphens make no difference."""
    return text.strip().casefold().replace("_", "-").replace(" ", "-")
