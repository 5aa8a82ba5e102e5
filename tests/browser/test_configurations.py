"""Configurations in a real browser: two side by side, over the diagram, and a hop that is edited with its preview."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.served import Served, now
from tests.browser.streamlit_page import choose, rerun, screenshot, settled
from workbench.graph.ways import way

ADDRESS = "/configurations?compare=CFG-AGGREGATOR-HTTP&compare=CFG-AGGREGATOR-XMPP"


def test_two_are_compared_and_laid_over_the_diagram(page: Page, served: Served) -> None:
    page.goto(served.url + "/configurations")
    settled(page)
    page.get_by_label("Compare side by side").click()
    for title in ("by HTTP", "by XMPP"):
        with rerun(page):
            page.get_by_role("option", name=f"Aggregator between utility and facilities, {title}").click()
    page.keyboard.press("Escape")
    table = page.get_by_role("region", name="Configurations side by side")
    expect(table.get_by_text("1: XMPP (partly)")).to_be_visible()
    expect(table.get_by_text("Pays for it")).to_have_count(0)
    assert page.url.endswith(ADDRESS)
    with rerun(page):
        page.get_by_text("Only what differs").click()
    expect(table.get_by_text("Pays for it")).to_be_visible()
    screenshot(page, "configurations")
    address = page.get_by_role("link", name="Both over the diagram").get_attribute("href")
    assert address is not None
    page.goto(served.url + address.removeprefix("."))
    settled(page)
    sheet = page.get_by_role("group", name="Diagram of the architecture")
    expect(sheet.get_by_text("A2 B2")).to_be_visible()
    expect(
        page.get_by_text("Aggregator between utility and facilities, by XMPP, a double line")
    ).to_be_visible()
    screenshot(page, "diagram-configurations", widths=(1440,))


def test_a_hop_is_edited_with_its_preview(page: Page, served: Served) -> None:
    page.goto(served.url + "/configurations?configuration=CFG-FACILITY-GATEWAY")
    settled(page)
    drawer = page.get_by_role("dialog")
    expect(drawer.get_by_role("heading", name="Depends on issues", exact=False)).to_be_visible()
    with rerun(page):
        drawer.get_by_role("button", name="Edit", exact=True).click()
    # The second hop's: the first hop has fields of the same names.
    payer = drawer.get_by_label("Pays").nth(1)
    choose(page, payer, "customer")
    expect(payer).to_have_value("customer")
    with rerun(page):
        drawer.get_by_role("button", name="Save …").click()
    preview = page.get_by_role("dialog")
    expect(preview.get_by_text("What this save will write")).to_be_visible()
    expect(preview.get_by_text("not settled; customer", exact=False).first).to_be_visible()
    preview.get_by_label("Reason").fill("Said at the meeting")
    with rerun(page):
        preview.get_by_role("button", name="Save").click()
    expect(page.get_by_test_id("stToast")).to_contain_text("Saved as change")
    snapshot = now(served)
    assert [hop.payer for hop in way(snapshot, snapshot.by_code["CFG-FACILITY-GATEWAY"]).hops] == [
        "not settled",
        "customer",
    ]


def test_on_a_narrow_screen_two_stand_side_by_side_without_scrolling(page: Page, served: Served) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(served.url + ADDRESS)
    settled(page)
    table = page.get_by_role("region", name="Configurations side by side")
    expect(table.get_by_text("1: XMPP (partly)")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert table.evaluate("region => region.scrollWidth <= region.clientWidth")
