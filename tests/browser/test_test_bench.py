"""The test bench in a real browser: a configuration is started, commanded, watched and stopped; a quantity is tried."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.served import Served
from tests.browser.streamlit_page import rerun, screenshot, settled


def test_a_configuration_is_started_commanded_watched_and_stopped(page: Page, served: Served) -> None:
    page.goto(f"{served.url}/test-bench?run=CFG-FACILITY-GATEWAY")
    settled(page)
    screenshot(page, "test-bench")
    expect(
        page.get_by_text("Head-end — IEEE 2030.5 → Facility gateway — SunSpec over Modbus/TCP")
    ).to_be_visible()
    page.get_by_role("button", name="Start").click()
    stop = page.get_by_role("button", name="Stop everything")
    expect(stop).to_be_visible(timeout=60_000)
    places = [page.locator(f".st-key-bench_place_{number}") for number in range(3)]
    expect(places[2]).to_contain_text("10,000 W")
    page.get_by_role("button", name="Send", exact=True).click()
    # It arrives at the end, is held there, and what is measured comes back up to the utility.
    for place in reversed(places):
        expect(place).to_contain_text("5,000 W", timeout=30_000)
        expect(place).to_contain_text("held")
    expect(page.get_by_text("limit to 50 %")).to_be_visible()
    screenshot(page, "test-bench-running")
    page.set_viewport_size({"width": 390, "height": 844})
    expect(stop).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    stop.click()
    expect(page.get_by_role("button", name="Start")).to_be_visible(timeout=30_000)


def test_a_quantity_is_tried_on_the_reference_inverter(page: Page, served: Served) -> None:
    page.goto(f"{served.url}/?item=OBJ-limit-active-power")
    settled(page)
    with rerun(page, timeout=60_000):
        page.get_by_role("button", name="Write the value above").click()
    expect(page.get_by_text("The inverter held 100 %WMax and holds 50 %WMax now.")).to_be_visible()
    said = page.locator("ol.wb-exchanges")
    expect(said).to_contain_text("704.WMaxLimPct 50 Pct (1388)")
    expect(said).to_contain_text(
        "10 a4 db 00 01 02 13 88"
    )  # write one register, 5000 with a scale factor of -2
    screenshot(page, "quantity-tried")
