"""The server is killed while people take positions: whoever saw a receipt finds the position on record, once.

Nothing is told to the server before: SIGKILL ends it and all of its threads in the middle of what they do. The
record goes on from the same file when the server starts again.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import random
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.browser.call_record import Kept, Voter, compared, kept, make_call, tab_of, take
from tests.browser.served import ROOT, START_SECONDS, free_port
from tests.browser.tab import Gone, in_a_loop_of_its_own
from workbench.process.keeping import open_database
from workbench.process.verification import verify

VOTERS = 6
LONGEST = 1.5
"""Seconds for which the server lives at most, once the first receipt was shown."""


class Servers:
    """One server after the other on the same record, each from the process that is warm already."""

    def __init__(self, warm: subprocess.Popen[str]) -> None:
        self._warm = warm
        self._alive: int | None = None

    def start(self) -> tuple[str, int]:
        """Start the next one; its address and its process."""
        port = free_port()
        assert self._warm.stdin is not None
        assert self._warm.stdout is not None
        print(port, file=self._warm.stdin, flush=True)
        process = self._alive = int(self._warm.stdout.readline())
        url, end = f"http://127.0.0.1:{port}", time.monotonic() + START_SECONDS
        while time.monotonic() < end:
            with contextlib.suppress(urllib.error.URLError, ConnectionError, TimeoutError):
                urllib.request.urlopen(f"{url}/_stcore/health", timeout=5).close()
                return url, process
            time.sleep(0.02)
        raise AssertionError("The server did not start; server.log beside the record says why.")

    def kill(self, process: int) -> None:
        """Kill a server and what it started, and wait until it is gone."""
        os.killpg(process, signal.SIGKILL)
        assert self._warm.stdout is not None
        assert self._warm.stdout.readline() == "gone\n"
        self._alive = None

    def stop(self) -> None:
        """End what is left after a fault."""
        if self._alive is not None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._alive, signal.SIGKILL)
        self._warm.kill()
        self._warm.communicate()


@contextmanager
def servers(database: Path) -> Iterator[Servers]:
    """Let servers of a record be started and killed until the block ends."""
    surroundings = {**os.environ, "WORKBENCH_DB": str(database), "WORKBENCH_LINK_PRINTED": "1"}
    with (database.parent / "server.log").open("ab") as log:
        warm = subprocess.Popen(
            [sys.executable, "-m", "tests.soak.warm_server"],
            cwd=ROOT,
            env=surroundings,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
    found = Servers(warm)
    try:
        yield found
    finally:
        found.stop()


async def take_until_killed(servers: Servers, code: str, voters: list[Voter]) -> list[Kept]:
    """Let everybody take one position after the other, and kill the server at a moment left to chance."""
    url, process = servers.start()
    receipts: list[Kept] = []
    first = asyncio.Event()

    async def vote(voter: Voter) -> None:
        tab = tab_of(url, voter, code)
        with contextlib.suppress(Gone):
            await tab.open()
            while True:
                receipts.append(await take(tab, voter, code))
                first.set()
        await tab.close()

    voting = asyncio.gather(*map(vote, voters))
    # Now and then the server dies while the pages are being opened.
    if random.random() < 0.9:
        waiting = asyncio.create_task(first.wait())
        await asyncio.wait({waiting, voting}, return_when=asyncio.FIRST_COMPLETED)
        waiting.cancel()
    await asyncio.sleep(random.uniform(0, LONGEST))
    servers.kill(process)
    await voting
    return receipts


def lose_nothing(folder: Path, kills: int) -> None:
    """Kill the server that often, and compare what people were shown with the record."""
    path = folder / "killed.sqlite3"
    code, voters = make_call(path, VOTERS)
    receipts: list[Kept] = []
    with servers(path) as started:
        for _ in range(kills):
            receipts += in_a_loop_of_its_own(take_until_killed(started, code, voters))
    database, _ = open_database(str(path))
    record = kept(database, code)
    found = compared(receipts, record)
    assert not found.lost
    assert not found.doubled
    assert len(receipts) >= kills
    # What was on its way at a kill is on record or not, one position of each voter at most.
    assert len(found.unseen) <= kills * VOTERS
    assert verify(database).faults == ()
    database.close()


@pytest.mark.timeout(600)
def test_three_kills_lose_no_position(tmp_path: Path) -> None:
    lose_nothing(tmp_path, 3)


@pytest.mark.soak
@pytest.mark.timeout(7_200)
def test_a_hundred_kills_lose_no_position(tmp_path: Path) -> None:
    lose_nothing(tmp_path, 100)
