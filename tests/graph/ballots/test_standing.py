"""Where a ballot stands follows from the clock and its steps, at every moment in exactly one way."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.graph.ballots.conftest import START, ballot
from workbench.graph.ballots.standing import STATE_WORDS, ends_at, state_of

DAY = timedelta(days=1)
ORDER = ("draft", "open", "closed")


def test_the_opening_is_open_and_the_close_is_closed() -> None:
    row = ballot(opens_at=START, closes_at=START + DAY)
    second = timedelta(seconds=1)
    assert state_of(row, START - second) == "draft"
    assert state_of(row, START) == "open"
    assert state_of(row, START + DAY - second) == "open"
    assert state_of(row, START + DAY) == "closed"


def test_what_was_recorded_or_voided_stands_whatever_the_clock_says() -> None:
    row = ballot(outcome="consensus")
    assert {state_of(row, START + n * DAY) for n in range(-30, 30)} == {"recorded"}
    void = ballot(outcome="consensus", voided=True)
    assert {state_of(void, START + n * DAY) for n in range(-30, 30)} == {"void"}
    assert set(STATE_WORDS) == {"draft", "open", "closed", "recorded", "void"}


def test_an_early_close_ends_it_and_a_draft_never_runs_out() -> None:
    row = ballot(closed_at=START + DAY)
    assert row.ends == START + DAY
    assert state_of(row, START + DAY) == "closed"
    assert state_of(ballot(opens_at=None, closes_at=START), START + DAY) == "draft"
    with pytest.raises(ValueError, match="no closing time"):
        ends_at(ballot(closes_at=None))
    assert ballot(closes_at=None).ends is None


@settings(max_examples=100, deadline=None)
@given(st.lists(st.integers(-200, 400), min_size=2), st.none() | st.integers(1, 240))
def test_time_moves_a_ballot_one_way(hours: list[int], closed: int | None) -> None:
    early = None if closed is None else START + timedelta(hours=closed)
    row = ballot(closed_at=early)
    states = [ORDER.index(state_of(row, START + timedelta(hours=h))) for h in sorted(hours)]
    assert states == sorted(states)
