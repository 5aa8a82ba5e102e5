"""People and settings in a real browser: somebody is added, signs in and is signed out; a table is edited."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.served import Served, now
from tests.browser.streamlit_page import GRID, grid, rerun, screenshot, settled


def go(page: Page, served: Served, address: str) -> None:
    page.goto(served.url + address)
    settled(page)


def test_a_person_is_added_signs_in_and_is_signed_out(page: Page, visitor_page: Page, served: Served) -> None:
    go(page, served, "/people?people_part=Persons")
    with rerun(page):
        page.get_by_role("button", name="Add a person").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("textbox", name="Name").fill("Ann Example")
    with rerun(page):
        dialog.get_by_role("textbox", name="Name").press("Tab")
    with rerun(page):
        dialog.get_by_role("button", name="Save …").click()
    preview = page.get_by_role("dialog")
    expect(preview.get_by_text("new person")).to_be_visible()
    preview.get_by_role("button", name="Save", exact=False).first.click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    settled(page)
    assert now(served).item("PER-EXAMPLE") is not None

    go(page, served, "/people?people_part=Sign-in")
    page.get_by_role("combobox", name="Person").click()
    with rerun(page):
        page.get_by_role("option", name="Ann Example").click()
    with rerun(page):
        page.get_by_role("button", name="Make a link").click()
    address = page.locator("code", has_text="sign-in?token=").inner_text().replace("\n", "")
    assert address.startswith(served.url + "/sign-in?token=")
    screenshot(page, "people-sign-in")

    visitor_page.goto(address)
    visitor_page.get_by_role("button", name="Sign in").click()
    settled(visitor_page)
    expect(visitor_page.get_by_text("Ann Example · observer")).to_be_visible()
    expect(visitor_page.get_by_role("link", name="Desk")).to_have_count(0)

    go(page, served, "/people?people_part=Sign-in")
    row = page.locator("[class*=st-key-people_row_session_PER-EXAMPLE]")
    row.get_by_role("button", name="Sign out everywhere").click()
    with rerun(page):
        page.get_by_test_id("stPopoverBody").get_by_role("button", name="Sign out everywhere").click()
    visitor_page.reload()
    settled(visitor_page)
    expect(visitor_page.get_by_text("Sign in with your link.")).to_be_visible()


def test_a_row_of_the_organisations_opens_its_page(page: Page, served: Served) -> None:
    go(page, served, "/people")
    screenshot(page, "people")
    page.locator(".dvn-scroller").first.click(position={"x": 120, "y": 50})
    page.wait_for_url("**item=ORG-*")
    settled(page)
    expect(page.get_by_role("button", name="Edit", exact=False).first).to_be_visible()


def test_blocked_days_are_edited_in_their_table(page: Page, served: Served) -> None:
    go(page, served, "/settings?settings_group=The+schedule")
    with rerun(page):
        page.locator("[class*=st-key-settings_edit_SET-blocked-days] button:visible").first.click()
    dialog = page.get_by_role("dialog")
    # The first column of a table that can grow is for choosing rows.
    grid(page, 1 if page.locator(GRID).count() > 1 else 0).locator(".dvn-scroller").click(
        position={"x": 60, "y": 48}
    )
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    editor = page.locator("#portal textarea, #portal input").first
    editor.fill("the facilitator is on leave")
    with rerun(page):
        page.keyboard.press("Enter")
    screenshot(page, "settings-table")
    with rerun(page):
        dialog.get_by_role("button", name="Save …").click()
    preview = page.get_by_role("dialog")
    expect(preview.get_by_text("is on leave")).to_be_visible()
    preview.get_by_role("button", name="Save", exact=False).first.click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    settled(page)
    assert now(served).setting("blocked-days") == [
        {"from": "2014-06-19", "to": "2014-06-19", "why": "the facilitator is on leave"}
    ]


def test_the_filing_date_of_2014_is_edited(page: Page, served: Served) -> None:
    go(page, served, "/settings?settings_group=The+filing")
    screenshot(page, "settings-filing")
    with rerun(page):
        page.locator("[class*=st-key-settings_edit_SET-filing-date] button:visible").first.click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("2014").first).to_be_visible()
    with rerun(page):
        dialog.get_by_role("button", name="Cancel").click()
    expect(dialog).to_have_count(0)


def test_the_rules_of_form(page: Page, served: Served) -> None:
    go(page, served, "/settings?settings_group=Rules+of+form")
    expect(page.get_by_text("remembered, and not checked").first).to_be_visible()
    screenshot(page, "settings-form")
