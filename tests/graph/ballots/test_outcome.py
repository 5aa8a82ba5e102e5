"""Sentences of outcomes: everybody by name within the group; on paper only who authorised."""

from __future__ import annotations

import re
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.graph.ballots.conftest import START, ballot, calls, choices, position
from workbench.graph.ballots.outcome import (
    WITHOUT_CLASSES,
    choices_sentence,
    date_sentence,
    outcome_sentence,
    printable_sentence,
    statements_sentence,
)
from workbench.graph.ballots.rows import BallotRow, StepRow
from workbench.graph.ballots.rule import assess, read_rule
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
        "1 of 1 organisation answered, and 1 that was not asked. "
        "Way a (I-a): 1 for; not asked: Islet Example (objects). Way b (I-b): no answer."
    )


def test_a_joint_position_is_named_once_with_everybody_who_takes_it() -> None:
    mine = {"authorised": True, "filings": ("Report",)}
    row = ballot(
        position("Amber", "support-with-comment", joint="j"),
        position("Birch", "support"),
        position("Cedar", "support-with-comment", joint="j", **mine),
        position("Dover", "support-with-comment", joint="j", **mine),
        position("Elder", "object", joint="k"),
        outcome="consensus with recorded dissent",
    )
    assert outcome_sentence("consensus with recorded dissent", tally(row)) == (
        "Consensus with recorded dissent. Supporting: Amber Example with Cedar Example and Dover Example (jointly; "
        "supports with a comment) and Birch Example. Objecting: Elder Example."
    )
    assert "Supporting: Cedar Example with Dover Example (jointly)." in printable_sentence(
        row, tally(row), "Report"
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
        "2 organisations whose positions are not authorised for this filing are not named. "
        "2 organisations gave no answer."
    )
    assert printable_sentence(row, tally(row), "") == (
        "Consensus with recorded dissent. "
        "3 organisations whose positions are not authorised for this filing are not named. "
        "2 organisations gave no answer."
    )
    assert printable_sentence(replace(row, outcome=None), tally(row), "Report") == ""


def test_a_printed_outcome_counts_everybody_and_says_the_arithmetic_of_the_rule() -> None:
    mine = {"authorised": True, "filings": ("Report",)}
    row = ballot(
        position("Amber", "support", **mine),
        position("Birch", "recuse", **mine),
        position("Cedar", "support", overtaken=True, **mine),
        position("Heath", "object", **mine),
        position("Islet", "object"),
        outcome="consensus with recorded dissent",
        rule={"quorum": 1, "adopted": "Charter", "adopted_on": "2026-08-27"},
    )
    said = (
        "Consensus with recorded dissent. Supporting: Amber Example. Recused: Birch Example. "
        "Not asked, and not counted: Heath Example (objects). "
        "1 organisation whose position is not authorised for this filing is not named. "
        "1 organisation took a position on an earlier text only. 2 organisations gave no answer. "
    )
    assert printable_sentence(row, tally(row), "Report") == (
        f"{said}1 of 4 organisations took a position; the quorum of 1 is met."
    )
    held = {
        "support": ["ORG-AMBER"], "recused": ["ORG-BIRCH"], "overtaken": ["ORG-CEDAR"],
        "silent": ["ORG-DOVER", "ORG-ELDER"], "unasked": ["ORG-HEATH", "ORG-ISLET"],
    }  # fmt: skip
    said_then = {"unasked_words": {"ORG-HEATH": "object", "ORG-ISLET": "object"}}
    detail = {**held, **said_then, "arithmetic": ["As it was counted."]}
    step = StepRow("recorded", START, "P", "", "", "", detail, 9)
    later = replace(row, steps=(step,), positions=tuple(replace(p, overtaken=True) for p in row.positions))
    assert printable_sentence(later, tally(later), "Report") == f"{said}As it was counted."
    older = replace(later, steps=(replace(step, detail=held),))
    assert printable_sentence(older, tally(older), "Report").endswith("the quorum of 1 is met.")
    # A record from elsewhere holds the outcome alone: of a text that moved since no count is made up.
    loaded = replace(later, steps=(), moved=True)
    words = printable_sentence(loaded, tally(loaded), "Report")
    assert "on an earlier text only" not in words
    assert words.endswith("2 organisations gave no answer.")


