"""A real server and a real browser, for the journeys of a person through the pages.

``served`` is one server with a fresh record for the tests of one module: the bundled one or, where the module is
marked ``fictional``, the fictional one at the time of the fiction. ``page`` is a window in which the facilitator is
signed in; ``visitor_page`` is one in which nobody is. Both begin empty: to load a page takes seconds of the processor.
"""

from __future__ import annotations

import asyncio.events
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from scripts.programs import PROGRAMS
from tests.browser.served import Served, chromium, serving
from tests.browser.streamlit_page import PICTURES, watch_runs
from tests.conftest import DEMO_MOMENT
from workbench.graph import clock


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test of this folder as one that drives a browser."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="module")
def served_template(request: pytest.FixtureRequest) -> Path:
    """Return the record of which the module's server has a copy."""
    return Path(request.getfixturevalue("demo_template" if _fictional(request) else "bundled_template"))


@pytest.fixture(scope="module")
def served_clock(request: pytest.FixtureRequest) -> Path | None:
    """Return the file that sets the clock of the module's server, or None where it goes as it goes."""
    return Path(request.getfixturevalue("demo_clock")) if _fictional(request) else None


def _fictional(request: pytest.FixtureRequest) -> bool:
    return request.node.get_closest_marker("fictional") is not None


@pytest.fixture(scope="module")
def demo_clock(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Set the clock of the tests, and of a server that is given this file, to when the fictional record is looked at.

    Whatever the day is on which the tests run, its calls are open.
    """
    ahead = DEMO_MOMENT - datetime.now(UTC)
    file = tmp_path_factory.mktemp("clock") / "seconds"
    file.write_text(str(ahead.total_seconds()))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "SERVER_CLOCK", lambda: clock.server_moment() + ahead)
        yield file


@pytest.fixture(scope="module")
def served(
    served_template: Path, served_clock: Path | None, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Served]:
    """Serve a copy of a record, the bundled one by default, on a free port for the tests of one module."""
    database = tmp_path_factory.mktemp("served") / "workbench.sqlite3"
    shutil.copyfile(served_template, database)
    with serving(database, clock=served_clock) as server:
        yield server


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start Chromium without a window; skip where it is not installed."""
    path = PROGRAMS["Chromium"].path()
    if path is None:
        pytest.skip(PROGRAMS["Chromium"].how_to_get_it())
    expect.set_options(timeout=15_000)
    with sync_playwright() as playwright:
        started = chromium(playwright, path)
        driving = asyncio.events._get_running_loop()
        yield started
        asyncio.events._set_running_loop(driving)  # the last test of the session may be one that put it away
        started.close()


def _window(browser: Browser, request: pytest.FixtureRequest, **options: Any) -> Iterator[Page]:
    context = browser.new_context(
        viewport={"width": 1440, "height": 900}, reduced_motion="reduce", accept_downloads=True, **options
    )
    context.set_default_timeout(30_000)
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    watch_runs(context)
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
    """Open a window in which the facilitator is signed in; it shows nothing yet."""
    for window in _window(browser, request):
        name, value = served.session()
        window.context.add_cookies([{"name": name, "value": value, "url": served.url}])
        yield window
