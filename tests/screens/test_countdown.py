"""The page of the countdown: what the filing waits for, from whom, how long there is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from streamlit.testing.v1 import AppTest

from workbench.graph import clock
from workbench.process.actor import LOCAL_OPERATOR
from workbench.process.ballots.authorising import authorise
from workbench.process.ballots.opening import prepare_and_open
from workbench.process.ballots.preparing import BallotDraft
from workbench.process.ballots.statements import write_statement
from workbench.process.keeping import Database
from workbench.process.sign_in import actor_by_code

PageOf = Callable[..., AppTest]
MOMENT = datetime(2026, 11, 24, 20, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "SERVER_CLOCK", lambda: MOMENT)


def section(page: AppTest, title: str) -> str:
    """The list under a heading; empty where the page has no such heading."""
    assert not page.exception, page.exception
    headings = [element.value.rpartition(" (")[0] for element in page.subheader]
    return page.markdown[headings.index(title) + 1].value.replace("\\", "") if title in headings else ""


def test_it_counts_business_days_and_names_who_owes(page_of: PageOf, demo: Database) -> None:
    page = page_of("countdown", demo)
    lead = page.markdown[0].value.replace("\\", "")
    assert "16 business days are left until the filing on Fri 18 Dec 2026." in lead
    assert "“Report to the Commission” waits for" in lead
    positions = section(page, "Positions")
    assert "**Sundial Example League**" in positions
    assert "taken on an earlier text" in positions
    assert "Nobody is named who files" in section(page, "Signature")
    assert section(page, "Texts") == ""


def test_what_is_done_is_owed_no_more(page_of: PageOf, demo: Database) -> None:
    sail = actor_by_code(demo, "PER-SAIL")
    owed = section(page_of("countdown", demo), "Authorisations")
    assert "**Utility Green**" in owed
    authorise(demo, sail, "BAL-02", "ORG-UTILITY-GREEN", "Report to the Commission")
    assert "**Utility Green**" not in section(page_of("countdown", demo), "Authorisations")


def test_texts_are_owed_until_they_are_locked(page_of: PageOf, demo: Database) -> None:
    draft = BallotDraft(
        "statement-call", "ISS-005", closes_at=MOMENT + timedelta(days=9), addressees=("ORG-FLEETWISE",)
    )
    code = prepare_and_open(demo, LOCAL_OPERATOR, draft)
    buoy = actor_by_code(demo, "PER-BUOY")
    assert "nothing is written yet" in section(page_of("countdown", demo), "Texts")
    write_statement(demo, buoy, code, "ORG-FLEETWISE", "We like it.")
    assert "written, and not locked" in section(page_of("countdown", demo), "Texts")
    write_statement(demo, buoy, code, "ORG-FLEETWISE", "We like it.", lock=True)
    assert section(page_of("countdown", demo), "Texts") == ""
