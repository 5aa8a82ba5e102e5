"""The diagram in a real browser: a line is opened by mouse, a box by keyboard, and it is coloured anew."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.served import Served
from tests.browser.streamlit_page import rerun, screenshot, settled


def test_boxes_and_lines_open_and_are_coloured(page: Page, served: Served) -> None:
    page.goto(served.url + "/diagram")
    settled(page)
    sheet = page.get_by_role("group", name="Diagram of the architecture")
    line = sheet.get_by_role("button", name="Interface 2, red", exact=False)
    expect(line).to_be_attached()
    screenshot(page, "diagram")
    with rerun(page):
        line.locator("path.reach").first.dispatch_event("click")
    drawer = page.get_by_role("dialog")
    expect(drawer.get_by_text("INT-E2", exact=False).first).to_be_visible()
    expect(drawer.get_by_role("heading", name="Recommendations", exact=False)).to_be_visible()
    screenshot(page, "diagram-open", widths=(1440,))
    with rerun(page):
        page.get_by_role("dialog").get_by_role("button", name="Close").click()
    expect(drawer).to_have_count(0)
    box = sheet.get_by_role("button", name="ISO/RTO/TSO operations, level 5")
    box.focus()
    with rerun(page):
        page.keyboard.press("Enter")
    expect(page.get_by_role("dialog").get_by_text("ACR-L5-ISO", exact=False).first).to_be_visible()
    with rerun(page):
        page.get_by_role("dialog").get_by_role("button", name="Close").click()
    with rerun(page):
        page.get_by_role("radio", name="Open issues").click()
    expect(page.get_by_text("red interfaces:", exact=False)).to_be_visible()
    assert "diagram_by=" in page.url
    page.get_by_role("button", name="Take it out", exact=False).click()
    with page.expect_download() as started:
        page.get_by_role("button", name="SVG", exact=False).click()
    assert "<svg" in Path(started.value.path()).read_text("utf-8")


def test_on_a_narrow_screen_the_drawing_scrolls_inside_itself(page: Page, served: Served) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(served.url + "/diagram")
    settled(page)
    sheet = page.get_by_role("group", name="Diagram of the architecture")
    expect(sheet.get_by_role("button").first).to_be_attached()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert sheet.evaluate("sheet => sheet.scrollWidth > sheet.clientWidth")
