"""What a new user does with the architecture, from the first box to the file for another tool, and back."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree
from openpyxl import load_workbook
from playwright.sync_api import FilePayload, Locator, Page, expect

from tests.browser.served import Served, now
from tests.browser.streamlit_page import choose, grid_choose, rerun, screenshot, settled
from tests.exchange.reqif import foreign_files
from workbench.exchange.reqif.reading import read_reqif

pytestmark = pytest.mark.fictional

ACTOR, LINE, ISSUE = "Readings exchange", "Aggregator to the readings exchange", "Who runs the exchange?"
TEXT, PROCEDURE = "REQ-05", "TST-VOLT-VAR"
MATRIX = ("Source", "Issue", "Recommendation", "Agreement", "Interface", "Procedure", "Last run")
CHANGED = "A volt-var curve of at least six points can be set from afar."


def test_from_a_new_box_to_the_file_for_another_tool(
    page: Page, served: Served, tmp_path: Path, reqif_schema: etree.XMLSchema
) -> None:
    page.goto(served.url)
    line = _draw(page, served)
    _see_the_complaint(page, line)
    _edit_the_recommendation(page, served, line)
    _review(page, served, line)
    _compare(page)
    _take_out(page, served, line, tmp_path, reqif_schema)


def _draw(page: Page, served: Served) -> str:
    """An actor, a red interface and an issue on it, saved at once; return the interface's code."""
    _visit(page, "Diagram")
    screenshot(page, "journey-1-diagram")
    form = page.get_by_role("dialog")
    with rerun(page):
        page.get_by_role("button", name="Add an actor").click()
    _type(page, form.get_by_label("Name"), ACTOR)
    _choose(page, "Level", "Level 3")
    screenshot(page, "journey-2-actor")
    with rerun(page):
        form.get_by_role("button", name="Put into the drawing").click()
    with rerun(page):
        page.get_by_role("button", name="Draw an interface").click()
    _type(page, form.get_by_label("Name"), LINE)
    _choose(page, "From", "Aggregator")
    _choose(page, "To", ACTOR)
    _choose(page, "Colour", "red")
    screenshot(page, "journey-3-interface")
    with rerun(page):
        form.get_by_role("button", name="Put into the drawing").click()
    sheet = page.get_by_role("group", name="Diagram of the architecture")
    with rerun(page):
        sheet.get_by_role("button", name=f"Interface, red: Aggregator to {ACTOR}").locator(
            "path.reach"
        ).first.dispatch_event("click")
    _type(page, form.get_by_label("Or a new issue"), ISSUE)
    with rerun(page):
        form.get_by_role("button", name="Pin it here").click()
    screenshot(page, "journey-4-pin")
    with rerun(page):
        form.get_by_role("button", name="Close").click()
    with rerun(page):
        page.get_by_role("button", name="Save …").click()
    _save(page, "journey-5-preview")
    record = now(served)
    (drawn,) = (i for i in record.of_kind("interface") if i.title == LINE)
    assert [issue.title for issue in record.sources(drawn, "pinned-to")] == [ISSUE]
    return drawn.code


def _see_the_complaint(page: Page, line: str) -> None:
    _visit(page, "Health")
    with rerun(page):
        page.get_by_role("radio", name="Coverage").click()
    expect(_complaint(page, line)).to_be_visible()
    screenshot(page, "journey-6-coverage")


def _complaint(page: Page, line: str) -> Locator:
    return page.get_by_text(f"{line} ({LINE}) is red, and no recommendation applies to it.", exact=False)


def _edit_the_recommendation(page: Page, served: Served, line: str) -> None:
    """Its text changes and it takes on the new interface; the preview says what that overtakes."""
    with rerun(page):
        grid_choose(page, 0, 0)
    drawer = page.get_by_role("dialog")
    expect(drawer.get_by_text(TEXT).first).to_be_visible()
    screenshot(page, "journey-7-drawer")
    with rerun(page):
        drawer.get_by_role("button", name="Full page").click()
    with rerun(page):
        page.get_by_role("button", name="Edit").click()
    _type(page, page.get_by_role("textbox", name="Text", exact=True), CHANGED)
    _choose(page, "Applies", LINE)
    page.keyboard.press("Escape")  # the list of a field for several stays open
    screenshot(page, "journey-8-edit")
    with rerun(page):
        page.get_by_role("button", name="Save …").click()
    preview = page.get_by_role("dialog")
    expect(preview.get_by_text("One link will be suspect", exact=False)).to_be_visible()
    expect(preview.get_by_text("A volt-var curve is taken and followed").first).to_be_visible()
    expect(preview.get_by_text("Evidence would be stale")).to_be_visible()
    assert now(served).by_code[TEXT].text != CHANGED
    _save(page, "journey-9-preview")


