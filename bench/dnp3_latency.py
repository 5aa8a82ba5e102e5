"""Unsolicited responses: how old a change is when a master has it; ours beside yadnp3's outstation (C++).

Both serve the same point in a process of their own to the same master, yadnp3's, in turns. The aim is at most twice
the time of yadnp3. The third line is a whole inverter, of which every point is read for each change.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import opendnp3
from _dnp3_outstation import MODULUS, moment

EVENTS = 300
"""Changes of one turn; the first tenth warms up."""
TURNS = 3


class _Ages(opendnp3.ISOEHandler):
    """Notes how old each change is when it arrives."""

    def __init__(self) -> None:
        super().__init__()
        self.ages: list[int] = []
        self.enough = threading.Event()

    def BeginFragment(self, info: Any) -> None:  # noqa: N802
        pass

    def EndFragment(self, info: Any) -> None:  # noqa: N802
        pass

    def Process(self, info: Any, values: Any) -> None:  # noqa: N802
        now = moment()
        if not info.isEventVariation:
            return
        self.ages += [(now - int(each.value.value)) % MODULUS for each in values if each.index == 0]
        if len(self.ages) >= EVENTS:
            self.enough.set()


class _Listener(opendnp3.IChannelListener):
    def OnStateChange(self, state: Any) -> None:  # noqa: N802
        pass


def ages(whose: str) -> list[float]:
    """Return how old the changes of one outstation were, in milliseconds."""
    script = Path(__file__).with_name("_dnp3_outstation.py")
    process = subprocess.Popen([sys.executable, str(script), whose], stdout=subprocess.PIPE, text=True)
    manager = opendnp3.DNP3Manager(1)
    try:
        assert process.stdout is not None
        port = int(process.stdout.readline())
        keep = (_Listener(), _Ages(), opendnp3.IMasterApplication())
        retry = opendnp3.ChannelRetry.Default()
        ends = [opendnp3.IPEndpoint("127.0.0.1", port)]
        channel = manager.AddTCPClient("bench", opendnp3.levels.NOTHING, retry, ends, "", keep[0])
        config = opendnp3.MasterStackConfig()
        config.link.LocalAddr, config.link.RemoteAddr = 1, 10
        channel.AddMaster("bench", keep[1], keep[2], config).Enable()
        if not keep[1].enough.wait(60):
            raise SystemExit(f"{whose}: only {len(keep[1].ages)} of {EVENTS} changes came within a minute")
        return [age / 1_000 for age in keep[1].ages[EVENTS // 10 : EVENTS]]
    finally:
        manager.Shutdown()
        process.kill()
        process.wait()


def main() -> None:
    """Print the medians, the slowest hundredth, and the ratio."""
    found: dict[str, list[float]] = {"ours": [], "yadnp3": [], "inverter": []}
    for _ in range(TURNS):
        for whose, taken in found.items():
            taken += ages(whose)
    medians = {whose: statistics.median(taken) for whose, taken in found.items()}
    for whose, taken in found.items():
        slow = statistics.quantiles(taken, n=100)[98]
        print(f"unsolicited, {whose}: p50 {medians[whose]:.2f} ms, p99 {slow:.2f} ms, {len(taken)} changes")
    print(f"unsolicited, ours against yadnp3: {medians['ours'] / medians['yadnp3']:.2f} (aim: at most 2)")
    print(f"unsolicited, a whole inverter against yadnp3: {medians['inverter'] / medians['yadnp3']:.2f}")


if __name__ == "__main__":
    main()
