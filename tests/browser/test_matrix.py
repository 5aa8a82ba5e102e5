"""The matrix in a real browser: it scrolls inside itself, keeps the names in sight, and is taken out as a file."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from tests.browser.served import Served
from tests.browser.streamlit_page import rerun, screenshot, settled

pytestmark = pytest.mark.fictional


def test_the_matrix_is_read_filtered_and_taken_out(page: Page, served: Served) -> None:
    page.goto(served.url + "/matrix")
    settled(page)
    region = page.get_by_role("region", name="Who stands where, a wide table")
    expect(region.get_by_role("rowheader", name="Utility Blue")).to_be_visible()
    screenshot(page, "matrix")
    with rerun(page):
        page.get_by_role("button", name="recorded", exact=True).click()
    expect(region.get_by_role("columnheader", name="Consensus call BAL-01")).to_be_visible()
    expect(region.get_by_text("BAL-03")).to_have_count(0)
    assert "matrix_state=recorded" in page.url
    with page.expect_download() as started:
        page.get_by_role("button", name="Excel").click()
    workbook = load_workbook(io.BytesIO(Path(started.value.path()).read_bytes()))
    assert workbook.sheetnames == ["Positions", "All positions", "Rules"]


def test_on_a_narrow_screen_the_names_stay_while_the_calls_scroll(page: Page, served: Served) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(served.url + "/matrix")
    settled(page)
    region = page.get_by_role("region", name="Who stands where, a wide table")
    name = region.get_by_role("rowheader", name="Utility Blue")
    before = name.bounding_box()
    region.focus()
    page.keyboard.press("End")
    region.evaluate("region => region.scrollLeft = 400")
    after = name.bounding_box()
    assert before is not None
    assert after is not None
    assert after["x"] == pytest.approx(before["x"], abs=1)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_the_countdown_says_who_owes_what(page: Page, served: Served) -> None:
    page.goto(served.url + "/countdown")
    settled(page)
    expect(page.get_by_text("“Report to the Commission” waits for")).to_be_visible()
    page.get_by_role("button", name="Copy positions").click()
    assert "Sundial Example League:\n* BAL-02" in page.evaluate("navigator.clipboard.readText()")
    screenshot(page, "countdown")
