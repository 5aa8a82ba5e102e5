"""An aggregator with two facilities between ends in memory, all by one clock that tests set."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager

from tests.stubs.gateway.ends import Clock, MemoryNorth, MemorySouth
from tests.stubs.gateway.memory_transport import MemoryEnd, linked
from tests.stubs.gateway.test_gateway import SLOW, inverter
from workbench.der.quantities import Value
from workbench.stubs.aggregation import Message
from workbench.stubs.aggregation.letters import read
from workbench.stubs.aggregation.payloads import Ask, Asked
from workbench.stubs.gateway.aggregation_north import AggregationNorth
from workbench.stubs.gateway.aggregation_south import AggregationSouth
from workbench.stubs.gateway.aggregator import Aggregator
from workbench.stubs.gateway.gateway import Gateway, Pace

LIMIT, ON = "limit-active-power", "limit-active-power-enable"
HALF = Ask("A-1", 1_100.0, 1_200.0, {LIMIT: 50.0})
STILL = Pace(control=3600, poll=3600, report=3600, watchdog=60)
"""Nothing happens by itself, and the utility may be silent for a minute."""


class MemoryFleet(MemoryNorth):
    """A utility that asks each facility what it is told to."""

    def __init__(self, clock: Clock) -> None:
        super().__init__(clock)
        self.wanted: dict[str, Asked | None] = {}
        self.told: dict[str, Mapping[str, Value]] = {}
        self.silent_since: float | None = None
        self.rejected: dict[tuple[str, str], str] = {}

    def heard(self) -> float | None:
        return self.clock() if self.silent_since is None else self.silent_since

    def asked_of(self, unit: str, now: float) -> Asked | None:
        return self.wanted.get(unit)

    async def report_of(self, unit: str, readings: Mapping[str, Value], now: float) -> None:
        self.told[unit] = readings

    def reject(self, unit: str, ask: str, why: str, now: float) -> None:
        self.rejected[unit, ask] = why


class Scene:
    """An aggregator with facilities ``a`` and ``b``, each a gateway with one inverter; all by one clock."""

    def __init__(self) -> None:
        self.clock = Clock()
        self.transport, self.links = linked("a", "b")
        self.fleet = MemoryFleet(self.clock)
        self.aggregator = self.another_aggregator()
        self.devices = {name: MemorySouth(_1=inverter()) for name in self.links}
        self.facilities = {name: self.gateway(name) for name in self.links}

    def another_aggregator(self) -> Aggregator:
        south = AggregationSouth(self.transport, ["a", "b"], protocol="memory", clock=self.clock)
        return Aggregator(self.fleet, south, pace=STILL, fallback={LIMIT: 80.0}, clock=self.clock)

    def gateway(self, name: str) -> Gateway:
        north = AggregationNorth(self.links[name], protocol="memory", watchdog=60, clock=self.clock)
        return Gateway(north, self.devices[name], pace=SLOW, clock=self.clock)

    async def settle(self) -> None:
        """Let everything that is under way arrive, and every gateway look once at what it has."""
        for gateway in (self.aggregator, *self.facilities.values()):
            for _ in range(30):
                await asyncio.sleep(0)
            await gateway.control()
        for _ in range(60):
            await asyncio.sleep(0)
        for gateway in self.facilities.values():
            await gateway.control()
        for _ in range(30):
            await asyncio.sleep(0)
        await self.aggregator.control()

    async def report(self) -> None:
        """Have every facility tell what it measures, and the aggregator hand it on."""
        for facility in self.facilities.values():
            await facility.poll()
            await facility.report()
        await self.settle()
        await self.aggregator.poll()
        await self.aggregator.report()

    def limit(self, name: str) -> tuple[Value, Value]:
        """Return what a facility's inverter holds."""
        device = self.devices[name].devices["1"]
        return device[LIMIT], device[ON]

    async def forged(self, name: str, body: bytes) -> None:
        """Send a facility what its aggregator would not."""
        await self.transport.publish(name, Message(body))
        await self.settle()

    def letters(self, end: MemoryEnd, kind: type) -> list[object]:
        """Return what an end sent of a kind."""
        payloads = [read(message.body).payload for message in end.sent]
        return [payload for payload in payloads if isinstance(payload, kind)]


@asynccontextmanager
async def started() -> AsyncIterator[Scene]:
    scene = Scene()
    async with scene.aggregator, scene.facilities["a"], scene.facilities["b"]:
        await scene.settle()
        await scene.report()
        yield scene


def played(act: Callable[[Scene], Awaitable[None]]) -> None:
    async def run() -> None:
        async with started() as scene:
            await act(scene)
        assert asyncio.all_tasks() == {asyncio.current_task()}

    asyncio.run(run())
