"""The issue list in a real browser: edit, save, undo, filter, bulk, conflict, file out and in, keys."""

from __future__ import annotations

import io
import re
from pathlib import Path

import openpyxl
from playwright.sync_api import Page, expect

from tests.browser.served import Served, now, record
from tests.browser.streamlit_page import grid, grid_choose, grid_edit, rerun, screenshot, settled
from workbench.graph.proposed import ItemEdit, ProposedChange
from workbench.process.actor import LOCAL_OPERATOR
from workbench.process.changes import save


def title_of(served: Served, code: str) -> str:
    found = now(served).item(code)
    assert found is not None
    return found.title


def open_issues(page: Page, served: Served, query: str = "") -> None:
    page.goto(f"{served.url}/issues{query}")
    settled(page)
    grid(page)


def save_all(page: Page) -> None:
    """Look at the preview by key, and save by key."""
    page.keyboard.press("Control+s")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("button", name="Save")).to_be_enabled()
    page.keyboard.press("Control+s")
    expect(dialog).to_have_count(0)
    settled(page)


def test_three_issues_are_edited_saved_and_undone(page: Page, served: Served) -> None:
    open_issues(page, served)
    screenshot(page, "issues")
    grid_edit(page, 0, "Title", "What belongs in Rule 21")
    grid_edit(page, 1, "Status", "deferred")
    grid_edit(page, 2, "Title", "How it is implemented")
    expect(page.get_by_text("3 unsaved edits in 3 issues")).to_be_visible()
    assert title_of(served, "ISS-001") != "What belongs in Rule 21"
    page.keyboard.press("Control+s")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("3 items changed", exact=False)).to_be_visible()
    expect(dialog.locator("del", has_text="text circulated")).to_be_visible()
    expect(dialog.get_by_text("links will be suspect", exact=False)).to_be_visible()
    screenshot(page, "save-preview")
    dialog.get_by_label("Reason").fill("Shorter")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog).to_have_count(0)
    assert title_of(served, "ISS-001") == "What belongs in Rule 21"
    assert title_of(served, "ISS-003") == "How it is implemented"
    page.get_by_role("button", name="Undo my last save").click()
    dialog.get_by_role("button", name=re.compile("^undo Undo change|^Undo change")).click()
    expect(dialog).to_have_count(0)
    assert title_of(served, "ISS-001") == "What belongs in Rule 21, and what elsewhere"
    assert title_of(served, "ISS-003") == "Implementations"


def test_edits_outlast_a_filter_which_stands_in_the_address(page: Page, served: Served) -> None:
    open_issues(page, served)
    grid_edit(page, 3, "Title", "Which word for the data model")
    page.get_by_role("button", name="Filter").click()
    page.get_by_role("combobox", name="Theme").click()
    page.get_by_role("option", name="gateway").click()
    expect(page.get_by_text("2 of 22 issues", exact=False)).to_be_visible()
    page.locator("label", has_text="none of these").nth(1).click()
    expect(page.get_by_text("20 of 22 issues", exact=False)).to_be_visible()
    page.keyboard.press("Escape")
    assert "issues_where=theme%21%3Dgateway" in page.url
    expect(page.get_by_text("1 unsaved edit in 1 issue", exact=False)).to_be_visible()
    save_all(page)
    assert title_of(served, "ISS-004") == "Which word for the data model"


def test_search_by_its_key_and_what_it_finds(page: Page, served: Served) -> None:
    open_issues(page, served)
    page.get_by_role("heading", name="Issues").click()
    page.keyboard.press("/")
    page.keyboard.type("XMPP")
    expect(page.get_by_text(re.compile("^[0-9] of 22 issues"))).to_be_visible()
    page.wait_for_url("**issues_find=XMPP**")
    expect(grid(page).locator("td", has_text="ISS-013")).to_be_attached()
    expect(grid(page).locator("td", has_text="ISS-001")).not_to_be_attached()


