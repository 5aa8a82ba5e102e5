"""Minutes in a real browser: pasted and taken into the record, noted by keys in a call, made after it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from docx import Document
from playwright.sync_api import Page, expect

from tests.browser.served import Served
from tests.browser.streamlit_page import rerun, settled

MINUTES = """Working Group on Harbour Lights
Minutes of the call of 3 September 2014

1. Open issues
   - Who pays for the lamps is still open
   - Testing of the lamps needs more discussion
2. Action items
   - Blue Utility to send the list of lamps by September 12
"""


def opened(page: Page, served: Served, view: str = "Read minutes", meeting: str = "") -> None:
    page.goto(f"{served.url}/minutes?minutes_view={view.replace(' ', '+')}&meeting={meeting}")
    expect(page.get_by_role("heading", name="Minutes", exact=True)).to_be_visible()
    settled(page)


def save(page: Page) -> None:
    with rerun(page):
        page.keyboard.press("Control+s")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("What this save will write")).to_be_visible()
    with rerun(page):
        dialog.get_by_role("button", name="Save", exact=False).first.click()
    expect(dialog).to_have_count(0)


def test_pasted_minutes_become_items_that_cite_their_lines(page: Page, served: Served) -> None:
    opened(page, served)
    page.get_by_label("The text of the minutes").fill(MINUTES)
    with rerun(page):
        page.get_by_role("button", name="Read", exact=False).last.click()
    expect(page.get_by_text("3 of 3 proposals are taken.")).to_be_visible()
    with rerun(page):
        page.get_by_text("Testing of the lamps needs more discussion").first.click()
    expect(page.get_by_text("2 of 3 proposals are taken.")).to_be_visible()
    # A line number leads to its line in the text beside the proposals.
    page.get_by_role("link", name="line 5").click()
    expect(page.locator("#minutes-line-5")).to_be_in_viewport()
    save(page)
    expect(page.get_by_text("items from the minutes.")).to_be_visible()
    page.goto(f"{served.url}/issues")
    settled(page)
    page.locator("input[type=search]").fill("lamps")
    expect(page.get_by_text(re.compile(r"^1 of \d+ issues"))).to_be_visible()
    code = page.locator("[id^=glide-cell-0-0]").first.inner_text().strip()
    page.goto(f"{served.url}/?item={code}")
    settled(page)
    expect(page.get_by_role("heading", name="Who pays for the lamps", exact=False).first).to_be_visible()
    expect(page.get_by_role("link", name="line 5").first).to_be_visible()


def test_notes_of_a_call_are_keyed_in_and_become_minutes(page: Page, served: Served) -> None:
    opened(page, served, "Live meeting", "MTG-2014-07-02")
    field = page.get_by_label("What is said")
    field.click()
    for words, keys in (
        ("The scope was read aloud, see ISS-001", "Alt+n"),
        ("Send the list of uses", "Alt+a"),
        ("Said by mistake", "Alt+s"),
    ):
        page.keyboard.type(words)
        with rerun(page):
            page.keyboard.press(keys)
        # The field is empty and still has the keys: the next note follows at once.
        expect(field).to_have_value("")
        expect(field).to_be_focused()
    notes = page.locator(".wb-note")
    expect(notes).to_have_count(3)
    expect(notes.first).to_contain_text("Said by mistake")
    with rerun(page):
        page.get_by_role("button", name="Strike").first.click()
    expect(notes.first.locator("del")).to_have_text("Said by mistake")
    with rerun(page):
        page.get_by_role("button", name="After the call").last.click()
    text = page.get_by_label("The text, in Markdown")
    expect(text).to_have_value(re.compile("The scope was read aloud"))
    assert "mistake" not in text.input_value()
    page.get_by_role("tab", name="Mail").click()
    expect(page.get_by_text("Send the list of uses").last).to_be_visible()
    save(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="Word file").click()
    assert Path(download.value.path()).read_bytes().startswith(b"PK")
    page.goto(f"{served.url}/?item=MIN-2014-07-02")
    settled(page)
    expect(page.get_by_text("The scope was read aloud").first).to_be_visible()


def test_a_word_file_is_read_and_one_that_is_none_is_refused(
    page: Page, served: Served, tmp_path: Path
) -> None:
    good, bad = tmp_path / "minutes.docx", tmp_path / "broken.docx"
    document = Document()
    document.add_heading("Minutes of the call of 9 September 2014", 1)
    document.add_heading("Open issues", 2)
    document.add_paragraph("Who paints the lamps is still open", style="List Bullet")
    document.save(str(good))
    bad.write_bytes(b"this is no archive" * 10)
    opened(page, served)
    page.locator("input[type=file]").set_input_files(bad)
    expect(page.get_by_role("alert").filter(has_text="Nothing was read")).to_contain_text("broken.docx")
    page.locator("input[type=file]").set_input_files(good)
    expect(page.get_by_role("checkbox", name=re.compile("Who paints the lamps"))).to_be_attached(
        timeout=60_000
    )
    expect(page.get_by_text("Nothing was read")).to_have_count(0)


@pytest.mark.parametrize("width", [1440, 390])
def test_the_page_is_no_wider_than_the_window(page: Page, served: Served, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    for view in ("Read minutes", "Live meeting", "After the call", "Minutes on record"):
        opened(page, served, view, "MTG-2014-07-02")
        inner, outer = page.evaluate(
            "[document.querySelector('[data-testid=stMain]').scrollWidth, innerWidth]"
        )
        assert inner <= outer, view
