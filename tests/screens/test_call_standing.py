"""Where one's own organisation stands in a call, and what is kept from an office that sees no position yet."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.screens.conftest import PageOf
from tests.screens.readers import shown
from workbench.graph import clock
from workbench.graph.ballots import BallotRow, ballot_named
from workbench.graph.proposed import ItemEdit, ProposedChange
from workbench.process.actor import LOCAL_OPERATOR, Actor
from workbench.process.ballots.closing import close, void
from workbench.process.ballots.editorial import object_to_editorial, propose_editorial
from workbench.process.ballots.opening import prepare_and_open
from workbench.process.ballots.positions import NewPosition, take_position
from workbench.process.ballots.preparing import BallotDraft
from workbench.process.ballots.recording import contest, record_outcome
from workbench.process.changes import save
from workbench.process.keeping import Database
from workbench.process.sign_in import actor_by_code

CALL = "BAL-05"
BLUE, GREEN = "ORG-UTILITY-BLUE", "ORG-UTILITY-GREEN"


@pytest.fixture
def quay(demo: Database) -> Actor:
    return actor_by_code(demo, "PER-QUAY")


def row(database: Database, code: str = CALL) -> BallotRow:
    with database.read() as session:
        found = ballot_named(session, code)
    assert found is not None
    return found


def proposed(database: Database) -> None:
    """Change the text of the call, and propose the change as editorial."""
    text = "Utility and DER authenticate each other by certificates on every connection."
    save(database, LOCAL_OPERATOR, ProposedChange(edits=(ItemEdit("REQ-06", {"text": text}),), why="test"))
    propose_editorial(database, LOCAL_OPERATOR, "REQ-06", "A plural.")


def test_who_contested_an_editorial_change_is_kept_from_an_office_that_sees_no_position(
    demo: Database, page_of: PageOf, quay: Actor
) -> None:
    take_position(demo, quay, NewPosition(CALL, BLUE, "support"))
    take_position(demo, actor_by_code(demo, "PER-PIER"), NewPosition(CALL, GREEN, "support"))
    proposed(demo)
    pier = actor_by_code(demo, "PER-PIER")
    object_to_editorial(demo, pier, row(demo).editorials[0].uuid, GREEN, "It now means several.")
    told = shown(page_of("call", demo, actor=quay, call=CALL))
    assert "was contested by Utility Green: it is substantive" in told
    kept = shown(page_of("call", demo, actor=replace(quay, kept_out=True), call=CALL))
    assert "was contested: it is substantive" in kept
    assert "Utility Green" not in kept


def test_the_outcome_of_a_void_call_and_who_contested_it_stand_on_nobodys_page(
    demo: Database, page_of: PageOf, quay: Actor
) -> None:
    take_position(demo, quay, NewPosition(CALL, BLUE, "support"))
    close(demo, LOCAL_OPERATOR, CALL, "Everybody spoke")
    record_outcome(demo, LOCAL_OPERATOR, CALL, "deferred", why="Later")
    contest(demo, actor_by_code(demo, "PER-BUOY"), CALL, "ORG-FLEETWISE", "We were not heard")
    office = replace(quay, kept_out=True)
    assert "contested by Fleetwise" in shown(page_of("my_page", demo, actor=office))
    void(demo, LOCAL_OPERATOR, CALL, "The wrong text was put")
    words = shown(page_of("my_page", demo, actor=office))
    assert "the call is void" in words
    assert "contested by" not in words


def test_who_has_no_position_in_a_call_is_not_told_that_it_carries_over(
    demo: Database, page_of: PageOf, quay: Actor
) -> None:
    take_position(demo, actor_by_code(demo, "PER-PIER"), NewPosition(CALL, GREEN, "support"))
    draft = BallotDraft("straw-poll", "REQ-06", closes_at=clock.now() + timedelta(days=9))
    poll = prepare_and_open(demo, LOCAL_OPERATOR, draft)
    take_position(demo, quay, NewPosition(poll, BLUE, "support"))
    proposed(demo)
    for call, is_told, carries in ((CALL, True, False), (poll, True, True), (poll, False, False)):
        if not is_told:
            close(demo, LOCAL_OPERATOR, poll, "Everybody spoke")
        words = shown(page_of("call", demo, actor=quay, call=call))
        assert ("It can be contested until" in words or "contests it until" in words) is is_told, call
        assert ("carries over unless" in words) is carries, call


@pytest.mark.parametrize("kind", ["consensus-call", "straw-poll"])
def test_dissent_is_promised_in_consensus_calls_alone(
    demo: Database, page_of: PageOf, quay: Actor, kind: str
) -> None:
    draft = BallotDraft(kind, "AGR-03", closes_at=clock.now() + timedelta(days=9), addressees=(GREEN,))
    code = prepare_and_open(demo, LOCAL_OPERATOR, draft)
    words = shown(page_of("call", demo, actor=quay, call=code))
    assert "and enters no count" in words
    assert ("an objection is recorded as dissent" in words) is (kind == "consensus-call")


def test_no_receipt_stands_that_authorising_in_the_same_tab_has_made_untrue(
    demo: Database, page_of: PageOf, quay: Actor
) -> None:
    page = page_of("call", demo, actor=quay, call=CALL)
    page.radio(key=f"call_position_{CALL}_{BLUE}").set_value("support").run()
    page.button(key=f"call_send_{CALL}_{BLUE}").click().run()
    assert "Recorded for Utility Blue" in shown(page)
    page.text_input(key=f"call_filing_{CALL}_{BLUE}").set_value("Report of July")
    page.button(key=f"call_authorise_{CALL}_{BLUE}").click().run()
    assert not page.exception
    words = shown(page)
    assert "Authorised for Report of July" in words
    assert "Recorded for Utility Blue" not in words
    assert [b.label for b in page.button if b.key == f"call_change_{CALL}_{BLUE}"] == ["Change it"]
