"""Sentences of outcomes: everybody by name within the group; on paper only who authorised."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.graph.ballots.conftest import ballot, calls, choices, position
from workbench.graph.ballots.outcome import (
    choices_sentence,
    date_sentence,
    outcome_sentence,
    printable_sentence,
)
from workbench.graph.ballots.rows import BallotRow
from workbench.graph.ballots.tally import tally
from workbench.graph.ballots.words import OUTCOMES


def test_an_outcome_names_everybody() -> None:
    row = ballot(
        position("Amber", "support"),
        position("Birch", "can-live-with"),
        position("Cedar", "object", reason="Too dear."),
        position("Dover", "reserve"),
    )
    assert outcome_sentence("consensus with recorded dissent", tally(row), arithmetic=["4 of 5."]) == (
        "Consensus with recorded dissent. Supporting: Amber Example and Birch Example (prefers another but can "
        "live with it). Objecting: Cedar Example. Neither for nor against: Dover Example (reserves its position). "
        "No answer: Elder Example. 4 of 5."
    )


def test_whoever_was_not_asked_is_named_apart() -> None:
    row = ballot(position("Amber", "support"), position("Islet", "object"), asked=("Amber",))
    assert outcome_sentence("consensus with recorded dissent", tally(row)) == (
        "Consensus with recorded dissent. Supporting: Amber Example. "
        "Not asked, and not counted: Islet Example (objects)."
    )
    several = ballot(
        position("Amber", "answered", answers={"I-a": "support"}),
        position("Islet", "answered", answers={"I-a": "object"}),
        asked=("Amber",),
        choices=choices("I-a", "I-b"),
    )
    assert choices_sentence(several) == (
        "1 of 1 organisations answered, and 1 that was not asked. "
        "Way a (I-a): 1 for; not asked: Islet Example (objects). Way b (I-b): no answer."
    )


@settings(max_examples=200, deadline=None)
@given(calls(), st.sampled_from(OUTCOMES["consensus-call"]))
def test_a_printed_outcome_never_names_who_did_not_authorise(
    call: tuple[BallotRow, dict[str, str]], outcome: str
) -> None:
    row = replace(call[0], outcome=outcome)
    words = printable_sentence(row, tally(row), "Report")
    authorised = {p.organisation_name for p in row.positions if "Report" in p.filings}
    named = {name for _, name in row.addressees} | {p.organisation_name for p in row.positions}
    for name in named - authorised:
        assert name not in words
    anywhere = printable_sentence(row, tally(row), None)
    for name in named - {p.organisation_name for p in row.positions if p.authorised}:
        assert name not in anywhere


def test_a_printed_outcome_counts_who_is_not_named() -> None:
    row = ballot(
        position("Amber", "support", authorised=True, filings=("Report", "Comments")),
        position("Birch", "support"),
        position("Cedar", "object", authorised=True, filings=("Comments",)),
        outcome="consensus with recorded dissent",
    )
    assert printable_sentence(row, tally(row), "Report") == (
        "Consensus with recorded dissent. Supporting: Amber Example. "
        "2 organisations whose positions are not authorised for this filing are not named."
    )
    assert printable_sentence(row, tally(row), "") == (
        "Consensus with recorded dissent. "
        "3 organisations whose positions are not authorised for this filing are not named."
    )
    assert printable_sentence(replace(row, outcome=None), tally(row), "Report") == ""


def test_a_chosen_day_says_its_counts() -> None:
    row = ballot(
        position("Amber", "answered", answers={"2026-10-01": "yes"}),
        position("Birch", "answered", answers={"2026-10-01": "no"}),
        choices=choices("2026-10-01", "2026-10-02"),
        kind="date-poll",
    )
    assert date_sentence(row, "2026-10-01") == "Thu 1 Oct 2026 was chosen: 1 yes and 1 no."
    assert date_sentence(row, "2026-10-02") == "Fri 2 Oct 2026 was chosen."
