"""The page of a call for statements: an organisation's own words, as they are printed."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.screens.conftest import PageOf
from tests.screens.readers import shown
from workbench.process.actor import LOCAL_OPERATOR
from workbench.process.ballots.closing import close
from workbench.process.ballots.opening import prepare_and_open
from workbench.process.ballots.preparing import BallotDraft
from workbench.process.ballots.statements import write_statement
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
