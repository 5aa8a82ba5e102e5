"""A gateway over real sockets while one of its inverters is silent: the others are told and read as if nothing were."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest

from tests.stubs.gateway.ends import Clock, MemoryNorth
from workbench.stubs.exchanges import ExchangeLog
from workbench.stubs.gateway.ends import Standing, Unreachable
from workbench.stubs.gateway.gateway import Gateway, Pace
from workbench.stubs.gateway.sunspec_south import ModbusTarget, SunSpecSouth
from workbench.stubs.inverter import Inverter
from workbench.stubs.links.media import Medium
from workbench.stubs.links.relay import Relay
from workbench.stubs.links.shape import Link
from workbench.stubs.modbus.client import ModbusClient
from workbench.stubs.stub import LOOPBACK

LIMIT = "limit-active-power"
BRISK = Pace(control=0.01, poll=0.01, whole=3600, report=3600)


async def until(met: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not met():
            await asyncio.sleep(0.005)


def test_a_limit_arrives_at_one_inverter_while_the_link_of_the_other_is_stalled() -> None:
    async def scene() -> None:
        link = Link(Medium("wire"))
        async with Inverter(1, step=0) as near, Inverter(1, step=0) as far:
            relay = Relay(LOOPBACK, far.endpoints[0].port, shape=link)
            async with relay:
                targets = [
                    ModbusTarget(LOOPBACK, near.endpoints[0].port, name="near"),
                    ModbusTarget(LOOPBACK, relay.port, name="far"),
                ]
                # Nothing is given up during the test: whoever waited for the far one would wait until its end.
                south = SunSpecSouth(targets, seconds=3600.0)
                north = MemoryNorth(Clock())
                async with Gateway(north, south, pace=Pace(control=0.02, poll=0.1, report=3600)) as gateway:
                    link.set(outage=True)
                    for limit in (40.0, 60.0):
                        north.asked = Standing({LIMIT: limit}, "event", default=False)
                        north.changed.set()
                        await until(
                            lambda limit=limit: gateway.observe().accepted["near"].get(LIMIT) == limit
                        )  # type: ignore[misc]
                        assert await near.read(LIMIT) == limit
                    assert not await far.read("limit-active-power-enable")
                    link.set(outage=False)
                    await until(lambda: gateway.observe().accepted["far"].get(LIMIT) == 60.0)

    asyncio.run(scene())


class SerialLine:
    """A Modbus gateway: one request at a time goes on to the inverters; a unit that is silent takes its time."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.clock = Clock()
        self.silent: set[int] = set()
        self.asked: list[int] = []

    @asynccontextmanager
    async def served(self) -> AsyncIterator[int]:
        async with await asyncio.start_server(self._carry, LOOPBACK, 0) as server:
            yield server.sockets[0].getsockname()[1]

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        inverter, to_inverter = await asyncio.open_connection(LOOPBACK, self.port)
        try:
            while True:
                request = await _frame(reader)
                unit, function = request[6], request[7]
                self.asked.append(unit)
                if unit in self.silent:
                    self.clock.now += 1.0
                    writer.write(request[:4] + bytes((0, 3, unit, function | 0x80, 0x0B)))
                    continue
                self.clock.now += 0.1
                to_inverter.write(request)
                writer.write(await _frame(inverter))
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            to_inverter.close()
            writer.close()


async def _frame(reader: asyncio.StreamReader) -> bytes:
    head = await reader.readexactly(6)
    return head + await reader.readexactly(int.from_bytes(head[4:]))


def test_a_silent_unit_of_a_shared_connection_is_asked_rarely_and_found_again() -> None:
    async def scene() -> None:
        async with Inverter(2, step=0) as inverters:
            line = SerialLine(inverters.endpoints[0].port)
            async with line.served() as port:
                targets = [ModbusTarget(LOOPBACK, port, unit) for unit in (1, 2)]
                south = SunSpecSouth(targets, clock=line.clock)
                north = MemoryNorth(Clock())
                async with Gateway(north, south, pace=BRISK) as gateway:
                    line.silent.add(2)
                    await until(
                        lambda: any("Device 2 does not answer" in note for note in gateway.observe().notes)
                    )
                    north.asked = Standing({LIMIT: 30.0}, "event", default=False)
                    north.changed.set()
                    await until(lambda: gateway.observe().accepted["1"].get(LIMIT) == 30.0)
                    # It is asked once more soon after its first silence; from then on a tenth of the time is its.
                    await until(lambda: line.asked.count(2) and line.asked[-30:].count(2) == 0)
                    line.asked.clear()
                    await until(lambda: line.asked.count(2) >= 2)
                    assert line.asked.count(1) > 80  # each of 100 ms, in nine seconds
                    line.silent.clear()
                    await until(lambda: gateway.observe().accepted["2"].get(LIMIT) == 30.0)
                    await until(lambda: len(gateway.observe().notes) == 1)

    asyncio.run(scene())


def test_units_of_a_server_that_cannot_be_reached_try_it_once_for_all(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tried = 0

    async def unreachable(self: ModbusClient) -> None:
        nonlocal tried
        tried += 1
        await asyncio.sleep(0)
        raise TimeoutError("no connection to 192.0.2.1:502 within 3 s")

    monkeypatch.setattr(ModbusClient, "_new", unreachable)

    async def scene() -> None:
        south = SunSpecSouth([ModbusTarget("192.0.2.1", 502, unit) for unit in range(1, 101)])
        await south.start(ExchangeLog("gateway"))
        found = await asyncio.gather(*(south.keys(unit) for unit in south.units()), return_exceptions=True)
        assert {str(one) for one in found} == {"no connection to 192.0.2.1:502 within 3 s"}
        assert all(isinstance(one, Unreachable) for one in found)
        assert tried == 1
        with pytest.raises(Unreachable):
            await south.keys("1")
        assert tried == 2  # and once more when it is asked again
        await south.stop()

    asyncio.run(scene())
