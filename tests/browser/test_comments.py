"""A party answers that a resolution does not satisfy, and the answer stands as it was typed."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.served import Served, record
from tests.browser.streamlit_page import rerun, screenshot, settled
from workbench.graph.comment_threads import ThreadComment, all_comments

pytestmark = pytest.mark.fictional

WORDS = "Who pays **is** how.\n\n<b>All</b> of it, please: 5 < 6 & $x$."


def said(served: Served, words: str) -> ThreadComment:
    with record(served) as database, database.read() as session:
        return next(row for row in all_comments(session) if words in row.text)


def test_the_facilitator_resolves_and_a_party_is_not_satisfied(
    page: Page, visitor_page: Page, served: Served
) -> None:
    page.goto(served.url + "/comments")
    settled(page)
    expect(page.get_by_text("3 of 9 comments have no resolution yet.")).to_be_visible()
    screenshot(page, "comments")
    row = said(served, "Who pays for a second line")
    with rerun(page):
        page.locator(f".st-key-comments_resolve_{row.uuid} button").click()
    form = page.locator(".st-key-comments_form")
    with rerun(page):
        form.get_by_text("Incorporated in part").click()
    form.get_by_label("Detail").fill("A second line is named as an option; who pays is not.")
    screenshot(page, "comments-resolve")
    with rerun(page):
        form.get_by_role("button", name="Write the resolution").click()
    thread = page.locator(f".st-key-comments_{row.uuid}")
    expect(thread).to_contain_text("One earlier resolution, replaced")

    name, value = served.session("PER-BUOY")
    visitor_page.context.add_cookies([{"name": name, "value": value, "url": served.url}])
    visitor_page.goto(served.url + "/?item=REQ-03")
    settled(visitor_page)
    thread = visitor_page.locator(f".st-key-item_comment_{row.uuid}")
    with rerun(visitor_page):
        thread.get_by_role("button", name="Answer the resolution").click()
    with rerun(visitor_page):
        thread.get_by_text("Not satisfied").click()
    thread.get_by_label("In your own words").fill(WORDS)
    screenshot(visitor_page, "comments-answer")
    with rerun(visitor_page):
        thread.get_by_role("button", name="Send the answer").click()
    expect(thread.locator("blockquote").first).to_have_text(WORDS, use_inner_text=True)
    screenshot(visitor_page, "comments-item")
    resolution = said(served, "Who pays for a second line").resolution
    assert resolution is not None
    assert resolution.answer is not None
    assert (resolution.answer.satisfied, resolution.answer.words) == (False, WORDS)

    page.goto(served.url + "/comments?comments_state=Answered%3A+not+satisfied")
    settled(page)
    expect(page.locator(f".st-key-comments_{row.uuid} blockquote").first).to_have_text(
        WORDS, use_inner_text=True
    )
    with page.expect_download() as download:
        page.get_by_role("button", name="Excel").click()
    assert download.value.suggested_filename == "comments.xlsx"
