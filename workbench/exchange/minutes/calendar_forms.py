"""The forms in which a calendar expression is written, each with the rule that reads it."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta

from workbench.exchange.minutes.almanac import (
    Almanac,
    Days,
    month_days,
    month_number,
    number,
    part_of,
    weekday_number,
    working_week,
)

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

Reader = Callable[[re.Match[str], Almanac], Days | None]


def _full_year(word: str | None) -> int | None:
    if not word:
        return None
    digits = int(word.strip("'’"))
    return digits if digits > 99 else 2000 + digits


def _iso(m: re.Match[str], almanac: Almanac) -> Days | None:
    return almanac.day(int(m[2]), int(m[3]), int(m[1]))


def _numeric(m: re.Match[str], almanac: Almanac) -> Days | None:
    first, second = int(m[1]), int(m[2])
    year = _full_year(m[3]) if m.re.groups >= 3 else None
    if (almanac.day_first and second <= 12) or first > 12:
        first, second = second, first
    return almanac.day(first, second, year)


def _dotted(m: re.Match[str], almanac: Almanac) -> Days | None:
    return almanac.day(int(m[2]), int(m[1]), _full_year(m[3]))


def _day_month(m: re.Match[str], almanac: Almanac) -> Days | None:
    last, month, year = int(m[2]), month_number(m[3]), _full_year(m[4])
    days = almanac.day(month, last, year)
    if m[1] and days and int(m[1]) < last:
        return days[0].replace(day=int(m[1])), days[1]
    return days


def _month_day(m: re.Match[str], almanac: Almanac) -> Days | None:
    month, first, year = month_number(m[1]), int(m[2]), _full_year(m[4])
    days = almanac.day(month, first, year)
    if m[3] and days and int(m[3]) > first:
        return days[0], almanac.day(month, int(m[3]), days[0].year)[1]  # type: ignore[index]
    return days


def _month_part(m: re.Match[str], almanac: Almanac) -> Days | None:
    return part_of(m[1], almanac.month(month_number(m[2]), _full_year(m[3])))


def month_alone(m: re.Match[str], almanac: Almanac) -> Days | None:
    return almanac.month(month_number(m[1]), _full_year(m[2]))


def _quarter(m: re.Match[str], almanac: Almanac) -> Days | None:
    quarter = number(next(g for g in (m[2], m[3], m[5]) if g))
    year = _full_year(next((g for g in (m[4], m[6]) if g), None))

    def days(y: int) -> Days:
        return date(y, 3 * quarter - 2, 1), month_days(y, 3 * quarter)[1]

    found = days(year) if year else almanac.nearest(days)
    return part_of(m[1], found) if m[1] else found


def _half(m: re.Match[str], almanac: Almanac) -> Days | None:
    half, year = number(m[1]), int(m[2])
    return date(year, 6 * half - 5, 1), month_days(year, 6 * half)[1]


def _season(m: re.Match[str], almanac: Almanac) -> Days | None:
    first = {"spring": 3, "summer": 6, "fall": 9, "autumn": 9, "winter": 12}[m[1].lower()]

    def days(y: int) -> Days:
        return date(y, first, 1), month_days(y + (first == 12), (first + 1) % 12 + 1)[1]

    year = _full_year(m[2])
    return days(year) if year else almanac.nearest(days)


def _year(m: re.Match[str], almanac: Almanac) -> Days | None:
    if m[2]:
        days = date(int(m[2]), 1, 1), date(int(m[2]), 12, 31)
    elif almanac.meeting is None:
        return None
    else:
        year = almanac.meeting.year + (m[3] or "").lower().startswith("next")
        days = date(year, 1, 1), date(year, 12, 31)
    return part_of(m[1], days) if m[1] else days


def weekday(m: re.Match[str], almanac: Almanac) -> Days | None:
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


def _relative(m: re.Match[str], almanac: Almanac) -> Days | None:
    today = almanac.meeting
    if today is None:
        return None
    words = re.sub(r"\s+", " ", m[0].lower())
    week, month = timedelta(days=7), month_days(today.year, today.month)
    following = month_days(today.year + today.month // 12, today.month % 12 + 1)
    if words in ("today", "tonight"):
        return today, today
    if words == "tomorrow":
        return today + timedelta(days=1), today + timedelta(days=1)
    ends = words.startswith(("end", "the end", "eow", "eom"))
    if "week" in words or words == "eow":
        days = working_week(today + week if "next" in words or "following" in words else today)
        return (days[1], days[1]) if ends else (days if "next" in words else (today, days[1]))
    if "month" in words or words == "eom":
        days = following if "next" in words or "following" in words else month
        return (days[1], days[1]) if ends else (days if days is following else (today, days[1]))
    return None


def _span(m: re.Match[str], almanac: Almanac) -> Days | None:
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


def _ordinal(m: re.Match[str], almanac: Almanac) -> Days | None:
    if almanac.meeting is None:
        return None
    month = almanac.meeting.month if int(m[1]) >= almanac.meeting.day else almanac.meeting.month % 12 + 1
    return almanac.day(month, int(m[1]))


_GATHERING = (
    r"\s+(?:session|meeting|assembly|plenary|campaign|conference|term|semester|break|workshop|season)"
)
_SPAN = r"(\d{1,3}|an?|one|two|three|four|five|six|seven|eight|nine|ten|twelve|fourteen|fifteen|thirty)"
_UNIT = r"((?:business\s+|working\s+|calendar\s+)?days?|weeks?|months?)\b"

_FORMS: tuple[tuple[str, Reader], ...] = (
    (rf"{_LEAD}\b(\d{{4}})[-/](\d{{1,2}})[-/](\d{{1,2}})\b(?![-/\d]|\.\d)", _iso),
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
    (rf"\b({MONTH})\s*(?:of\s+|,\s*)?{_YEAR}", month_alone),
    (rf"\b({MONTH})()", month_alone),
    (
        rf"\b(?:{_PART}(?:the\s+)?)?(?:Q([1-4])|([1-4])Q)(?:[\s/,-]*(?:of\s+)?['’]?(\d{{4}}|\d{{2}}))?\b(?!\s*[:)])"
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
    (rf"\b(?:(?:early|late|mid)[\s-]+)(spring|summer|fall|autumn|winter)\b()(?!{_GATHERING})", _season),
    (r"\b(?:next|this|coming)\s+(spring|summer|fall|autumn|winter)\b()", _season),
    (rf"(?<=\bin\s)(?:the\s+)?(spring|summer|fall|autumn|winter)\b()(?!{_GATHERING})", _season),
    (rf"(?<=\bfor\s)(?:the\s+)?(spring|summer|fall|autumn|winter)\b()(?!{_GATHERING})", _season),
    (rf"(?<=\bby\s)(?:the\s+)?(spring|summer|fall|autumn|winter)\b()(?!{_GATHERING})", _season),
    (
        rf"\b(?:{_PART}|(?<=\bin\s)|(?<=\bby\s)|(?<=\bduring\s)|(?<=\buntil\s)|(?<=\bbefore\s)|(?<=\bafter\s))"
        rf"{_YEAR}(?![-–/.]\w)()",
        _year,
    ),
    (rf"\b{_PART}()((?:the\s+|this\s+|next\s+)?year)\b", _year),
    (r"\b()()(next\s+year)\b", _year),
    (r"\b(year[-\s]end)()()", _year),
    (
        rf"\b(?:(this(?:\s+coming)?|next|coming|following|last|this\s+past)\s+)?({WEEKDAY})"
        rf"(?!\s*-\s*(?:mon|tue|wed|thu|fri|sat|sun))(\s*,?\s+(?:of\s+)?next\s+week\b|\s+week\b)?",
        weekday,
    ),
    (
        r"\b(?:(?:the\s+)?end\s+of\s+(?:the\s+|this\s+|next\s+)?(?:week|month)|(?:this|next|the\s+following)"
        r"\s+(?:week|month)|tomorrow|today|EOW|EOM)\b(?!['’]s?\b)",
        _relative,
    ),
    (rf"(?<=\bin\s){_SPAN}\s+{_UNIT}(?:['’]?\s+time)?", _span),
    (rf"(?<=\bwithin\s)(?:the\s+next\s+)?{_SPAN}\s+{_UNIT}", _span),
    (rf"\b{_SPAN}\s+{_UNIT}\s+from\s+(?:now|today)\b", _span),
    (
        r"(?:(?<=\bon\s)|(?<=\bby\s)|(?<=\bbefore\s)|(?<=\buntil\s))the\s+(\d{1,2})(?:st|nd|rd|th)\b"
        r"(?!\s+(?:\w+\s+)?(?:day|week|month|meeting|session|time|draft|version))",
        _ordinal,
    ),
    (
        r"(?:(?<=\bby\s)|(?<=\bon\s)|(?<=\bdue\s)|(?<=\bdue:\s)|(?<=\bbefore\s)|(?<=\buntil\s)|(?<=\bfor\s)"
        r"|(?<=,\s)|(?<=\()|(?<=\bday\s)|(?<=\bcob\s)|(?<=\beod\s))(?!24/7)(\d{1,2})/(\d{1,2})(?![\d/\w])",
        _numeric,
    ),
    (rf"\b{WEEKDAY}\s*,?\s+(\d{{1,2}})/(\d{{1,2}})(?![\d/])", _numeric),
    (
        r"(?:(?<=starts\s)|(?<=begins\s)|(?<=ends\s)|(?<=closes\s)|(?<=opens\s))(\d{1,2})/(\d{1,2})(?![\d/])",
        _numeric,
    ),
    (r"(?:^|(?<=[-–]\s))\s*(\d{1,2})/(\d{1,2})\s*$", _numeric),
)
FORMS = tuple((re.compile(form, re.IGNORECASE), reader) for form, reader in _FORMS)