@settings(max_examples=150, deadline=None)
@given(calls(), st.sampled_from(["", "Report"]))
def test_a_printed_outcome_names_or_counts_each_organisation_once(
    call: tuple[BallotRow, dict[str, str]], filing: str
) -> None:
    row = replace(call[0], outcome="no consensus")
    words = printable_sentence(row, tally(row), filing)
    everybody = {name for _, name in row.addressees} | {p.organisation_name for p in row.positions}
    named = sum(words.count(name) for name in everybody)
    assert named + sum(int(number) for number in re.findall(r"(\d+) organisation", words)) == len(everybody)


def test_counts_by_class_are_told_only_where_everybody_counted_is_named() -> None:
    mine = {"authorised": True, "filings": ("Report",)}
    rule = {
        "quorum": 1, "class_threshold": "1/2", "balance": "1/2", "adopted": "Charter", "adopted_on": "2026-08-27",
    }  # fmt: skip
    row = ballot(
        position("Amber", "support", category="utility", **mine),
        position("Birch", "object", category="advocate"),
        asked=("Amber", "Birch"),
        outcome="no consensus",
        rule=rule,
    )
    short = (
        "2 of 2 organisations took a position; the quorum of 1 is met. "
        "In every class that took a side, one half have to be for it; that is not met. "
        "No class may be more than one half of those that took a side; that is met."
    )
    sides = {"support": ["ORG-AMBER"], "object": ["ORG-BIRCH"]}
    tests = assess(read_rule(rule), tally(row)).tests
    long = [test.sentence for test in tests]
    step = StepRow("recorded", START, "P", "", "", "", {**sides, "arithmetic": long}, 9)
    both = {**step.detail, "arithmetic_without_classes": [test.without_classes for test in tests]}
    recorded, older = (replace(row, steps=(one,)) for one in (replace(step, detail=both), step))
    for filing in (None, "Report", ""):
        for one in (row, recorded):
            said = printable_sentence(one, tally(one), filing)
            assert said.endswith(short)
            assert "advocate" not in said
        said = printable_sentence(older, tally(older), filing)
        assert said.endswith(f"the quorum of 1 is met. {WITHOUT_CLASSES}")
        assert "advocate" not in said
    for one in (row, recorded, older):
        named = replace(one, positions=tuple(replace(p, **mine) for p in one.positions))
        assert printable_sentence(named, tally(named), "Report").endswith(" ".join(long))


def test_what_is_printed_of_those_not_asked_is_what_was_recorded() -> None:
    mine = {"authorised": True, "filings": ("Report",)}
    heath = position("Heath", "support", overtaken=True, **mine)
    row = ballot(heath, outcome="no consensus")
    held = {"support": [], "unasked": ["ORG-HEATH"], "arithmetic": []}
    step = StepRow("recorded", START, "P", "", "", "", {**held, "unasked_words": {"ORG-HEATH": ""}}, 9)
    then = replace(row, steps=(step,))
    assert "not counted: Heath Example (on an earlier text)." in printable_sentence(
        then, tally(then), "Report"
    )
    counted = replace(row, steps=(replace(step, detail={**held, "unasked_words": {"ORG-HEATH": "support"}}),))
    assert "not counted: Heath Example (supports)." in printable_sentence(counted, tally(counted), "Report")
    older = replace(row, steps=(replace(step, detail=held),))
    assert "not counted: Heath Example." in printable_sentence(older, tally(older), "Report")
    still = replace(older, positions=(replace(heath, overtaken=False),))
    assert "not counted: Heath Example (supports)." in printable_sentence(still, tally(still), "Report")


def test_statements_are_counted_among_nobody_where_the_record_names_nobody_as_asked() -> None:
    row = ballot(asked=(), kind="statement-call")
    assert statements_sentence(row, {"ORG-AMBER": True, "ORG-BIRCH": True, "ORG-CEDAR": False}) == (
        "3 organisations wrote a statement, 2 locked theirs."
    )
    assert statements_sentence(row, {"ORG-AMBER": True}).startswith("1 organisation wrote a statement")


def test_a_chosen_day_says_its_counts() -> None:
    row = ballot(
        position("Amber", "answered", answers={"2026-10-01": "yes"}),
        position("Birch", "answered", answers={"2026-10-01": "no"}),
        choices=choices("2026-10-01", "2026-10-02"),
        kind="date-poll",
    )
    assert date_sentence(row, "2026-10-01") == "Thu 1 Oct 2026 was chosen: 1 yes and 1 no."
    assert date_sentence(row, "2026-10-02") == "Fri 2 Oct 2026 was chosen."
