"""The routes for signing in and out: cookies, other sites, slowed attempts; without a browser."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from workbench.process.access import open_sessions
from workbench.process.actor import LOCAL_OPERATOR as ME
from workbench.process.attempts import FREE, Attempts
from workbench.process.keeping import Database
from workbench.process.sign_in import make_link
from workbench.screens import connection, sign_in_routes

HERE, THERE = "192.0.2.7", "198.51.100.9"
Visit = Callable[..., TestClient]


class Clock:
    """A clock that goes only when it is told to."""

    moment = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.moment


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    found = Clock()
    monkeypatch.setattr(sign_in_routes, "ATTEMPTS", Attempts(found))
    return found


@pytest.fixture
def visit(demo: Database, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Visit:
    """Return a browser: ``visit(address, "https")``."""
    monkeypatch.setattr(connection, "database", lambda: demo)
    app = Starlette(routes=sign_in_routes.sign_in_routes())

    def browser(address: str = HERE, scheme: str = "http") -> TestClient:
        return TestClient(
            app, base_url=f"{scheme}://workbench.example", client=(address, 50_000), follow_redirects=False
        )

    return browser


def token(demo: Database, person: str | None = "PER-PIER") -> str:
    return make_link(demo, ME, person=person)


def signed_in(demo: Database) -> dict[str, int]:
    with demo.read() as session:
        return {held.code: held.number for held in open_sessions(session)}


@pytest.mark.parametrize(("scheme", "secure"), [("http", False), ("https", True)])
def test_the_cookie_is_kept_from_scripts_other_sites_and_plain_http(
    visit: Visit, demo: Database, scheme: str, secure: bool
) -> None:
    answer = visit(HERE, scheme).post("/sign-in", data={"token": token(demo)})
    assert answer.status_code == 303
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert f"Max-Age={14 * 86_400}" in cookie
    assert ("Secure" in cookie) is secure


def test_looking_at_a_link_uses_nothing_up_and_its_page_is_nobodys(visit: Visit, demo: Database) -> None:
    secret = token(demo)
    page = visit().get("/sign-in", params={"token": secret})
    assert secret in page.text
    assert page.headers["cache-control"] == "no-store"
    assert page.headers["referrer-policy"] == "same-origin"
    assert "frame-ancestors 'none'" in page.headers["content-security-policy"]
    assert visit().post("/sign-in", data={"token": secret}).status_code == 303


def test_a_token_is_text_whatever_stands_in_it(visit: Visit) -> None:
    assert "<script>" not in visit().get("/sign-in", params={"token": '"><script>alert(1)</script>'}).text


@pytest.mark.parametrize(
    ("headers", "allowed"),
    [
        ({}, True),
        ({"Sec-Fetch-Site": "same-origin"}, True),
        ({"Sec-Fetch-Site": "none"}, True),
        ({"Origin": "http://workbench.example"}, True),
        ({"Origin": "https://workbench.example"}, True),
        ({"Sec-Fetch-Site": "cross-site"}, False),
        ({"Sec-Fetch-Site": "same-site"}, False),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "http://workbench.example"}, False),
        ({"Origin": "http://evil.example"}, False),
        ({"Origin": "null"}, False),
    ],
)
def test_a_form_of_another_site_signs_nobody_in_or_out(
    visit: Visit, demo: Database, headers: dict[str, str], allowed: bool
) -> None:
    browser = visit()
    browser.post("/sign-in", data={"token": token(demo)})
    answer = browser.post("/sign-out", headers=headers)
    assert answer.status_code == (200 if allowed else 403)
    assert signed_in(demo) == ({} if allowed else {"PER-PIER": 1})
    answer = visit().post("/sign-in", data={"token": token(demo, "PER-QUAY")}, headers=headers)
    assert answer.status_code == (303 if allowed else 403)
    assert ("PER-QUAY" in signed_in(demo)) is allowed


def test_asking_to_sign_out_signs_nobody_out(visit: Visit, demo: Database) -> None:
    browser = visit()
    assert "You are not signed in" in browser.get("/sign-out").text
    browser.post("/sign-in", data={"token": token(demo)})
    page = browser.get("/sign-out").text
    assert "Cleo Pier" in page
    assert "Sign out everywhere" in page
    assert signed_in(demo) == {"PER-PIER": 1}


def test_signing_out_everywhere(visit: Visit, demo: Database) -> None:
    browsers = [visit(), visit(), visit()]
    for browser, person in zip(browsers, ("PER-PIER", "PER-PIER", "PER-QUAY"), strict=True):
        browser.post("/sign-in", data={"token": token(demo, person)})
    answer = browsers[0].post("/sign-out", data={"everywhere": "yes"})
    assert "signed out of 2 browsers" in answer.text
    assert signed_in(demo) == {"PER-QUAY": 1}
    assert "workbench_session" in answer.headers["set-cookie"]


def test_guessing_is_answered_with_how_long_to_wait(visit: Visit, demo: Database, clock: Clock) -> None:
    good, other = token(demo), token(demo, "PER-QUAY")
    for number in range(FREE + 2):
        assert visit().post("/sign-in", data={"token": f"guess {number}"}).status_code in (403, 429)
    slowed = visit().post("/sign-in", data={"token": good})
    assert (slowed.status_code, slowed.headers["retry-after"]) == (429, "2")
    assert "Wait 2 seconds and try again." in slowed.text
    assert visit(THERE).post("/sign-in", data={"token": other}).status_code == 303
    clock.moment += timedelta(seconds=2)
    assert visit().post("/sign-in", data={"token": good}).status_code == 303


def test_a_form_that_is_too_large_is_not_read(visit: Visit) -> None:
    assert visit().post("/sign-in", data={"token": "x" * 20_000}).status_code == 413
