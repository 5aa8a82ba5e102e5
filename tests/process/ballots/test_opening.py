"""Opening a call freezes what it asks, of whom and under which rule."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from tests.process.ballots.conftest import Group
from workbench.graph.ballots import ballots
from workbench.graph.proposed import NewItem, ProposedChange
from workbench.process.actor import LOCAL_OPERATOR, NotPermitted
from workbench.process.ballots.opening import open_ballot, prepare_and_open
from workbench.process.ballots.preparing import BallotDraft, discard, revise
from workbench.process.changes import save
from workbench.process.planning.preview import Refused

RULE = {"quorum": 2, "adopted": "Charter, section 4", "adopted_on": "2026-08-27"}


def setting(group: Group, name: str, value: object) -> None:
    """Set a setting of the group."""
    code = f"SET-{name}"
    new = NewItem("setting", {"title": name, "value": value}, code=code)
    save(group.database, LOCAL_OPERATOR, ProposedChange(new=(new,), why="test"))


def test_text_rule_addressees_and_reservation_are_frozen(quick: Group) -> None:
    setting(quick, "reservation-of-rights", "Nothing here binds anybody.")
    code = quick.open(rule=RULE)
    opened = quick.row(code)
    quick.edit("AGR-01", text="Another text.")
    quick.edit("SET-reservation-of-rights", value="Other words.")
    quick.edit("ORG-ELDER", status="left")
    new = NewItem("organisation", {"title": "Fjord Example", "category": "utility"}, code="ORG-FJORD")
    save(quick.database, LOCAL_OPERATOR, ProposedChange(new=(new,), why="test"))
    row = quick.row(code)
    for name in (
        "revision",
        "rule",
        "addressees",
        "reservation",
        "question",
        "notice",
        "choices",
        "opens_at",
    ):
        assert getattr(row, name) == getattr(opened, name), name
    assert row.reservation == "Nothing here binds anybody."
    assert (row.moved, row.item_revision) == (True, 2)
    with pytest.raises(Refused, match="what it asks is frozen since"):
        revise(quick.database, LOCAL_OPERATOR, code, BallotDraft("consensus-call", "AGR-01"))
    quick.sound()


def test_a_draft_puts_the_text_as_it_stands_when_it_is_opened(quick: Group) -> None:
    code = quick.prepare()
    quick.edit("AGR-01", text="A better text.")
    open_ballot(quick.database, LOCAL_OPERATOR, code)
    row = quick.row(code)
    assert (row.revision, row.moved) == (2, False)


def test_the_notice_says_what_is_asked_and_until_when(quick: Group) -> None:
    row = quick.row(quick.open(rule=RULE))
    for words in ("One protocol (AGR-01, revision 1)", "It closes on Fri 11 Sep 2026", "At least 2 organis"):
        assert words in row.notice
    assert row.steps[-1].detail["noticed"]


def test_what_stands_in_the_way_is_said_whole_and_nothing_is_opened(quick: Group) -> None:
    code = quick.prepare(closes_at=None, rule={**RULE, "quorum": 9})
    before = len(quick.events())
    with pytest.raises(Refused) as refused:
        open_ballot(quick.database, LOCAL_OPERATOR, code)
    assert "No closing time is set." in str(refused.value)
    assert "The quorum is 9, and only 5 organisations are asked." in str(refused.value)
    assert len(quick.events()) == before
    assert quick.row(code).state(quick.clock.moment) == "draft"


def test_the_same_is_not_asked_twice_at_once(quick: Group) -> None:
    first, second = quick.open(), quick.prepare()
    with pytest.raises(Refused, match=f"{first} already asks the same and is open"):
        open_ballot(quick.database, LOCAL_OPERATOR, second)
    quick.open(item="ISS-001")
    quick.open(item="ISS-001", aspect="destination")
    quick.clock.forward(days=11)
    open_ballot(quick.database, LOCAL_OPERATOR, second, closes_at=quick.clock.moment + timedelta(days=9))


def test_a_destination_is_asked_apart_from_the_substance(quick: Group) -> None:
    code = quick.open(item="ISS-001", aspect="destination")
    quick.take(code, "ANN", "AMBER", "support")
    quick.edit("ISS-001", text="Another substance.")
    assert not quick.row(code).latest()["ORG-AMBER"].overtaken
    quick.edit("ISS-001", destination=["handbook"])
    assert quick.row(code).latest()["ORG-AMBER"].overtaken
    quick.sound()


def test_a_call_is_opened_once_and_by_the_facilitator(quick: Group) -> None:
    code = quick.open()
    with pytest.raises(Refused, match="was opened or given up already"):
        open_ballot(quick.database, LOCAL_OPERATOR, code)
    with pytest.raises(NotPermitted):
        open_ballot(quick.database, quick.person("ANN"), quick.prepare(item="ISS-001"))
    given_up = quick.prepare(item="ISS-001")
    discard(quick.database, LOCAL_OPERATOR, given_up)
    with pytest.raises(Refused, match="was opened or given up already"):
        open_ballot(quick.database, LOCAL_OPERATOR, given_up)
    with pytest.raises(Refused, match="needs a time zone"):
        open_ballot(
            quick.database,
            LOCAL_OPERATOR,
            quick.prepare(item="ISS-001"),
            closes_at=datetime(2026, 9, 20),
        )


def test_preparing_and_opening_in_one_step_keeps_nothing_of_what_is_refused(quick: Group) -> None:
    before = len(quick.events())
    with pytest.raises(Refused, match="No closing time"):
        prepare_and_open(quick.database, LOCAL_OPERATOR, BallotDraft("consensus-call", "AGR-01"))
    assert len(quick.events()) == before
    with quick.database.read() as session:
        assert ballots(session) == []
