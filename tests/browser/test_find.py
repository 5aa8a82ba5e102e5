"""The page that finds items in a real browser: a fault and what was meant, the drawer, the list as a file."""

from __future__ import annotations

from urllib.parse import parse_qs, urlparse

from playwright.sync_api import Page, expect

from tests.browser.served import Served
from tests.browser.streamlit_page import grid, grid_cell, rerun, screenshot, settled


def test_a_query_is_put_right_opened_and_taken_away(page: Page, served: Served) -> None:
    page.goto(served.url + "/find")
    settled(page)
    grid(page)
    page.keyboard.press("/")
    field = page.get_by_role("searchbox", name="Query")
    expect(field).to_be_focused()
    field.fill("kind=issue theme=secrity")
    with rerun(page):
        page.keyboard.press("Enter")
    fault = page.get_by_role("alert").filter(has_text="is no theme")
    expect(fault).to_be_visible()
    screenshot(page, "find-fault")
    with rerun(page):
        page.get_by_role("button", name="Use security").click()
    expect(fault).to_have_count(0)
    assert parse_qs(urlparse(page.url).query)["find_where"] == ["kind=issue theme=security"]
    found = grid(page)
    title = grid_cell(found, 0, "Title")
    screenshot(page, "find")
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]  # type: ignore[index]
    with rerun(page):
        found.locator(".dvn-scroller").click(position={"x": 32, "y": 52})  # the button of the first row
    drawer = page.get_by_role("dialog")
    expect(drawer).to_contain_text(title)
    with rerun(page):
        page.keyboard.press("Escape")
    page.get_by_role("button", name="File").click()
    with page.expect_download() as download:
        page.get_by_test_id("stPopoverBody").get_by_role("button", name="CSV").click()
    lines = download.value.path().read_text("utf-8-sig").splitlines()
    assert title in lines[1]
