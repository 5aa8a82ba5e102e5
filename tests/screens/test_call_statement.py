"""The page of a call for statements: an organisation's own words, as they are printed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.screens.conftest import PageOf
from tests.screens.readers import shown
from workbench.process.actor import LOCAL_OPERATOR
from workbench.process.ballots.closing import close
from workbench.process.ballots.opening import prepare_and_open
from workbench.process.ballots.preparing import BallotDraft
from workbench.process.ballots.statements import StatementRow, statements, write_statement
from workbench.process.clock import now
from workbench.process.keeping import Database
from workbench.process.sign_in import actor_by_code

OWN = "# We colour  **our** licences.\n\n    1 < 2"
AS_PRINTED = '<div class="wb-detail"># We colour  **our** licences.\n\n    1 &lt; 2</div>'
BLUE = "ORG-UTILITY-BLUE"


@pytest.fixture
def code(demo: Database) -> str:
    draft = BallotDraft("statement-call", "ISS-003", closes_at=now() + timedelta(days=9), reservation="None.")
    return prepare_and_open(demo, LOCAL_OPERATOR, draft)


def test_a_statement_is_seen_as_it_will_be_printed_before_it_is_locked(
    demo: Database, page_of: PageOf, code: str
) -> None:
    quay = actor_by_code(demo, "PER-QUAY")
    page = page_of("call", demo, actor=quay, call=code)
    page.text_area(key=f"call_statement_{code}_{BLUE}").set_value(OWN).run()
    assert AS_PRINTED in shown(page), "what Lock it … shows"
    page.button(key=f"call_statement_{code}_{BLUE}_lock").click().run()
    assert AS_PRINTED in shown(page)
    assert "Locked by Bo Quay" in shown(page)
    assert AS_PRINTED in shown(page_of("call", demo, actor=actor_by_code(demo, "PER-MOLE"), call=code))
    assert AS_PRINTED in shown(page_of("ballots", demo, call=code))


def latest(database: Database, code: str) -> StatementRow:
    with database.read() as session:
        return {row.organisation: row for row in statements(session, ballot=code)}[BLUE]


@pytest.mark.parametrize("choice", ["keep", "take"])
def test_what_a_colleague_saved_meanwhile_is_shown_before_it_is_replaced(
    demo: Database, page_of: PageOf, code: str, choice: str
) -> None:
    quay, field = actor_by_code(demo, "PER-QUAY"), f"call_statement_{code}_{BLUE}"
    colleague = replace(quay, name="Cleo Quay")
    write_statement(demo, quay, code, BLUE, "First.")
    page = page_of("call", demo, actor=quay, call=code)
    page.text_area(key=field).set_value("Mine.").run()
    write_statement(demo, colleague, code, BLUE, "Theirs <b>.")
    # A full run, such as by opening the comments, must not make mine one that was written beside theirs.
    page.run()
    assert "Cleo Quay saved this" in shown(page)
    assert page.button(key=f"{field}_save").disabled
    assert page.button(key=f"{field}_lock").disabled
    assert "Theirs &lt;b&gt;." in shown(page)
    assert page.text_area(key=field).value == "Mine."
    page.button(key=f"{field}_{choice}").click().run()
    assert "Cleo Quay saved this" not in shown(page)
    kept = "Mine." if choice == "keep" else "Theirs <b>."
    assert page.text_area(key=field).value == kept
    page.button(key=f"{field}_save").click().run()
    assert not page.exception
    assert not page.error
    assert (latest(demo, code).text, latest(demo, code).version) == (kept, 3)
    page.text_area(key=field).set_value("Later.").run()
    page.button(key=f"{field}_save").click().run()
    assert latest(demo, code).text == "Later.", "what oneself has saved is no other version"


def test_a_statement_refused_for_a_colleagues_shows_theirs_at_once(
    demo: Database, page_of: PageOf, code: str
) -> None:
    quay, field = actor_by_code(demo, "PER-QUAY"), f"call_statement_{code}_{BLUE}"
    page = page_of("call", demo, actor=quay, call=code)
    page.text_area(key=field).set_value("Mine.").run()
    write_statement(demo, replace(quay, name="Cleo Quay"), code, BLUE, "Theirs.")
    page.button(key=f"{field}_save").click().run()
    assert "look at theirs first" in shown(page)
    assert "Theirs." in shown(page)
    assert page.text_area(key=field).value == "Mine."
    assert latest(demo, code).text == "Theirs."
    page.button(key=f"{field}_keep").click().run()
    assert not page.error


def test_an_untouched_field_follows_what_a_colleague_saves(
    demo: Database, page_of: PageOf, code: str
) -> None:
    quay, field = actor_by_code(demo, "PER-QUAY"), f"call_statement_{code}_{BLUE}"
    page = page_of("call", demo, actor=quay, call=code)
    write_statement(demo, quay, code, BLUE, "Theirs.")
    page.run()
    assert page.text_area(key=field).value == "Theirs."
    assert "saved this" not in shown(page)


@pytest.mark.usefixtures("nothing_still_fresh")
@pytest.mark.parametrize("ended", ["closed", "locked"])
def test_a_statement_that_came_too_late_stays_in_sight(
    demo: Database, page_of: PageOf, code: str, ended: str
) -> None:
    quay, field = actor_by_code(demo, "PER-QUAY"), f"call_statement_{code}_{BLUE}"
    page = page_of("call", demo, actor=quay, call=code)
    page.text_area(key=field).set_value(OWN).run()
    if ended == "closed":
        close(demo, LOCAL_OPERATOR, code, "Everybody has written.")
    else:
        write_statement(demo, quay, code, BLUE, "Theirs.", lock=True)
    page.button(key=f"{field}_save").click().run()
    assert not page.text_area
    assert ended in "".join(str(box.value) for box in page.error)
    assert AS_PRINTED in shown(page)
    assert "What you wrote is not saved" in shown(page)


def test_a_draft_that_nobody_locked_stays_with_its_own_organisation_after_the_close(
    demo: Database, page_of: PageOf, code: str
) -> None:
    quay = actor_by_code(demo, "PER-QUAY")
    write_statement(demo, quay, code, BLUE, OWN)
    close(demo, LOCAL_OPERATOR, code, "Everybody has written.")
    said = shown(page_of("call", demo, actor=quay, call=code))
    assert AS_PRINTED in said
    assert "nothing will be printed" in said
    for other in (LOCAL_OPERATOR, actor_by_code(demo, "PER-MOLE")):
        assert "licences" not in shown(page_of("call", demo, actor=other, call=code))
