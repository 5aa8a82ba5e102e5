"""Calls on the page of the item that they are about, for the facilitator and for those who only read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from streamlit.testing.v1 import AppTest

from tests.screens.readers import OBSERVER, shown
from workbench.graph.ballots.cache import BALLOTS
from workbench.graph.reading import SNAPSHOTS
from workbench.process.actor import LOCAL_OPERATOR, Actor
from workbench.process.ballots.closing import ask_again, close, void
from workbench.process.ballots.opening import open_ballot, prepare_and_open
from workbench.process.ballots.positions import NewPosition, take_position
from workbench.process.ballots.preparing import BallotDraft, discard, prepare
from workbench.process.ballots.recording import contest, record_outcome
from workbench.process.clock import now
from workbench.process.keeping import Database
from workbench.process.sign_in import actor_by_code
from workbench.process.visibility import PUBLIC
from workbench.screens import connection, visitor


def _script(code: str) -> None:
    from workbench.screens import item

    item.page(code)


@pytest.fixture
def item_page(monkeypatch: pytest.MonkeyPatch) -> Callable[..., AppTest]:
    def draw(database: Database, code: str, actor: Actor = LOCAL_OPERATOR) -> AppTest:
        monkeypatch.setitem(connection._opened, str(database.name), database)
        monkeypatch.setattr(connection, "address", lambda: str(database.name))
        page = AppTest.from_function(_script, default_timeout=30, kwargs={"code": code})
        page.session_state[visitor.ACTOR_KEY] = actor
        return page.run()

    return draw


def test_the_outcome_stands_on_the_item_with_its_rounds(
    item_page: Callable[..., AppTest], demo: Database
) -> None:
    draft = BallotDraft("straw-poll", "ISS-005", closes_at=now() + timedelta(days=9))
    first = prepare_and_open(demo, LOCAL_OPERATOR, draft)
    void(demo, LOCAL_OPERATOR, first, "The wrong text was put")
    second = ask_again(demo, LOCAL_OPERATOR, first, "With the right text")
    words = shown(item_page(demo, "ISS-005", OBSERVER))
    assert "The wrong text was put" in words
    assert second not in words, "a draft is the facilitator's own"
    open_ballot(demo, LOCAL_OPERATOR, second, closes_at=now() + timedelta(days=9))
    close(demo, LOCAL_OPERATOR, second, "Nobody wants to answer")
    record_outcome(demo, LOCAL_OPERATOR, second, "noted")
    words = shown(item_page(demo, "ISS-005"))
    assert "Noted. 0 of 10 organisations answered: 10 silent." in words
    assert f"Round 1, {first}: declared void. The wrong text was put" in words
    assert f"./consensus-calls?call={second}" in words
    for_reader = shown(item_page(demo, "ISS-005", OBSERVER))
    assert "Noted." in for_reader
    assert "./consensus-calls" not in for_reader


def test_a_draft_of_a_round_that_was_given_up_leaves_the_outcome_as_it_was(
    item_page: Callable[..., AppTest], page_of: Callable[..., AppTest], demo: Database
) -> None:
    given_up = ask_again(demo, LOCAL_OPERATOR, "BAL-01", "Counsel asked for it again")
    discard(demo, LOCAL_OPERATOR, given_up)
    words = shown(item_page(demo, "AGR-02", OBSERVER))
    assert given_up not in words
    assert "The draft was given up" not in words
    assert "Round 1, BAL-01" not in words
    assert "Consensus with recorded dissent." in words
    labels = [button.label for button in page_of("ballots", demo, call="BAL-01").button]
    assert "Ask again …" in labels
    third = ask_again(demo, LOCAL_OPERATOR, "BAL-01", "After all")
    open_ballot(demo, LOCAL_OPERATOR, third, closes_at=now() + timedelta(days=9))
    assert f"It was asked again: [{third}]" in shown(page_of("call", demo, call="BAL-01"))


def test_wherever_the_outcome_stands_its_contests_and_its_other_rounds_do(
    page_of: Callable[..., AppTest], demo: Database
) -> None:
    quay, buoy = actor_by_code(demo, "PER-QUAY"), actor_by_code(demo, "PER-BUOY")
    draft = BallotDraft("consensus-call", "AGR-03", closes_at=now() + timedelta(days=9))
    first = prepare_and_open(demo, LOCAL_OPERATOR, draft)
    void(demo, LOCAL_OPERATOR, first, "The wrong text was put")
    second = ask_again(demo, LOCAL_OPERATOR, first, "With the right text")
    open_ballot(demo, LOCAL_OPERATOR, second, closes_at=now() + timedelta(days=9))
    take_position(demo, quay, NewPosition(second, "ORG-UTILITY-BLUE", "support"))
    close(demo, LOCAL_OPERATOR, second, "Everybody was asked")
    record_outcome(demo, LOCAL_OPERATOR, second, "consensus")
    contest(demo, buoy, second, "ORG-FLEETWISE", "We were away")
    given_up = ask_again(demo, LOCAL_OPERATOR, second, "Counsel asked for it again")
    discard(demo, LOCAL_OPERATOR, given_up)
    words = f"consensus; contested by Fleetwise Example Aggregation; round 1, {first}: void: The wrong text was put"
    assert words in shown(page_of("matrix", demo, actor=quay))
    assert words.replace("; round", " · round") in shown(page_of("my_page", demo, actor=quay))
    drawer = page_of("agreements", demo, actor=quay)
    drawer.button(key="agreements_look_AGR-03").click().run()
    said = shown(drawer).replace("\\", "")
    assert f"Consensus call {first}: void: The wrong text was put" in said
    assert f"Consensus call {second}, round 2: Consensus." in said
    assert "Contested by Fleetwise Example Aggregation**" in said
    assert "We were away" in said
    assert given_up not in said


def test_an_alternative_shows_the_poll_in_which_it_stands(
    item_page: Callable[..., AppTest], demo: Database
) -> None:
    words = shown(item_page(demo, "ISS-005-a"))
    assert "Which of the three alternatives could you live with?" in words


def test_a_call_can_be_prepared_from_the_item(item_page: Callable[..., AppTest], demo: Database) -> None:
    words = shown(item_page(demo, "AGR-03"))
    assert "Nobody was asked about it yet." in words
    assert "./consensus-calls?call=new&amp;about=AGR-03" in words
    assert "Prepare a call" not in shown(item_page(demo, "AGR-03", OBSERVER))


def test_drafts_are_prepared_without_touching_the_item(demo: Database) -> None:
    before = SNAPSHOTS.get(demo).by_code["AGR-03"].revision
    code = prepare(demo, LOCAL_OPERATOR, BallotDraft("straw-poll", "AGR-03"))
    assert BALLOTS.get(demo)[code].state(now()) == "draft"
    assert SNAPSHOTS.get(demo).by_code["AGR-03"].revision == before


def test_to_whom_contests_are_not_told_it_is_not_said_that_there_are_none(
    item_page: Callable[..., AppTest], demo: Database
) -> None:
    draft = BallotDraft("consensus-call", "AGR-03", closes_at=now() + timedelta(days=9))
    code = prepare_and_open(demo, LOCAL_OPERATOR, draft)
    take_position(demo, actor_by_code(demo, "PER-QUAY"), NewPosition(code, "ORG-UTILITY-BLUE", "support"))
    close(demo, LOCAL_OPERATOR, code, "Everybody spoke")
    record_outcome(demo, LOCAL_OPERATOR, code, "consensus")
    assert "Nobody has contested it." in shown(item_page(demo, "AGR-03"))
    contest(demo, actor_by_code(demo, "PER-BUOY"), code, "ORG-FLEETWISE", "We were not heard")
    words = shown(item_page(demo, "AGR-03", PUBLIC))
    assert "It can be contested until" in words
    assert "Nobody has contested it." not in words
