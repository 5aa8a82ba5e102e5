"""Tallies: each organisation stands in exactly one group, by the position that counts."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings

from tests.graph.ballots.conftest import ballot, calls, choices, position
from workbench.graph.ballots.rows import BallotRow
from workbench.graph.ballots.tally import capacity_words, date_counts, preferences, said, tally

GROUPS = ("support", "part", "object", "neither", "recused", "overtaken", "silent")


@settings(max_examples=150, deadline=None)
@given(calls())
def test_each_organisation_stands_in_exactly_one_group(call: tuple[BallotRow, dict[str, str]]) -> None:
    row, classes = call
    counted = tally(row, classes)
    codes = [o.code for name in GROUPS for o in getattr(counted, name)]
    assert sorted(codes) == sorted(o.code for o in counted.asked)
    assert len(set(codes)) == len(codes)
    assert {code for code, _ in row.addressees} <= set(codes)
    assert counted.eligible == len(counted.asked) - len(counted.recused)
    assert counted.taken + len(counted.recused) + len(counted.overtaken) + len(counted.silent) == len(codes)
    assert counted.sided <= counted.taken <= counted.eligible
    assert set(counted.words) == set(codes) - {o.code for o in (*counted.overtaken, *counted.silent)}


def test_a_position_on_an_earlier_text_does_not_count_and_is_not_silence() -> None:
    counted = tally(ballot(position("Amber", "support", overtaken=True), asked=("Amber", "Birch")))
    assert [o.name for o in counted.overtaken] == ["Amber Example"]
    assert [o.name for o in counted.silent] == ["Birch Example"]
    assert counted.taken == 0


def test_only_the_latest_of_an_organisation_counts() -> None:
    row = ballot(position("Amber", "object", latest=False), position("Amber", "can-live-with", change=10))
    counted = tally(row)
    assert [o.code for o in counted.support] == ["ORG-AMBER"]
    assert counted.object == ()


def test_a_recused_organisation_is_not_eligible() -> None:
    counted = tally(ballot(position("Amber", "recuse")))
    assert (counted.eligible, counted.taken, len(counted.asked)) == (4, 0, 5)


def test_whoever_was_not_asked_and_answered_is_shown() -> None:
    counted = tally(ballot(position("Heath", "support"), asked=("Amber",)), {"ORG-HEATH": "vendor"})
    assert [(o.name, o.category) for o in counted.support] == [("Heath Example", "vendor")]
    assert counted.eligible == 2


def test_alternatives_are_counted_one_by_one_and_preferences_apart() -> None:
    row = ballot(
        position("Amber", "answered", answers={"I-a": "support", "I-b": "object"}, preference="I-a"),
        position("Birch", "answered", answers={"I-a": "abstain"}, preference="I-b", overtaken=True),
        position("Cedar", "answered", answers={"I-a": "can-live-with"}),
        choices=choices("I-a", "I-b"),
    )
    assert [o.name for o in tally(row, key="I-a").support] == ["Amber Example", "Cedar Example"]
    assert [o.code for o in tally(row, key="I-b").object] == ["ORG-AMBER"]
    assert "ORG-CEDAR" in [o.code for o in tally(row, key="I-b").silent]
    assert preferences(row) == {"I-a": ["Amber Example"], "I-b": []}
    assert said(row.positions[0]) == "I-a: ● support; I-b: ✕ object"
    assert said(position("Amber", "object")) == "✕ objects"


def test_days_are_counted_by_answer() -> None:
    row = ballot(
        position("Amber", "answered", answers={"2026-10-01": "yes", "2026-10-02": "if-need-be"}),
        position("Birch", "answered", answers={"2026-10-01": "yes", "2026-10-02": "no"}),
        choices=choices("2026-10-01", "2026-10-02"),
        kind="date-poll",
    )
    assert date_counts(row) == {"2026-10-01": {"yes": 2}, "2026-10-02": {"if-need-be": 1, "no": 1}}


def test_a_position_says_on_which_instruction_it_was_taken_and_nobodys_address() -> None:
    assert capacity_words(position("Amber", "support")) == "as representative"
    cited = "Mail of 26 October 2026 from Ann Example <ann@example.org>, message-id <1@example.org>"
    taken = replace(position("Amber", "support"), capacity="facilitator", instruction={"cited": cited})
    assert capacity_words(taken) == (
        "entered by the facilitator on its behalf, on Mail of 26 October 2026 from Ann Example"
    )
