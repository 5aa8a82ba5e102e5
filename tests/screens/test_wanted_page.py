"""The page asked for before signing in is gone to afterwards; nothing else is ever gone to."""

from __future__ import annotations

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from workbench.screens.wanted_page import COOKIE, WantedPage, wanted_address

HTML = {"Accept": "text/html"}


async def _page(_: Request) -> Response:
    return HTMLResponse("page")


async def _back(_: Request) -> Response:
    return RedirectResponse("/", 302)


@pytest.fixture
def browser() -> TestClient:
    routes = [Route("/oauth2callback", _back), Route("/sign-in", _back, methods=["POST"]), Route("/{page}", _page),
              Route("/", _page)]  # fmt: skip
    app = Starlette(routes=routes, middleware=[Middleware(WantedPage)])
    return TestClient(app, follow_redirects=False)


@pytest.mark.parametrize("asked", ["/?item=ISS-013", "/meetings", "/issues?theme=data&item=R21-01"])
def test_what_was_asked_for_is_gone_to_once(browser: TestClient, asked: str) -> None:
    browser.get(asked, headers=HTML)
    assert browser.get("/oauth2callback").headers["location"] == asked
    assert browser.get("/oauth2callback").headers["location"] == "/"


def test_a_link_leads_there_too(browser: TestClient) -> None:
    browser.get("/?item=ISS-013", headers=HTML)
    assert browser.post("/sign-in").headers["location"] == "/?item=ISS-013"


def test_what_is_no_page_is_not_remembered(browser: TestClient) -> None:
    browser.get("/health", headers=HTML)
    browser.get("/meetings", headers={"Accept": "*/*"})
    browser.get("/?sign-in=", headers=HTML)
    browser.get("/", headers=HTML)
    assert COOKIE not in browser.cookies


@pytest.mark.parametrize(
    "forged",
    ["//evil.example", "https://evil.example/", "/\\evil.example", '/meetings?a="', "/Meetings", "x", ""],
)
def test_a_forged_cookie_leads_nowhere(browser: TestClient, forged: str) -> None:
    answer = browser.get("/oauth2callback", headers={"Cookie": f"{COOKIE}={forged}"})
    assert answer.headers["location"] == "/"


@pytest.mark.parametrize(
    ("path", "query", "address"),
    [("/", "", None), ("/", "item=A", "/?item=A"), ("//x", "", None), ("/a/b", "", None), ("/static", "", None),
     ("/meetings", "a=%22", "/meetings?a=%22"), ("/meetings", "a=;b", None)],
)  # fmt: skip
def test_only_addresses_of_pages(path: str, query: str, address: str | None) -> None:
    assert wanted_address(path, query) == address
