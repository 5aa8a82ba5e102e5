"""Schedules by the calendar: what is in force at a moment, whichever way the clock came there."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.der.schedule import WEEKDAYS, Entry, Every, Schedule, from_plain

START = datetime(2026, 1, 31, 8, 0, tzinfo=UTC)


def at(*when: int) -> float:
    return datetime(*when, tzinfo=UTC).timestamp()  # type: ignore[misc]


def schedule(start: datetime = START, **more: object) -> Schedule:
    entries = (Entry(0.0, "limit-active-power", 50.0), Entry(3_600.0, "limit-active-power", 80.0))
    return Schedule(start.timestamp(), entries, **more)  # type: ignore[arg-type]


def test_each_value_holds_until_the_next_and_the_last_until_the_stop() -> None:
    once = schedule(stop=at(2026, 1, 31, 12))
    key = "limit-active-power"
    assert once.values(at(2026, 1, 31, 7, 59)) == {}
    assert once.values(at(2026, 1, 31, 8)) == {key: 50.0}
    assert once.values(at(2026, 1, 31, 9)) == {key: 80.0}
    assert once.values(at(2026, 1, 31, 11, 59)) == {key: 80.0}
    assert once.values(at(2026, 1, 31, 12)) == {}
    assert schedule().values(at(2030, 1, 1)) == {key: 80.0}


@pytest.mark.parametrize(
    ("every", "interval", "now", "began"),
    [
        (Every.SECONDS, 90, (2026, 1, 31, 8, 2), (2026, 1, 31, 8, 1, 30)),
        (Every.MINUTES, 7, (2026, 1, 31, 8, 13, 59), (2026, 1, 31, 8, 7)),
        (Every.HOURS, 5, (2026, 2, 1, 0), (2026, 1, 31, 23)),
        (Every.DAYS, 1, (2026, 3, 3, 7, 59), (2026, 3, 2, 8)),
        (Every.WEEKS, 2, (2026, 2, 27), (2026, 2, 14, 8)),
        # 31 January is the fifth Saturday, and the last; February, April and June have no 31st.
        (Every.MONTHS, 1, (2026, 3, 15), (2026, 1, 31, 8)),
        (Every.MONTHS, 1, (2026, 4, 30, 12), (2026, 3, 31, 8)),
        (Every.MONTHS, 3, (2026, 12, 1), (2026, 10, 31, 8)),
        (Every.MONTHS_ON_WEEKDAY, 1, (2026, 4, 1), (2026, 1, 31, 8)),
        (Every.MONTHS_ON_WEEKDAY, 1, (2026, 5, 30, 8), (2026, 5, 30, 8)),
        (Every.MONTHS_ON_WEEKDAY_FROM_END, 1, (2026, 3, 1), (2026, 2, 28, 8)),
        (Every.MONTHS_ON_WEEKDAY_FROM_END, 2, (2026, 4, 30), (2026, 3, 28, 8)),
        (Every.DAYS, 0, (2030, 1, 1), (2026, 1, 31, 8)),
    ],
)
def test_it_begins_again_by_the_calendar(
    every: Every, interval: int, now: tuple[int, ...], began: tuple[int, ...]
) -> None:
    assert schedule(every=every, interval=interval).began(at(*now)) == at(*began)


def test_it_begins_on_the_named_days_of_every_other_week() -> None:
    # Weeks count from the day of the start, a Saturday.
    named = schedule(every=Every.WEEKS, interval=2, weekdays=frozenset({"monday", "thursday"}))
    assert named.began(at(2026, 2, 2, 7)) is None
    assert named.began(at(2026, 2, 5, 7, 59)) == at(2026, 2, 2, 8)
    assert named.began(at(2026, 2, 5, 8)) == at(2026, 2, 5, 8)
    assert named.began(at(2026, 2, 13)) == at(2026, 2, 5, 8)
    assert named.began(at(2026, 2, 16, 9)) == at(2026, 2, 16, 8)


moments = st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1)).map(
    lambda when: when.replace(tzinfo=UTC, microsecond=0)
)


@settings(max_examples=100, deadline=None)
@given(
    start=moments,
    now=moments,
    every=st.sampled_from(Every),
    interval=st.integers(0, 40),
    days=st.frozensets(st.sampled_from(WEEKDAYS)),
)
def test_the_last_beginning_is_one_and_none_lies_between(
    start: datetime, now: datetime, every: Every, interval: int, days: frozenset[str]
) -> None:
    found = schedule(start, every=every, interval=interval, weekdays=days)
    began = found.began(now.timestamp())
    if began is None:
        assert now < start or (days and every is Every.WEEKS)
        return
    assert start.timestamp() <= began <= now.timestamp()
    assert found.began(began) == began
    when = datetime.fromtimestamp(began, UTC)
    if every not in (Every.NEVER, Every.SECONDS, Every.MINUTES, Every.HOURS):
        assert when.time() == start.time()
    if every is Every.MONTHS and interval:
        assert when.day == start.day
    if every in (Every.MONTHS_ON_WEEKDAY, Every.MONTHS_ON_WEEKDAY_FROM_END) and interval:
        assert when.weekday() == start.weekday()
        step = 7 if every is Every.MONTHS_ON_WEEKDAY else -7
        same = [
            sum((each + timedelta(step * -week)).month == each.month for week in range(1, 6))
            for each in (start, when)
        ]
        assert same[0] == same[1]
    halfway = began + (now.timestamp() - began) / 2
    assert found.began(halfway) == began


@settings(max_examples=40, deadline=None)
@given(
    entries=st.lists(
        st.tuples(
            st.integers(0, 1_000),
            st.sampled_from(["limit-active-power", "volt-var-curve", "connect-disconnect"]),
            st.one_of(st.booleans(), st.floats(0, 100), st.just(((90.0, 44.0), (110.0, -44.0)))),
        ),
        min_size=1,
        max_size=5,
    ),
    stop=st.none() | st.floats(0, 1e9),
    days=st.frozensets(st.sampled_from(WEEKDAYS)),
)
def test_what_is_kept_as_json_comes_back(
    entries: list[tuple[int, str, float]], stop: float | None, days: frozenset[str]
) -> None:
    made = Schedule(
        1.5,
        tuple(Entry(float(offset), key, value) for offset, key, value in entries),
        stop=stop,
        weekdays=days,
    )
    assert from_plain(json.loads(json.dumps(made.plain()))) == made


@pytest.mark.parametrize("kept", [{}, {"start": 1}, {**schedule().plain(), "entries": [[1]]}])
def test_what_was_kept_otherwise_is_refused(kept: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"lacks|values to unpack"):
        from_plain(kept)
