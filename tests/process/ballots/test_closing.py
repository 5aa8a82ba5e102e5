"""Extending, closing early, declaring void, asking again: each with a reason that stays to be seen."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from tests.process.ballots.conftest import Group
from workbench.process.actor import LOCAL_OPERATOR as ME
from workbench.process.ballots.closing import ask_again, close, extend, void
from workbench.process.ballots.opening import open_ballot
from workbench.process.ballots.preparing import discard
from workbench.process.ballots.recording import contest, record_outcome
from workbench.process.planning.preview import Refused


def test_an_extension_moves_the_close_and_says_why(quick: Group) -> None:
    code = quick.open()
    ends = quick.row(code).ends
    assert ends is not None
    for closes_at, said in (
        (ends, "is not after the present close"),
        (ends - timedelta(days=1), "is not after the present close"),
        (datetime(2026, 10, 1), "needs a time zone"),
    ):
        with pytest.raises(Refused, match=said):
            extend(quick.database, ME, code, closes_at, "Holidays.")
    extend(quick.database, ME, code, ends + timedelta(days=5), "Holidays.")
    quick.clock.moment = ends + timedelta(days=1)
    quick.take(code, "ANN", "AMBER", "support")
    step = quick.row(code).steps[-1]
    assert (step.kind, step.why) == ("extended", "Holidays.")
    assert step.detail["before"] == ends.isoformat()
    quick.sound()


def test_what_has_closed_is_not_extended_nor_closed_again(quick: Group) -> None:
    code = quick.open()
    quick.clock.forward(days=11)
    with pytest.raises(Refused, match="closed on .* It can be asked again in a new round"):
        extend(quick.database, ME, code, quick.clock.moment + timedelta(days=5), "Holidays.")
    with pytest.raises(Refused, match="closed on"):
        close(quick.database, ME, code, "Done.")


def test_a_void_call_stays_with_its_positions_and_takes_nothing_more(quick: Group) -> None:
    code = quick.open()
    quick.take(code, "ANN", "AMBER", "support")
    void(quick.database, ME, code, "The wrong text.")
    row = quick.row(code)
    assert (row.state(quick.clock.moment), row.void_reason, len(row.positions)) == (
        "void",
        "The wrong text.",
        1,
    )
    with pytest.raises(Refused, match="was declared void: The wrong text."):
        quick.take(code, "BOB", "BIRCH", "support")
    with pytest.raises(Refused, match="was declared void already"):
        void(quick.database, ME, code, "Again.")
    with pytest.raises(Refused, match="was declared void"):
        record_outcome(quick.database, ME, code, "consensus")
    with pytest.raises(Refused, match="give the draft up instead"):
        void(quick.database, ME, quick.prepare(), "Why not.")
    quick.sound()


def test_a_recorded_outcome_can_be_declared_void_and_is_not_contested_then(quick: Group) -> None:
    code = quick.open()
    quick.take(code, "ANN", "AMBER", "support")
    quick.clock.forward(days=11)
    record_outcome(quick.database, ME, code, "consensus")
    void(quick.database, ME, code, "A member was not asked.")
    assert quick.row(code).state(quick.clock.moment) == "void"
    with pytest.raises(Refused, match="no recorded outcome that could be contested"):
        contest(quick.database, quick.person("BOB"), code, "ORG-BIRCH", "We were on leave.")


def test_asking_again_is_a_new_round_with_a_reason(quick: Group) -> None:
    code = quick.open()
    with pytest.raises(Refused, match="is still open; extend it, or close it first"):
        ask_again(quick.database, ME, code, "More time.")
    void(quick.database, ME, code, "The wrong text.")
    with pytest.raises(Refused, match="Asking again needs a reason"):
        ask_again(quick.database, ME, code, " ")
    again = ask_again(quick.database, ME, code, "With the right text.")
    row = quick.row(again)
    assert (row.round, row.previous, row.steps[0].why) == (2, code, "With the right text.")
    with pytest.raises(Refused, match=f"{again} is the next round of {code} already"):
        ask_again(quick.database, ME, code, "Once more.")
    with pytest.raises(Refused, match="is a draft; open that"):
        ask_again(quick.database, ME, again, "Once more.")
    quick.sound()


def test_a_round_that_was_given_up_does_not_bar_the_next_one(quick: Group) -> None:
    code = quick.open()
    void(quick.database, ME, code, "The wrong text.")
    given_up = ask_again(quick.database, ME, code, "With the right text.")
    discard(quick.database, ME, given_up)
    with pytest.raises(Refused, match="was given up before it was opened"):
        ask_again(quick.database, ME, given_up, "Once more.")
    again = ask_again(quick.database, ME, code, "After all.")
    open_ballot(quick.database, ME, again, closes_at=quick.clock.moment + timedelta(days=9))
    assert quick.row(again).state(quick.clock.moment) == "open"


@pytest.mark.parametrize("why", ["x" * 100_000, "a\x00b", ""])
def test_a_reason_that_cannot_be_kept_changes_nothing(quick: Group, why: str) -> None:
    code = quick.open()
    before = len(quick.events())
    later = quick.clock.moment + timedelta(days=20)
    for verb in (
        lambda: extend(quick.database, ME, code, later, why),
        lambda: close(quick.database, ME, code, why),
        lambda: void(quick.database, ME, code, why),
    ):
        with pytest.raises(Refused, match="reason"):
            verb()
    assert len(quick.events()) == before
