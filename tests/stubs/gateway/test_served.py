"""What a master commanded of a gateway that serves, when it falls silent and when it comes back."""

from __future__ import annotations

import asyncio

from tests.stubs.gateway.ends import Clock, MemorySouth
from workbench.der.quantities import Value
from workbench.stubs.exchanges import ExchangeLog
from workbench.stubs.gateway.aggregate import Aggregate
from workbench.stubs.gateway.gateway import Gateway, Pace
from workbench.stubs.gateway.served import ServedNorth


class MemoryServed(ServedNorth):
    """A server without a wire."""

    devices: Aggregate

    async def serve(self, devices: Aggregate, log: ExchangeLog) -> None:
        self.devices = devices

    async def stop(self) -> None:
        pass


def test_what_a_master_commanded_before_it_fell_silent_does_not_come_back_with_it() -> None:
    async def run() -> None:
        clock = Clock()
        device: dict[str, Value] = {"limit-active-power": 100.0, "limit-active-power-enable": False}
        south, north = MemorySouth(_1=device), MemoryServed(watchdog=60, clock=clock)
        async with Gateway(north, south, pace=Pace(3600, 3600, 3600, 3600, 60), clock=clock) as gateway:
            north.devices.write("limit-active-power", 40.0)
            north.devices.write("limit-active-power-enable", True)
            await gateway.control()
            assert south.devices["1"]["limit-active-power-enable"] is True
            clock.now += 61
            await gateway.control()
            assert south.devices["1"]["limit-active-power-enable"] is False
            north.hear()  # it comes back, and only reads
            await gateway.control()
            assert south.devices["1"]["limit-active-power-enable"] is False
            assert north.devices.read("limit-active-power-enable") is False

    asyncio.run(run())
