"""Where one's own organisation stands in a call, and what is kept from an office that sees no position yet."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.screens.conftest import PageOf
from tests.screens.readers import shown
from workbench.graph.ballots import BallotRow, ballot_named
from workbench.graph.proposed import ItemEdit, ProposedChange
from workbench.process.actor import LOCAL_OPERATOR, Actor
from workbench.process.ballots.closing import close, void
from workbench.process.ballots.editorial import object_to_editorial, propose_editorial
from workbench.process.ballots.positions import NewPosition, take_position
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
