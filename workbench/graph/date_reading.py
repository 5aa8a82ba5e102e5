"""Dates read from what people type: a day in the usual forms, a limit, a range, a hope.

What ``dates.display_date_spec`` writes, this reads again. A day that does not exist, or a weekday
that is not that day's, is refused in a sentence and never guessed.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date

from workbench.graph.dates import HOPED, MONTH_NAMES, MONTHS, WEEKDAY_NAMES, WEEKDAYS
from workbench.record.kind import DateSpec, Standing

ALLOWED = "2014-06-12, Thu 12 Jun 2014, 12 June 2014, June 12, 2014 or 6/12/2014"
ALLOWED_SPEC = (
    "a day, 'by' or 'after' with a day, two days with 'to' between them, a month and its year, or 'undated'"
)

_MONTH_NUMBERS = {
    **{name.lower(): number for number, name in enumerate(MONTH_NAMES, 1)},
    **{name.lower(): number for number, name in enumerate(MONTHS, 1)},
    "sept": 9,
}
_WEEKDAY_NUMBERS = {
    **{name.lower(): number for number, name in enumerate(WEEKDAY_NAMES)},
    **{name.lower(): number for number, name in enumerate(WEEKDAYS)},
}
_MONTH = "|".join(sorted(_MONTH_NUMBERS, key=len, reverse=True))
_WEEKDAY = "|".join(sorted(_WEEKDAY_NUMBERS, key=len, reverse=True))
_FORMS = (
    re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})"),
    re.compile(r"(?P<month>\d{1,2})/(?P<day>\d{1,2})/(?P<year>\d{4})"),
    re.compile(rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th)? +(?P<month>{_MONTH})\.?,? +(?P<year>\d{{4}})"),
    re.compile(rf"(?P<month>{_MONTH})\.? +(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,? +(?P<year>\d{{4}})"),
)
_WEEKDAY_FIRST = re.compile(rf"(?P<weekday>{_WEEKDAY})\.?,? +(?P<rest>.+)")
_MONTHS_FORM = re.compile(
    rf"(?P<first>{_MONTH})\.?(?: +(?P<first_year>\d{{4}}))?"
    rf"(?: +(?:or|to|and) +(?P<last>{_MONTH})\.?)? +(?P<year>\d{{4}})"
)
_ONE_MONTH = re.compile(rf"(?P<month>{_MONTH})\.? +(?P<year>\d{{4}})")


def read_day(text: str) -> date:
    """The day that a text names, in any of the usual forms; month before day where both are numbers.

    Raises:
        ValueError: when the form is unknown, the day does not exist, or the weekday is another.
    """
    words = " ".join(text.split()).lower()
    weekday = None
    if found := _WEEKDAY_FIRST.fullmatch(words):
        weekday, words = found["weekday"], found["rest"]
    for form in _FORMS:
        if parts := form.fullmatch(words):
            return _checked(parts["year"], parts["month"], parts["day"], weekday, text)
    raise ValueError(f"'{text}' is no date that can be read. Allowed: {ALLOWED}.")


def read_date_spec(text: str, standing: Standing = "proposed") -> DateSpec | None:
    """A date as people give it, with its qualifier; an empty text is no date.

    Args:
        text: such as ``by Mon 7 Jul 2014``, ``Tue 17 to Wed 18 Jun 2014``, ``August or September
            2014 (hoped)``.
        standing: what the date stands as unless the text says that it is hoped.

    Raises:
        ValueError: in a sentence that names the text and what is allowed.
    """
    words = " ".join(text.split())
    if not words:
        return None
    if words.lower().endswith(HOPED.strip()):
        standing, words = "hoped", words[: -len(HOPED.strip())].strip()
    lower = words.lower()
    if lower == "undated":
        return DateSpec(qualifier="undated", standing=standing)
    if lower.startswith("by "):
        rest = words[3:]
        if month := _ONE_MONTH.fullmatch(rest.lower()):
            start, end = _months(month["month"], month["year"], month["month"], month["year"])
            return DateSpec(qualifier="by", start=start, end=end, standing=standing)
        return DateSpec(qualifier="by", end=read_day(rest), standing=standing)
    if lower.startswith("after "):
        return DateSpec(qualifier="after", start=read_day(words[6:]), standing=standing)
    if found := _MONTHS_FORM.fullmatch(lower):
        first_year = found["first_year"] or found["year"]
        start, end = _months(found["first"], first_year, found["last"] or found["first"], found["year"])
        return _between(start, end, standing, text)
    if " to " in lower:
        at = lower.index(" to ")
        last = read_day(words[at + 4 :])
        return _between(_read_first(words[:at], last), last, standing, text)
    try:
        return DateSpec(start=read_day(words), standing=standing)
    except ValueError as error:
        if "no date that can be read" not in str(error):
            raise
        raise ValueError(f"'{text}' is no date that can be read. Allowed: {ALLOWED_SPEC}.") from None


def _read_first(text: str, last: date) -> date:
    """The first day of a range, which may leave month and year to the last day."""
    missing = f" {MONTHS[last.month - 1]} {last.year}"
    for completed in (text, f"{text} {last.year}", text + missing):
        try:
            return read_day(completed)
        except ValueError as error:
            if "no date that can be read" not in str(error):
                raise
    raise ValueError(f"'{text}' is no first day of a range. Allowed: {ALLOWED}.")


def _between(start: date, end: date, standing: Standing, text: str) -> DateSpec:
    if end < start:
        raise ValueError(f"'{text}' ends before it begins.")
    return DateSpec(qualifier="between", start=start, end=end, standing=standing)


def _months(first: str, first_year: str, last: str, last_year: str) -> tuple[date, date]:
    end_year, end_month = int(last_year), _MONTH_NUMBERS[last]
    if not 1 <= end_year <= 9999 or not 1 <= int(first_year) <= 9999:
        raise ValueError("a year lies between 0001 and 9999.")
    return (
        date(int(first_year), _MONTH_NUMBERS[first], 1),
        date(end_year, end_month, monthrange(end_year, end_month)[1]),
    )


def _checked(year: str, month: str, day: str, weekday: str | None, text: str) -> date:
    number = _MONTH_NUMBERS.get(month) or int(month)
    try:
        found = date(int(year), number, int(day))
    except ValueError:
        raise ValueError(f"'{text}' is not a day of the calendar.") from None
    if weekday is not None and _WEEKDAY_NUMBERS[weekday] != found.weekday():
        raise ValueError(f"'{text}' names the wrong weekday: that day is a {WEEKDAY_NAMES[found.weekday()]}.")
    return found
