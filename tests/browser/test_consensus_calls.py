"""A call from its draft to its outcome: prepared, checked, opened, answered while one looks, extended, recorded."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.browser.served import Served, record
from tests.browser.streamlit_page import choose, rerun, screenshot, settled, type_day
from workbench.process.ballots.positions import NewPosition, take_position
from workbench.process.clock import group_today
from workbench.process.sign_in import actor_by_code

pytestmark = pytest.mark.fictional


def choose_day(page: Page, key: str, days: int) -> None:
    """Type the day that lies so many days ahead into the closing day within a container or dialog."""
    day = group_today() + timedelta(days=days)
    field = page.locator(key).get_by_test_id("stDateInput").first
    expect(field).to_be_visible()
    type_day(page, field, f"{day:%Y}", f"{day:%m}", f"{day:%d}")


def give_reason(page: Page, words: str) -> None:
    with rerun(page):
        page.get_by_role("dialog").get_by_label("Reason").fill(words)
        page.keyboard.press("Tab")


def test_a_call_goes_from_its_draft_to_its_outcome(page: Page, served: Served) -> None:
    page.goto(served.url + "/consensus-calls")
    settled(page)
    expect(page.get_by_role("heading", name="Consensus calls")).to_be_visible()
    screenshot(page, "calls")
    page.get_by_role("button", name="Prepare a call").click()
    expect(page.get_by_role("heading", name="Prepare a call")).to_be_visible()
    about = page.get_by_role("combobox", name=re.compile("About"))
    choose(page, about, "AGR-03")
    expect(page.get_by_text("Left empty, it asks")).to_be_visible()
    settled(page)
    choose_day(page, ".st-key-ballots_form", 20)
    screenshot(page, "calls-prepare")
    page.get_by_role("button", name="Keep the draft").click()
    expect(page.get_by_role("heading", name="Before it opens")).to_be_visible()
    code = re.search(r"call=(BAL-\d+)", page.url)
    assert code is not None
    expect(page.get_by_text("Needs a look")).to_be_visible()
    settled(page)
    screenshot(page, "calls-draft")
    page.get_by_role("button", name="Open the call …").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text(f"Opening {code[1]} freezes its question")
    expect(dialog.get_by_label("Notice")).to_have_value(re.compile(rf"{served.url}/call\?call={code[1]}"))
    settled(page)
    screenshot(page, "calls-open")
    page.get_by_role("button", name="Open the call", exact=True).click()
    expect(page.get_by_role("status").filter(has_text="0 of 10 organisations answered")).to_be_visible()

    with record(served) as database:
        actor = actor_by_code(database, "PER-QUAY")
        take_position(database, actor, NewPosition(code[1], "ORG-UTILITY-BLUE", "support"))
    expect(
        page.get_by_role("status").filter(has_text="1 of 10 organisations answered: 1 for")
    ).to_be_visible()
    expect(page.locator(".wb-stands").filter(has_text="Utility Blue").first).to_contain_text("supports")

    settled(page)
    page.get_by_role("button", name="Extend …").click()
    expect(page.get_by_role("dialog")).to_contain_text("the reason is shown wherever the call is")
    settled(page)
    choose_day(page, "[role=dialog]", 27)
    give_reason(page, "Counsel asked for another week")
    page.get_by_role("button", name="Extend it").click()
    expect(page.get_by_text("Counsel asked for another week")).to_be_visible()
    settled(page)
    screenshot(page, "calls-live")

    page.get_by_role("button", name="More").click()
    page.get_by_role("button", name="Close early …").click()
    give_reason(page, "Everybody who wanted to has answered")
    page.get_by_role("button", name="Close it now").click()
    page.get_by_role("button", name="Record the outcome …").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("No consensus: Nobody objects, and what the rule asks for is met.")
    with rerun(page):
        dialog.get_by_text("Consensus", exact=True).first.click()
    expect(dialog).to_contain_text("Consensus. Supporting: Utility Blue.")
    screenshot(page, "calls-record")
    dialog.get_by_role("button", name="Record it").click()
    expect(page.locator(".wb-outcome")).to_contain_text("Consensus. Supporting: Utility Blue.")
    expect(page.locator(".wb-outcome")).to_contain_text("Nobody has contested it.")
    settled(page)
    screenshot(page, "calls-recorded")
    page.goto(served.url + "/?item=AGR-03")
    expect(page.locator(".wb-call")).to_contain_text("Consensus. Supporting: Utility Blue.")
    settled(page)
    screenshot(page, "calls-item")
