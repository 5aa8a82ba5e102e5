"""Words for days, weeks, months, quarters and seasons, as intervals of the calendar.

A word without a year is resolved against the day of the meeting: what is announced is taken as
the next such day, what is reported as the last. Everything is a matter of rule; nothing depends
on the machine's clock or language.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

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

MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
WEEKDAY = (
    r"(?:mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday)?|thu(?:r(?:s(?:day)?)?)?|fri(?:day)?"
    r"|sat(?:urday)?|sun(?:day)?)\b\.?"
)
_DAY = r"(\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"((?:19|20)\d{2})\b"
_LEAD = rf"(?:{WEEKDAY}(?:\s*,)?\s+(?:the\s+)?)?"
_PART = (
    r"(early|mid(?:dle)?|late|(?:the\s+)?(?:end|beginning|start|middle|latter part|first half"
    r"|second half|first week|second week|third week|last week))(?:\s+of|\s+in)?[\s-]+(?:the\s+month\s+of\s+)?"
)
_JOIN = r"\s*(?:-|–|—|to|through|thru|and|or|&|/)\s*"


class NoSuchDay(ValueError):
    """A date that is in no calendar, such as 31 June."""


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

    def day(self, month: int, day: int, year: int | None = None) -> tuple[date, date] | None:
        """The day as an interval, its year found from the meeting when none is given."""
        if not 1 <= month <= 12 or not 1 <= day <= (31 if year is None else monthrange(year, month)[1]):
            raise NoSuchDay
        if year is not None:
            return date(year, month, day), date(year, month, day)
        if day > monthrange(2024, month)[1]:
            raise NoSuchDay
        return self._nearest(lambda y: (date(y, month, day), date(y, month, day)))

    def month(self, month: int, year: int | None = None) -> tuple[date, date] | None:
        if year is not None:
            return _month(year, month)
        return self._nearest(lambda y: _month(y, month))

    def _nearest(self, of: Callable[[int], tuple[date, date]]) -> tuple[date, date] | None:
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
    return _MONTHS.index(word[:3].lower()) + 1


def weekday_number(word: str) -> int:
    return _WEEKDAYS.index(word[:3].lower())


def number(word: str) -> int:
    """A small number written in digits or letters; 0 for any other word."""
    return int(word) if word.isdigit() else _NUMBERS.get(word.lower(), 0)


def _month(year: int, month: int) -> tuple[date, date]:
    return date(year, month, 1), date(year, month, monthrange(year, month)[1])


def _full_year(word: str | None) -> int | None:
    if not word:
        return None
    digits = int(word.strip("'’"))
    return digits if digits > 99 else 2000 + digits


def _part(words: str, days: tuple[date, date] | None) -> tuple[date, date] | None:
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


def _friday_of(day: date) -> date:
    return day + timedelta(days=4 - day.weekday())


def _week_of(day: date) -> tuple[date, date]:
    monday = day - timedelta(days=day.weekday())
    return monday, monday + timedelta(days=4)


Reader = Callable[[re.Match[str], Almanac], tuple[date, date] | None]


def _iso(m: re.Match[str], almanac: Almanac) -> tuple[date, date] | None:
    return almanac.day(int(m[2]), int(m[3]), int(m[1]))


def _numeric(m: re.Match[str], almanac: Almanac) -> tuple[date, date] | None:
    first, second = int(m[1]), int(m[2])
    year = _full_year(m[3]) if m.re.groups >= 3 else None
    if (almanac.day_first and second <= 12) or first > 12:
        first, second = second, first
    return almanac.day(first, second, year)


def _dotted(m: re.Match[str], almanac: Almanac) -> tuple[date, date] | None:
    return almanac.day(int(m[2]), int(m[1]), _full_year(m[3]))


def _day_month(m: re.Match[str], almanac: Almanac) -> tuple[date, date] | None:
    last, month, year = int(m[2]), month_number(m[3]), _full_year(m[4])
    days = almanac.day(month, last, year)
    if m[1] and days and int(m[1]) < last:
        return days[0].replace(day=int(m[1])), days[1]
    return days


def _month_day(m: re.Match[str], almanac: Almanac) -> tuple[date, date] | None:
    month, first, year = month_number(m[1]), int(m[2]), _full_year(m[4])
    days = almanac.day(month, first, year)
    if m[3] and days and int(m[3]) > first:
        return days[0], almanac.day(month, int(m[3]), days[0].year)[1]  # type: ignore[index]
    return days


def _month_part(m: re.Match[str], almanac: Almanac) -> tuple[date, date] | None:
    return _part(m[1], almanac.month(month_number(m[2]), _full_year(m[3])))


def _month_alone(m: re.Match[str], almanac: Almanac) -> tuple[date, date] | None:
    return almanac.month(month_number(m[1]), _full_year(m[2]))


def _quarter(m: re.Match[str], almanac: Almanac) -> tuple[date, date] | None:
    quarter = number(next(g for g in (m[2], m[3], m[5]) if g))
    year = _full_year(next((g for g in (m[4], m[6]) if g), None))

    def days(y: int) -> tuple[date, date]:
        return date(y, 3 * quarter - 2, 1), _month(y, 3 * quarter)[1]

    found = days(year) if year else almanac._nearest(days)
    return _part(m[1], found) if m[1] else found


def _half(m: re.Match[str], almanac: Almanac) -> tuple[date, date] | None:
    half, year = number(m[1]), int(m[2])
    return date(year, 6 * half - 5, 1), _month(year, 6 * half)[1]


def _season(m: re.Match[str], almanac: Almanac) -> tuple[date, date] | None:
    first = {"spring": 3, "summer": 6, "fall": 9, "autumn": 9, "winter": 12}[m[1].lower()]

    def days(y: int) -> tuple[date, date]:
        return date(y, first, 1), _month(y + (first == 12), (first + 1) % 12 + 1)[1]

    year = _full_year(m[2])
    return days(year) if year else almanac._nearest(days)


def _year(m: re.Match[str], almanac: Almanac) -> tuple[date, date] | None:
    if m[2]:
        days = date(int(m[2]), 1, 1), date(int(m[2]), 12, 31)
    elif almanac.meeting is None:
        return None
    else:
        year = almanac.meeting.year + (m[3] or "").lower().startswith("next")
        days = date(year, 1, 1), date(year, 12, 31)
    return _part(m[1], days) if m[1] else days


def _weekday(m: re.Match[str], almanac: Almanac) -> tuple[date, date] | None:
    if almanac.meeting is None:
        return None
    wanted, today = weekday_number(m[2]), almanac.meeting
    monday = today - timedelta(days=today.weekday())
    lead = (m[1] or "").lower()
    if "last" in lead or (not lead and almanac.past and not m[3]):
        day = today - timedelta(days=(today.weekday() - wanted - 1) % 7 + 1)
    elif "next" in lead or m[3]:
        day = monday + timedelta(days=7 + wanted)
    else:
        day = today + timedelta(days=(wanted - today.weekday() - 1) % 7 + 1)
    return day, day


def _relative(m: re.Match[str], almanac: Almanac) -> tuple[date, date] | None:
    today = almanac.meeting
    if today is None:
        return None
    words = re.sub(r"\s+", " ", m[0].lower())
    week, month = timedelta(days=7), _month(today.year, today.month)
    following = _month(today.year + today.month // 12, today.month % 12 + 1)
    if words in ("today", "tonight"):
        return today, today
    if words == "tomorrow":
        return today + timedelta(days=1), today + timedelta(days=1)
    ends = words.startswith(("end", "the end", "eow", "eom"))
    if "week" in words or words == "eow":
        days = _week_of(today + week if "next" in words or "following" in words else today)
        return (days[1], days[1]) if ends else (days if "next" in words else (today, days[1]))
    if "month" in words or words == "eom":
        days = following if "next" in words or "following" in words else month
        return (days[1], days[1]) if ends else (days if days is following else (today, days[1]))
    return None


def _span(m: re.Match[str], almanac: Almanac) -> tuple[date, date] | None:
    if almanac.meeting is None:
        return None
    count, unit = number(m[1]), m[2].lower()
    if not 0 < count < 400:
        return None
    if unit.startswith("business"):
        day, left = almanac.meeting, count
        while left:
            day += timedelta(days=1)
            left -= day.weekday() < 5
        return day, day
    if unit.startswith("month"):
        months = almanac.meeting.month - 1 + count
        year, month = almanac.meeting.year + months // 12, months % 12 + 1
        day = date(year, month, min(almanac.meeting.day, monthrange(year, month)[1]))
        return day, day
    day = almanac.meeting + timedelta(days=count * (7 if unit.startswith("week") else 1))
    return day, day


def _ordinal(m: re.Match[str], almanac: Almanac) -> tuple[date, date] | None:
    if almanac.meeting is None:
        return None
    month = almanac.meeting.month if int(m[1]) >= almanac.meeting.day else almanac.meeting.month % 12 + 1
    return almanac.day(month, int(m[1]))


_GATHERING = r"\s+(?:session|meeting|assembly|plenary|campaign|conference|term|semester|break|workshop|season)"
_SPAN = r"(\d{1,3}|an?|one|two|three|four|five|six|seven|eight|nine|ten|twelve|fourteen|fifteen|thirty)"
_UNIT = r"((?:business\s+|working\s+|calendar\s+)?days?|weeks?|months?)\b"

_FORMS: tuple[tuple[str, Reader], ...] = (
    (rf"{_LEAD}\b(\d{{4}})[-/](\d{{1,2}})[-/](\d{{1,2}})\b(?![-/.\d])", _iso),
    (rf"{_LEAD}(?<![\w./-])(\d{{1,2}})[/-](\d{{1,2}})[/-](\d{{4}}|\d{{2}})(?![\w/-])", _numeric),
    (rf"{_LEAD}(?<![\w./-])(\d{{1,2}})\.(\d{{1,2}})\.(\d{{4}})(?![\w/.-]\w)", _dotted),
    (
        rf"{_LEAD}(?<![\w./-])(?:the\s+)?(?:(\d{{1,2}})(?:st|nd|rd|th)?{_JOIN}(?:the\s+)?)?{_DAY}"
        rf"(?:\s+of\s+|\s+|\s*-\s*)({MONTH})(?:[\s,-]*((?:19|20)\d{{2}}|(?<=-)\d{{2}})\b)?",
        _day_month,
    ),
    (
        rf"{_LEAD}\b({MONTH})\s*(?:the\s+)?{_DAY}\b(?![:.]\d)(?:{_JOIN}(?:the\s+)?(\d{{1,2}})(?:st|nd|rd|th)?"
        rf"(?=\s*(?:[,.;:)\]]|$|at\b|in\b|from\b|for\b|with\b|(?:19|20)\d\d\b)))?(?:\s*,?\s*{_YEAR})?",
        _month_day,
    ),
    (rf"\b{_PART}({MONTH})(?:\s*,?\s*(?:of\s+)?{_YEAR})?", _month_part),
    (rf"\b({MONTH})\s*(?:of\s+|,\s*)?{_YEAR}", _month_alone),
    (rf"\b({MONTH})()", _month_alone),
    (
        rf"\b(?:{_PART}(?:the\s+)?)?(?:Q([1-4])|([1-4])Q)(?:[\s/,-]*(?:of\s+)?['’]?(\d{{4}}|\d{{2}}))?\b(?!\s*[:.)])"
        rf"()()",
        _quarter,
    ),
    (
        rf"\b(?:{_PART}(?:the\s+)?)?()()()(first|second|third|fourth|1st|2nd|3rd|4th)\s+quarter"
        rf"(?:\s+(?:of\s+)?{_YEAR})?",
        _quarter,
    ),
    (rf"\b(first|second)\s+half\s+of\s+{_YEAR}", _half),
    (rf"\bH([12])[\s/-]*{_YEAR}", _half),
    (rf"\b(spring|summer|fall|autumn|winter)(?:\s+of)?(?:\s+{_YEAR})", _season),
    (r"\b(?:next|this|coming)\s+(spring|summer|fall|autumn|winter)\b()", _season),
    (rf"(?<=\bin\s)(?:the\s+)?(spring|summer|fall|autumn|winter)\b()(?!{_GATHERING})", _season),
    (rf"(?<=\bby\s)(?:the\s+)?(spring|summer|fall|autumn|winter)\b()(?!{_GATHERING})", _season),
    (
        rf"\b(?:{_PART}|(?<=\bin\s)|(?<=\bby\s)|(?<=\bduring\s)|(?<=\buntil\s)|(?<=\bbefore\s)|(?<=\bafter\s))"
        rf"{_YEAR}(?![-–/.]\w)()",
        _year,
    ),
    (rf"\b{_PART}()((?:the|this|next)\s+year)\b", _year),
    (r"\b()()(next\s+year)\b", _year),
    (r"\b(year[-\s]end)()()", _year),
    (
        rf"\b(?:(this(?:\s+coming)?|next|coming|following|last|this\s+past)\s+)?({WEEKDAY})"
        rf"(?!\s*-\s*(?:mon|tue|wed|thu|fri|sat|sun))(\s*,?\s+(?:of\s+)?next\s+week\b)?",
        _weekday,
    ),
    (
        r"\b(?:(?:the\s+)?end\s+of\s+(?:the\s+|this\s+|next\s+)?(?:week|month)|(?:this|next|the\s+following)"
        r"\s+(?:week|month)|tomorrow|today|EOW|EOM)\b(?!['’]s?\b)",
        _relative,
    ),
    (rf"(?<=\bin\s){_SPAN}\s+{_UNIT}(?:['’]?\s+time)?", _span),
    (rf"(?<=\bwithin\s)(?:the\s+next\s+)?{_SPAN}\s+{_UNIT}", _span),
    (rf"\b{_SPAN}\s+{_UNIT}\s+from\s+(?:now|today)\b", _span),
    (r"(?:(?<=\bon\s)|(?<=\bby\s)|(?<=\bbefore\s)|(?<=\buntil\s))the\s+(\d{1,2})(?:st|nd|rd|th)\b", _ordinal),
    (
        r"(?:(?<=\bby\s)|(?<=\bon\s)|(?<=\bdue\s)|(?<=\bdue:\s)|(?<=\bbefore\s)|(?<=\buntil\s)|(?<=\bfor\s)"
        r"|(?<=,\s)|(?<=\()|(?<=\bday\s)|(?<=\bcob\s)|(?<=\beod\s))(?!24/7)(\d{1,2})/(\d{1,2})(?![\d/\w])",
        _numeric,
    ),
    (r"^\s*(\d{1,2})/(\d{1,2})\s*$", _numeric),
)
_COMPILED = tuple((re.compile(form, re.IGNORECASE), reader) for form, reader in _FORMS)

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
    for pattern, reader in _COMPILED:
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
        bare = reader is _weekday and not (match[1] or match[3])
        yield CalendarWord(position, -stop, start, end, weekday=bare, impossible=impossible)


def _means_a_date(match: re.Match[str], reader: Reader, text: str) -> bool:
    """Whether words that have another sense too, such as *may* or *sun*, stand for a date here."""
    if reader not in (_month_alone, _weekday) or (reader is _month_alone and match[2]):
        return True
    word = match[1 if reader is _month_alone else 2]
    if not word[0].isupper():
        return reader is _weekday and word.lower().endswith("day")
    if word.rstrip(".").lower() not in _AMBIGUOUS:
        return True
    return _CONTEXT.search(text[: match.start()]) is not None or (
        reader is _weekday and bool(match[1]) is True
    )
