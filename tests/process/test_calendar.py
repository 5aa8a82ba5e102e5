"""Business days with the State's holidays and blocked days."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.graph.snapshot import ItemView, Snapshot
from workbench.process.calendar import BlockedDays, BusinessCalendar, calendar_of, state_holidays

CALENDAR = BusinessCalendar()
DAYS = st.dates(min_value=date(2005, 1, 1), max_value=date(2045, 12, 31))


def setting(name: str, value: object) -> ItemView:
    return ItemView(name, f"SET-{name}", "setting", name, "", "in-use", 1, "", {"value": value})


def test_the_holidays_of_2014_are_those_of_the_state() -> None:
    assert list(state_holidays(2014)) == [
        date(2014, 1, 1),
        date(2014, 1, 20),
        date(2014, 2, 17),
        date(2014, 3, 31),
        date(2014, 5, 26),
        date(2014, 7, 4),
        date(2014, 9, 1),
        date(2014, 11, 11),
        date(2014, 11, 27),
        date(2014, 11, 28),
        date(2014, 12, 25),
    ]


@pytest.mark.parametrize(
    ("day", "working"),
    [
        (date(2014, 3, 31), False),  # Cesar Chavez Day
        (date(2014, 11, 28), False),  # day after Thanksgiving
        (date(2014, 10, 13), True),  # Columbus Day is no holiday of the State
        (date(2022, 12, 26), False),  # Christmas on a Sunday is kept on the Monday
        (date(2015, 7, 3), True),  # the Fourth on a Saturday is not moved
        (date(2023, 11, 10), False),  # Veterans Day on a Saturday is
        (date(2021, 12, 31), True),
        (date(2014, 7, 5), False),
    ],
)
def test_observance_follows_the_government_code(day: date, working: bool) -> None:
    assert CALENDAR.is_business_day(day) is working


def test_the_reason_is_given_in_words() -> None:
    calendar = BusinessCalendar((BlockedDays(date(2014, 6, 19), date(2014, 6, 19), "facilitator away"),))
    assert calendar.reason(date(2014, 7, 4)) == "Fri 4 Jul 2014 is Independence Day."
    assert calendar.reason(date(2014, 7, 5)) == "Sat 5 Jul 2014 is a Saturday."
    assert calendar.reason(date(2014, 6, 19)) == "Thu 19 Jun 2014 is blocked (facilitator away)."
    assert calendar.reason(date(2014, 7, 7)) == "Mon 7 Jul 2014 is a business day."


def test_the_fourth_of_july_is_stepped_over() -> None:
    assert CALENDAR.add(date(2014, 7, 3), 1) == date(2014, 7, 7)
    assert CALENDAR.subtract(date(2014, 7, 18), 10) == date(2014, 7, 3)
    assert CALENDAR.between(date(2014, 6, 12), date(2014, 7, 18)) == 25


@given(day=DAYS, days=st.integers(-80, 80))
def test_adding_lands_on_a_business_day_and_counts_back(day: date, days: int) -> None:
    found = CALENDAR.add(day, days)
    if days:
        assert CALENDAR.is_business_day(found)
    assert found >= day if days >= 0 else found < day
    if days > 0:
        assert CALENDAR.between(day, found) == days
    if CALENDAR.is_business_day(day):
        assert CALENDAR.subtract(found, days) == day


@given(day=DAYS, length=st.integers(0, 60))
def test_between_agrees_with_counting_the_days_one_by_one(day: date, length: int) -> None:
    end = day + timedelta(length)
    assert CALENDAR.between(day, end) == len(CALENDAR.days(day + timedelta(1), end))
    assert CALENDAR.between(end, day) == -CALENDAR.between(day, end)


def test_blocked_days_are_not_used_but_count_between_two_dates() -> None:
    calendar = BusinessCalendar((BlockedDays(date(2014, 6, 19), date(2014, 6, 20)),))
    assert calendar.between(date(2014, 6, 17), date(2014, 6, 23)) == 4
    assert calendar.on_or_after(date(2014, 6, 19)) == date(2014, 6, 23)
    assert calendar.on_or_before(date(2014, 6, 20)) == date(2014, 6, 18)
    assert calendar.days(date(2014, 6, 18), date(2014, 6, 24)) == [
        date(2014, 6, 18),
        date(2014, 6, 23),
        date(2014, 6, 24),
    ]


def test_a_calendar_with_every_day_blocked_refuses_in_a_sentence() -> None:
    calendar = BusinessCalendar((BlockedDays(date(1900, 1, 1), date(2200, 1, 1)),))
    with pytest.raises(ValueError, match="too many days are blocked"):
        calendar.on_or_after(date(2014, 6, 12))


def test_a_break_among_the_holidays_does_not_count() -> None:
    entry = {"from": "2014-06-19", "to": "2014-06-20", "name": "Break"}
    calendar = calendar_of(Snapshot.of([setting("holidays", [entry])]))
    assert calendar.between(date(2014, 6, 17), date(2014, 6, 23)) == 2


def test_settings_of_the_record_make_the_calendar() -> None:
    snapshot = Snapshot.of(
        [
            setting(
                "blocked-days", ["2014-06-19: facilitator away", {"from": "2014-08-04", "to": "2014-08-08"}]
            ),
            setting(
                "holidays",
                [{"date": "2014-06-20", "name": "Furlough day"}, {"date": "2014-03-31", "working": True}],
            ),
        ]
    )
    calendar = calendar_of(snapshot)
    assert calendar.why_not(date(2014, 6, 19)) == "is blocked (facilitator away)"
    assert calendar.why_not(date(2014, 8, 6)) == "is blocked"
    assert calendar.why_not(date(2014, 6, 20)) == "is Furlough day"
    assert calendar.is_business_day(date(2014, 3, 31))


def test_every_bad_entry_of_the_settings_is_named() -> None:
    snapshot = Snapshot.of(
        [
            setting(
                "blocked-days", ["2014-06-31", {"why": "no day"}, {"from": "2014-08-08", "to": "2014-08-04"}]
            ),
            setting("holidays", ["soon"]),
        ]
    )
    with pytest.raises(ValueError) as refused:
        calendar_of(snapshot)
    message = str(refused.value)
    assert "entry 1: '2014-06-31' is not a day of the calendar" in message
    assert "entry 2: it has no 'from'" in message
    assert "entry 3: blocked days end" in message
    assert "SET-holidays, entry 1" in message
