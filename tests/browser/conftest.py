"""A real server on a free port and a real browser, for the journeys of a person through the pages.

``served`` is one server with a fresh record for the tests of one module; ``page`` is a window in which the
facilitator is signed in; ``visitor_page`` is one in which nobody is. The sign-in link is good for one use:
a test that follows ``served.sign_in`` itself stands in a module of its own.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from scripts.programs import PROGRAMS
from tests.browser.streamlit_page import PICTURES, settled

ROOT = Path(__file__).parents[2]
SIGN_IN = re.compile(r"Sign in \(once, as facilitator\): (\S+)")
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
START_SECONDS = 120


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test of this folder as one that drives a browser."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@dataclass
class Served:
    """A running server: its address, its database, the facilitator's link, and what it has printed."""

    process: subprocess.Popen[str]
    url: str
    database: Path
    printed: list[str] = field(default_factory=list)
    sign_in: str = ""
    cookies: Any = None
    _said_link: threading.Event = field(default_factory=threading.Event)

    def read(self) -> None:
        """Keep what the server prints until it ends, and note the sign-in link."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.printed.append(line)
            if found := SIGN_IN.search(line):
                self.sign_in = found.group(1)
                self._said_link.set()
        self._said_link.set()

    def wait_until_ready(self) -> None:
        """Wait for the sign-in link and for the first answer; fail with what was printed when none comes."""
        self._said_link.wait(START_SECONDS)
        for _ in range(START_SECONDS * 10):
            if self.process.poll() is not None or not self.sign_in:
                break
            try:
                with urllib.request.urlopen(f"{self.url}/_stcore/health", timeout=5):
                    return
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                threading.Event().wait(0.1)
        raise AssertionError("The server did not start. It printed:\n" + "".join(self.printed))

    def fresh_link(self) -> str:
        """Return another sign-in link for the facilitator, made on the command line."""
        port = self.url.rsplit(":", 1)[1]
        command = [sys.executable, "-m", "workbench", "link", "--db", str(self.database), "--port", port]
        return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()[
            -1
        ]

    def stop(self) -> None:
        """End the server and what it started."""
        for end in (signal.SIGTERM, signal.SIGKILL):
            try:
                os.killpg(self.process.pid, end)
                self.process.wait(10)
            except ProcessLookupError:
                return
            except subprocess.TimeoutExpired:
                continue


def free_port() -> int:
    """Return a port of the loopback interface on which nothing listens."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@pytest.fixture(scope="module")
def served(_bundled_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Serve a copy of the bundled record on a free port for the tests of one module."""
    folder = tmp_path_factory.mktemp("served")
    database = folder / "workbench.sqlite3"
    shutil.copyfile(_bundled_template, database)
    port = free_port()
    surroundings = {
        **os.environ,
        "HOST": "127.0.0.1",
        "PORT": str(port),
        "PYTHONUNBUFFERED": "1",
    }
    surroundings.pop("DATABASE_URL", None)
    process = subprocess.Popen(
        [sys.executable, "-m", "workbench", "serve", "--db", str(database)],
        cwd=ROOT,
        env=surroundings,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    server = Served(process, f"http://127.0.0.1:{port}", database)
    reader = threading.Thread(target=server.read, daemon=True)
    reader.start()
    try:
        server.wait_until_ready()
        yield server
    finally:
        server.stop()
        reader.join(10)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start Chromium without a window; skip where it is not installed."""
    path = PROGRAMS["Chromium"].path()
    if path is None:
        pytest.skip(PROGRAMS["Chromium"].how_to_get_it())
    expect.set_options(timeout=15_000)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=CHROMIUM_ARGUMENTS)
        yield chromium
        chromium.close()


def sign_in(page: Page, served: Served) -> None:
    """Follow the sign-in link and press the button that redeems it."""
    page.goto(served.sign_in)
    page.get_by_role("button", name="Sign in").click()


def _window(browser: Browser, request: pytest.FixtureRequest, **options: Any) -> Iterator[Page]:
    context = browser.new_context(
        viewport={"width": 1440, "height": 900}, reduced_motion="reduce", accept_downloads=True, **options
    )
    context.set_default_timeout(30_000)
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    yield page
    report = getattr(request.node, "report_of_call", None)
    if report is not None and report.failed:
        PICTURES.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=PICTURES / f"failed-{request.node.name}.png")
    context.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    """Note how the test itself ended, so that its window can leave a picture when it failed."""
    report = yield
    if call.when == "call":
        item.report_of_call = report  # type: ignore[attr-defined]
    return report


@pytest.fixture
def visitor_page(browser: Browser, served: Served, request: pytest.FixtureRequest) -> Iterator[Page]:
    """Open a window in which nobody is signed in; it shows nothing yet."""
    yield from _window(browser, request)


@pytest.fixture
def page(browser: Browser, served: Served, request: pytest.FixtureRequest) -> Iterator[Page]:
    """Open a window in which the facilitator is signed in, on the facilitator's first page."""
    for window in _window(browser, request, storage_state=served.cookies):
        # The link is good for one use: the first window keeps the cookie for those after it.
        if served.cookies:
            window.goto(served.url)
        else:
            sign_in(window, served)
        settled(window)
        served.cookies = served.cookies or window.context.storage_state()
        yield window
