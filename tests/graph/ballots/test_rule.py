"""Rules: each sentence with its arithmetic, what each gives, and that bad ones are refused whole."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.graph.ballots.conftest import ballot, calls, position
from workbench.graph.ballots.rows import BallotRow
from workbench.graph.ballots.rule import DEFAULT, Assessment, BadRule, Rule, assess, read_rule
from workbench.graph.ballots.tally import Asked, Tally, tally
from workbench.graph.ballots.words import CONSENSUS, DEFERRED, DISSENT, NONE, WITHDRAWN

ADOPTED = {"adopted": "Charter, section 4", "adopted_on": "2026-08-27"}
SHARES = st.fractions(min_value=Fraction(1, 20), max_value=1, max_denominator=20)


def rules() -> st.SearchStrategy[Rule]:
    """Any rule."""
    return st.builds(
        Rule,
        quorum=st.none() | st.integers(1, 9),
        threshold=st.none() | SHARES,
        class_threshold=st.none() | SHARES,
        balance=st.none() | SHARES,
    )


def supported(number: int, whole: int, **more: Any) -> Tally:
    """A tally in which so many of the organisations are for it, and the others are silent."""
    names = [Asked(f"ORG-{n}", f"{n}", more.get("category", "")) for n in range(whole)]
    return Tally(tuple(names), support=tuple(names[:number]), silent=tuple(names[number:]))


def made(values: dict[str, Any], counted: Tally) -> Assessment:
    return assess(read_rule({**ADOPTED, **values}), counted)


def test_a_quorum_says_its_arithmetic() -> None:
    assert made({"quorum": 8}, supported(9, 12)).tests[0].sentence == (
        "9 of 12 organisations took a position; the quorum of 8 is met."
    )
    short = made({"quorum": 8}, supported(6, 12))
    assert short.tests[0].sentence == "6 of 12 organisations took a position; the quorum of 8 is not met."
    assert short.missing == ("2 more positions are needed for the quorum.",)
    assert made({"quorum": 8}, supported(7, 12)).missing == ("1 more position is needed for the quorum.",)
    assert short.outcomes == (NONE, DEFERRED, WITHDRAWN)


def test_an_abstention_counts_for_the_quorum_and_a_recusal_does_not() -> None:
    counted = tally(ballot(position("Amber", "abstain"), position("Birch", "recuse")))
    assert made({"quorum": 1}, counted).tests[0].sentence == (
        "1 of 4 organisations took a position; the quorum of 1 is met."
    )


@pytest.mark.parametrize(
    ("support", "against", "share", "said", "met"),
    [
        (2, 1, "2/3", "2 of 3 … are for it (about 66.7 %); the two thirds needed are reached.", True),
        (2, 1, "67 %", "2 of 3 … are for it (about 66.7 %); the 67 % needed are not reached.", False),
        (1, 1, "1/2", "1 of 2 … is for it (50 %); the one half needed are reached.", True),
        (0, 0, "1/2", "0 of 0 … are for it; the one half needed are not reached.", False),
        (3, 1, "0.8", "3 of 4 … are for it (75 %); the 80 % needed are not reached.", False),
    ],
)  # fmt: skip
def test_a_threshold_says_its_arithmetic(
    support: int, against: int, share: str, said: str, met: bool
) -> None:
    names = [Asked(f"ORG-{n}", f"{n}") for n in range(support + against)]
    counted = Tally(tuple(names), support=tuple(names[:support]), object=tuple(names[support:]))
    found = made({"threshold": share}, counted)
    assert found.tests[0].sentence == said.replace("…", "organisations that took a side")
    assert found.tests[0].met == met
    assert bool(found.missing) is not met
    assert found.sentences()[-1] == (
        "This is necessary for the group to agree. It is sufficient for consensus where nobody objects, not even to "
        "a part, and for consensus with recorded dissent otherwise."
    )
    assert found.outcomes[0] == (NONE if not met else DISSENT if against else CONSENSUS)


def test_without_a_threshold_the_group_says_what_objections_weigh() -> None:
    counted = tally(ballot(position("Amber", "support"), position("Birch", "object")))
    found = made({"quorum": 2}, counted)
    assert found.sentences()[-1] == (
        "This is necessary for the group to agree. It is sufficient for consensus where somebody is for it and nobody "
        "objects, not even to a part; where others object, the group says whether it is consensus with recorded "
        "dissent or no consensus."
    )
    assert found.outcomes[:2] == (DISSENT, NONE)
    balanced = made({"quorum": 2, "balance": "1/2"}, counted)
    assert "Each of these is necessary for the group to agree. Together they are" in balanced.sentences()[-1]


def test_classes_are_counted_one_by_one_and_named() -> None:
    row = ballot(position("Amber", "support"), position("Birch", "object"), position("Cedar", "support"))
    counted = tally(row, {"ORG-AMBER": "utility", "ORG-BIRCH": "utility", "ORG-CEDAR": "vendor"})
    found = made({"class_threshold": "2/3", "balance": "50%"}, counted)
    assert [test.sentence for test in found.tests] == [
        "For it by class: utility 1 of 2 and vendor 1 of 1; two thirds of each are not reached by utility.",
        "The largest class is utility with 2 of 3; the most allowed is one half.",
    ]
    assert found.missing == (
        "Utility: two thirds have to be for it.",
        "Organisations of other classes have to take a side.",
    )
    assert found.sentences()[-1] == (
        "Each of these is necessary for the group to agree. Together they are sufficient for consensus where nobody "
        "objects, not even to a part, and for consensus with recorded dissent otherwise."
    )
    reached = made({"class_threshold": "1/2"}, counted)
    assert reached.tests[0].sentence.endswith("one half of each are reached.")
    nobody = made({"class_threshold": "1/2", "balance": "1/2"}, supported(0, 3))
    assert [test.sentence for test in nobody.tests] == ["No class has taken a side."] * 2


def test_the_default_counts_nothing_and_says_where_it_stands() -> None:
    row = ballot(
        position("Amber", "support"),
        position("Birch", "support-in-part"),
        position("Cedar", "object", overtaken=True),
    )
    found = assess(DEFAULT, tally(row))
    assert found.standing == (
        "3 of 5 organisations answered: 1 for, 1 for a part, 1 on an earlier text (not counted) and 2 silent."
    )
    assert found.tests == ()
    assert found.sentences() == [found.standing]
    assert found.outcomes == (DISSENT, NONE, DEFERRED, WITHDRAWN)
    assert DEFAULT.sentence() == (
        "Any objection is recorded with its reason, and silence is not a position. Nothing is counted."
    )


def test_a_rule_says_what_it_asks_for_and_where_it_was_adopted() -> None:
    rule = read_rule(
        {"quorum": "8", "threshold": "2/3", "class_threshold": "60 %", "balance": "1/2", **ADOPTED}
    )
    assert rule.sentence() == (
        "Any objection is recorded with its reason, and silence is not a position. "
        "At least 8 organisations have to take a position; an abstention counts for that, a recusal does not. "
        "Two thirds of those that take a side have to be for it. "
        "In every class that takes a side, 60 % have to be for it. "
        "No class may be more than one half of those that take a side. "
        "Adopted: Charter, section 4, Thu 27 Aug 2026."
    )


@settings(max_examples=150, deadline=None)
@given(calls(), rules())
def test_what_a_rule_gives_follows_from_objections_and_unmet_tests(
    call: tuple[BallotRow, dict[str, str]], rule: Rule
) -> None:
    counted = tally(*call)
    found = assess(rule, counted)
    assert {DEFERRED, WITHDRAWN} <= set(found.outcomes)
    assert len(found.outcomes) > 2
    if counted.dissent:
        assert CONSENSUS not in found.outcomes
    if any(not test.met for test in found.tests) or not counted.support:
        assert found.outcomes[0] == NONE
        assert not {CONSENSUS, DISSENT} & set(found.outcomes)
    elif counted.dissent:
        decided = "for consensus with recorded dissent otherwise" in found.sentences()[-1]
        assert found.outcomes[:2] == ((DISSENT, DEFERRED) if decided else (DISSENT, NONE))
    else:
        assert found.outcomes == (CONSENSUS, DEFERRED, WITHDRAWN)
    assert all(test.missing for test in found.tests if not test.met)
    assert not any(test.missing for test in found.tests if test.met)


@settings(max_examples=200, deadline=None)
@given(calls(), rules())
def test_whoever_was_not_asked_changes_no_quorum_and_no_threshold(
    call: tuple[BallotRow, dict[str, str]], rule: Rule
) -> None:
    row, classes = call
    if not row.addressees:
        return
    alone = replace(row, positions=tuple(p for p in row.positions if row.was_asked(p.organisation)))
    before, after = assess(rule, tally(alone, classes)), assess(rule, tally(row, classes))
    assert after.tests == before.tests
    assert after.missing == before.missing
    # The only thing that they can do is to object: then it is no consensus without recorded dissent.
    if after.outcomes != before.outcomes:
        assert before.outcomes[0] == CONSENSUS
        assert after.outcomes[0] == DISSENT


def test_two_supporters_that_were_not_asked_meet_no_quorum() -> None:
    row = ballot(position("Heath", "support"), position("Islet", "support"), asked=("Amber", "Birch"))
    found = made({"quorum": 2}, tally(row))
    assert found.tests[0].sentence == "0 of 2 organisations took a position; the quorum of 2 is not met."
    assert found.outcomes == (NONE, DEFERRED, WITHDRAWN)
    assert found.standing == (
        "0 of 2 organisations answered: 2 silent. 2 more took a position without being asked and are not counted."
    )


def test_an_objection_of_an_organisation_that_was_not_asked_is_recorded_as_dissent() -> None:
    row = ballot(position("Amber", "support"), position("Islet", "object"), asked=("Amber",))
    found = assess(DEFAULT, tally(row))
    assert found.outcomes == (DISSENT, NONE, DEFERRED, WITHDRAWN)
    assert found.standing == (
        "1 of 1 organisation answered: 1 for. 1 more took a position without being asked and is not counted, "
        "but 1 of them objects, which is recorded as dissent."
    )
    row = ballot(
        position("Amber", "support"),
        position("Islet", "object"),
        position("Heath", "support-in-part"),
        asked=("Amber",),
    )
    assert assess(DEFAULT, tally(row)).standing.endswith(
        "but 1 of them objects and 1 of them supports only a part, which is recorded as dissent."
    )


@settings(max_examples=150, deadline=None)
@given(calls(), rules(), st.sampled_from(["utility", "other", ""]))
def test_one_more_supporter_never_turns_a_met_threshold_unmet(
    call: tuple[BallotRow, dict[str, str]], rule: Rule, category: str
) -> None:
    counted = tally(*call)
    more = Asked("ORG-MORE", "More Example", category)
    grown = replace(counted, asked=(*counted.asked, more), support=(*counted.support, more))
    # A further organisation of the largest class may upset the balance; that is what balance is.
    rule = replace(rule, balance=None)
    before, after = assess(rule, counted).tests, assess(rule, grown).tests
    assert all(later.met for earlier, later in zip(before, after, strict=True) if earlier.met)


@pytest.mark.parametrize(
    ("values", "faults"),
    [
        ({"quorum": 3}, ["where and when the group adopted it"]),
        ({"quorum": 0, **ADOPTED}, ["'quorum' is '0'"]),
        ({"quorum": True, **ADOPTED}, ["'quorum' is 'True'"]),
        ({"threshold": "7/6", "balance": "x", **ADOPTED}, ["'threshold' is '7/6'", "'balance' is 'x'"]),
        ({"threshold": "1/0", **ADOPTED}, ["'threshold' is '1/0'"]),
        ({"threshold": "1e999999999", **ADOPTED}, ["a share such as 2/3 or 60 %"]),
        ({"colour": "red", "adopted_on": "soon"}, ["no field 'colour'", "'adopted_on' is 'soon'"]),
        (
            {"quorum": "many", "threshold": -1, "class_threshold": "%", "adopted": "Charter"},
            ["'quorum' is 'many'", "'threshold' is '-1'", "'class_threshold' is '%'"],
        ),
        ({"words": -3}, ["'words' is '-3'"]),
    ],
)
def test_a_bad_rule_is_refused_with_every_fault(values: dict[str, Any], faults: list[str]) -> None:
    with pytest.raises(BadRule) as bad:
        read_rule(values)
    assert len(bad.value.args) == len(faults)
    for sentence, said in zip(bad.value.args, faults, strict=True):
        assert said in sentence


def test_a_rule_is_read_from_what_a_form_or_a_file_holds() -> None:
    rule = read_rule({"threshold": "60 %", "quorum": "", "balance": None, **ADOPTED})
    assert (rule.threshold, rule.quorum, rule.balance) == (Fraction(3, 5), None, None)
    assert rule.adopted_on == date(2026, 8, 27)
    assert read_rule({}) == Rule()
