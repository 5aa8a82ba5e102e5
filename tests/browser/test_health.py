"""The page of what is out of date in a real browser: what has changed is read, and the review settles it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.served import Served
from tests.browser.streamlit_page import grid_choose, rerun, screenshot, settled

pytestmark = pytest.mark.fictional


def test_a_text_that_moved_is_looked_at_and_settled(page: Page, served: Served) -> None:
    page.goto(served.url + "/record-health")
    settled(page)
    group = page.locator("summary").filter(has_text="INT-E2")
    with rerun(page):
        group.click()
    expect(page.locator("ins").first).to_be_visible()
    screenshot(page, "health")
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]  # type: ignore[index]
    page.get_by_role("textbox", name="Why they still hold").fill("Only the protocol by agreement was added")
    with rerun(page):
        page.get_by_role("button", name="still hold", exact=False).click()
    expect(page.get_by_text("Noted: 15 still hold.")).to_be_visible()
    expect(group).to_have_count(0)


def test_coverage_opens_an_item_beside_the_table_and_the_preview_tells_what_turns_stale(
    page: Page, served: Served
) -> None:
    page.goto(served.url + "/record-health?health_view=Coverage")
    settled(page)
    expect(page.get_by_text("3 of 16 recommendations and agreements passed")).to_be_visible()
    screenshot(page, "coverage")
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]  # type: ignore[index]
    with rerun(page):
        grid_choose(page, 0, 0)
    expect(page.get_by_role("dialog").get_by_text("REQ-05").first).to_be_visible()
    page.goto(served.url + "/?item=REQ-04")
    settled(page)
    expect(page.get_by_text("The last run found that it holds", exact=False)).to_be_visible()
    with rerun(page):
        page.get_by_role("button", name="Edit").click()
    text = page.get_by_role("textbox", name="Text")
    with rerun(page):
        text.fill("Active power is below a new limit within 5 seconds of its arrival.")
        text.blur()
    with rerun(page):
        page.get_by_role("button", name="Save …").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("Evidence would be stale")).to_be_visible()
    expect(dialog.get_by_text("would be evidence for an earlier text of REQ-04", exact=False)).to_be_visible()
    screenshot(page, "impact-before-saving")
