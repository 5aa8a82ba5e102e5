"""Traces in a real browser: a group unfolds, a box is traced, the table follows; the matrix becomes a workbook."""

from __future__ import annotations

from pathlib import Path

from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from tests.browser.served import Served, now
from tests.browser.streamlit_page import rerun, screenshot, settled
from workbench.graph.trace import trace
from workbench.graph.trace_drawing import trace_drawing
from workbench.graph.traceability_filters import MatrixFilter, traceability

CODE = "INT-E1b"


def test_a_group_unfolds_and_a_box_is_traced(page: Page, served: Served) -> None:
    snapshot = now(served)
    found = trace(snapshot, snapshot.by_code[CODE])
    group = next(g for g in trace_drawing(snapshot, found).groups if not g.boxes)
    member = group.members[0].item
    page.goto(f"{served.url}/trace?code={CODE}")
    settled(page)
    sheet = page.get_by_role("group", name=f"Trace of {CODE}")
    table = page.get_by_role("region", name="What is reached")
    expect(table.locator("td:first-child")).to_have_count(len(found.reached))
    screenshot(page, "trace")
    expect(sheet.locator(f'[id="{member.code}"]')).to_have_count(0)
    box = sheet.locator(f'[id="{group.key}"]')
    box.focus()
    with rerun(page):
        page.keyboard.press("Enter")
    shown = sheet.locator(f'[id="{member.code}"]')
    expect(shown).to_have_count(1)
    assert f"unfold={group.key}" in page.url
    shown.focus()
    with rerun(page):
        page.keyboard.press("Enter")
    expect(page.get_by_role("group", name=f"Trace of {member.code}")).to_be_visible()
    assert page.url.endswith(f"code={member.code}")
    again = trace(snapshot, member)
    expect(table.locator("td:first-child")).to_have_count(len(again.reached))
    middle = page.get_by_role("group", name=f"Trace of {member.code}").locator(f'[id="{member.code}"]')
    middle.focus()
    with rerun(page):
        page.keyboard.press("Enter")
    expect(page.get_by_role("dialog").get_by_role("button", name="Full page")).to_be_visible()
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{served.url}/trace?code={CODE}")
    settled(page)
    middle = sheet.locator(f'[id="{CODE}"]')
    expect(middle).to_be_visible()
    seen, box = sheet.bounding_box(), middle.bounding_box()
    assert seen is not None
    assert box is not None
    assert seen["x"] <= box["x"]
    assert box["x"] + box["width"] <= seen["x"] + seen["width"]
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_the_matrix_is_narrowed_and_taken_to_excel(page: Page, served: Served, tmp_path: Path) -> None:
    page.goto(served.url + "/trace")
    settled(page)
    screenshot(page, "trace-empty")
    with rerun(page):
        page.get_by_role("radio", name="Matrix").click()
    table = page.get_by_role("region", name="Traceability matrix")
    expect(table).to_be_visible()
    screenshot(page, "trace-matrix")
    page.get_by_text("A filter for each column").click()
    query = page.get_by_label("Issue", exact=True)
    query.fill("theme=security")
    with rerun(page):
        query.press("Enter")
    found = traceability(now(served), (), MatrixFilter(where={"issue": "theme=security"}))
    expect(page.get_by_text(f"{len(found.rows):,} rows of {found.total:,}", exact=False)).to_be_visible()
    with rerun(page):
        page.get_by_role("button", name="Take it out", exact=False).click()
    with page.expect_download() as started:
        page.get_by_role("button", name="Excel", exact=False).click()
    path = tmp_path / started.value.suggested_filename
    started.value.save_as(path)
    sheet = load_workbook(path)["Traceability"]
    assert path.name == "traceability.xlsx"
    assert sheet.max_row == len(found.rows) + 1
    assert sheet["A1"].value == "Source"
    expect(page.get_by_role("button", name="Word, to print")).to_be_visible()
    screenshot(page, "trace-matrix-files", widths=(1440,))
