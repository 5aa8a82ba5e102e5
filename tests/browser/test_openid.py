"""Signing in by an organisation's account, at a real provider on loopback, in a real browser."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.identity_provider import CLIENT, SECRET
from tests.browser.served import ROOT, Served, free_port, record, serving
from tests.browser.streamlit_page import screenshot, settled, watch_runs
from workbench.process.access import links_made, open_sessions, sign_out_everywhere
from workbench.process.actor import LOCAL_OPERATOR

START_SECONDS = 60
SECRETS = """
[auth]
redirect_uri = "http://127.0.0.1:{{port}}/oauth2callback"
cookie_secret = "a long secret for the cookies of a test"
client_id = "{client}"
client_secret = "{secret}"
server_metadata_url = "{issuer}/.well-known/openid-configuration"
"""


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    """Run the provider as a process of its own; its issuer."""
    port = free_port()
    issuer = f"http://127.0.0.1:{port}"
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.browser.identity_provider", str(port), issuer],
        cwd=ROOT,
        env={**os.environ},
    )
    try:
        for _ in range(START_SECONDS * 10):
            try:
                with urllib.request.urlopen(f"{issuer}/jwks", timeout=5):
                    break
            except (urllib.error.URLError, ConnectionError):
                assert process.poll() is None, "the provider did not start"
                try:
                    process.wait(0.1)
                except subprocess.TimeoutExpired:
                    continue
        yield issuer
    finally:
        process.terminate()
        process.wait(10)


@pytest.fixture(scope="module")
def served(
    provider: str, demo_template: Path, demo_clock: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Served]:
    """Serve the fictional record, with the provider in the secrets."""
    folder = tmp_path_factory.mktemp("served")
    shutil.copyfile(demo_template, folder / "record.sqlite3")
    secrets = folder / "secrets.toml"
    secrets.write_text(SECRETS.format(client=CLIENT, secret=SECRET, issuer=provider))
    with serving(folder / "record.sqlite3", clock=demo_clock, STREAMLIT_SECRETS_FILES=str(secrets)) as server:
        yield server


@pytest.fixture
def window(browser: Browser, served: Served) -> Iterator[Page]:
    """Open a window of its own cookies, on the first page."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    context.set_default_timeout(30_000)
    watch_runs(context)
    page = context.new_page()
    page.goto(served.url)
    settled(page)
    yield page
    context.close()


def enter(page: Page, email: str, *, verified: bool = True) -> None:
    """Sign in at the provider and come back."""
    page.get_by_role("button", name="Sign in with your organisation's account").click()
    page.get_by_label("E-mail").fill(email)
    if not verified:
        page.get_by_label("not verified").check()
    page.get_by_role("button", name="Continue").click()
    page.wait_for_selector('[data-testid="stApp"]')
    settled(page)


def who_is_in(served: Served) -> list[str]:
    with record(served) as database, database.read() as session:
        return [held.code for held in open_sessions(session)]


def test_the_address_says_who_it_is_and_signing_out_ends_both(window: Page, served: Served) -> None:
    expect(window.get_by_text("Or sign in with your link.")).to_be_visible()
    screenshot(window, "welcome-account")
    enter(window, "Cleo.PIER@example.org")
    expect(window.get_by_text("Cleo Pier · representative")).to_be_visible()
    expect(window.get_by_role("link", name="Settings")).to_have_count(0)
    window.reload()
    settled(window)
    expect(window.get_by_text("Cleo Pier · representative")).to_be_visible()
    assert who_is_in(served) == ["PER-PIER"]
    kept = [cookie for cookie in window.context.cookies() if cookie["name"].startswith("_streamlit_user")]
    assert kept
    assert all(cookie["httpOnly"] for cookie in kept)

    window.get_by_role("link", name="Sign out").click()
    window.get_by_role("button", name="Sign out of this browser").click()
    expect(window.get_by_text("Or sign in with your link.")).to_be_visible()
    assert who_is_in(served) == []
    # The cookies of before are of no use any more: the record knows that this sign-in was ended.
    window.context.add_cookies(kept)
    window.goto(served.url)
    settled(window)
    expect(window.get_by_text("Or sign in with your link.")).to_be_visible()
    enter(window, "cleo.pier@example.org")
    expect(window.get_by_text("Cleo Pier · representative")).to_be_visible()


def test_the_facilitator_signs_an_account_out_everywhere(window: Page, served: Served) -> None:
    enter(window, "bo.quay@example.org")
    expect(window.get_by_text("Bo Quay · authoriser, representative")).to_be_visible()
    with record(served) as database:
        assert sign_out_everywhere(database, LOCAL_OPERATOR, "PER-QUAY") == 1
    window.reload()
    settled(window)
    expect(window.get_by_text("Or sign in with your link.")).to_be_visible()


@pytest.mark.parametrize(
    ("email", "verified", "says"),
    [
        ("nobody@example.org", True, "Nobody in this group has the address"),
        ("cleo.pier@example.org", False, "does not vouch for the address"),
    ],
)
def test_an_account_that_is_nobodys_gets_a_sentence_and_nothing_is_created(
    window: Page, served: Served, email: str, verified: bool, says: str
) -> None:
    before = who_is_in(served)
    enter(window, email, verified=verified)
    expect(window.get_by_text(says)).to_be_visible()
    screenshot(window, f"welcome-refused-{'unknown' if verified else 'unverified'}")
    expect(window.get_by_role("link", name="Issues")).to_have_count(0)
    assert who_is_in(served) == before
    with record(served) as database, database.read() as session:
        assert links_made(session)[0].code == ""
    window.get_by_role("link", name="Use another account").click()
    window.get_by_role("button", name="Sign out of this browser").click()
    expect(window.get_by_text("Or sign in with your link.")).to_be_visible()
    expect(window.get_by_text(says)).to_have_count(0)


def test_the_wanted_page_is_found_again(window: Page, served: Served) -> None:
    window.goto(f"{served.url}/?item=ISS-001")
    settled(window)
    enter(window, "dara.mole@example.org")
    window.wait_for_url("**/?item=ISS-001")
    settled(window)
    expect(window.get_by_text("ISS-001").first).to_be_visible()
