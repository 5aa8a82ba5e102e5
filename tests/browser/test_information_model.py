"""The information model in a real browser: found by a point, a row opens, a value is tried; it fits a telephone."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.served import Served
from tests.browser.streamlit_page import grid, grid_choose, rerun, screenshot, settled


def test_a_point_is_found_and_a_value_is_tried(page: Page, served: Served) -> None:
    page.goto(f"{served.url}/information-model")
    settled(page)
    screenshot(page, "information-model")
    find = page.get_by_label("Find")
    with rerun(page):
        find.fill("AO88")
    expect(grid(page).locator("tbody tr")).to_have_count(1)
    expect(grid(page).locator("td", has_text="Limit active power: ceiling")).to_be_attached()
    with rerun(page):
        grid_choose(page, 0, 0)
    drawer = page.get_by_role("dialog")
    expect(drawer.get_by_role("region", name="What each protocol calls it")).to_contain_text("AI149")
    assert "quantity=limit-active-power" in page.url
    value = drawer.get_by_role("textbox", name="Try a value")
    value.fill("33.3")
    with rerun(page):
        value.press("Enter")
    said = drawer.get_by_role("region", name="The value in each protocol")
    expect(said.locator("tr", has_text="DNP3 1815.2")).to_contain_text("333")
    page.set_viewport_size({"width": 390, "height": 844})
    expect(said).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.keyboard.press("Escape")
    expect(drawer).to_have_count(0)


def test_the_minimum_data_open_their_requirement(page: Page, served: Served) -> None:
    page.goto(f"{served.url}/information-model?model_view=Minimum+data")
    settled(page)
    screenshot(page, "information-model-minimum-data")
    with rerun(page):
        grid_choose(page, 0, 0)
    expect(page.get_by_role("dialog").get_by_role("button", name="Full page")).to_be_visible()
