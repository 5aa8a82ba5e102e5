"""The link of the terminal signs one person in, once; nobody else sees anything of the record."""

from __future__ import annotations

import urllib.request

from playwright.sync_api import Page, expect

from tests.browser.served import Served, sign_in
from tests.browser.streamlit_page import settled


def test_a_visitor_sees_nothing_of_the_record(visitor_page: Page, served: Served) -> None:
    visitor_page.goto(served.url + "/issues")
    settled(visitor_page)
    expect(visitor_page.get_by_text("sign in", exact=False).first).to_be_visible()
    expect(visitor_page.get_by_role("link", name="Issues")).to_have_count(0)
    assert "ISS-0" not in visitor_page.locator("body").inner_text()


def test_the_link_is_good_for_one_use_and_looking_at_it_is_none(visitor_page: Page, served: Served) -> None:
    for _ in range(2):  # as the scanner of a mail program does
        with urllib.request.urlopen(served.sign_in, timeout=10) as answer:
            assert answer.status == 200
    sign_in(visitor_page, served)
    settled(visitor_page)
    expect(visitor_page.get_by_role("link", name="Issues").first).to_be_visible()
    visitor_page.context.clear_cookies()
    sign_in(visitor_page, served)
    expect(visitor_page.get_by_role("heading", name="This link does not work")).to_be_visible()


def test_signing_out_ends_it(visitor_page: Page, served: Served) -> None:
    served.sign_in = served.fresh_link()
    sign_in(visitor_page, served)
    settled(visitor_page)
    cookies = [cookie for cookie in visitor_page.context.cookies() if cookie["httpOnly"]]
    assert cookies
    assert {cookie["sameSite"] for cookie in cookies} == {"Lax"}
    visitor_page.get_by_role("link", name="Sign out").click()
    visitor_page.get_by_role("button", name="Sign out of this browser").click()
    expect(visitor_page.get_by_role("heading", name="You are signed out")).to_be_visible()
    # The session is over in the record too: the cookie of before is of no use any more.
    visitor_page.context.add_cookies(cookies)
    visitor_page.goto(served.url)
    settled(visitor_page)
    expect(visitor_page.get_by_role("link", name="Issues")).to_have_count(0)


def test_a_forged_cookie_is_said(visitor_page: Page, served: Served) -> None:
    served.sign_in = served.fresh_link()
    sign_in(visitor_page, served)
    settled(visitor_page)
    [cookie] = [cookie for cookie in visitor_page.context.cookies() if cookie["httpOnly"]]
    visitor_page.context.add_cookies([{**cookie, "value": f"{cookie['value']}x"}])
    visitor_page.goto(served.url)
    settled(visitor_page)
    expect(visitor_page.get_by_text("was not made by this workbench")).to_be_visible()