def _review(page: Page, served: Served, line: str) -> None:
    """The complaint is gone; what cites the recommendation is looked at, and holds."""
    _visit(page, "Health")
    expect(page.get_by_role("heading", name="Health")).to_be_visible()
    expect(page.get_by_text("What counts")).to_be_visible()
    expect(_complaint(page, line)).to_have_count(0)
    with rerun(page):
        page.get_by_role("radio", name="Out of date").click()
    group = page.locator("summary").filter(has_text=f"{TEXT} · 1 link")
    with rerun(page):
        group.click()
    expect(page.locator("ins").first).to_be_visible()
    screenshot(page, "journey-10-health")
    with rerun(page):
        page.get_by_role("button", name="Reviewed, still holds").click()
    expect(group).to_have_count(0)
    (cites,) = (x for x in now(served).into(now(served).by_code[TEXT]) if x.relation == "verifies")
    assert not cites.suspect


def _compare(page: Page) -> None:
    _visit(page, "Configurations")
    field = page.get_by_label("Compare side by side")
    field.click()
    for title in ("Aggregator, by HTTP", "Aggregator, by XMPP"):
        with rerun(page):
            page.get_by_role("option", name=title).click()
    page.keyboard.press("Escape")
    table = page.get_by_role("region", name="Configurations side by side")
    expect(table.get_by_text("1: XMPP", exact=False)).to_be_visible()
    screenshot(page, "journey-11-configurations")


def _take_out(page: Page, served: Served, line: str, folder: Path, schema: etree.XMLSchema) -> None:
    """ReqIF, valid by the OMG's schema and with what was drawn; the matrix as a workbook, with its row."""
    _visit(page, "Exchange")
    screenshot(page, "journey-12-exchange")
    content = _downloaded(page, page.get_by_role("button", name="record.reqif", exact=True), folder)
    schema.assertValid(etree.fromstring(content.read_bytes()))
    reading = read_reqif(content.read_bytes(), content.name)
    assert reading.problems == ()
    (text,) = (item for item in reading.items if item.code == TEXT)
    assert text.text == CHANGED
    assert ("applies-to", line) in {(link.relation, link.target_code) for link in text.links}
    _visit(page, "Trace")
    with rerun(page):
        page.get_by_role("radio", name="Matrix").click()
    expect(page.get_by_role("region", name="Traceability matrix")).to_be_visible()
    screenshot(page, "journey-13-matrix")
    with rerun(page):
        page.get_by_role("button", name="Take it out", exact=False).click()
    path = _downloaded(page, page.get_by_role("button", name="Excel", exact=False), folder)
    rows = list(load_workbook(path)["Traceability"].iter_rows(values_only=True))
    assert rows[0] == MATRIX
    (row,) = (dict(zip(MATRIX, cells, strict=True)) for cells in rows if str(cells[2]).startswith(TEXT))
    assert row["Issue"] == "ISS-002 What every inverter must be able to receive"
    assert f"{line} {LINE}" in row["Interface"].splitlines()
    assert row["Procedure"] == PROCEDURE
    assert "on an earlier text" in row["Last run"]


def test_a_file_of_another_tool_comes_in_as_the_kind_that_is_chosen(page: Page, served: Served) -> None:
    page.goto(f"{served.url}/exchange")
    settled(page)
    file: FilePayload = {
        "name": "module.reqif", "mimeType": "application/xml", "buffer": foreign_files.doors(),
    }  # fmt: skip
    with rerun(page):
        page.locator("input[type=file]").set_input_files(file)
    preview = page.get_by_role("dialog")
    expect(preview.get_by_text("new recommendation").first).to_be_visible()
    screenshot(page, "exchange-preview")
    _choose(page, "come in as", "Data requirement")
    expect(preview.get_by_text("new data requirement").first).to_be_visible()
    expect(preview.get_by_text("new recommendation")).to_have_count(0)
    _save(page, "exchange-preview-chosen")
    expect(page.get_by_text("an embedded file is not taken", exact=False)).to_be_visible()
    screenshot(page, "exchange-saved")
    came = [item for item in now(served).of_kind("data-requirement") if item.title == "Timing"]
    assert len(came) == 1


def _downloaded(page: Page, button: Locator, folder: Path) -> Path:
    with page.expect_download() as started:
        button.click()
    path = folder / started.value.suggested_filename
    started.value.save_as(path)
    return path


def _visit(page: Page, name: str) -> None:
    """Go to another page as a person does, by the list at the side."""
    with rerun(page):
        page.get_by_test_id("stSidebarNav").get_by_role("link", name=name, exact=False).click()


def _type(page: Page, field: Locator, words: str) -> None:
    with rerun(page):
        field.fill(words)
        field.press("Tab")


def _choose(page: Page, label: str, words: str) -> None:
    """Choose in a list of the form the first choice with some words."""
    choose(page, page.get_by_role("combobox", name=label, exact=False).first, words)


def _save(page: Page, picture: str) -> None:
    """Save what the open preview shows."""
    preview = page.get_by_role("dialog")
    screenshot(page, picture)
    with rerun(page):
        preview.get_by_role("button", name="Save", exact=False).click()
    expect(page.get_by_test_id("stToast").first).to_contain_text("Saved as change")
