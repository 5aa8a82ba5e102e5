"""Dates as groups give them, in one line that loses nothing: ``by 2014-07-18 (ordered)``.

These words stand in the cells of grids and files. ``dates`` writes dates for people to read;
``date_reading`` reads every form that people type, and is used here too.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, cast, get_args

from workbench.graph.date_reading import read_date_spec, read_day
from workbench.record.kind import DateSpec, Standing

STANDINGS: tuple[str, ...] = get_args(Standing)
DATE_WORDS = (
    "2014-07-18, by 2014-07-18, after 2014-10-01, 2014-08-01 to 2014-09-30, or undated; then, where there "
    f"are some, words after a colon; at the end one of ({', '.join(STANDINGS)})"
)
_STANDING = re.compile(r"\(([a-z]+)\)\s*$", re.IGNORECASE)
_MIDNIGHT = re.compile(r"[ T]00:00(:00(\.0+)?)?$")


def date_words(spec: Mapping[str, Any] | DateSpec | None) -> str:
    """A date with its qualifier, words and standing as one line; empty for none."""
    if not spec:
        return ""
    given = spec if isinstance(spec, DateSpec) else DateSpec.model_validate(dict(spec))
    line = {
        "on": f"{given.start}",
        "by": f"by {given.end or given.start}",
        "after": f"after {given.start}",
        "between": f"{given.start} to {given.end}",
        "undated": "undated",
    }[given.qualifier]
    words = " ".join(given.words.split())
    if words:
        line += f": {words}"
    return f"{line} ({given.standing})"


def read_date_words(text: str) -> dict[str, Any] | None:
    """The stored form of a date from one line; None for an empty one.

    Raises:
        ValueError: in a sentence, when the line cannot be read.
    """
    plain = " ".join(text.split())
    standing = "proposed"
    if found := _STANDING.search(plain):
        standing, plain = found[1].lower(), plain[: found.start()].strip()
        if standing not in STANDINGS:
            raise ValueError(f"'{standing}' is no standing of a date; allowed are {', '.join(STANDINGS)}")
    days, _, words = plain.partition(":")
    days = days.strip().replace("..", " to ").removeprefix("on ")
    spec = read_date_spec(days, cast(Standing, standing))
    if spec is None:
        return None
    return spec.model_copy(update={"words": words.strip()}).model_dump(mode="json")


def as_day(value: Any) -> date | None:
    """A stored or typed value as a day; None when there is none.

    Raises:
        ValueError: when a text names no day, such as 31 June.
    """
    if isinstance(value, datetime):
        return value.date()
    if value is None or isinstance(value, date):
        return value
    text = _MIDNIGHT.sub("", str(value).strip())
    return read_day(text) if text else None
