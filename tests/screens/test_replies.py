"""Replies: read, looked through, saved together; what was refused stays with its sentence."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from streamlit.testing.v1 import AppTest

from tests.screens.readers import shown
from workbench.exchange.replies import read_reply
from workbench.graph import clock
from workbench.graph.ballots import BallotRow, ballot_named, ballots
from workbench.graph.history import comments
from workbench.graph.reading import SNAPSHOTS
from workbench.process.keeping import Database
from workbench.screens import replies_draft

PageOf = Callable[..., AppTest]
NOW = datetime(2026, 11, 30, 18, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _while_the_call_is_open(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "SERVER_CLOCK", lambda: NOW)


def call(database: Database) -> BallotRow:
    with database.read() as session:
        found = ballot_named(session, "BAL-02", moment=NOW)
    assert found is not None
    return found


def pasted(
    page: AppTest, words: str, turn: int, *, person: str = "PER-QUAY", sent: date | None = date(2026, 11, 29)
) -> AppTest:
    page.text_area(key=f"replies_paste_{turn}").set_value(words)
    page.selectbox(key=f"replies_person_{turn}").set_value(person)
    page.date_input(key=f"replies_sent_{turn}").set_value(sent)
    return page.button(key="replies_read").click().run()


def with_mails(page_of: PageOf, database: Database, *bodies: str) -> AppTest:
    page = page_of("replies", database)
    snapshot = SNAPSHOTS.get(database)
    with database.read() as session:
        calls = ballots(session)
    entries = []
    for number, body in enumerate(bodies, start=1):
        data = (
            f"From: Bo Quay <bo.quay@example.org>\nSubject: Re: BAL-02\nDate: Sun, 29 Nov 2026 09:00:00 -0800\n"
            f"Message-ID: <{number}@example.org>\n\n{body}\n"
        ).encode()
        entries.append(replies_draft.Entry(number, read_reply(data, f"{number}.eml", snapshot, calls, NOW)))
    page.session_state[replies_draft.WAITING] = entries
    page.session_state[replies_draft.NUMBER] = len(entries)
    return page.run()


def test_the_empty_page_says_what_will_be_here(page_of: PageOf, demo: Database) -> None:
    page = page_of("replies", demo)
    assert not page.exception
    assert "Replies will wait here" in shown(page)
    assert "Open now: BAL\\-02" in shown(page) or "Open now: BAL-02" in shown(page)
    page.button(key="replies_read").click().run()
    assert "nothing to read yet" in shown(page)


def test_a_pasted_reply_becomes_a_position(page_of: PageOf, demo: Database) -> None:
    page = pasted(page_of("replies", demo), "BAL-02: Utility Blue abstains.", 0)
    assert not page.exception
    assert "line 1 “BAL-02: Utility Blue abstains.”" in shown(page)
    assert page.checkbox(key="replies_1_take").value
    page.button(key="replies_save").click().run()
    assert not page.exception
    assert "Recorded for Utility Blue on BAL" in shown(page)
    row = call(demo).latest()["ORG-UTILITY-BLUE"]
    assert (row.position, row.capacity) == ("abstain", "facilitator")
    assert row.instruction["cited"] == "Reply of Sun 29 Nov 2026 from Bo Quay, pasted"
    assert any(b.key == f"replies_original_{row.uuid}" for b in page.get("download_button"))


def test_what_is_unclear_waits_unticked_and_can_be_decided(page_of: PageOf, demo: Database) -> None:
    page = with_mails(page_of, demo, "We support BAL-02, if the date moves.", "Utility Blue abstains.")
    assert not page.checkbox(key="replies_1_take").value
    assert page.checkbox(key="replies_2_take").value
    page.checkbox(key="replies_1_take").check()
    page.button(key="replies_save").click().run()
    assert not page.exception
    assert replies_draft.WAITING in page.session_state
    assert call(demo).latest()["ORG-UTILITY-BLUE"].position == "abstain"
    with demo.read() as session:
        [waiting] = [c for c in comments(session, state="proposed") if "if the date moves" in c.text]
    assert waiting.person == "Bo Quay"


def test_a_refused_reply_stays_with_its_sentence_and_nothing_is_written(
    page_of: PageOf, demo: Database
) -> None:
    before = call(demo).positions
    page = with_mails(page_of, demo, "Utility Blue abstains.", "Is this <b>final</b>?")
    page.checkbox(key="replies_2_take").check().run()
    page.segmented_control(key="replies_2_kind").set_value("position").run()
    page.selectbox(key="replies_2_position").set_value("object")
    page.selectbox(key="replies_2_organisation").set_value("ORG-RATEPAYER")
    page.text_area(key="replies_2_reason").set_value("").run()
    page.button(key="replies_save").click().run()
    assert not page.exception
    assert "Objecting needs a reason" in shown(page)
    assert call(demo).positions == before
    assert len(page.session_state[replies_draft.WAITING]) == 2
    page.text_area(key="replies_2_reason").set_value("Too dear.").run()
    page.button(key="replies_save").click().run()
    assert {p.organisation for p in call(demo).positions} >= {"ORG-UTILITY-BLUE", "ORG-RATEPAYER"}


def test_a_reply_can_be_dropped(page_of: PageOf, demo: Database) -> None:
    page = with_mails(page_of, demo, "Utility Blue abstains.")
    page.button(key="replies_1_drop").click().run()
    assert page.session_state[replies_draft.WAITING] == []


def test_markup_of_a_mail_is_shown_as_it_stands(page_of: PageOf, demo: Database) -> None:
    page = with_mails(page_of, demo, "We support <script>alert(1)</script> BAL-02.")
    assert "<script>" not in "\n".join(str(e.proto.body) for e in page.get("html"))
