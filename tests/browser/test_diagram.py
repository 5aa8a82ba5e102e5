"""The diagram in a real browser: a line is opened by mouse, a box by keyboard, and it is coloured anew."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.served import Served, now
from tests.browser.streamlit_page import choose, rerun, screenshot, settled


def test_boxes_and_lines_open_and_are_coloured(page: Page, served: Served) -> None:
    page.goto(served.url + "/diagram")
    settled(page)
    sheet = page.get_by_role("group", name="Diagram of the architecture")
    line = sheet.get_by_role("button", name="Interface 2, red", exact=False)
    expect(line).to_be_attached()
    screenshot(page, "diagram")
    with rerun(page):
        line.locator("path.reach").first.dispatch_event("click")
    drawer = page.get_by_role("dialog")
    expect(drawer.get_by_text("INT-E2", exact=False).first).to_be_visible()
    expect(drawer.get_by_role("heading", name="Recommendations", exact=False)).to_be_visible()
    screenshot(page, "diagram-open", widths=(1440,))
    with rerun(page):
        page.get_by_role("dialog").get_by_role("button", name="Close").click()
    expect(drawer).to_have_count(0)
    box = sheet.get_by_role("button", name="ISO/RTO/TSO operations, level 5")
    box.focus()
    with rerun(page):
        page.keyboard.press("Enter")
    expect(page.get_by_role("dialog").get_by_text("ACR-L5-ISO", exact=False).first).to_be_visible()
    with rerun(page):
        page.get_by_role("dialog").get_by_role("button", name="Close").click()
    with rerun(page):
        page.get_by_role("radio", name="Open issues").click()
    expect(page.get_by_text("red interfaces:", exact=False)).to_be_visible()
    assert "diagram_by=" in page.url
    with rerun(page):
        page.get_by_role("button", name="Take it out …").click()
    expect(page.get_by_role("button", name="PNG", exact=False)).to_be_visible()
    with page.expect_download() as started:
        page.get_by_role("button", name="SVG", exact=False).click()
    assert "<svg" in Path(started.value.path()).read_text("utf-8")


def test_an_actor_a_red_line_and_a_pin_are_drawn_before_they_are_saved(page: Page, served: Served) -> None:
    page.goto(served.url + "/diagram")
    settled(page)
    with rerun(page):
        page.get_by_role("button", name="Add an actor").click()
    form = page.get_by_role("dialog")
    form.get_by_label("Name").fill("Metering cloud")
    with rerun(page):
        form.get_by_label("Name").press("Tab")
    _choose(page, "Level", "Level 3")
    with rerun(page):
        form.get_by_role("button", name="Put into the drawing").click()
    sheet = page.get_by_role("group", name="Diagram of the architecture")
    expect(sheet.get_by_role("button", name="Metering cloud, level 3")).to_be_attached()
    with rerun(page):
        page.get_by_role("button", name="Draw an interface").click()
    form.get_by_label("Name").fill("Utility to metering cloud")
    with rerun(page):
        form.get_by_label("Name").press("Tab")
    _choose(page, "From", "DER communications system")
    _choose(page, "To", "Metering cloud")
    _choose(page, "Colour", "red")
    with rerun(page):
        form.get_by_role("button", name="Put into the drawing").click()
    line = sheet.get_by_role("button", name="Interface, red: DER communications system to Metering cloud")
    expect(line).to_be_attached()
    with rerun(page):
        line.locator("path.reach").first.dispatch_event("click")
    form.get_by_label("Or a new issue").fill("Who runs the metering cloud?")
    with rerun(page):
        form.get_by_label("Or a new issue").press("Tab")
    with rerun(page):
        form.get_by_role("button", name="Pin it here").click()
    screenshot(page, "diagram-pin", widths=(1440,))
    with rerun(page):
        form.get_by_role("button", name="Close").click()
    expect(page.get_by_text("3 unsaved edits")).to_be_visible()
    screenshot(page, "diagram-unsaved")
    with rerun(page):
        page.get_by_role("button", name="Save …").click()
    preview = page.get_by_role("dialog")
    expect(preview.get_by_role("group", name="The drawing before the change")).to_be_visible()
    after = preview.get_by_role("group", name="The drawing after the change")
    expect(after.locator("g.sign.added")).to_have_count(2)
    screenshot(page, "diagram-preview")
    preview.get_by_label("Reason").fill("The group drew it")
    with rerun(page):
        preview.get_by_label("Reason").press("Tab")
    with rerun(page):
        preview.get_by_role("button", name="Save").click()
    expect(page.get_by_text("unsaved edits")).to_have_count(0)
    record = now(served)
    drawn = record.by_code["INT-N1"]
    assert [record.view(drawn, end) for end in ("from", "to")] == [
        ["ACR-L4-COMMS"],
        ["ACR-L3-METERING-CLOUD"],
    ]
    (issue,) = record.sources(drawn, "pinned-to")
    pin = sheet.get_by_role("link", name=issue.title, exact=False)
    pin.locator("polygon").click()
    expect(page.get_by_role("heading", name=issue.title)).to_be_visible()
    settled(page)
    page.get_by_role("link", name="Utility to metering cloud").last.click()
    settled(page)
    expect(page.get_by_role("dialog").get_by_text("INT-N1", exact=False).first).to_be_visible()


def test_layers_open_their_agreements_and_two_moments_are_compared(page: Page, served: Served) -> None:
    page.goto(served.url + "/diagram?diagram_view=Layers")
    settled(page)
    layers = page.get_by_role("group", name="Diagram of the layers")
    layer = layers.get_by_role("button", name="Transport protocol", exact=False).first
    screenshot(page, "diagram-layers")
    layer.focus()
    with rerun(page):
        page.keyboard.press("Enter")
    expect(page.get_by_role("dialog").get_by_text("How it came to this")).to_be_visible()
    page.goto(served.url + "/diagram?diagram_view=Difference")
    settled(page)
    expect(page.get_by_role("region", name="What differs").get_by_role("row").nth(1)).to_be_visible()
    screenshot(page, "diagram-difference")


def _choose(page: Page, label: str, words: str) -> None:
    """Choose in a list of the open form the first choice with some words."""
    choose(page, page.get_by_role("dialog").get_by_role("combobox", name=label, exact=False).first, words)


def test_on_a_narrow_screen_the_drawing_scrolls_inside_itself(page: Page, served: Served) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(served.url + "/diagram")
    settled(page)
    sheet = page.get_by_role("group", name="Diagram of the architecture")
    expect(sheet.get_by_role("button").first).to_be_attached()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert sheet.evaluate("sheet => sheet.scrollWidth > sheet.clientWidth")
    line = sheet.get_by_role("button", name="Interface 2, red", exact=False).locator("path.reach").first
    seen = sheet.evaluate("sheet => { const r = sheet.getBoundingClientRect(); return [r.left, r.right]; }")
    room = line.bounding_box()
    assert room is not None
    assert seen[0] < room["x"] < seen[1], "a red line is in sight without scrolling"
    assert sheet.evaluate("sheet => sheet.scrollLeft") > 0
