"""A session survives reloading and a restart of the server, and its cookie is Secure behind a proxy with TLS."""

from __future__ import annotations

import urllib.error
import urllib.parse
import urllib.request
from typing import Any

from playwright.sync_api import Browser, expect

from tests.browser.served import Served, serving, sign_in
from tests.browser.streamlit_page import settled, watch_runs
from workbench.process.keeping import Database


class _Stay(urllib.request.HTTPRedirectHandler):
    """Shows an answer that leads elsewhere instead of following it."""

    def redirect_request(self, *_: Any) -> None:
        return None


def _sign_in_cookie(served: Served, headers: dict[str, str]) -> str:
    token = urllib.parse.parse_qs(urllib.parse.urlsplit(served.fresh_link()).query)["token"][0]
    request = urllib.request.Request(
        f"{served.url}/sign-in", urllib.parse.urlencode({"token": token}).encode(), headers
    )
    try:
        answer = urllib.request.build_opener(_Stay).open(request, timeout=20)
    except urllib.error.HTTPError as error:
        answer = error
    assert answer.status == 303
    return str(answer.headers["Set-Cookie"])


def test_a_session_survives_reloading_and_a_restart(browser: Browser, bundled: Database) -> None:
    assert bundled.path is not None
    database = bundled.path
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    watch_runs(context)
    page = context.new_page()
    with serving(database) as first:
        sign_in(page, first)
        settled(page)
        page.reload()
        settled(page)
        expect(page.get_by_role("link", name="Issues").first).to_be_visible()
        # The web server believes the machine's own proxy, and nobody says https without one.
        assert "Secure" in _sign_in_cookie(first, {"X-Forwarded-Proto": "https"})
        assert "Secure" not in _sign_in_cookie(first, {})
    with serving(database) as second:
        # Browsers send a cookie to every port of a host, so the new port gets that of the old one.
        page.goto(second.url)
        settled(page)
        expect(page.get_by_role("link", name="Issues").first).to_be_visible()
        page.goto(f"{second.url}/sign-out")
        page.get_by_role("button", name="Sign out everywhere").click()
        expect(page.get_by_role("heading", name="You are signed out")).to_be_visible()
        page.goto(second.url)
        settled(page)
        expect(page.get_by_text("Sign in with your link.")).to_be_visible()
    context.close()
