"""Dates as minutes give them."""

from __future__ import annotations

from datetime import date

import pytest

from workbench.exchange.minutes import read_minutes
from workbench.exchange.minutes.almanac import Almanac
from workbench.exchange.minutes.dates import find_dates, find_time
from workbench.record.kind import DateSpec

_MEETING = Almanac(date(2014, 6, 12))  # a Thursday


@pytest.mark.parametrize(
    ("words", "qualifier", "iso"),
    [
        ("on July 18", "on", "2014-07-18"),
        ("by July 7", "by", "2014-07-07"),
        ("no later than EOD Friday", "by", "2014-06-13"),
        ("by close of business on June 20th", "by", "2014-06-20"),
        ("due 6/20", "by", "2014-06-20"),
        ("due: 2014-06-20", "by", "2014-06-20"),
        ("in August or September", "between", "2014-08-01/2014-09-30"),
        ("between 3 and 7 July", "between", "2014-07-03/2014-07-07"),
        ("July 9 – July 24", "between", "2014-07-09/2014-07-24"),
        ("12-14 June", "between", "2014-06-12/2014-06-14"),
        ("mid-August", "between", "2014-08-11/2014-08-21"),
        ("by the end of Q3", "by", "2014-09-30"),
        ("Q1 2015", "between", "2015-01-01/2015-03-31"),
        ("by October", "by", "2014-10-31"),
        ("next Thursday", "on", "2014-06-19"),
        ("next week", "between", "2014-06-16/2014-06-20"),
        ("tomorrow", "on", "2014-06-13"),
        ("within two weeks", "by", "2014-06-26"),
        ("in 10 business days", "on", "2014-06-26"),
        ("the week of June 16", "between", "2014-06-16/2014-06-20"),
        ("weekend of June 21", "between", "2014-06-21/2014-06-22"),
        ("3.7.2014", "on", "2014-07-03"),
        ("14 July 2015", "on", "2015-07-14"),
        ("January 9", "on", "2015-01-09"),
        ("after October 1", "after", "2014-10-01"),
        ("early next year", "between", "2015-01-01/2015-05-01"),
        ("next spring", "between", "2015-03-01/2015-05-31"),
        ("first week of July", "between", "2014-07-01/2014-07-07"),
    ],
)
def test_a_phrase_is_a_day_a_limit_or_a_range(words: str, qualifier: str, iso: str) -> None:
    (found,) = find_dates(f"It goes out {words}.", _MEETING)
    assert (found.qualifier, found.iso) == (qualifier, iso)
    DateSpec.model_validate(found.spec())


@pytest.mark.parametrize(
    "text",
    [
        "IEC 61850-7-420 and IEEE 1547-2018 and IEEE 2030.5",
        "docket 1950.002 and Rule 21",
        "we may march on, said Sun",
        "ACTION 3/2: send it",
        "available 24/7, three of 12 and 1/2 of the sites",
        "15 minute intervals at 60 Hz",
    ],
)
def test_numbers_and_words_that_are_no_dates_stay_out(text: str) -> None:
    assert find_dates(text, _MEETING) == []


def test_weekdays_beside_a_named_week_are_of_that_week() -> None:
    first, second = find_dates("not on next Thursday's call, so move it to Tuesday or Wednesday", _MEETING)
    assert first.iso == "2014-06-19"
    assert second.iso == "2014-06-17/2014-06-18"


def test_a_day_that_does_not_exist_is_a_problem_and_no_date() -> None:
    reading = read_minutes(b"Call of 12 June 2014\n- Lee to send the list by 31 June\n", "call.txt")
    (action,) = reading.proposals
    assert action.due is None
    (problem,) = reading.problems
    assert "no such day" in problem.sentence()
    assert problem.place.row == 2
    assert problem.found == "31 June"


def test_without_the_meetings_day_a_date_without_year_stays_in_words() -> None:
    reading = read_minutes(b"- Lee to send the list by July 7\n", "call.txt")
    (action,) = reading.proposals
    assert action.due == {
        "qualifier": "undated",
        "start": None,
        "end": None,
        "words": "by July 7",
        "standing": "proposed",
    }
    assert "do not say when the meeting was" in reading.problems[0].message


@pytest.mark.parametrize(
    ("text", "name", "day"),
    [
        ("Call\nDate: 3 March 2025\n- a", "x.txt", "2025-03-03"),
        ("Call\n3/4/2025\n- a", "x.txt", "2025-03-04"),
        ("Call\n13/4/2025\n- a", "x.txt", "2025-04-13"),
        ("Call\n3/4/2025\n- a", "2025-04-03 call.txt", "2025-04-03"),
        ("Call\n- a", "minutes_20250403.txt", "2025-04-03"),
        ("Group\n\nMeeting of Thursday, April 3rd, 2025\n", "x.txt", "2025-04-03"),
    ],
)
def test_the_meetings_day_is_found_in_the_head_or_the_name(text: str, name: str, day: str) -> None:
    assert str(read_minutes(text.encode(), name).date) == day


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("at 10 am", "10:00"),
        ("1:30 pm", "13:30"),
        ("7.30 pm", "19:30"),
        ("14:00 UTC", "14:00"),
        ("noon", "12:00"),
        ("9", ""),
    ],
)
def test_times_of_day(text: str, time: str) -> None:
    assert find_time(text) == time
