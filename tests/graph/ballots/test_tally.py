"""Tallies: each organisation stands in exactly one group, by the position that counts."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.graph.ballots.conftest import ballot, calls, choices, position
from workbench.graph.ballots.listing import answers
from workbench.graph.ballots.rows import BallotRow
from workbench.graph.ballots.tally import (
    authority,
    capacity_words,
    date_counts,
    instruction_words,
    preferences,
    said,
    tally,
)

GROUPS = ("support", "part", "object", "neither", "recused", "overtaken", "silent")
COUNTS = ("eligible", "taken", "sided", *GROUPS, "asked")


@settings(max_examples=150, deadline=None)
@given(calls())
def test_each_organisation_stands_in_exactly_one_group(call: tuple[BallotRow, dict[str, str]]) -> None:
    row, classes = call
    counted = tally(row, classes)
    codes = [o.code for name in GROUPS for o in getattr(counted, name)]
    everybody = [*codes, *(o.code for o in counted.unasked)]
    assert sorted(codes) == sorted(o.code for o in counted.asked)
    assert len(set(everybody)) == len(everybody)
    assert set(everybody) == {code for code, _ in row.addressees} | set(row.latest())
    if row.addressees:
        assert set(codes) == {code for code, _ in row.addressees}
    assert counted.eligible == len(counted.asked) - len(counted.recused)
    assert counted.taken + len(counted.recused) + len(counted.overtaken) + len(counted.silent) == len(codes)
    assert counted.sided <= counted.taken <= counted.eligible
    old = {code for code, position in row.latest().items() if position.overtaken}
    assert set(counted.words) == set(everybody) - old - {o.code for o in counted.silent}


@settings(max_examples=150, deadline=None)
@given(calls())
def test_whoever_was_not_asked_changes_no_count(call: tuple[BallotRow, dict[str, str]]) -> None:
    row, classes = call
    if not row.addressees:
        return
    alone = replace(row, positions=tuple(p for p in row.positions if row.was_asked(p.organisation)))
    with_others, without = tally(row, classes), tally(alone, classes)
    for name in COUNTS:
        assert getattr(with_others, name) == getattr(without, name), name
    named = {o.code for o in with_others.unasked}
    assert named == {p.organisation for p in row.positions} - {code for code, _ in row.addressees}


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


def test_whoever_was_not_asked_and_answered_is_shown_apart_and_counted_nowhere() -> None:
    row = ballot(position("Heath", "support"), position("Islet", "object"), asked=("Amber",))
    counted = tally(row, {"ORG-HEATH": "vendor"})
    assert [(o.name, o.category) for o in counted.unasked] == [
        ("Heath Example", "vendor"),
        ("Islet Example", ""),
    ]
    assert (counted.eligible, counted.taken, counted.support, counted.object) == (1, 0, (), ())
    assert [o.name for o in counted.dissent] == ["Islet Example"], "an objection stays one"
    assert answers(row).words() == "0 of 1 answered, and 2 that were not asked"
    assert answers(row).silent == (("ORG-AMBER", "Amber Example"),)


def test_where_the_record_names_nobody_as_asked_whoever_answered_counts() -> None:
    counted = tally(ballot(position("Heath", "support"), asked=()))
    assert [o.name for o in counted.support] == ["Heath Example"]
    assert counted.unasked == ()


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
    others = replace(row, addressees=row.addressees[1:])
    assert preferences(others) == {"I-a": [], "I-b": []}, "who was not asked is shown, not counted"
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
    others = replace(row, addressees=row.addressees[1:])
    assert date_counts(others) == {"2026-10-01": {"yes": 1}, "2026-10-02": {"no": 1}}


def test_a_position_says_on_which_instruction_it_was_taken_and_nobodys_address() -> None:
    assert capacity_words(position("Amber", "support")) == "as representative"
    cited = "Mail of 26 October 2026 from Ann Example <ann@example.org>, message-id <1@example.org>"
    taken = replace(position("Amber", "support"), capacity="facilitator", instruction={"cited": cited})
    assert capacity_words(taken) == (
        "entered by the facilitator on its behalf, on Mail of 26 October 2026 from Ann Example"
    )


@pytest.mark.parametrize(
    ("cited", "told"),
    [
        ("Mail of jane@amber.example, 3 Aug", "Mail, 3 Aug"),
        ("Mail from Jane Example, jane@amber.example, 3 Aug", "Mail from Jane Example, 3 Aug"),
        ("Mail of Jane Example (jane@amber.example) of 3 Aug.", "Mail of Jane Example of 3 Aug."),
        ("Mail to a@amber.example and b@amber.example; 3 Aug", "Mail; 3 Aug"),
        ("jane@amber.example: letter of 3 Aug", "letter of 3 Aug"),
        ("Letter; mailto:jane@amber.example", "Letter"),
        ("Minutes of the board @ 3 pm, item 4", "Minutes of the board @ 3 pm, item 4"),
        ("jane@amber.example", ""),
    ],
)
def test_an_instruction_that_was_typed_by_hand_shows_no_address(cited: str, told: str) -> None:
    assert instruction_words(replace(position("Amber", "support"), instruction={"cited": cited})) == told


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="ab @.,;:()<>[]'\"&", max_size=40), st.emails())
def test_no_instruction_shows_an_address(around: str, address: str) -> None:
    taken = replace(position("Amber", "support"), instruction={"cited": f"{around} {address} {around}"})
    assert address not in instruction_words(taken)


def test_authority_names_every_filing_for_which_a_position_was_confirmed() -> None:
    assert authority(position("Amber", "support")) == "preliminary, not for attribution"
    confirmed = position("Amber", "support", authorised=True, filing="B", filings=("A", "B"))
    assert authority(confirmed) == "authorised for A and B"
    unnamed = replace(confirmed, filing="not named", filings=())
    assert authority(unnamed) == "authorised, for a filing that is not named"
