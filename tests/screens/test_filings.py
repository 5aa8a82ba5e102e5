"""Filings: what a document would lack and leave out is said before the file is offered."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlmodel import select
from streamlit.testing.v1 import AppTest

from tests.screens.readers import shown
from workbench.graph.proposed import ItemEdit, NewItem, ProposedChange
from workbench.graph.reading import SNAPSHOTS
from workbench.process.actor import LOCAL_OPERATOR
from workbench.process.changes import save
from workbench.process.keeping import Database
from workbench.record.events import Event
from workbench.screens import filings, filings_omissions

PageOf = Callable[..., AppTest]


def downloads(page: AppTest) -> list[str]:
    return [element.proto.label for element in page.get("download_button")]


def test_a_draft_says_what_is_missing_and_is_offered(page_of: PageOf, bundled: Database) -> None:
    page = page_of("filings", bundled)
    assert not page.exception
    words = shown(page)
    assert "Draft, not for filing" in words
    assert "The filing party is missing" in words
    assert "Word file" in downloads(page)


def test_a_baseline_is_named(page_of: PageOf, bundled: Database) -> None:
    page = page_of("filings", bundled, at="Submittal of 18 July 2014")
    assert not page.exception
    assert "Made from the baseline **Submittal of 18 July 2014**" in shown(page)


def test_the_file_of_a_day_is_written_down_as_of_that_day(
    page_of: PageOf, bundled: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    files: list[Callable[[], bytes]] = []
    monkeypatch.setattr(filings.st, "download_button", lambda *_, data=None, **__: files.append(data))
    page = page_of("filings", bundled, at_day=date(2014, 6, 13))
    assert not page.exception
    then = SNAPSHOTS.get(bundled, baseline="Minutes of 12 June 2014").change
    files[0]()
    with bundled.read() as session:
        [event] = session.exec(select(Event).where(Event.verb == "export")).all()
    assert event.payload["change"] == then + 1, "the one that gave the baseline its name"


def test_what_nobody_has_seen_is_accepted_by_name_or_no_file_is_made(
    page_of: PageOf, bundled: Database
) -> None:
    issue = NewItem(
        "issue", {"title": "Only remembered", "certainty": "memory", "status": "listed"}, "ISS-090"
    )
    save(bundled, LOCAL_OPERATOR, ProposedChange(new=(issue,), why="x"))
    page = page_of("filings", bundled)
    assert "1 of 1 omissions are still to be accepted." in shown(page)
    assert "Word file" not in downloads(page)
    page.checkbox(key="filings_accept_ISS-090").check().run()
    assert "Word file" in downloads(page)


def test_agenda_and_minutes_of_a_meeting(page_of: PageOf, bundled: Database) -> None:
    page = page_of("filings", bundled)
    for name in ("agenda", "minutes"):
        page.segmented_control(key="filings_document").set_value(name).run()
        assert not page.exception
        page.selectbox(key=f"filings_meeting_{name}").set_value("MTG-2014-06-12").run()
        assert not page.exception
        assert "Word file" in downloads(page)


def test_a_record_without_meetings_says_where_to_add_one(page_of: PageOf, bundled: Database) -> None:
    codes = ("MTG-2014-06-12", "MTG-2014-06-19", "MTG-2014-07-02", "MTG-2014-10-24")
    edits = tuple(ItemEdit(code, {"status": "withdrawn"}) for code in codes)
    save(bundled, LOCAL_OPERATOR, ProposedChange(edits=edits, why="x"))
    page = page_of("filings", bundled)
    page.segmented_control(key="filings_document").set_value("agenda").run()
    assert "There is no meeting on record yet." in shown(page)


def counted(monkeypatch: pytest.MonkeyPatch, name: str) -> list[str]:
    """Note every call of a function that the page has by a name."""
    made: list[str] = []
    real = getattr(filings, name)

    def noting(*given: Any, **more: Any) -> Any:
        made.append(name)
        return real(*given, **more)

    monkeypatch.setattr(filings, name, noting)
    return made


def test_the_document_is_planned_written_and_checked_once_for_a_state_of_the_record(
    page_of: PageOf, bundled: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    planned, written, checked = (counted(monkeypatch, name) for name in ("plan_submittal", "export", "lint"))
    page = page_of("filings", bundled)
    page.run()
    assert (len(planned), len(written), len(checked)) == (1, 1, 1)
    save(bundled, LOCAL_OPERATOR, ProposedChange(edits=(ItemEdit("ISS-001", {"title": "Another"}),), why="x"))
    page.run()
    page.run()
    assert (len(planned), len(written), len(checked)) == (2, 2, 2)


def test_a_long_document_is_written_when_somebody_asks_for_it(
    page_of: PageOf, bundled: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(filings, "AT_ONCE", 10)
    written = counted(monkeypatch, "export")
    page = page_of("filings", bundled)
    assert "The filing party is missing" in shown(page)
    assert "takes a while to write" in shown(page)
    assert "Word file" not in downloads(page)
    page.button(key="filings_write_submittal").click().run()
    assert "Word file" in downloads(page)
    page.run()
    assert len(written) == 1
    save(bundled, LOCAL_OPERATOR, ProposedChange(edits=(ItemEdit("ISS-001", {"title": "Another"}),), why="x"))
    page.run()
    assert "Word file" not in downloads(page)
    assert len(written) == 1


def test_many_omissions_are_one_table(
    page_of: PageOf, bundled: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(filings_omissions, "MOST_ONE_BY_ONE", 1)
    new = tuple(
        NewItem("issue", {"title": f"Remembered {n}", "certainty": "memory", "status": "listed"}, f"ISS-{n}")
        for n in (901, 902)
    )
    save(bundled, LOCAL_OPERATOR, ProposedChange(new=new, why="x"))
    page = page_of("filings", bundled)
    assert not page.exception
    assert list(page.dataframe[0].value["Code"]) == ["ISS-901", "ISS-902"]
    assert "2 of 2 omissions are still to be accepted." in shown(page)
    assert not page.checkbox
