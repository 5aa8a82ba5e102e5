"""First paint of the Issues screen with 1,000 issues, against 100, in a real browser.

A paint is over when the grid is drawn and the script has ended; each turn opens the page anew in a window of
its own, on a server that has served the page before.
"""

from __future__ import annotations

import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from _large_record import write_large_record
from _ratios import compare
from playwright.sync_api import Browser, sync_playwright

from scripts.programs import PROGRAMS
from tests.browser.served import Served, chromium, serving, sign_in
from tests.browser.streamlit_page import grid, settled
from workbench.process.keeping import open_database
from workbench.starting import load_directory


def record(folder: Path, issues: int) -> Path:
    """Load a record with this many issues and return its database."""
    database, _ = open_database(str(folder / f"{issues}.sqlite3"))
    load_directory(database, write_large_record(folder / str(issues), items=issues * 5, links=issues * 15))
    database.close()
    return folder / f"{issues}.sqlite3"


def signed_in(browser: Browser, server: Served) -> Served:
    """Sign in once and keep the cookie for the windows that follow."""
    context = browser.new_context()
    window = context.new_page()
    sign_in(window, server)
    settled(window)
    server.cookies = context.storage_state()
    context.close()
    return server


def paint(browser: Browser, server: Served) -> None:
    """Open the Issues screen in a new window and wait until its grid is drawn."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, storage_state=server.cookies)
    window = context.new_page()
    window.goto(f"{server.url}/issues")
    grid(window)
    settled(window)
    context.close()


def main() -> int:
    """Print the ratio, or what is missing."""
    path = PROGRAMS["Chromium"].path()
    if path is None:
        print(f"Left out: {PROGRAMS['Chromium'].how_to_get_it()}")
        return 0
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        browser = chromium(stack.enter_context(sync_playwright()), path)
        many, few = (
            signed_in(browser, stack.enter_context(serving(record(folder, issues), warm=False)))
            for issues in (1_000, 100)
        )
        for server in (many, few):
            paint(browser, server)
        compare(
            "first paint of the Issues screen with 1,000 issues / with 100",
            lambda: paint(browser, many),
            lambda: paint(browser, few),
            turns=5,
        )
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
