"""Words about agreements say no more than the group did; layers face each other across the boundary."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from workbench.graph.agreement_words import (
    assertion_words,
    binding_words,
    destination_words,
    needs_attention,
    permitted_words,
)
from workbench.graph.ballots import BallotRow
from workbench.graph.layers import layer_table
from workbench.graph.reading import SNAPSHOTS
from workbench.graph.snapshot import ItemView
from workbench.process.keeping import Database

JUNE = "Minutes of 12 June 2014"


def agreement(status: str = "reported", code: str = "AGR-01", **detail: Any) -> ItemView:
    return ItemView(f"u-{code}", code, "agreement", f"Title {code}", "", status, 1, "", detail)


def call(outcome: str | None) -> BallotRow:
    return BallotRow(
        "BAL-01", "consensus-call", "AGR-01", "Title", 1, "Can you support it?", None, None, outcome, "", 5
    )


BY_THE_FACILITATOR = {
    "asserted_by": "the facilitator",
    "asserted_on": "2014-06-12",
    "binds": {"extent": "all", "of": "the parties"},
}


def test_what_was_questioned_the_same_day_is_said_to_be() -> None:
    item = agreement("questioned", **BY_THE_FACILITATOR, questioned_on="2014-06-12")
    assert assertion_words(item) == (
        "Reported by the facilitator on Thu 12 Jun 2014, for the parties; questioned the same day."
    )


def test_what_was_questioned_later_says_when() -> None:
    item = agreement("questioned", **BY_THE_FACILITATOR, questioned_on="2014-07-02")
    assert assertion_words(item).endswith("; questioned on Wed 2 Jul 2014.")


@pytest.mark.parametrize("status", ["reported", "questioned", "proposed", "disputed"])
def test_nothing_but_a_recorded_call_is_called_agreed(status: str) -> None:
    words = assertion_words(agreement(status, **BY_THE_FACILITATOR))
    assert "greed by" not in words
    assert words.endswith(".")


def test_agreed_without_a_call_on_record_says_so() -> None:
    item = agreement("agreed", **BY_THE_FACILITATOR)
    assert "no consensus call with that outcome is on record" in assertion_words(item)
    assert "no consensus call with that outcome is on record" in assertion_words(item, [call("no consensus")])


def test_agreed_by_a_call_names_it_with_its_outcome() -> None:
    item = agreement("agreed", asserted_by="the group", asserted_on="2014-07-02")
    assert assertion_words(item, [call("consensus with recorded dissent")]) == (
        "Agreed by the group on Wed 2 Jul 2014: consensus with recorded dissent in the consensus call BAL-01."
    )


@pytest.mark.parametrize(
    ("binds", "words"),
    [
        ({"extent": "all", "of": "the parties"}, "the parties"),
        ({"extent": "all", "of": "smart inverters"}, "all smart inverters"),
        ({"extent": "a class", "of": "utilities"}, "utilities"),
        ({"extent": "most of a class", "of": "inverter manufacturers"}, "most inverter manufacturers"),
        ({"extent": "some", "of": "manufacturers"}, "some manufacturers"),
        ({"extent": "all", "of": ""}, "all"),
        (None, ""),
    ],
)
def test_whom_it_binds(binds: dict[str, str] | None, words: str) -> None:
    assert binding_words(agreement(binds=binds)) == words


def test_what_nobody_said_is_not_made_up() -> None:
    bare = agreement("proposed")
    assert assertion_words(bare) == "Proposed; nobody is on record as reporting an agreement."
    assert assertion_words(agreement("reported")) == "Nobody is on record as asserting it."
    assert permitted_words(bare) == "how many are permitted is not said"
    assert destination_words(bare, {}) == [("No destination is named", False)]
    assert not needs_attention(bare)
    assert needs_attention(agreement(destination=["undetermined"]))


def test_the_layers_of_june_face_each_other(bundled: Database) -> None:
    now = layer_table(SNAPSHOTS.get(bundled).of_kind("agreement"))
    codes = [(left.code if left else "", right.code if right else "") for left, right in now.facing]
    assert codes == [
        ("AGR-01", "AGR-11"),
        ("AGR-02", "AGR-10"),
        ("AGR-03", "AGR-09"),
        ("AGR-04", "AGR-08"),
        ("AGR-05", "AGR-07"),
    ]
    assert [item.code for item in now.boundary] == ["AGR-06"]
    assert [item.code for item in now.cross_cutting] == ["AGR-12", "AGR-13", "AGR-14"]
    assert not now.elsewhere


def test_no_agreement_of_june_reads_as_agreed(bundled: Database) -> None:
    for item in SNAPSHOTS.get(bundled, baseline=JUNE).of_kind("agreement"):
        words = assertion_words(item)
        assert not words.startswith("Agreed")
        if item.status == "questioned":
            assert "; questioned the same day." in words
    modbus = SNAPSHOTS.get(bundled, baseline=JUNE).by_code["AGR-09"]
    assert "for most inverter manufacturers" in assertion_words(modbus)


def test_a_lone_facility_side_and_one_without_a_side_have_their_places() -> None:
    lone = agreement(code="AGR-02", side="facility", layer="Media")
    nowhere = agreement(code="AGR-03")
    table = layer_table([lone, nowhere])
    assert table.facing == ((None, lone),)
    assert table.elsewhere == (nowhere,)
    assert layer_table([]).empty


def test_a_void_call_and_one_that_was_asked_again_settle_nothing() -> None:
    agreed = agreement("agreed", asserted_by="the facilitator")
    nothing = "Marked as agreed, but no consensus call with that outcome is on record."
    first = call("consensus")
    assert "in the consensus call BAL-01" in assertion_words(agreed, [first])
    assert assertion_words(agreed, [replace(first, voided=True)]) == nothing
    again = replace(call("no consensus"), code="BAL-02", previous="BAL-01", round=2)
    assert assertion_words(agreed, [first, again]) == nothing
    still_open = replace(again, outcome=None)
    assert "in the consensus call BAL-01" in assertion_words(agreed, [first, still_open])
