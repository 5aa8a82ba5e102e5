"""The Desk, the history and the baselines in a real browser, on the bundled record."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.served import Served, record
from tests.browser.streamlit_page import rerun, screenshot, settled
from workbench.graph.proposed import ItemEdit, ProposedChange
from workbench.graph.reading import SNAPSHOTS
from workbench.process.actor import LOCAL_OPERATOR
from workbench.process.changes import save


def status_of(served: Served, code: str) -> str:
    with record(served) as database:
        item = SNAPSHOTS.get(database).item(code)
    assert item is not None
    return item.status


def changed(served: Served, code: str, **fields: object) -> int:
    with record(served) as database:
        return save(
            database, LOCAL_OPERATOR, ProposedChange(edits=(ItemEdit(code, fields),), why="A test")
        ).number


def go(page: Page, served: Served, address: str) -> None:
    page.goto(served.url + address)
    settled(page)


def test_the_desk_of_a_record_of_2014(page: Page, served: Served) -> None:
    go(page, served, "/")
    expect(page.get_by_role("heading", name="Desk")).to_be_visible()
    expect(page.get_by_text("Days are not counted from today.")).to_be_visible()
    assert "days ago" not in page.locator("body").inner_text()
    screenshot(page, "desk-now")
    with rerun(page):
        page.get_by_role("button", name="Submittal of 18 July 2014").click()
    expect(page.get_by_text("You are looking at")).to_be_visible()
    expect(page.get_by_text("11 days ago").first).to_be_visible()
    assert "at=Submittal" in page.url
    screenshot(page, "desk-baseline")


def test_a_line_leads_to_where_it_is_put_right(page: Page, served: Served) -> None:
    go(page, served, "/")
    page.get_by_role("link", name="open issues have no meeting").click()
    settled(page)
    page.wait_for_url("**/issues?**")
    expect(page.get_by_role("heading", name="Issues", exact=True)).to_be_visible()
    assert "meeting" in page.url
    go(page, served, "/")
    details = page.locator("details", has_text="Show the").first
    details.locator("summary").click()
    details.get_by_role("link").first.click()
    page.wait_for_url("**item=*")
    settled(page)


def test_a_change_is_undone_from_the_history(page: Page, served: Served) -> None:
    before = status_of(served, "ISS-001")
    number = changed(served, "ISS-001", status="deferred")
    go(page, served, "/history")
    with rerun(page):
        page.get_by_role("button", name=f"Change {number}", exact=True).click()
    drawer = page.get_by_role("dialog")
    expect(drawer.get_by_text("deferred").first).to_be_visible()
    assert f"change={number}" in page.url
    with rerun(page):
        drawer.get_by_role("button", name="Undo this change").click()
    expect(drawer.get_by_text(f"Undo of change {number} would put back:")).to_be_visible()
    screenshot(page, "history-undo")
    assert status_of(served, "ISS-001") == "deferred"
    with rerun(page):
        drawer.get_by_role("button", name=f"Undo change {number}").click()
    expect(drawer).to_have_count(0)
    expect(page.get_by_text(f"undone by change {number + 1}")).to_be_visible()
    assert status_of(served, "ISS-001") == before


def test_the_chain_is_verified(page: Page, served: Served) -> None:
    go(page, served, "/history")
    page.get_by_role("button", name="Verify", exact=True).click()
    expect(page.get_by_text("Sound: ")).to_be_visible(timeout=60_000)
    screenshot(page, "history")


def test_a_baseline_is_made_and_compared(page: Page, served: Served, tmp_path: Path) -> None:
    go(page, served, "/baselines")
    with rerun(page):
        page.get_by_role("button", name="New baseline").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("textbox", name="Name").fill("Before the call")
    dialog.get_by_role("textbox", name="Note").fill("What the agenda was sent with")
    screenshot(page, "baselines-new")
    with rerun(page):
        dialog.get_by_role("button", name="Make the baseline").click()
    expect(dialog).to_have_count(0)
    expect(page.get_by_text("What the agenda was sent with")).to_be_visible()
    changed(served, "ISS-002", title="=a title that a spreadsheet would run")
    go(page, served, "/baselines?baselines_from=Before+the+call")
    expect(page.get_by_text("Items: 1 changed.")).to_be_visible()
    screenshot(page, "baselines")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download as CSV").click()
    download.value.save_as(tmp_path / "comparison.csv")
    rows = list(csv.reader(io.StringIO((tmp_path / "comparison.csv").read_text("utf-8-sig"))))
    assert rows[1][2] == "ISS-002"
    assert rows[1][-1] == "'=a title that a spreadsheet would run"
