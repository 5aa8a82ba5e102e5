"""A filing in a real browser: what it lacks is said, its pages are shown, the file comes down and opens."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest
from docx import Document
from playwright.sync_api import Page, expect
from sqlmodel import select

from tests.browser.served import Served
from tests.browser.streamlit_page import rerun, screenshot, settled
from workbench.graph.proposed import ItemEdit, ProposedChange
from workbench.process.actor import LOCAL_OPERATOR
from workbench.process.changes import save
from workbench.process.keeping import open_database
from workbench.record.events import Event

TITLE = "What belongs in Rule 21, said anew"


def test_an_edit_is_in_the_word_file_that_comes_down(page: Page, served: Served, tmp_path: Path) -> None:
    database, _ = open_database(str(served.database))
    save(
        database,
        LOCAL_OPERATOR,
        ProposedChange(edits=(ItemEdit("ISS-001", {"title": TITLE}),), why="shorter"),
    )
    page.goto(f"{served.url}/filings")
    settled(page)
    expect(page.get_by_text("Every page will say “Draft, not for filing”.")).to_be_visible()
    screenshot(page, "filings")
    with page.expect_download() as download:
        page.get_by_role("button", name="Word file").click()
    path = tmp_path / download.value.suggested_filename
    download.value.save_as(path)
    assert path.name == "submittal.docx"
    document = Document(str(path))
    words = "\n".join(cell.text for table in document.tables for row in table.rows for cell in row.cells)
    assert TITLE in words
    assert "Draft, not for filing" in document.sections[0].header.paragraphs[0].text
    with database.read() as session:
        (event,) = session.exec(select(Event).where(Event.verb == "export")).all()
    assert event.payload["file"] == sha256(path.read_bytes()).hexdigest()
    database.close()


@pytest.mark.office
def test_the_pages_can_be_looked_at(page: Page, served: Served, libreoffice: str) -> None:
    page.goto(f"{served.url}/filings?at=Submittal+of+18+July+2014")
    settled(page)
    expect(page.get_by_text("Made from the baseline Submittal of 18 July 2014", exact=False)).to_be_visible()
    with rerun(page, timeout=120_000):
        page.locator("label", has_text="Show the pages").click()
    first = page.get_by_alt_text("Page 1 of", exact=False)
    expect(first).to_be_visible(timeout=120_000)
    screenshot(page, "filings-pages")
