"""History: what everybody sees of it, filters, pages, and undo with its refusals."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from tests.screens.readers import OBSERVER, shown
from workbench.graph.history import history
from workbench.graph.proposed import ItemEdit, NewItem, ProposedChange
from workbench.graph.reading import SNAPSHOTS
from workbench.process.actor import LOCAL_OPERATOR
from workbench.process.changes import save
from workbench.process.keeping import Database
from workbench.process.sign_in import make_link
from workbench.screens import chain_check
from workbench.screens.history import PAGE_LENGTH

PageOf = Callable[..., AppTest]
SUBMITTAL = "Submittal of 18 July 2014"


def edited(database: Database, code: str, why: str = "", **fields: object) -> int:
    return save(database, LOCAL_OPERATOR, ProposedChange(edits=(ItemEdit(code, fields),), why=why)).number


def status_of(database: Database, code: str) -> str:
    item = SNAPSHOTS.get(database).item(code)
    assert item is not None
    return item.status


def test_events_say_who_what_when_and_why(page_of: PageOf, bundled: Database) -> None:
    edited(bundled, "ISS-001", "Asked <b>for</b> by staff", priority="high")
    page = page_of("history", bundled)
    assert not page.exception
    words = shown(page)
    assert "<b>Local operator</b> edited 1 item" in words
    assert "Asked &lt;b&gt;for&lt;/b&gt; by staff" in words
    assert "Pacific" in words
    assert "in effect from Thu 12 Jun 2014" in words


def test_filters_stand_in_the_address(page_of: PageOf, bundled: Database) -> None:
    edited(bundled, "ISS-001", "the first", priority="high")
    edited(bundled, "ISS-002", "the second", priority="high")
    page = page_of("history", bundled, history_code="ISS-002")
    assert "the second" in shown(page)
    assert "the first" not in shown(page)
    page = page_of("history", bundled, history_person="Record loader", history_verb="baseline")
    assert "the second" not in shown(page)
    assert shown(page).count("made the baseline") == 4


def test_a_filter_that_fits_nothing_says_so(page_of: PageOf, bundled: Database) -> None:
    page = page_of("history", bundled, history_code="ISS-999")
    assert "No event fits" in page.info[0].value


def test_the_list_is_paged(page_of: PageOf, demo: Database) -> None:
    page = page_of("history", demo)
    first = [button.label for button in page.button if button.label.startswith("Change ")]
    assert len(first) <= PAGE_LENGTH
    page.button(key="history_older").click().run()
    second = [button.label for button in page.button if button.label.startswith("Change ")]
    assert second
    assert not set(first) & set(second)
    page.button(key="history_latest").click().run()
    assert [button.label for button in page.button if button.label.startswith("Change ")] == first


@pytest.mark.parametrize("words", ["-1", "x", "99999999999999999999", "1; drop"])
def test_a_bad_place_in_the_address_is_passed_over(page_of: PageOf, demo: Database, words: str) -> None:
    assert not page_of("history", demo, history_before=words, change=words).exception


def test_a_change_opens_with_its_fields_before_and_after(page_of: PageOf, bundled: Database) -> None:
    number = edited(bundled, "ISS-001", title="A better question")
    page = page_of("history", bundled, change=str(number))
    words = shown(page)
    assert "A better" in words
    assert "<del>" in words
    assert "<ins>" in words


def test_a_change_that_is_not_there_is_refused(page_of: PageOf, bundled: Database) -> None:
    page = page_of("history", bundled, change="999")
    assert "There is no change 999" in page.error[0].value.replace("\\", "")


def test_undo_shows_first_what_it_puts_back(page_of: PageOf, bundled: Database) -> None:
    before = status_of(bundled, "ISS-001")
    number = edited(bundled, "ISS-001", status="deferred")
    page = page_of("history", bundled, change=str(number))
    page.button(key="history_undo_ask").click().run()
    assert f"Undo of change {number} would put back:" in shown(page)
    assert status_of(bundled, "ISS-001") == "deferred", "nothing is written yet"
    page.text_input(key="history_undo_why").set_value("Saved by mistake")
    page.button(key="history_undo_now").click().run()
    assert not page.exception
    assert status_of(bundled, "ISS-001") == before
    with bundled.read() as session:
        last = history(session, limit=1)[0]
    assert (last.verb, last.undoes, last.why) == ("undo", number, "Saved by mistake")
    assert f"undone by change {last.change}" in shown(page)


def test_an_undo_that_is_not_possible_gives_its_reasons(page_of: PageOf, bundled: Database) -> None:
    number = edited(bundled, "ISS-001", status="deferred")
    later = edited(bundled, "ISS-001", status="listed")
    page = page_of("history", bundled, change=str(number))
    page.button(key="history_undo_ask").click().run()
    said = page.error[0].value.replace("\\", "")
    assert "This change cannot be undone" in said
    assert f"it was changed again in change {later}; undo that first" in said
    assert "history_undo_now" not in [button.key for button in page.button]


def test_of_hundreds_of_reasons_the_first_are_said(page_of: PageOf, bundled: Database) -> None:
    page = page_of("history", bundled, change="1")
    page.button(key="history_undo_ask").click().run()
    assert not page.exception
    said = page.error[0].value.replace("\\", "")
    assert said.count("undo that first") == 12
    assert "more reasons of this kind" in said


def test_what_was_said_is_shown_and_offers_no_undo(page_of: PageOf, demo: Database) -> None:
    with demo.read() as session:
        comment = next(row for row in history(session, limit=500) if row.verb == "comment")
    page = page_of("history", demo, change=str(comment.change))
    assert not page.exception
    assert any("Whose certificates count" in text.value for text in page.text)
    assert "history_undo_ask" not in [button.key for button in page.button]


def test_an_observer_reads_and_cannot_undo(page_of: PageOf, bundled: Database) -> None:
    make_link(bundled, LOCAL_OPERATOR)
    number = edited(bundled, "ISS-001", status="deferred")
    page = page_of("history", bundled, actor=OBSERVER, change=str(number))
    assert not page.exception
    assert "history_undo_ask" not in [button.key for button in page.button]
    assert "sign-in link" not in shown(page)


def test_an_observer_sees_nothing_of_confidential_items(page_of: PageOf, bundled: Database) -> None:
    number = edited(bundled, "ISS-001", title="A secret question", confidential=True)
    for actor, seen in ((LOCAL_OPERATOR, True), (OBSERVER, False)):
        words = shown(page_of("history", bundled, actor=actor, change=str(number)))
        assert ("secret" in words) is seen
        assert ("item=ISS-001" in words) is seen


@pytest.mark.parametrize("moment", [{"at_day": date(1900, 1, 1)}, {"at": SUBMITTAL}])
def test_what_is_confidential_now_is_in_the_log_at_no_moment(
    page_of: PageOf, bundled: Database, moment: dict[str, Any]
) -> None:
    new = NewItem("issue", {"title": "A secret question", "text": "Whose key?", "confidential": True})
    number = save(bundled, LOCAL_OPERATOR, ProposedChange(new=(new,), why="Not for all")).number
    [code] = {
        item.code for item in SNAPSHOTS.get(bundled).items.values() if item.title == "A secret question"
    }
    for actor, seen in ((LOCAL_OPERATOR, True), (OBSERVER, False)):
        page = page_of("history", bundled, actor=actor, change=str(number), **moment)
        assert not page.exception
        words = shown(page)
        assert ("A secret question" in words) is seen
        assert ("Whose key?" in words) is seen
        assert (code in words) is seen


def test_at_an_earlier_moment_it_says_that_the_log_is_that_of_now(page_of: PageOf, bundled: Database) -> None:
    said = "The log is shown as it is now."
    assert said not in shown(page_of("history", bundled))
    assert said in shown(page_of("history", bundled, at=SUBMITTAL))


def test_nothing_is_undone_while_a_baseline_is_looked_at(page_of: PageOf, bundled: Database) -> None:
    number = edited(bundled, "ISS-001", status="deferred")
    page = page_of("history", bundled, at=SUBMITTAL, change=str(number))
    assert "history_undo_ask" not in [button.key for button in page.button]


def test_the_chain_is_verified_in_a_process_of_its_own(page_of: PageOf, bundled: Database) -> None:
    page = page_of("history", bundled)
    page.button(key="history_verify_button").click().run(timeout=60)
    assert page.status[0].label.startswith("Sound: ")
    assert page.status[0].state == "complete"


def test_faults_of_the_chain_are_said(
    page_of: PageOf, bundled: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    faults = ("event 3 was altered after it was written",)
    monkeypatch.setattr(chain_check, "check", lambda: chain_check.Checked(faults=faults))
    page = page_of("history", bundled)
    page.button(key="history_verify_button").click().run()
    assert page.status[0].label == "Not sound: 1 fault found."
    assert "event 3 was altered" in shown(page)
