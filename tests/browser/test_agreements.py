"""A facilitator edits an agreement, and the page keeps saying no more than the group said."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.served import Served
from tests.browser.streamlit_page import rerun, screenshot, settled


def test_an_agreement_is_edited_and_agreed_is_refused(page: Page, served: Served) -> None:
    page.goto(served.url + "/agreements")
    settled(page)
    expect(page.get_by_text("0 of 14 agreed by a recorded consensus call.")).to_be_visible()
    screenshot(page, "agreements")
    page.locator(".st-key-agreements_edit_AGR-09 button").click()
    drawer = page.get_by_role("dialog")
    choices = drawer.get_by_label("Choices, one a line")
    expect(choices).to_have_value("Modbus\nGOOSE\nothers")
    choices.fill("Modbus\nGOOSE\nothers\nSunSpec Modbus")
    with rerun(page):
        page.keyboard.press("Tab")
    screenshot(page, "agreements-edit")
    drawer.get_by_role("button", name="Save …").click()
    preview = page.get_by_role("dialog", name="What this save will write")
    expect(preview).to_contain_text("SunSpec Modbus")
    page.locator(".st-key-agreements_save_now button").click()
    expect(page.get_by_test_id("stToast")).to_contain_text("Saved as change")
    expect(page.locator(".st-key-agreements_card_AGR-09")).to_contain_text("SunSpec Modbus")

    page.locator(".st-key-agreements_edit_AGR-09 button").click()
    status = drawer.get_by_role("combobox", name="Status")
    status.click()
    page.get_by_role("option", name="agreed", exact=True).click()
    settled(page)
    drawer.get_by_role("button", name="Save …").click()
    expect(preview).to_contain_text("only after a recorded consensus call")
    expect(page.locator(".st-key-agreements_save_now button")).to_be_disabled()


def test_june_is_read_only_and_says_what_was_said(page: Page, served: Served) -> None:
    page.goto(served.url + "/agreements?at=Minutes+of+12+June+2014&agreements_status=questioned")
    settled(page)
    card = page.locator(".st-key-agreements_card_AGR-09")
    expect(card).to_contain_text("for most inverter manufacturers; questioned the same day")
    expect(page.locator(".st-key-agreements_card_AGR-13")).to_have_count(0)
    expect(page.get_by_role("button", name="Edit", exact=True)).to_have_count(0)
    card.get_by_role("button", name="History and sources").click()
    expect(page.get_by_role("dialog")).to_contain_text("How it came to this")
    screenshot(page, "agreements-june")
