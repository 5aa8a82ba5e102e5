"""Attempts to sign in are slowed by address, and the log of them stays short; the clock is the test's."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from workbench.process.actor import LOCAL_OPERATOR as ME
from workbench.process.attempts import (
    FREE,
    LONGEST_WAIT,
    MOST_A_MINUTE,
    MOST_ADDRESSES,
    MOST_EVENTS_A_MINUTE,
    Attempts,
    Refusals,
    group_of,
    network_of,
    wait_words,
)
from workbench.process.keeping import Database
from workbench.process.sign_in import SignInRefused, TooManyAttempts, make_link, redeem

HERE, THERE = "192.0.2.7", "198.51.100.9"
SECOND = timedelta(seconds=1)


class Clock:
    """A clock that goes only when it is told to."""

    def __init__(self) -> None:
        self.moment = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.moment

    def go(self, **by: float) -> None:
        self.moment += timedelta(**by)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def attempts(clock: Clock) -> Attempts:
    return Attempts(clock)


def refused_events(database: Database) -> list[str]:
    with database.read() as session:
        rows = session.execute(
            text("SELECT payload FROM event WHERE verb = 'sign-in-refused' ORDER BY sequence")
        )
        return [str(row[0]) for row in rows]


def test_a_few_failures_cost_nothing_and_further_ones_ever_more(attempts: Attempts, clock: Clock) -> None:
    for _ in range(FREE):
        attempts.failed(HERE)
        assert not attempts.wait(HERE)
    waits = []
    for _ in range(12):
        attempts.failed(HERE)
        waits.append(attempts.wait(HERE))
        clock.go(seconds=waits[-1].total_seconds())
        assert not attempts.wait(HERE), "the wait is over"
    assert waits[:4] == [2 * SECOND, 4 * SECOND, 8 * SECOND, 16 * SECOND]
    assert waits[-1] == LONGEST_WAIT
    assert not attempts.wait(THERE)


def test_being_turned_away_makes_the_wait_no_longer(attempts: Attempts, clock: Clock) -> None:
    for _ in range(FREE + 1):
        attempts.failed(HERE)
    before = attempts.wait(HERE)
    attempts.turned_away(HERE)
    assert attempts.wait(HERE) == before


def test_an_hour_or_a_good_link_makes_it_forgotten(attempts: Attempts, clock: Clock) -> None:
    for _ in range(FREE + 8):
        attempts.failed(HERE)
    attempts.succeeded(HERE)
    assert not attempts.wait(HERE)
    for _ in range(FREE + 20):
        attempts.failed(HERE)
    clock.go(hours=1, seconds=61)
    attempts.failed(HERE)
    assert not attempts.wait(HERE)


def test_while_many_fail_those_who_failed_wait_for_the_next_minute(attempts: Attempts, clock: Clock) -> None:
    for number in range(MOST_A_MINUTE):
        attempts.failed(f"10.0.{number // 250}.{number % 250}")
    clock.go(seconds=20)
    assert attempts.wait("10.0.0.1") == 40 * SECOND
    assert not attempts.wait(HERE), "a good link from elsewhere works in any case"
    clock.go(seconds=40)
    assert not attempts.wait("10.0.0.1")


def test_one_event_an_address_and_minute_has_the_count(attempts: Attempts, clock: Clock) -> None:
    assert attempts.failed(HERE) == Refusals("192.0.2.0/24", 1)
    assert [attempts.failed(HERE) for _ in range(30)] == [None] * 30
    assert attempts.failed(THERE) == Refusals("198.51.100.0/24", 1)
    clock.go(minutes=1)
    assert attempts.failed(HERE) == Refusals("192.0.2.0/24", 31)


def test_what_was_counted_is_logged_when_its_minute_is_over(attempts: Attempts, clock: Clock) -> None:
    for _ in range(9):
        attempts.turned_away(HERE)
    assert attempts.overdue() == []
    clock.go(minutes=1)
    assert attempts.overdue() == [Refusals("192.0.2.0/24", 8)]
    assert attempts.overdue() == []


def test_the_log_is_bounded_whatever_comes(attempts: Attempts, clock: Clock) -> None:
    events = [e for n in range(900) if (e := attempts.failed(f"10.{n // 250}.{n % 250}.1"))]
    assert len(events) == MOST_EVENTS_A_MINUTE
    assert attempts.overdue() == []
    closing = attempts.overdue(closing=True)
    assert len(closing) <= MOST_EVENTS_A_MINUTE
    assert sum(e.attempts + e.elsewhere for e in [*events, *closing]) == 900


def test_memory_is_bounded_whatever_comes(attempts: Attempts) -> None:
    for number in range(MOST_ADDRESSES + 50):
        attempts.turned_away(f"host-{number}")
    assert len(attempts._known) == MOST_ADDRESSES


@pytest.mark.parametrize(
    ("address", "group", "network"),
    [
        (HERE, HERE, "192.0.2.0/24"),
        ("::ffff:192.0.2.7", HERE, "192.0.2.0/24"),
        ("2001:db8:1:2:3::4", "2001:db8:1:2::", "2001:db8:1::/48"),
        ("", "", "an unknown address"),
        ("testclient", "testclient", "an unknown address"),
    ],
)
def test_one_household_is_one_address_and_the_log_names_networks(
    address: str, group: str, network: str
) -> None:
    assert group_of(address) == group
    assert network_of(address) == network


@pytest.mark.parametrize(
    ("left", "words"),
    [(0.2, "1 second"), (8, "8 seconds"), (59.5, "1 minute"), (61, "2 minutes"), (900, "15 minutes")],
)
def test_how_long_to_wait_in_words(left: float, words: str) -> None:
    assert wait_words(timedelta(seconds=left)) == words


def test_guessing_is_slowed_and_a_good_link_is_not_used_up(
    demo: Database, attempts: Attempts, clock: Clock
) -> None:
    mine, other = make_link(demo, ME), make_link(demo, ME)
    for number in range(FREE + 1):
        with pytest.raises(SignInRefused, match="used already"):
            redeem(demo, f"guess {number}", address=HERE, attempts=attempts)
    with pytest.raises(TooManyAttempts, match="Wait 2 seconds and try again. Your link is not used up"):
        redeem(demo, mine, address=HERE, attempts=attempts)
    assert redeem(demo, other, address=THERE, attempts=attempts)
    clock.go(seconds=2)
    assert redeem(demo, mine, address=HERE, attempts=attempts)
    [event] = refused_events(demo)
    assert "192.0.2.0/24" in event
    clock.go(minutes=1)
    with pytest.raises(SignInRefused):
        redeem(demo, "guess again", address=HERE, attempts=attempts)
    assert '"attempts": 7' in refused_events(demo)[1], "five guesses, one turned away, and this one"
