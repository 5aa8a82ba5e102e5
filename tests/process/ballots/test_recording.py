"""Recording: nothing that the rule does not give; a recorded outcome can be contested for a time."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.process.ballots.conftest import Group
from workbench.process.actor import LOCAL_OPERATOR as ME
from workbench.process.ballots.closing import void
from workbench.process.ballots.recording import contest, reading, record_outcome
from workbench.process.planning.preview import Refused
from workbench.process.undoing import undo

RULE = {"quorum": 3, "threshold": "2/3", "adopted": "Charter", "adopted_on": "2026-08-27"}


def closed(group: Group, **given: object) -> str:
    """A closed call: Amber for it, Birch against it, Cedar for it."""
    code = group.open(**given)
    group.take(code, "ANN", "AMBER", "support")
    group.take(code, "BOB", "BIRCH", "object", reason="Too dear.")
    group.take(code, "CAT", "CEDAR", "support")
    group.clock.forward(days=11)
    return code


def test_an_outcome_is_recorded_after_the_close_and_once(quick: Group) -> None:
    code = quick.open()
    with pytest.raises(Refused, match="is still open. An outcome is recorded after the close"):
        record_outcome(quick.database, ME, code, "no consensus")
    quick.clock.forward(days=11)
    record_outcome(quick.database, ME, code, "no consensus")
    with pytest.raises(Refused, match="is recorded already: no consensus"):
        record_outcome(quick.database, ME, code, "deferred", why="Later.")
    with pytest.raises(Refused, match="is not open yet"):
        record_outcome(quick.database, ME, quick.prepare(), "no consensus")


def test_what_the_rule_does_not_give_is_refused_with_its_arithmetic(quick: Group) -> None:
    code = closed(quick, rule=RULE)
    for outcome in ("consensus", "no consensus"):
        with pytest.raises(Refused, match=f"The rule does not give '{outcome}'. 3 of 5") as refused:
            record_outcome(quick.database, ME, code, outcome)
        assert "the quorum of 3 is met." in str(refused.value)
        assert "What it gives: consensus with recorded dissent, deferred or withdrawn." in str(refused.value)
    sentence = record_outcome(quick.database, ME, code, "consensus with recorded dissent")
    assert sentence == (
        "Consensus with recorded dissent. Supporting: Amber Example and Cedar Example. Objecting: Birch Example. "
        "No answer: Dover Example and Elder Example. "
        "3 of 5 organisations took a position; the quorum of 3 is met. "
        "2 of 3 organisations that took a side are for it (about 66.7 %); the two thirds needed are reached."
    )
    quick.sound()


def test_organisations_that_were_not_asked_carry_no_outcome(quick: Group) -> None:
    rule = {"quorum": 2, "adopted": "Charter", "adopted_on": "2026-08-27"}
    code = quick.open(addressees=("ORG-AMBER", "ORG-BIRCH"), rule=rule)
    receipt = quick.take(code, "CAT", "CEDAR", "support")
    assert "Cedar Example was not asked: the position is shown, and enters no count." in receipt.sentence()
    quick.take(code, "DAN", "DOVER", "object", reason="Too dear.")
    quick.clock.forward(days=11)
    with pytest.raises(Refused, match="0 of 2 organisations took a position; the quorum of 2 is not met"):
        record_outcome(quick.database, ME, code, "consensus")
    assert record_outcome(quick.database, ME, code, "no consensus") == (
        "No consensus. No answer: Amber Example and Birch Example. "
        "Not asked, and not counted: Cedar Example (supports) and Dover Example (objects). "
        "0 of 2 organisations took a position; the quorum of 2 is not met."
    )
    [recorded] = [step for step in quick.row(code).steps if step.kind == "recorded"]
    assert recorded.detail["unasked"] == ["ORG-CEDAR", "ORG-DOVER"]
    assert recorded.detail["unasked_words"] == {"ORG-CEDAR": "support", "ORG-DOVER": "object"}
    assert recorded.detail["arithmetic"] == [
        "0 of 2 organisations took a position; the quorum of 2 is not met."
    ]
    quick.sound()


@pytest.mark.parametrize("outcome", ["agreed", "", "chosen", "noted"])
def test_a_word_that_is_no_outcome_is_refused(quick: Group, outcome: str) -> None:
    code = closed(quick)
    with pytest.raises(Refused, match="is no outcome of this. Allowed: consensus"):
        record_outcome(quick.database, ME, code, outcome)


def test_deferring_and_withdrawing_need_a_reason(quick: Group) -> None:
    code = closed(quick)
    for outcome in ("deferred", "withdrawn"):
        with pytest.raises(Refused, match=f"'{outcome}' needs a reason"):
            record_outcome(quick.database, ME, code, outcome)
    assert record_outcome(quick.database, ME, code, "deferred", why="Until the study.").endswith(
        "Reason: Until the study."
    )


def test_a_recorded_step_holds_who_was_counted_on_which_revision(quick: Group) -> None:
    code = closed(quick)
    record_outcome(quick.database, ME, code, "consensus with recorded dissent")
    detail = quick.row(code).steps[-1].detail
    assert (detail["revision"], detail["support"], detail["object"]) == (
        1,
        ["ORG-AMBER", "ORG-CEDAR"],
        ["ORG-BIRCH"],
    )


def test_a_recorded_step_holds_the_arithmetic_without_what_it_counts_by_class(quick: Group) -> None:
    rule = {"class_threshold": "1/2", "adopted": "Charter", "adopted_on": "2026-08-27"}
    code = closed(quick, rule=rule)
    record_outcome(quick.database, ME, code, "consensus with recorded dissent")
    detail = quick.row(code).steps[-1].detail
    assert detail["arithmetic"][0].startswith("For it by class: ")
    assert detail["arithmetic_without_classes"] == [
        "In every class that took a side, one half have to be for it; that is met."
    ]


def test_positions_on_an_earlier_text_give_no_consensus(quick: Group) -> None:
    code = quick.open()
    quick.take(code, "ANN", "AMBER", "support")
    quick.edit("AGR-01", text="Another text.")
    quick.clock.forward(days=11)
    with quick.database.read() as session:
        found = reading(session, code)
    assert found is not None
    assert found.outcomes[0] == "no consensus"
    assert "1 on an earlier text (not counted)" in found.assessment.standing


def test_an_outcome_is_contested_for_a_set_time_by_those_who_act_for_an_organisation(quick: Group) -> None:
    code = closed(quick)
    with pytest.raises(Refused, match="has no recorded outcome"):
        contest(quick.database, quick.person("BOB"), code, "ORG-BIRCH", "We object.")
    record_outcome(quick.database, ME, code, "no consensus")
    until = quick.row(code).contest_until
    assert until == quick.clock.moment + timedelta(days=10)
    with pytest.raises(Refused, match="Ann Example does not act for Birch Example"):
        contest(quick.database, quick.person("ANN"), code, "ORG-BIRCH", "We object.")
    with pytest.raises(Refused, match="Contesting needs a reason"):
        contest(quick.database, quick.person("BOB"), code, "ORG-BIRCH", "")
    quick.clock.moment = until
    contest(quick.database, quick.person("BOB"), code, "ORG-BIRCH", "We were on leave.")
    with pytest.raises(Refused, match="has contested this outcome already"):
        contest(quick.database, quick.person("BOB"), code, "ORG-BIRCH", "Still.")
    quick.clock.forward(seconds=1)
    with pytest.raises(Refused, match="could be contested until"):
        contest(quick.database, quick.person("CAT"), code, "ORG-CEDAR", "Late.")
    quick.clock.forward(days=-3)
    with pytest.raises(Refused, match="could be contested until"):
        contest(quick.database, quick.person("ANN"), code, "ORG-AMBER", "The clock went back.")
    assert [e.verb for e in quick.events()].count("contest-refused") == 6
    quick.sound()


def test_an_agreement_is_agreed_by_the_call_on_the_text_that_stood_at_the_outcome(quick: Group) -> None:
    code = quick.open()
    quick.edit("AGR-01", text="The text that was agreed.")
    quick.take(code, "ANN", "AMBER", "support")
    quick.clock.forward(days=11)
    record_outcome(quick.database, ME, code, "consensus")
    with pytest.raises(Refused, match="only after a recorded consensus call on its present text"):
        quick.edit("AGR-01", status="agreed", text="Words that nobody saw.")
    quick.edit("AGR-01", text="Every inverter speaks one protocol.")
    with pytest.raises(Refused, match="only after a recorded consensus call on its present text"):
        quick.edit("AGR-01", status="agreed")
    quick.edit("AGR-01", text="The text that was agreed.")
    quick.edit("AGR-01", status="agreed")


def test_a_void_call_makes_nothing_agreed(quick: Group) -> None:
    code = quick.open()
    quick.take(code, "ANN", "AMBER", "support")
    quick.clock.forward(days=11)
    record_outcome(quick.database, ME, code, "consensus")
    void(quick.database, ME, code, "A member was not asked.")
    with pytest.raises(Refused, match="only after a recorded consensus call"):
        quick.edit("AGR-01", status="agreed")


def test_an_undone_edit_makes_positions_current_and_what_was_said_is_never_undone(quick: Group) -> None:
    code = quick.open()
    taken = quick.take(code, "ANN", "AMBER", "support")
    quick.edit("AGR-01", text="A slip of the pen.")
    assert quick.row(code).latest()["ORG-AMBER"].overtaken
    edited = quick.events()[-1].change
    assert edited is not None
    undo(quick.database, ME, edited)
    row = quick.row(code)
    assert (row.latest()["ORG-AMBER"].counts, row.moved, row.item_revision) == (True, False, 3)
    quick.clock.forward(days=11)
    record_outcome(quick.database, ME, code, "consensus")
    recorded = quick.events()[-1].change
    assert recorded is not None
    for number in (taken.change, recorded):
        with pytest.raises(Refused, match="cannot be undone; what was said can only be voided"):
            undo(quick.database, ME, number)
    assert quick.row(code).outcome == "consensus"
    quick.sound()
