"""Many sessions at one server: each opens the call, thinks, takes a position, thinks, changes it."""

from __future__ import annotations

import asyncio
import os
import random
import statistics
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.browser.call_record import Kept, Voter, ask_for_form, take
from tests.browser.tab import Failed, Gone, Tab

OPENINGS = 10
"""Sessions that open the page in one second: a meeting's start, not one moment."""
SHARE = 0.55
"""Part of what a process can compute up to which answers stay quick."""


@dataclass
class Figures:
    """What was measured: seconds, milliseconds of CPU, megabytes.

    Args:
        opened: seconds until the page was there, by session.
        runs: seconds of every rerun once all sessions were there.
        receipts: every receipt that a session was shown.
    """

    sessions: int
    opened: list[float] = field(default_factory=list)
    runs: list[float] = field(default_factory=list)
    receipts: list[Kept] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    cpu: float = 0.0
    finished: int = 0
    seconds: float = 0.0
    megabytes: tuple[float, float] = (0.0, 0.0)
    yardstick: tuple[float, float] = (0.0, 0.0)

    @property
    def cpu_a_rerun(self) -> float:
        """Milliseconds of the server's CPU for one run of the script."""
        return 1000 * self.cpu / max(1, self.finished)

    @property
    def carries(self) -> int:
        """Sessions of this pace that one process carries before answers become slow."""
        pace = self.finished / self.seconds / self.sessions
        return int(SHARE * 1000 / self.cpu_a_rerun / pace) if pace and self.cpu else 0

    def sentences(self) -> list[str]:
        """The figures in words."""
        return [
            f"{self.sessions} sessions, {self.finished / self.seconds:.0f} reruns a second, "
            f"{len(self.receipts)} receipts",
            f"rerun: p50 {_percentile(self.runs, 50):.0f} ms, p95 {_percentile(self.runs, 95):.0f} ms; "
            f"opening: p50 {_percentile(self.opened, 50):.0f} ms, p95 {_percentile(self.opened, 95):.0f} ms",
            f"CPU of the server: {self.cpu_a_rerun:.1f} ms a rerun, "
            f"{100 * self.cpu / self.seconds:.0f} % of one core; "
            f"memory {self.megabytes[0]:.0f} to {self.megabytes[1]:.0f} MB; carries about {self.carries} such sessions",
            f"half a million additions took {self.yardstick[0]:.0f} and {self.yardstick[1]:.0f} ms of CPU meanwhile: "
            "figures of two runs compare only where these do",
        ]


def _percentile(values: Sequence[float], share: int) -> float:
    """The percentile in milliseconds."""
    if len(values) < 2:
        return 1000 * sum(values)
    return 1000 * statistics.quantiles(values, n=100, method="inclusive")[share - 1]


def yardstick() -> float:
    """Milliseconds of CPU that a fixed piece of Python takes here and now: other work slows a machine down."""
    start, found = time.process_time(), 0
    for number in range(500_000):
        found += number * number
    return 1000 * (time.process_time() - start)


def measurable(pid: int) -> bool:
    """Whether this system tells what a process has used."""
    return Path(f"/proc/{pid}/stat").is_file()


def used(pid: int) -> tuple[float, float]:
    """Seconds of CPU that a process has used, and megabytes that it holds."""
    numbers = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    ticks = int(numbers[11]) + int(numbers[12])
    return ticks / os.sysconf("SC_CLK_TCK"), pages * os.sysconf("SC_PAGE_SIZE") / 2**20


async def drive(
    url: str,
    pid: int,
    code: str,
    voters: Sequence[Voter],
    *,
    think: float,
    seconds: float,
    page: str = "call",
) -> Figures:
    """Let every voter open the page and act, and measure once all of them are there.

    One thing at a time: taking a position, or asking for the form again to change it.

    Args:
        pid: process of the server.
        think: seconds that a person thinks before each of these, on average.
        seconds: how long is measured.
        page: path of the page.
    """
    figures = Figures(len(voters))
    # What a server does once, at its first page, is not measured.
    first = Tab(url, voters[0].cookie, page, f"call={code}&organisation={voters[0].organisation}")
    await first.open()
    await first.close()
    ramp = len(voters) / OPENINGS
    start = time.perf_counter()
    measured = start + ramp + think / 2
    end = measured + seconds
    tabs = [Tab(url, v.cookie, page, f"call={code}&organisation={v.organisation}") for v in voters]

    async def life(number: int, tab: Tab, voter: Voter) -> None:
        await asyncio.sleep(number / OPENINGS)
        try:
            figures.opened.append(await tab.open())
            while (pause := random.uniform(0.5, 1.5) * think) + time.perf_counter() < end:
                await asyncio.sleep(pause)
                before = len(tab.runs) if time.perf_counter() >= measured else None
                if not await ask_for_form(tab, voter, code):
                    figures.receipts.append(await take(tab, voter, code))
                if before is not None:
                    figures.runs += tab.runs[before:]
        except (Failed, Gone, TimeoutError, OSError) as fault:
            figures.faults.append(f"{type(fault).__name__}: {fault}"[:600])

    async def meter() -> None:
        await asyncio.sleep(measured - time.perf_counter())
        before = yardstick()
        cpu, megabytes = used(pid)
        runs, began = sum(tab.finished for tab in tabs), time.perf_counter()
        await asyncio.sleep(end - time.perf_counter())
        later, held = used(pid)
        figures.cpu, figures.megabytes = later - cpu, (megabytes, held)
        figures.finished = sum(tab.finished for tab in tabs) - runs
        figures.seconds = time.perf_counter() - began
        figures.yardstick = (before, yardstick())

    await asyncio.gather(
        meter(), *(life(n, tab, voter) for n, (tab, voter) in enumerate(zip(tabs, voters, strict=True)))
    )
    await asyncio.gather(*(tab.close() for tab in tabs))
    return figures