def test_ticked_issues_are_edited_and_copied_together(page: Page, served: Served) -> None:
    open_issues(page, served)
    for row in (4, 5):
        grid_choose(page, row, "✓")
        with rerun(page):
            page.keyboard.press("Space")
    expect(page.get_by_text("2 ticked")).to_be_visible()
    page.get_by_role("button", name="Copy code + title").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()").splitlines()
    assert [line.split(" ")[0] for line in copied] == ["ISS-005", "ISS-006"]
    page.get_by_role("button", name="Edit ticked").click()
    page.get_by_role("combobox", name="Value").click()
    page.get_by_role("option", name="deferred").click()
    page.get_by_role("button", name="Put into all 2 ticked issues").click()
    expect(page.get_by_text("2 unsaved edits in 2 issues")).to_be_visible()
    page.keyboard.press("Escape")
    save_all(page)
    found = now(served)
    assert {i.code for i in found.of_kind("issue") if i.status == "deferred"} == {"ISS-005", "ISS-006"}


def test_two_windows_on_the_same_field(page: Page, served: Served) -> None:
    open_issues(page, served)
    grid_edit(page, 6, "Title", "My title of cyber security")
    with record(served) as database:
        change = ProposedChange(edits=(ItemEdit("ISS-007", {"title": "Their title", "priority": "low"}),))
        save(database, LOCAL_OPERATOR, change)
    page.keyboard.press("Control+s")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("Nothing you typed is lost", exact=False)).to_be_visible()
    expect(dialog.get_by_role("button", name="Save")).to_be_disabled()
    screenshot(page, "conflict")
    dialog.get_by_text("Keep mine").click()
    expect(dialog.get_by_role("button", name="Save")).to_be_enabled()
    dialog.get_by_role("button", name="Save").click()
    expect(dialog).to_have_count(0)
    found = now(served).item("ISS-007")
    assert found is not None
    assert (found.title, found.detail["priority"]) == ("My title of cyber security", "low")


def test_the_grid_goes_out_as_excel_and_comes_back(page: Page, served: Served, tmp_path: Path) -> None:
    open_issues(page, served, "?issues_where=theme%3Dgateway")
    page.get_by_role("button", name="File").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Excel").click()
    book = openpyxl.load_workbook(io.BytesIO(Path(download.value.path()).read_bytes()))
    sheet = book.worksheets[0]
    assert [sheet.cell(row, 1).value for row in (2, 3)] == ["ISS-010", "ISS-011"]
    heading = [cell.value for cell in sheet[1]]
    sheet.cell(2, heading.index("title") + 1).value = "Which gateway"
    edited = tmp_path / "edited.xlsx"
    book.save(edited)
    page.locator("input[type=file]").set_input_files(edited)
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("1 item changed", exact=False)).to_be_visible()
    dialog.get_by_role("button", name="Save").click()
    expect(dialog).to_have_count(0)
    assert title_of(served, "ISS-010") == "Which gateway"


def test_a_file_that_is_none_is_refused_in_a_sentence(page: Page, served: Served, tmp_path: Path) -> None:
    open_issues(page, served)
    page.get_by_role("button", name="File").click()
    wrong = tmp_path / "issues.xlsx"
    wrong.write_bytes(b"not a workbook")
    page.locator("input[type=file]").set_input_files(wrong)
    expect(page.get_by_role("alert").filter(has_text="issues.xlsx")).to_be_visible()


def test_an_issue_opens_beside_the_list_and_on_its_own_page(page: Page, served: Served) -> None:
    open_issues(page, served, "?issues_where=theme%3Dprivacy")
    grid_choose(page, 0, "✓")
    with rerun(page):
        page.keyboard.press("Space")
    page.keyboard.press("Control+i")
    drawer = page.get_by_role("dialog")
    expect(drawer.get_by_text("Privacy of customer data").first).to_be_visible()
    screenshot(page, "issue-drawer")
    drawer.get_by_role("button", name="Full page").click()
    page.wait_for_url("**item=ISS-021**")
    expect(page.get_by_role("heading", level=1, name="Privacy of customer data")).to_be_visible()
    expect(page).to_have_title(re.compile("ISS-021"))
    page.get_by_role("button", name="Back").click()
    grid(page)
    assert "item=" not in page.url
