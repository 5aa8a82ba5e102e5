"""The client of SunSpec devices, with a device whose models move under it."""

from __future__ import annotations

import asyncio

import pytest

from tests.stubs.modbus.sunspec_served import Served
from workbench.der.behaviour.ratings import Ratings
from workbench.stubs.modbus.client import ModbusClient
from workbench.stubs.modbus.sunspec_client import MapMoved, SunSpecClient


class Wire(ModbusClient):
    """A connection to a device in memory, which can be exchanged for another."""

    def __init__(self, device: Served) -> None:
        super().__init__("memory", 0)
        self.device = device
        self.written: list[int] = []
        self.answers = 1_000
        """How many reads are answered."""

    async def read(self, unit: int, address: int, count: int) -> bytes:
        self.answers -= 1
        if self.answers < 0:
            raise TimeoutError("no answer")
        return self.device.unit.read(address, count)

    async def write(self, unit: int, address: int, registers: bytes) -> None:
        self.written.append(address)
        self.device.unit.write(address, registers)


def test_nothing_is_written_to_where_a_model_stood_before() -> None:
    async def run() -> None:
        wire = Wire(Served())
        client = SunSpecClient(wire, 7)
        await client.discover()
        await client.write("limit-active-power", 50.0)
        assert await client.read(["limit-active-power"]) == {"limit-active-power": 50.0}
        before = client.place("limit-active-power")
        wire.device, wire.written = Served(Ratings(kind="storage", phases=3)), []
        with pytest.raises(MapMoved, match="does not show model 704"):
            await client.write("limit-active-power", 20.0)
        assert wire.written == []
        assert not client.keys()
        await client.discover()
        await client.write("limit-active-power", 20.0)
        assert await client.read(["limit-active-power"]) == {"limit-active-power": 20.0}
        assert client.place("limit-active-power") == before

    asyncio.run(run())


def test_a_device_that_falls_silent_while_it_is_looked_up_is_looked_up_again() -> None:
    async def run() -> None:
        wire = Wire(Served())
        client = SunSpecClient(wire, 7)
        await client.discover()
        needed = 1_000 - wire.answers
        for answers in (needed - 3, needed - 1):
            wire.answers, client = answers, SunSpecClient(wire, 7)
            with pytest.raises(TimeoutError):
                await client.discover()
            assert not client.keys()

    asyncio.run(run())
