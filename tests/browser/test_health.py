"""The page of what is out of date in a real browser: what has changed is read, and the review settles it."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.served import Served
from tests.browser.streamlit_page import rerun, screenshot, settled


@pytest.fixture(scope="module")
def served_template(_demo_template: Path) -> Path:
    """Return the fictional record, in which texts have moved since others cited them."""
    return _demo_template


@pytest.fixture(scope="module")
def served_clock(demo_clock: Path) -> Path:
    """Serve it at the time of the fiction."""
    return demo_clock


def test_a_text_that_moved_is_looked_at_and_settled(page: Page, served: Served) -> None:
    page.goto(served.url + "/record-health")
    settled(page)
    group = page.locator("summary").filter(has_text="INT-E2")
    with rerun(page):
        group.click()
    expect(page.locator("ins").first).to_be_visible()
    screenshot(page, "health")
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]  # type: ignore[index]
    page.get_by_role("textbox", name="Why (optional)").fill("Only the protocol by agreement was added")
    with rerun(page):
        page.get_by_role("button", name="still hold", exact=False).click()
    expect(page.get_by_text("still hold.", exact=False)).to_be_visible()
    expect(group).to_have_count(0)
