"""Rounds: a draft that was given up is none, for the call it would have repeated and for the item."""

from __future__ import annotations

from tests.graph.ballots.conftest import START, ballot
from workbench.graph.ballots.rounds import about, earlier_rounds, later_round

FIRST = ballot(outcome="consensus")
GIVEN_UP = ballot(code="BAL-02", previous="BAL-01", round=2, opens_at=None, voided=True, change=6)
DRAFT = ballot(code="BAL-03", previous="BAL-01", round=2, opens_at=None, change=7)
VOID = ballot(code="BAL-04", previous="BAL-01", round=2, opens_at=START, voided=True, change=8)


def test_a_draft_that_was_given_up_is_no_round() -> None:
    rows = {row.code: row for row in (FIRST, GIVEN_UP)}
    assert later_round(rows, FIRST) is None
    assert about(rows.values(), "AGR-01") == [FIRST]


def test_the_round_that_was_asked_in_its_place_is_found_behind_it() -> None:
    for again in (DRAFT, VOID):
        rows = {row.code: row for row in (FIRST, GIVEN_UP, again)}
        assert later_round(rows, FIRST) == again
        assert earlier_rounds(rows, again) == [FIRST]
        assert about(rows.values(), "AGR-01") == [again, FIRST]
