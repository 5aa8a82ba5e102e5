"""A stub served until a signal comes: also one that is still starting, with a summary where it is asked for."""

from __future__ import annotations

import asyncio
import os
import signal

import pytest

from workbench.stubs import serving
from workbench.stubs.inverter import Inverter
from workbench.stubs.serving import serve


class Slow(Inverter):
    """An inverter that takes for ever to start."""

    stopped = False

    async def start(self) -> None:
        os.kill(os.getpid(), signal.SIGTERM)
        try:
            await asyncio.Event().wait()
        finally:
            self.stopped = True


def test_a_signal_ends_a_stub_that_is_still_starting() -> None:
    slow = Slow()
    asyncio.run(asyncio.wait_for(serve(slow, lambda ready, calls: pytest.fail("not ready")), 10))
    assert slow.stopped


def test_a_summary_counts_what_there_was(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "SUMMARY_SECONDS", 0.05)
    inverter = Inverter(modbus=("127.0.0.1", 0), step=0)
    said: list[str] = []

    async def scene() -> None:
        served = asyncio.Event()
        running = asyncio.create_task(serve(inverter, lambda ready, calls: served.set(), said.append))
        await served.wait()
        assert inverter.exchanges.summary
        await asyncio.sleep(0.12)
        assert said == []
        inverter.exchanges.add("peer", "modbus", "in", lambda: pytest.fail("nobody reads it"))
        inverter.exchanges.add("peer", "modbus", "out", "no", refused=True)
        async with asyncio.timeout(5):
            while not said:
                await asyncio.sleep(0.01)
        os.kill(os.getpid(), signal.SIGINT)
        await running

    asyncio.run(asyncio.wait_for(scene(), 20))
    assert said == [
        "inverter: 2 exchanges, 1 refused; 2 in the last 0.05 s",
        "inverter: 2 exchanges, 1 refused",
    ]


def test_what_cannot_start_says_why() -> None:
    async def scene() -> None:
        async with Inverter(step=0) as taken:
            address = ("127.0.0.1", taken.endpoints[0].port)
            with pytest.raises(OSError, match="in use"):
                await serve(Inverter(modbus=address), lambda ready, calls: pytest.fail("not ready"))

    asyncio.run(scene())
