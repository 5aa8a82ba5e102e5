"""Dates as groups give them, in one line of words: ``by 2014-07-18 (ordered)``.

The same words stand in grids, on the command line and in queries, and can be read back.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, get_args

from pydantic import ValidationError

from workbench.record.kind import DateSpec, Standing

STANDINGS: tuple[str, ...] = get_args(Standing)
DATE_WORDS = (
    "2014-07-18, by 2014-07-18, between 2014-08-01 and 2014-09-30, after 2014-10-01, or undated: words; "
    f"each may end with one of ({', '.join(STANDINGS)})"
)
_MONTHS = {name.lower(): n for n, name in enumerate(calendar.month_name) if n}
_MONTHS |= {name.lower(): n for n, name in enumerate(calendar.month_abbr) if n} | {"sept": 9}
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]00:00(?::00(?:\.0+)?)?)?")
_US = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_DAY_FIRST = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?\.? ([a-z]+)\.?,? (\d{4})")
_MONTH_FIRST = re.compile(r"([a-z]+)\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})")
_WORDS = re.compile(
    r"(?:(?P<qualifier>on|by|between|after|undated)\b)?\s*(?P<rest>.*?)\s*(?:\((?P<standing>[a-z]+)\))?",
    re.IGNORECASE | re.DOTALL,
)


class NoSuchDay(ValueError):
    """A text that is no day of the calendar; its text is a sentence."""


def read_day(text: str) -> date:
    """The day that a text names: ``2014-07-18``, ``18 July 2014``, ``July 18, 2014`` or ``7/18/2014``.

    With slashes the month stands first, as in California.

    Raises:
        NoSuchDay: for a day that does not exist, such as 31 June, and for what is no date at all.
    """
    plain = " ".join(text.strip().split())
    lower = plain.lower()
    if found := _ISO.fullmatch(plain):
        year, month, day = (int(part) for part in found.groups())
    elif found := _US.fullmatch(plain):
        month, day, year = (int(part) for part in found.groups())
    elif (found := _DAY_FIRST.fullmatch(lower)) and found[2] in _MONTHS:
        day, month, year = int(found[1]), _MONTHS[found[2]], int(found[3])
    elif (found := _MONTH_FIRST.fullmatch(lower)) and found[1] in _MONTHS:
        month, day, year = _MONTHS[found[1]], int(found[2]), int(found[3])
    else:
        raise NoSuchDay(f"'{plain[:60]}' is no date; a date is written as 2014-07-18")
    if not 1 <= month <= 12:
        raise NoSuchDay(f"'{plain}' is no day of the calendar: there is no month {month}")
    if not 1900 <= year <= 2200:
        raise NoSuchDay(f"'{plain}' lies outside the years 1900 to 2200")
    last = calendar.monthrange(year, month)[1]
    if not 1 <= day <= last:
        raise NoSuchDay(
            f"'{plain}' is no day of the calendar: {calendar.month_name[month]} {year} has {last} days"
        )
    return date(year, month, day)


def date_words(spec: Mapping[str, Any] | DateSpec | None) -> str:
    """A date with its standing as one line that ``read_date_words`` reads back."""
    if not spec:
        return ""
    given = spec if isinstance(spec, DateSpec) else DateSpec.model_validate(dict(spec))
    if given.qualifier == "between":
        line = f"between {given.start} and {given.end}"
    elif given.qualifier == "by":
        line = f"by {given.end or given.start}"
    elif given.qualifier == "after":
        line = f"after {given.start}"
    elif given.qualifier == "on":
        line = f"{given.start}" if given.end is None else f"on {given.start} to {given.end}"
    else:
        line = "undated"
    words = " ".join(given.words.split())
    if words:
        line += f": {words}"
    return f"{line} ({given.standing})"


def read_date_words(text: str) -> dict[str, Any]:
    """A date with its standing from one line, as plain values of a detail document.

    Raises:
        NoSuchDay: with a sentence, when the line cannot be read.
    """
    plain = text.strip()
    found = _WORDS.fullmatch(plain)
    if found is None:
        raise NoSuchDay(f"'{plain[:60]}' is no date; allowed are {DATE_WORDS}")
    standing = (found["standing"] or "").lower()
    rest = found["rest"]
    if standing and standing not in STANDINGS:
        raise NoSuchDay(f"'{standing}' is no standing of a date; allowed are {', '.join(STANDINGS)}")
    qualifier = (found["qualifier"] or "on").lower()
    days, _, words = rest.partition(":")
    if qualifier == "undated":
        days, words = "", rest.lstrip(":")
    spec: dict[str, Any] = {"qualifier": qualifier, "words": words.strip()}
    spec["standing"] = standing or "proposed"
    if qualifier == "between":
        first, and_word, last = days.partition(" and ")
        if not and_word:
            raise NoSuchDay(f"'{plain}' names one day only; write between 2014-08-01 and 2014-09-30")
        spec |= {"start": read_day(first), "end": read_day(last)}
    elif qualifier == "by":
        spec["end"] = read_day(days)
    elif qualifier == "on" and " to " in days:
        first, _, last = days.partition(" to ")
        spec |= {"start": read_day(first), "end": read_day(last)}
    elif qualifier != "undated":
        spec["start"] = read_day(days)
    try:
        return DateSpec.model_validate(spec).model_dump(mode="json")
    except ValidationError as error:
        raise NoSuchDay(str(error.errors()[0]["msg"]).removeprefix("Value error, ")) from error


def as_day(value: Any) -> date | None:
    """A stored or typed value as a day; None when it is none.

    Raises:
        NoSuchDay: when a text is no day.
    """
    if value is None or value == "":
        return None
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else read_day(str(value))
