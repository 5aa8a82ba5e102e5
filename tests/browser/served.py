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

from playwright.sync_api import Browser, Page, Playwright

from tests.browser.warm import CLOCK, WarmServer
from workbench.graph.reading import SNAPSHOTS
from workbench.graph.snapshot import Snapshot
from workbench.process.actor import LOCAL_OPERATOR
from workbench.process.keeping import Database, open_database
from workbench.process.sign_in import cookie_name, make_link, redeem

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


Process = subprocess.Popen[str] | WarmServer


@dataclass
class Served:
    """A running server: its address, its database, the facilitator's link, and what it has printed."""

    process: Process
    url: str
    database: Path
    printed: list[str] = field(default_factory=list)
    sign_in: str = ""
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
        """Return another sign-in link for the facilitator."""
        with record(self) as database:
            return f"{self.url}/sign-in?token={make_link(database, LOCAL_OPERATOR)}"

    def session(self, person: str | None = None) -> tuple[str, str]:
        """Return name and value of the cookie that signs a person in by code, the facilitator by default."""
        with record(self) as database:
            token = make_link(database, LOCAL_OPERATOR, person=person)
            return cookie_name(database), redeem(database, token)

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
def serving(database: Path, *, clock: Path | None = None, warm: bool = True, **more: str) -> Iterator[Served]:
    """Serve the record of a database on a free port until the block ends; ``more`` goes to the environment.

    Args:
        clock: a file with the seconds by which a warm server's clock is put forward; the test may change it.
        warm: begin with everything imported; else as a person starts it, by the command.
    """
    port = free_port()
    surroundings = {**os.environ, "HOST": "127.0.0.1", "PORT": str(port), "PYTHONUNBUFFERED": "1", **more}
    surroundings.pop("DATABASE_URL", None)
    process: Process
    if warm:
        surroundings |= {"WORKBENCH_DB": str(database)} | ({CLOCK: str(clock)} if clock else {})
        options = ["--server.address", "127.0.0.1", "--server.port", str(port), "--server.headless", "true"]
        process = WarmServer(surroundings, options)
    else:
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
