"""Dates in words, and read back from words."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.graph.date_reading import read_date_spec, read_day
from workbench.graph.dates import (
    date_spec,
    days_between_words,
    display_date,
    display_date_spec,
    display_moment,
    listed,
)
from workbench.record.kind import DateSpec

DAYS = st.dates(min_value=date(1990, 1, 1), max_value=date(2090, 12, 31))


def test_a_day_reads_with_its_weekday() -> None:
    assert display_date(date(2014, 6, 12)) == "Thu 12 Jun 2014"


@pytest.mark.parametrize(
    ("spec", "words"),
    [
        (DateSpec(qualifier="by", end=date(2014, 7, 7)), "by Mon 7 Jul 2014"),
        (
            DateSpec(qualifier="between", start=date(2014, 8, 1), end=date(2014, 9, 30), standing="hoped"),
            "August or September 2014 (hoped)",
        ),
        (
            DateSpec(qualifier="by", start=date(2014, 10, 1), end=date(2014, 10, 31), standing="hoped"),
            "by October 2014 (hoped)",
        ),
        (
            DateSpec(qualifier="between", start=date(2014, 6, 17), end=date(2014, 6, 18)),
            "Tue 17 to Wed 18 Jun 2014",
        ),
        (
            DateSpec(qualifier="between", start=date(2014, 6, 30), end=date(2014, 7, 2)),
            "Mon 30 Jun to Wed 2 Jul 2014",
        ),
        (DateSpec(qualifier="after", start=date(2014, 7, 18)), "after Fri 18 Jul 2014"),
        (DateSpec(qualifier="undated", words="next Tuesday or Wednesday"), "next Tuesday or Wednesday"),
        (DateSpec(start=date(2014, 7, 18), standing="ordered"), "Fri 18 Jul 2014"),
        (None, "undated"),
    ],
)
def test_a_date_reads_with_its_qualifier(spec: DateSpec | None, words: str) -> None:
    assert display_date_spec(spec) == words


@pytest.mark.parametrize(
    "text",
    [
        "2014-06-12",
        "Thu 12 Jun 2014",
        "Thursday, June 12, 2014",
        "12 June 2014",
        "6/12/2014",
        "June 12th 2014",
    ],
)
def test_days_are_read_in_the_usual_forms(text: str) -> None:
    assert read_day(text) == date(2014, 6, 12)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("31 June 2014", "not a day of the calendar"),
        ("2014-06-31", "not a day of the calendar"),
        ("Wed 12 Jun 2014", "a Thursday"),
        ("soon", "Allowed: 2014-06-12"),
    ],
)
def test_days_that_cannot_be_are_refused_in_a_sentence(text: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        read_day(text)


def test_a_range_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(ValueError, match="ends before it begins"):
        read_date_spec("18 Jul 2014 to 7 Jul 2014")


@given(day=DAYS)
def test_a_displayed_day_is_read_as_itself(day: date) -> None:
    assert read_day(display_date(day)) == day


@given(
    start=DAYS,
    days=st.integers(1, 800),
    qualifier=st.sampled_from(["on", "by", "between", "after"]),
    standing=st.sampled_from(["proposed", "hoped"]),
)
def test_a_displayed_date_is_read_as_itself(start: date, days: int, qualifier: str, standing: str) -> None:
    end = start + timedelta(days)
    fields = {
        "on": {"start": start},
        "by": {"end": end},
        "between": {"start": start, "end": end},
        "after": {"start": start},
    }[qualifier]
    spec = DateSpec.model_validate({"qualifier": qualifier, "standing": standing, **fields})
    assert read_date_spec(display_date_spec(spec)) == spec


@given(text=st.text(max_size=40))
def test_any_text_is_read_or_refused_in_a_sentence(text: str) -> None:
    refused = ""
    try:
        read_date_spec(text)
    except ValueError as error:
        refused = str(error)
    assert not refused or refused.rstrip().endswith(".")


def test_stored_dates_are_understood_and_broken_ones_refused() -> None:
    assert date_spec({"qualifier": "by", "end": "2014-07-07", "standing": "ordered"}) == DateSpec(
        qualifier="by", end=date(2014, 7, 7), standing="ordered"
    )
    assert date_spec("2014-07-07") == DateSpec(start=date(2014, 7, 7))
    assert date_spec(None) is None
    with pytest.raises(ValueError, match="needs its start"):
        date_spec({"qualifier": "on"})
    with pytest.raises(ValueError, match="2014-06-31"):
        date_spec("2014-06-31")


def test_moments_are_shown_in_pacific_time() -> None:
    assert display_moment(datetime(2014, 6, 13, 1, 5, tzinfo=UTC)) == "Thu 12 Jun 2014, 18:05 Pacific"


def test_days_apart_and_lists_read_as_words() -> None:
    today = date(2014, 6, 12)
    assert days_between_words(date(2014, 7, 7), today) == "in 25 days"
    assert days_between_words(today, today) == "today"
    assert days_between_words(date(2014, 6, 10), today) == "2 days ago"
    assert listed(["a", "b", "c"]) == "a, b and c"
