"""Dates as people give them in minutes: on, by, after, between, and with what standing.

A date phrase is one or two calendar words with the small words around them: "by EOD Friday",
"in August or September", "between 3 and 7 July", "no later than the end of Q3".
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from workbench.exchange.minutes.almanac import Almanac
from workbench.exchange.minutes.calendar_words import CalendarWord, calendar_words

_DAY_END = (
    r"(?:(?:the\s+)?(?:EOD|COB|EOB|close\s+of\s+(?:business|play)|end\s+of\s+(?:the\s+)?(?:day|business)|noon"
    r"|midnight|\d{1,2}(?::\d\d)?\s*[ap]\.?m\.?)\s*(?:on\s+|,\s*)?)?"
)
_BY = re.compile(
    r"(?:\b(?:by|before|no\s+later\s+than|not\s+later\s+than|at\s+the\s+latest|until|till|prior\s+to"
    r"|on\s+or\s+before|ahead\s+of|latest|within(?:\s+the\s+next)?|through|up\s+to"
    rf"|(?:due|deadline|target)(?:\s+date)?(?:\s+is|\s+was|\s+will\s+be)?(?:\s+(?:by|on|in))?)\s*[:=]?)\s*{_DAY_END}$",
    re.IGNORECASE,
)
_AFTER = re.compile(
    r"\b(?:not\s+before|no\s+earlier\s+than|not\s+until|after|following|from|starting|beginning|as\s+of|effective|since)\s*$",
    re.IGNORECASE,
)
_WEEK_OF = re.compile(
    r"\b(?:the\s+)?(?P<end>weekend|week)\s+(?:of|beginning|starting|commencing)\s*$", re.IGNORECASE
)
_BEGIN_BETWEEN = re.compile(r"\b(?:between|from|either)\s*$", re.IGNORECASE)
_ON = re.compile(rf"\b(?:on|at|in|during|for|around|about|this)\s+(?:the\s+)?{_DAY_END}$", re.IGNORECASE)
_JOINER = re.compile(
    r"\s*,?\s*(?:-|–|—|to|through|thru|and|or|and/or|&|/|until)\s*(?:in|on|by|the|early|late)?\s*",
    re.IGNORECASE,
)
_LATEST = re.compile(r"\s*(?:at\s+the\s+latest|or\s+(?:before|earlier|sooner))\b", re.IGNORECASE)
_EVENT = re.compile(
    r"\b(?P<lead>before|by|prior\s+to|in\s+time\s+for|ahead\s+of|at|on|in|for|until|after|during)\s+(?:the\s+|our\s+|its\s+)?"
    r"(?P<event>(?:next|following|upcoming|coming)\s+(?:\w+\s+){0,2}?(?:meeting|call|session|workshop|webinar"
    r"|plenary|conference|teleconference|telecon|gathering|sitting)|(?:spring|summer|fall|autumn|winter|annual|plenary|general|january|february|march|april|may|june|july|august|september|october|november|december)"
    r"\s+(?:meeting|session|assembly|plenary|conference|workshop|call)"
    r"|(?P<noun>[\w-]+(?:\s+[\w-]+){0,3}?)\s+(?:is|are|becomes?)\s+(?:due|submitted|filed|published|finali[sz]ed|adopted))\b",
    re.IGNORECASE,
)
_TIME = re.compile(
    r"(?<![\d:.])(?:(?P<h24>[01]?\d|2[0-3])(?::(?P<m24>[0-5]\d)(?!\d)\s*|\.(?P<dot>[0-5]\d)\s*(?=[ap]\.?\s?m\b))(?P<half24>[ap]\.?\s?m\b)?"
    r"|(?P<h24d>[01]?\d|2[0-3])\.(?P<m24d>[0-5]\d)(?=\s*[-–]\s*\d{1,2}\.\d\d)"
    r"|(?P<h12>1[0-2]|[1-9])\s*(?P<half12>[ap]\.?\s?m\b)"
    r"|(?P<h12r>1[0-2]|[1-9])(?=\s*[-–]\s*\d{1,2}(?::\d\d)?\s*(?P<half12r>[ap]\.?\s?m\b))|(?P<noon>noon\b))",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class FoundDate:
    """A date phrase in a text.

    ``event`` names what it waits for where it is no day of the calendar ("the next meeting").
    ``position`` and ``stop`` enclose the phrase with its small words.
    """

    position: int
    stop: int
    qualifier: str
    start: date | None
    end: date | None
    words: str
    event: str = ""
    standing: str = "proposed"
    impossible: bool = False

    def spec(self) -> dict[str, Any]:
        """The date in the form of the record: qualifier, start, end, words, standing."""
        return {
            "qualifier": self.qualifier,
            "start": self.start.isoformat() if self.start else None,
            "end": self.end.isoformat() if self.end else None,
            "words": self.words,
            "standing": self.standing,
        }

    @property
    def resolved(self) -> bool:
        return self.start is not None or self.end is not None

    @property
    def iso(self) -> str:
        """One ISO date, or two with a slash for a range; empty when no day is known."""
        if self.qualifier == "between" and self.start and self.end:
            return f"{self.start.isoformat()}/{self.end.isoformat()}"
        day = self.end or self.start
        return day.isoformat() if day else ""

    def standing_as(self, standing: str) -> FoundDate:
        return replace(self, standing=standing)


def find_dates(text: str, almanac: Almanac, *, events: bool = True) -> list[FoundDate]:
    """Every date phrase of a sentence, from left to right.

    Args:
        text: a sentence or a line.
        almanac: the meeting's day and how numbers are read.
        events: also find days that are only named by an event, such as "the next meeting".
    """
    words = _same_week(list(calendar_words(text, almanac)))
    found: list[FoundDate] = []
    index = 0
    while index < len(words):
        index, phrase = _phrase(text, words, index)
        found.append(phrase)
    if events:
        found.extend(_events(text, found))
    return sorted(found, key=lambda phrase: phrase.position)


def _phrase(text: str, words: list[CalendarWord], index: int) -> tuple[int, FoundDate]:
    first = last = words[index]
    index += 1
    before = text[: first.position]
    range_opens = _BEGIN_BETWEEN.search(before)
    while index < len(words):
        joiner = text[last.stop : words[index].position]
        if not _JOINER.fullmatch(joiner) or last.impossible or words[index].impossible:
            break
        if (" and" in joiner or "&" in joiner) and not range_opens and re.search(r"\b(?:on|by|in)\b", joiner):
            break
        last = words[index]
        index += 1
    start, end = first.start, last.end
    if start and end and end < start and last is not first and first.start and last.start:
        start, end = last.start, first.end  # "Wednesday or Tuesday"
    joined = last is not first
    position, stop = first.position, last.stop
    qualifier = "on" if start and start == end else "between"
    week, by, after = _WEEK_OF.search(before), _BY.search(before), _AFTER.search(before)
    on = _ON.search(before)
    if after and re.match(r"no", after[0], re.IGNORECASE):
        by = None
    if joined and range_opens:
        position = range_opens.start()
    elif week:
        position = week.start()
        if start:
            start, end = start, start + timedelta(days=1 if week["end"].lower() == "weekend" else 4)
            qualifier = "between"
        if outer := _BY.search(text[:position]):
            position, start, qualifier = outer.start(), None, "by"
    elif by and not re.fullmatch(r"through\s*", by[0], re.IGNORECASE):
        position, start, qualifier = by.start(), None, "by"
    elif after and not joined and (first.start == first.end or not by):
        position = after.start()
        starting = after[0].strip().lower() in ("starting", "beginning", "effective", "as of")
        qualifier, end = ("on", start) if starting and start == end else ("after", None)
        if qualifier == "after" and after[0].strip().lower() in ("after", "following"):
            start = last.end
    elif on:
        position = on.start()
    if qualifier == "on" and (late := _LATEST.match(text, stop)):
        stop, start, qualifier = late.end(), None, "by"
    if not (start or end) or (qualifier == "between" and not (start and end)):
        qualifier, start, end = "undated", None, None
    if qualifier == "on":
        end = None
    return index, FoundDate(
        position, stop, qualifier, start, end, text[position:stop].strip(" ,:(["),
        impossible=first.impossible or last.impossible,
    )  # fmt: skip


def _same_week(words: list[CalendarWord]) -> list[CalendarWord]:
    """Bare weekdays beside one that names its week, such as "next Thursday", are of that week."""
    anchor = next((w.start for w in words if w.start and not w.weekday and w.start == w.end), None)
    if anchor is None or not any(w.weekday for w in words):
        return words
    monday = anchor - timedelta(days=anchor.weekday())
    return [
        replace(
            w,
            start=monday + timedelta(days=w.start.weekday()),
            end=monday + timedelta(days=w.start.weekday()),
        )
        if w.weekday and w.start
        else w
        for w in words
    ]


def _events(text: str, found: Iterable[FoundDate]) -> list[FoundDate]:
    taken = [(phrase.position, phrase.stop) for phrase in found]
    events = []
    for match in _EVENT.finditer(text):
        if any(match.start() < stop and position < match.end() for position, stop in taken):
            continue
        event = (match["noun"] or match["event"]).lower()
        events.append(FoundDate(match.start(), match.end(), "undated", None, None, match[0], event=event))
    return events


def find_time(text: str) -> str:
    """The first time of day in a text as HH:MM, or an empty string."""
    match = _TIME.search(text)
    if match is None:
        return ""
    if match["noon"]:
        return "12:00"
    hour = int(match["h24"] or match["h24d"] or match["h12"] or match["h12r"])
    half = (match["half24"] or match["half12"] or match["half12r"] or "").lower()[:1]
    if half and hour <= 12:
        hour = hour % 12 + (12 if half == "p" else 0)
    return f"{hour:02d}:{match['m24'] or match['m24d'] or match['dot'] or '00'}"


def without_dates(text: str, found: Iterable[FoundDate]) -> str:
    """The text with its date phrases cut out, for titles."""
    for phrase in sorted(found, key=lambda p: -p.position):
        text = text[: phrase.position] + " " + text[phrase.stop :]
    text = re.sub(r"\(\s*\)|\[\s*\]", " ", text)
    return re.sub(r"\s+([,.;:)])", r"\1", re.sub(r"\s{2,}", " ", text)).strip(" ,;:-–—(")
