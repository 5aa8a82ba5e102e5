"""What the public sees where the record lets it read, and what offices that are kept out see."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from tests.screens.conftest import PageOf
from tests.screens.readers import shown
from workbench.graph.proposed import ItemEdit, ProposedChange
from workbench.graph.reading import SNAPSHOTS
from workbench.process.actor import LOCAL_OPERATOR as ME
from workbench.process.actor import Actor
from workbench.process.ballots.closing import extend
from workbench.process.ballots.opening import open_ballot
from workbench.process.ballots.preparing import BallotDraft, prepare
from workbench.process.ballots.statements import write_statement
from workbench.process.changes import save
from workbench.process.clock import now
from workbench.process.keeping import Database
from workbench.process.sign_in import actor_by_code
from workbench.process.visibility import PUBLIC
from workbench.screens import connection
from workbench.screens.navigation import ENTRIES
from workbench.screens.visitor import ACTOR_KEY

SCRIPT = Path(__file__).parents[2] / "workbench" / "screens" / "script.py"


@pytest.fixture
def app_of(monkeypatch: pytest.MonkeyPatch) -> Callable[..., AppTest]:
    """Draw the whole app, for nobody who is signed in or for an actor."""

    def draw(database: Database, actor: Actor | None = None, **query: str) -> AppTest:
        monkeypatch.setitem(connection._opened, str(database.name), database)
        monkeypatch.setattr(connection, "address", lambda: str(database.name))
        page = AppTest.from_file(str(SCRIPT), default_timeout=30)
        if actor is not None:
            page.session_state[ACTOR_KEY] = actor
        for name, value in query.items():
            page.query_params[name] = value
        return page.run()

    return draw


def set_to(demo: Database, **values: object) -> None:
    edits = tuple(ItemEdit(f"SET-{n.replace('_', '-')}", {"value": v}) for n, v in values.items())
    save(demo, ME, ProposedChange(edits=edits, why="The group decided so"))


def test_the_public_has_the_pages_of_readers_and_no_others() -> None:
    titles = [entry.title for entry in ENTRIES if PUBLIC.may(entry.verb)]
    assert titles == [
        "Call",
        "Issues",
        "Meetings",
        "Agreements",
        "Find",
        "Comments",
        "Matrix",
        "Baselines",
        "Diagram",
        "Configurations",
        "Trace",
        "Information model",
        "Exchange",
    ]


def test_an_item_without_history_and_without_a_field_for_comments(
    app_of: Callable[..., AppTest], demo: Database
) -> None:
    set_to(demo, public_reading=True)
    page = app_of(demo, item="ISS-003")
    assert not page.exception
    assert page.title[0].value == "What holds when communications are lost"
    said = shown(page)
    assert ">Comments<" in said
    assert ">History<" not in said
    assert not page.text_area


@pytest.mark.parametrize("code", ["PER-QUAY", "SET-contact"])
def test_persons_and_settings_have_no_page(app_of: Callable[..., AppTest], demo: Database, code: str) -> None:
    set_to(demo, public_reading=True)
    page = app_of(demo, item=code)
    assert page.title[0].value == "There is no such item"
    assert "bo.quay" not in shown(page)


def test_changes_are_no_part_of_what_the_public_reads(app_of: Callable[..., AppTest], demo: Database) -> None:
    set_to(demo, public_reading=True)
    address = {"item": "ISS-003", "change": "1"}
    page = app_of(demo, **address)
    assert not page.exception
    assert "Record loader" not in shown(page)
    assert "Record loader" in shown(app_of(demo, ME, **address))


def test_an_office_that_is_kept_out_finds_no_draft(app_of: Callable[..., AppTest], demo: Database) -> None:
    draft = next(i for i in SNAPSHOTS.get(demo).items.values() if i.status == "draft")
    staff = actor_by_code(demo, "PER-LANTERN")
    assert app_of(demo, staff, item=draft.code).title[0].value == draft.title
    set_to(demo, keep_from_offices=["agency"])
    assert app_of(demo, staff, item=draft.code).title[0].value == "There is no such item"
    assert app_of(demo, ME, item=draft.code).title[0].value == draft.title


def test_nobody_is_welcomed_with_the_record_unless_it_is_public(
    app_of: Callable[..., AppTest], demo: Database
) -> None:
    page = app_of(demo)
    assert not page.exception
    assert "Sign in with your link" in shown(page)
    set_to(demo, public_reading=True)
    page = app_of(demo)
    assert not page.exception
    assert "You are reading as the public" in shown(page)
    assert "Sign in with your link" in shown(app_of(demo, **{"sign-in": ""}))


def test_what_the_facilitator_looked_at_is_not_kept_for_others(demo: Database, page_of: PageOf) -> None:
    title = SNAPSHOTS.get(demo).by_code["MTG-2026-12-03"].title
    edit = ItemEdit("MTG-2026-12-03", {"confidential": True})
    save(demo, ME, ProposedChange(edits=(edit,), why="Not announced yet"))
    for reader, sees in ((ME, True), (PUBLIC, False)):
        options = page_of("issues", demo, actor=reader).multiselect(key="issues_meeting").options
        assert any(title in option for option in options) is sees


@pytest.mark.parametrize("moment", [{"at": "Texts of 15 October 2026"}, {"at_day": date(2026, 11, 20)}])
def test_what_was_looked_at_before_it_became_confidential_is_not_kept(
    demo: Database, page_of: PageOf, moment: dict[str, Any]
) -> None:
    title = SNAPSHOTS.get(demo).by_code["MTG-2026-12-03"].title
    assert title in shown(page_of("meetings", demo, actor=PUBLIC, **moment))
    edit = ItemEdit("MTG-2026-12-03", {"confidential": True})
    save(demo, ME, ProposedChange(edits=(edit,), why="Not announced yet"))
    page = page_of("meetings", demo, actor=PUBLIC, **moment)
    assert not page.exception
    assert title not in shown(page)


def test_a_preliminary_position_stands_on_no_page_of_a_call_for_the_public(
    demo: Database, page_of: PageOf
) -> None:
    set_to(demo, public_reading=True)
    said = shown(page_of("call", demo, actor=PUBLIC, call="BAL-01"))
    assert "Outcome recorded." in said
    assert "Utility Blue" in said, "an authorised position is named"
    assert "Rooftop Example Developers" not in said, "a preliminary one is not"
    assert "Bo Quay" not in said
    assert "organisations answered" not in said, "who is missing from a selection tells nothing"
    assert "Rooftop Example Developers" in shown(page_of("call", demo, call="BAL-01"))


def test_what_was_done_to_a_call_is_told_without_names_to_the_public(demo: Database, page_of: PageOf) -> None:
    set_to(demo, public_reading=True)
    until = now() + timedelta(days=30)
    extend(demo, ME, "BAL-02", until, "Counsel asked for time.")
    assert "by Local operator: Counsel asked for time" in shown(page_of("call", demo, call="BAL-02"))
    said = shown(page_of("call", demo, actor=PUBLIC, call="BAL-02"))
    assert "Counsel asked for time" in said
    assert "Local operator" not in said


@pytest.mark.parametrize("code", ["BAL-02", "BAL-03", "BAL-04"])
def test_an_open_call_has_no_arithmetic_for_those_who_see_no_position(
    demo: Database, page_of: PageOf, code: str
) -> None:
    set_to(demo, public_reading=True, keep_from_offices=["agency"])
    for reader in (PUBLIC, actor_by_code(demo, "PER-LANTERN")):
        said = shown(page_of("call", demo, actor=reader, call=code))
        assert "What organisations say shows once the outcome is recorded" in said
        for false in ("0 of", "Still missing", "Nobody has answered", "No answer (", "quorum"):
            assert false not in said


def test_who_said_something_in_an_open_call_is_kept_from_an_office(demo: Database, page_of: PageOf) -> None:
    set_to(demo, keep_from_offices=["agency"])
    closes = now() + timedelta(days=9)
    draft = BallotDraft("statement-call", "ISS-003", closes_at=closes, reservation="It waives no right.")
    code = open_ballot(demo, ME, prepare(demo, ME, draft))
    quay = actor_by_code(demo, "PER-QUAY")
    written = write_statement(demo, quay, code, "ORG-UTILITY-BLUE", "Our own words.", lock=True)
    staff = actor_by_code(demo, "PER-LANTERN")
    for page, address in (("call", {"call": code}), ("history", {"change": str(written.change)})):
        said = shown(page_of(page, demo, actor=staff, **address))
        assert "Our own words." not in said
        assert "Bo Quay" not in said
    assert "kept from your office" in said, "the drawer of the change says why it shows nothing"
    mole = actor_by_code(demo, "PER-MOLE")
    assert "Our own words." in shown(page_of("call", demo, actor=mole, call=code))
    assert f"wrote a statement: {code}" in shown(page_of("history", demo, actor=mole))
