"""One server process under the sessions of a large call, against a page as most would write it first.

Every session opens the call over a websocket, as a browser's tab does, thinks ten seconds on average, takes a
position, thinks, asks for the form again, thinks, and sends another one. On two cores 400 sessions are to be
answered with a p95 under 300 ms, at 25 ms of CPU a rerun at most, with not one position lost or doubled. The
naive page is measured with fewer sessions, which it can still answer; what it carries follows from its CPU a rerun.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from _sessions import Figures, drive, measurable

from tests.browser.call_record import compared, kept, make_call
from tests.browser.served import START_SECONDS, free_port, serving
from workbench.process.keeping import open_database
from workbench.process.verification import verify

NAIVE_SESSIONS = 15
NAIVE_SECONDS = 15


@contextmanager
def serving_naively(database: Path, folder: Path) -> Iterator[tuple[str, int]]:
    """Serve the naive page with the settings that Streamlit comes with."""
    port = free_port()
    page = Path(__file__).with_name("_naive_page.py")
    options = {"server.port": port, "server.address": "127.0.0.1", "server.headless": "true"}
    flags = [part for name, value in options.items() for part in (f"--{name}", str(value))]
    process = subprocess.Popen(
        [sys.executable, "-m", "streamlit", "run", str(page), *flags, "--browser.gatherUsageStats", "false"],
        cwd=folder,
        env={**os.environ, "NAIVE_DB": str(database), "PYTHONPATH": str(page.parents[1])},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    url = f"http://127.0.0.1:{port}"
    try:
        for _ in range(START_SECONDS * 10):
            try:
                with urllib.request.urlopen(f"{url}/_stcore/health", timeout=5):
                    break
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                time.sleep(0.1)
        yield url, process.pid
    finally:
        process.kill()
        process.wait()


def say(name: str, figures: Figures) -> None:
    """Print what was measured."""
    print(name)
    for sentence in figures.sentences():
        print(f"  {sentence}")
    for fault in sorted(set(figures.faults))[:5]:
        print(f"  FAULT in {figures.faults.count(fault)} sessions: {fault}")
    sys.stdout.flush()


def main() -> int:
    """Print the figures of both pages and their ratios; 1 when a position was lost or doubled."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sessions", type=int, default=400, help="sessions at once (400)")
    parser.add_argument("--seconds", type=float, default=20.0, help="how long is measured (20)")
    parser.add_argument(
        "--think", type=float, default=10.0, help="seconds that a person thinks before each press (10)"
    )
    parser.add_argument("--no-naive", action="store_true", help="leave the naive page out")
    asked = parser.parse_args()
    if not measurable(os.getpid()):
        print("Left out: this system does not tell in /proc what a process has used.")
        return 0
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        file = folder / "record.sqlite3"
        code, voters = make_call(file, asked.sessions)
        untouched = folder / "naive.sqlite3"
        shutil.copyfile(file, untouched)
        with serving(file, warm=False) as server:
            pid = server.process.pid
            ours = asyncio.run(drive(server.url, pid, code, voters, think=asked.think, seconds=asked.seconds))
        say("The workbench", ours)
        if ours.faults:
            print("  The server printed last:", *server.printed[-40:], sep="\n  ")
        database, _ = open_database(str(file))
        record = kept(database, code)
        found = compared(ours.receipts, record)
        faults = verify(database).faults
        database.close()
        print(f"  {len(ours.receipts)} receipts against {len(record)} positions on record:")
        print(
            f"  {len(found.lost)} lost, {len(found.doubled)} doubled, {len(found.unseen)} whose receipt no session "
            f"saw; faults of the chain: {len(faults)}"
        )
        if not asked.no_naive:
            with serving_naively(untouched, folder) as (url, pid):
                few = voters[:NAIVE_SESSIONS]
                naive = asyncio.run(
                    drive(url, pid, code, few, think=asked.think, seconds=NAIVE_SECONDS, page="")
                )
            say("A naive page", naive)
            print(
                f"CPU a rerun, the workbench / a naive page: {ours.cpu_a_rerun / naive.cpu_a_rerun:.2f}; "
                f"sessions carried, a naive page / the workbench: {naive.carries / max(1, ours.carries):.2f}"
            )
    return 1 if found.lost or found.doubled or faults or ours.faults else 0


if __name__ == "__main__":
    sys.exit(main())
