"""Calendar expressions in a text, from left to right, none overlapping another."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from workbench.exchange.minutes.almanac import Almanac, NoSuchDay
from workbench.exchange.minutes.calendar_forms import FORMS, Reader, month_alone, weekday


@dataclass(frozen=True)
class CalendarWord:
    """One expression found in a text: where it stands, and the days that it covers.

    ``start`` and ``end`` are None where the year cannot be known; ``weekday`` marks a bare weekday,
    ``impossible`` a day that no calendar has.
    """

    position: int
    stop: int
    start: date | None
    end: date | None
    weekday: bool = False
    impossible: bool = False


_CONTEXT = re.compile(
    r"(?:\b(?:in|by|during|until|before|after|through|of|for|since|late|early|mid|next|this|last|and|or|to"
    r"|on|due|from|between|around|till)|[-–/,(:|])\s*$",
    re.IGNORECASE,
)
_AMBIGUOUS = {"may", "mar", "march", "sun", "sat", "mon", "wed", "fri", "dec", "jan", "jun", "tue", "thu"}


def calendar_words(text: str, almanac: Almanac) -> Iterator[CalendarWord]:
    """Every calendar expression in a text, from left to right, none overlapping another.

    Args:
        text: a sentence or a line.
        almanac: the meeting's day and how numbers are read.
    """
    found: list[tuple[int, int, re.Match[str], Reader]] = []
    for pattern, reader in FORMS:
        for match in pattern.finditer(text):
            if match.end() > match.start() and _means_a_date(match, reader, text):
                found.append((match.start(), -match.end(), match, reader))
    found.sort(key=lambda entry: entry[:2])
    past = 0
    for position, stop, match, reader in found:
        if position < past:
            continue
        past = -stop
        try:
            days = reader(match, almanac)
            impossible = False
        except (NoSuchDay, ValueError, OverflowError):
            days, impossible = None, True
        start, end = days or (None, None)
        bare = reader is weekday and not (match[1] or match[3])
        yield CalendarWord(position, -stop, start, end, weekday=bare, impossible=impossible)


def _means_a_date(match: re.Match[str], reader: Reader, text: str) -> bool:
    """Whether words that have another sense too, such as *may* or *sun*, stand for a date here."""
    if reader not in (month_alone, weekday) or (reader is month_alone and match[2]):
        return True
    word = match[1 if reader is month_alone else 2]
    if not word[0].isupper():
        named = (
            word.lower().endswith("day") or bool(match[1]) or text[: match.start()].endswith((" by ", " on "))
        )
        return reader is weekday and named
    if word.rstrip(".").lower() not in _AMBIGUOUS:
        return True
    return _CONTEXT.search(text[: match.start()]) is not None or (
        reader is weekday and bool(match[1]) is True
    )
