"""Outcomes of calls with alternatives, dates and statements: sentences with counts, and what is refused."""

from __future__ import annotations

import pytest

from tests.process.ballots.conftest import Group
from workbench.process.actor import LOCAL_OPERATOR
from workbench.process.ballots.closing import close
from workbench.process.ballots.editorial import last_change
from workbench.process.ballots.opening import open_ballot
from workbench.process.ballots.positions import NewPosition, take_position
from workbench.process.ballots.recording import record_outcome
from workbench.process.ballots.statements import write_statement
from workbench.process.planning.preview import Refused


def answered(group: Group, code: str, person: str, organisation: str, **answers: str) -> None:
    named = {key.replace("_", "-"): word for key, word in answers.items()}
    new = NewPosition(code, organisation, answers=named, reason="Because")
    take_position(group.database, group.person(person), new)


def closed(group: Group, code: str) -> None:
    group.clock.forward(days=1)
    close(group.database, LOCAL_OPERATOR, code, "Everybody answered")


@pytest.mark.parametrize(
    ("kind", "outcome", "why"),
    [
        ("straw-poll", "noted", ""),
        ("straw-poll", "withdrawn", "Not needed"),
        ("consensus-call", "deferred", "Later"),
    ],
)
def test_alternatives_are_told_one_by_one(group: Group, kind: str, outcome: str, why: str) -> None:
    code = group.open(kind=kind, item="ISS-001", choices=("ISS-001-a", "ISS-001-b"))
    answered(group, code, "ANN", "ORG-AMBER", **{"ISS-001-a": "support", "ISS-001-b": "object"})
    answered(group, code, "BOB", "ORG-BIRCH", **{"ISS-001-a": "support"})
    closed(group, code)
    sentence = record_outcome(group.database, LOCAL_OPERATOR, code, outcome, why=why)
    assert "2 of 5 organisations answered." in sentence
    assert "Way a (ISS-001-a): 2 for." in sentence
    assert "Way b (ISS-001-b): 1 against." in sentence
    group.sound()


def test_a_receipt_says_which_one_is_preferred_and_what_has_no_answer(quick: Group) -> None:
    code = quick.open(item="ISS-001", choices=("ISS-001-a", "ISS-001-b"))
    receipt = quick.take(code, "ANN", "AMBER", answers={"ISS-001-a": "can-live-with"}, preference="ISS-001-b")
    assert (
        "ISS-001-a: can live with; preferred: ISS-001-b; no answer to ISS-001-b. Taken by"
        in receipt.sentence()
    )
    whole = quick.take(code, "ANN", "AMBER", answers={"ISS-001-a": "support", "ISS-001-b": "support"})
    assert "no answer" not in whole.sentence()
    assert "preferred" not in whole.sentence()


def test_a_date_poll_that_is_withdrawn_tells_its_counts(group: Group) -> None:
    code = group.open(kind="date-poll", choices=("2026-10-01", "2026-10-02"))
    answered(group, code, "ANN", "ORG-AMBER", **{"2026-10-01": "yes", "2026-10-02": "no"})
    closed(group, code)
    sentence = record_outcome(group.database, LOCAL_OPERATOR, code, "withdrawn", why="Cancelled")
    assert sentence == (
        "Withdrawn. 1 of 5 organisations answered. Thu 1 Oct 2026: 1 yes. Fri 2 Oct 2026: 1 no. Reason: Cancelled."
    )


def test_a_call_for_statements_counts_statements(group: Group) -> None:
    code = group.open(kind="statement-call", item="ISS-001")
    write_statement(group.database, group.person("ANN"), code, "ORG-AMBER", "We want one.", lock=True)
    closed(group, code)
    sentence = record_outcome(group.database, LOCAL_OPERATOR, code, "noted")
    assert sentence == "Noted. 1 of 5 organisations wrote a statement, 1 locked theirs."


def test_a_statement_of_an_organisation_that_was_not_asked_is_told_apart(quick: Group) -> None:
    code = quick.open(kind="statement-call", item="ISS-001", addressees=("ORG-AMBER",))
    write_statement(quick.database, quick.person("BOB"), code, "ORG-BIRCH", "We want one.", lock=True)
    closed(quick, code)
    assert record_outcome(quick.database, LOCAL_OPERATOR, code, "noted") == (
        "Noted. 0 of 1 organisation wrote a statement, 0 locked theirs, and 1 that was not asked."
    )


def test_an_outcome_about_no_choice_of_the_call_is_refused(group: Group) -> None:
    code = group.open(kind="straw-poll", item="ISS-001", choices=("ISS-001-a", "ISS-001-b"))
    closed(group, code)
    with pytest.raises(Refused) as refused:
        record_outcome(group.database, LOCAL_OPERATOR, code, "noted", choice="ISS-001-z")
    assert "is none of the choices. Allowed: ISS-001-a, ISS-001-b." in refused.value.preview.sentences()[0]


def test_the_notice_can_be_written_anew_at_the_opening(group: Group) -> None:
    code = open_ballot(group.database, LOCAL_OPERATOR, group.prepare(), notice="Please answer at once.")
    assert group.row(code).notice == "Please answer at once."
    group.sound()


def test_the_last_change_says_whose_positions_stand_before_it(group: Group) -> None:
    code = group.open()
    with group.database.read() as session:
        assert last_change(session, "AGR-01") is None
    take_position(group.database, group.person("ANN"), NewPosition(code, "ORG-AMBER", "support"))
    group.edit("AGR-01", text="Every inverter speaks one protocol at least.")
    with group.database.read() as session:
        found = last_change(session, "AGR-01")
    assert found is not None
    assert (found.from_revision, found.to_revision) == (1, 2)
    assert found.organisations == ("ORG-AMBER",)
    assert not found.proposed
