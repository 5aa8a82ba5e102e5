"""Preparing a call: what cannot be asked is said whole, and a draft is nobody's yet."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from tests.process.ballots.conftest import Group
from workbench.process.actor import LOCAL_OPERATOR, NotPermitted
from workbench.process.ballots.closing import ask_again, close
from workbench.process.ballots.preparing import BallotDraft, discard, prepare, revise
from workbench.process.planning.preview import Refused


def test_a_draft_asks_every_active_organisation_that_takes_positions(quick: Group) -> None:
    quick.edit("ORG-ELDER", status="left")
    row = quick.row(quick.prepare())
    assert [code for code, _ in row.addressees] == ["ORG-AMBER", "ORG-BIRCH", "ORG-CEDAR", "ORG-DOVER"]
    assert row.state(quick.clock.moment) == "draft"
    assert row.question == "Can your organisation support “One protocol”?"
    assert row.steps[0].kind == "prepared"
    quick.sound()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"kind": "vote"}, "'vote' is no kind of call. Allowed: consensus-call"),
        ({"item": "AGR-99"}, "There is no item AGR-99"),
        ({"item": "ORG-AMBER"}, "ORG-AMBER is organisation; a call is about one of"),
        ({"aspect": "destination"}, "Of AGR-01 nothing named 'destination' can be asked. Allowed: text"),
        ({"kind": "statement-call"}, "Statements of position are called for on an issue"),
        ({"question": "x" * 1_001}, "The question is 1,001 characters long"),
        ({"notice": "a\x00"}, "The notice holds the control character"),
        ({"choices": ("ISS-001-a", "ISS-001-b")}, "ISS-001-a is not an alternative of AGR-01"),
        ({"item": "ISS-001", "choices": ("ISS-001-a",)}, "One alternative is no choice"),
        ({"item": "ISS-001", "choices": ("ISS-001-a", "ISS-9-z")}, "ISS-9-z is no proposal of the record"),
        ({"kind": "date-poll", "choices": ("2026-10-01", "soon")}, "'soon' is no day"),
        ({"kind": "date-poll", "choices": ("2026-10-01",)}, "needs at least two days"),
        ({"choices": tuple(f"ISS-001-{n}" for n in range(21))}, "There are 21 choices; 20 are allowed"),
        ({"addressees": ("ORG-STAFF",)}, "ORG-STAFF is no active organisation that takes positions"),
        ({"rule": {"quorum": 3}}, "where and when the group adopted it"),
        ({"closes_at": datetime(2026, 9, 20)}, "The closing time needs a time zone"),
    ],
)
def test_what_cannot_be_asked_is_refused_and_nothing_is_kept(
    quick: Group, given: dict[str, object], said: str
) -> None:
    before = len(quick.events())
    with pytest.raises(Refused, match=said):
        quick.prepare(**given)
    assert len(quick.events()) == before


def test_every_fault_of_a_draft_is_said_at_once(quick: Group) -> None:
    with pytest.raises(Refused) as refused:
        quick.prepare(kind="vote", question="x" * 2_000, addressees=("ORG-X",), rule={"colour": 1})
    assert len(str(refused.value).splitlines()) == 4


def test_a_draft_is_revised_and_given_up(quick: Group) -> None:
    code = quick.prepare()
    revise(quick.database, LOCAL_OPERATOR, code, BallotDraft("straw-poll", "ISS-001", "Which?"))
    row = quick.row(code)
    assert (row.kind, row.item, row.question, row.closes_at) == ("straw-poll", "ISS-001", "Which?", None)
    discard(quick.database, LOCAL_OPERATOR, code)
    assert quick.row(code).state(quick.clock.moment) == "void"
    assert [step.kind for step in quick.row(code).steps] == ["prepared", "revised", "voided"]
    with pytest.raises(Refused, match="is no draft"):
        discard(quick.database, LOCAL_OPERATOR, code)
    with pytest.raises(Refused, match="was opened, and what it asks is frozen"):
        revise(quick.database, LOCAL_OPERATOR, code, BallotDraft("straw-poll", "ISS-001"))
    quick.sound()


@pytest.mark.parametrize(
    "other",
    [BallotDraft("straw-poll", "AGR-01"), BallotDraft("consensus-call", "ISS-001")],
    ids=["another kind", "another item"],
)
def test_a_new_round_asks_the_same_again(quick: Group, other: BallotDraft) -> None:
    code = quick.open()
    close(quick.database, LOCAL_OPERATOR, code, "Everybody answered")
    again = ask_again(quick.database, LOCAL_OPERATOR, code, "Too few answered")
    with pytest.raises(
        Refused, match="This is round 2 of BAL-01, and asks again what that asked: a consensus call on"
    ):
        revise(quick.database, LOCAL_OPERATOR, again, other)
    revise(quick.database, LOCAL_OPERATOR, again, BallotDraft("consensus-call", "AGR-01", "And now?"))
    assert quick.row(again).question == "And now?"
    quick.sound()


def test_only_the_facilitator_prepares(quick: Group) -> None:
    with pytest.raises(NotPermitted, match="may not prepare ballot"):
        prepare(quick.database, quick.person("ANN"), BallotDraft("consensus-call", "AGR-01"))


def test_codes_are_never_given_twice(quick: Group) -> None:
    codes = [quick.prepare() for _ in range(3)]
    discard(quick.database, LOCAL_OPERATOR, codes[1])
    codes.append(quick.prepare(closes_at=quick.clock.moment + timedelta(days=1)))
    assert codes == ["BAL-01", "BAL-02", "BAL-03", "BAL-04"]
