"""A real server on a free port, started as a person starts it, and the way into it."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, Playwright

from workbench.graph.reading import SNAPSHOTS
from workbench.graph.snapshot import Snapshot
from workbench.process.keeping import Database, open_database

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


@contextmanager
def serving(database: Path, *, clock: Path | None = None, **more: str) -> Iterator[Served]:
    """Serve the record of a database on a free port until the block ends; ``more`` goes to the environment.

    Args:
        clock: a file with the seconds by which the server's clock is put forward; the test may change it.
    """
    port = free_port()
    surroundings = {**os.environ, "HOST": "127.0.0.1", "PORT": str(port), "PYTHONUNBUFFERED": "1", **more}
    surroundings.pop("DATABASE_URL", None)
    command = [sys.executable, "-m", "workbench", "serve", "--db", str(database)]
    if clock is not None:
        command = [sys.executable, "-m", "tests.browser.clocked_server", "--server.port", str(port)]
        surroundings |= {"WORKBENCH_DB": str(database), "WORKBENCH_TEST_CLOCK": str(clock)}
    process = subprocess.Popen(
        command,
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


def sign_in(page: Page, served: Served) -> None:
    """Follow the sign-in link and press the button that redeems it."""
    page.goto(served.sign_in)
    page.get_by_role("button", name="Sign in").click()


def chromium(playwright: Playwright, path: str) -> Browser:
    """Start Chromium without a window."""
    return playwright.chromium.launch(executable_path=path, args=CHROMIUM_ARGUMENTS)


@contextmanager
def record(served: Served) -> Iterator[Database]:
    """Open the server's database, for looking into and for a second person's saves."""
    database, _ = open_database(str(served.database))
    try:
        yield database
    finally:
        database.close()


def now(served: Served) -> Snapshot:
    """Return the server's record as it stands."""
    with record(served) as database:
        return SNAPSHOTS.get(database)
