"""A facilitator moves a meeting, proposes and saves a schedule; a calendar reads its file with the key only."""

from __future__ import annotations

import re
import urllib.error
import urllib.request

import pytest
from playwright.sync_api import Page, expect

from tests.browser.served import Served
from tests.browser.streamlit_page import ROW_HEIGHT_REM, grid, rerun, screenshot, settled, type_day


def test_a_meeting_is_moved_and_nothing_else_moves(page: Page, served: Served) -> None:
    page.goto(served.url + "/meetings?meetings_view=Agendas")
    settled(page)
    expect(page.get_by_text("things need attention")).to_be_visible()
    page.locator(".st-key-meetings_agenda_MTG-2014-06-19 button").click()
    page.locator(".st-key-meetings_do_edit button").click()
    day = page.get_by_role("dialog").get_by_test_id("stDateInput").first
    expect(day).to_be_visible()
    settled(page)
    type_day(page, day, "2014", "06", "17")
    effects = page.locator(".st-key-meetings_effects")
    expect(effects).to_contain_text("MTG-2014-06-19 moves from Thu 19 Jun 2014 to Tue 17 Jun 2014")
    expect(effects).to_contain_text("nothing else moves")
    expect(effects).to_contain_text("No longer so")
    screenshot(page, "meetings-move")
    page.get_by_role("dialog").get_by_role("button", name="Save …").click()
    preview = page.get_by_role("dialog", name="What this save will write")
    expect(preview).to_contain_text("1 item changed")
    preview.get_by_label("Reason").fill("Moved to a Tuesday, as the facilitator asked")
    with rerun(page):
        page.keyboard.press("Tab")
    page.locator(".st-key-meetings_save_now button").click()
    expect(page.get_by_test_id("stToast")).to_contain_text("Saved as change")
    expect(page.get_by_text("Tue 17 Jun 2014: Next Thursday's meeting")).to_be_visible()
    expect(page.get_by_text("which is blocked")).to_have_count(0)


def test_a_row_of_the_table_opens_the_drawer(page: Page, served: Served) -> None:
    page.goto(served.url + "/meetings")
    settled(page)
    expect(page.locator("figure.wb-time")).to_contain_text("Ordered by the Commission")
    frame = grid(page)
    letters = page.evaluate("parseFloat(getComputedStyle(document.documentElement).fontSize)")
    frame.locator(".dvn-scroller").click(position={"x": 30, "y": ROW_HEIGHT_REM * letters * 1.5})
    drawer = page.get_by_role("dialog")
    expect(drawer).to_contain_text("MTG-2014-06-12")
    expect(drawer.get_by_role("button", name="Move or edit")).to_be_visible()
    page.keyboard.press("Escape")
    expect(drawer).to_have_count(0)
    screenshot(page, "meetings")


def test_a_schedule_is_proposed_adjusted_and_saved(page: Page, served: Served) -> None:
    page.goto(served.url + "/meetings")
    settled(page)
    page.get_by_role("button", name="Propose a schedule").first.click()
    expect(page.get_by_text("has passed").first).to_be_visible()
    settled(page)
    type_day(page, page.locator(".st-key-meetings_proposal_filing"), "2027", "02", "26")
    with rerun(page):
        page.get_by_text("New meetings may be added").click()
    page.get_by_role("button", name="Compute").click()
    expect(page.get_by_text(re.compile(r"issues fit before the filing on Fri 26 Feb 2027"))).to_be_visible()
    frame = grid(page)
    letters = page.evaluate("parseFloat(getComputedStyle(document.documentElement).fontSize)")
    with rerun(page):
        # The box to tick stands in the middle of its cell, behind the code.
        frame.locator(".dvn-scroller").click(position={"x": 84 + 30, "y": ROW_HEIGHT_REM * letters * 1.5})
    expect(page.get_by_text(re.compile("As adjusted"))).to_be_visible()
    screenshot(page, "meetings-proposal")
    page.get_by_role("button", name="Save the schedule").click()
    preview = page.get_by_role("dialog", name="What this save will write")
    expect(preview).to_contain_text("links added")
    page.locator(".st-key-meetings_save_now button").click()
    expect(page.get_by_test_id("stToast")).to_contain_text("Saved as change")
    expect(page.locator("table.wb-schedule")).to_be_visible()
    expect(page.locator("table.wb-schedule")).to_contain_text("Consensus call")
    screenshot(page, "meetings-by-issue")


def test_the_calendar_is_read_with_its_key_only(page: Page, served: Served) -> None:
    page.goto(served.url + "/meetings")
    settled(page)
    page.get_by_role("button", name="Calendar").click()
    address = page.get_by_test_id("stCode").filter(has_text="schedule.ics").inner_text().strip()
    assert address.startswith(served.url + "/schedule.ics?key=")
    with urllib.request.urlopen(address, timeout=20) as answer:
        content = answer.read()
        assert answer.headers["Content-Type"].startswith("text/calendar")
    assert content.startswith(b"BEGIN:VCALENDAR")
    assert b"Formal submittal to the Commission" in content
    for wrong in ("", "?key=", "?key=" + "0" * 40, "?key=%00%C3%A9"):
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(served.url + "/schedule.ics" + wrong, timeout=20)
        assert refused.value.code == 403
    with page.expect_download() as download:
        page.get_by_role("button", name="Download schedule.ics").click()
    assert download.value.suggested_filename == "schedule.ics"
