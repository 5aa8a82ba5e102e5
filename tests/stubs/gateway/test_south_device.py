"""Each device at a pace of its own: what one does, or does not answer, keeps no other from being told and read."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from tests.stubs.gateway.ends import Clock, MemoryNorth, MemorySouth
from tests.stubs.gateway.test_gateway import driven, inverter
from workbench.der.quantities import Value
from workbench.stubs.gateway.ends import Standing
from workbench.stubs.gateway.gateway import Gateway, Pace

LIMIT, ON = "limit-active-power", "limit-active-power-enable"
BRISK = Pace(control=0.001, poll=0.001, report=3600, watchdog=60)


async def until(met: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while not met():
            await asyncio.sleep(0)


def test_a_command_reaches_ninety_nine_devices_while_one_hangs() -> None:
    south = MemorySouth(**{f"_{number}": inverter() for number in range(100)})

    async def act(gateway: Gateway, north: MemoryNorth, south: MemorySouth, clock: Clock) -> None:
        south.hanging.add("50")
        others = [device for unit, device in south.devices.items() if unit != "50"]
        for limit in (50.0, 40.0):  # the second finds the silent one still waited for
            north.asked = Standing({LIMIT: limit}, "event", default=False)
            north.changed.set()
            await until(lambda limit=limit: all((one[LIMIT], one[ON]) == (limit, True) for one in others))  # type: ignore[misc]
        assert south.devices["50"][ON] is False

    driven(act, south)


def test_readings_of_others_go_on_while_one_hangs() -> None:
    async def act(gateway: Gateway, north: MemoryNorth, south: MemorySouth, clock: Clock) -> None:
        south.hanging.add("1")
        for power in (111.0, 222.0, 333.0):
            south.devices["2"]["monitoring-active-power"] = power
            await until(
                lambda power=power: gateway.observe().measured["2"]["monitoring-active-power"] == power
            )  # type: ignore[misc]

    driven(act, pace=BRISK)


class Slow(MemorySouth):
    """Devices that take a while for each write, and note who writes meanwhile."""

    def __init__(self, **devices: dict[str, Value]) -> None:
        super().__init__(**devices)
        self.writing = 0
        self.most = 0

    async def write(self, unit: str, key: str, value: Value) -> None:
        self.writing += 1
        self.most = max(self.most, self.writing)
        for _ in range(20):
            await asyncio.sleep(0)
        self.writing -= 1
        await super().write(unit, key, value)


def test_one_device_is_written_by_one_at_a_time_and_in_order() -> None:
    slow = Slow(_1=inverter())

    async def act(gateway: Gateway, north: MemoryNorth, south: MemorySouth, clock: Clock) -> None:
        north.asked = Standing({LIMIT: 50.0}, "event 1", default=False)
        together = [asyncio.create_task(gateway.control()) for _ in range(3)]
        beside = asyncio.create_task(gateway.write("set-active-power-absolute", 7.0, "1"))
        await asyncio.sleep(0)
        north.asked = Standing({LIMIT: 30.0}, "event 2", default=False)
        north.changed.set()
        await asyncio.gather(*together, beside)
        await until(lambda: south.devices["1"][LIMIT] == 30.0)
        assert slow.most == 1
        told = [(key, value) for _, key, value in south.writes if key in (LIMIT, ON)]
        assert told in (
            [(LIMIT, 50.0), (ON, True), (LIMIT, 30.0)],
            [(LIMIT, 30.0), (ON, True)],
        )

    driven(act, slow)


def test_only_the_last_of_several_decisions_is_told_to_a_device_that_was_busy() -> None:
    slow = Slow(_1=inverter())

    async def act(gateway: Gateway, north: MemoryNorth, south: MemorySouth, clock: Clock) -> None:
        for limit in (90.0, 80.0, 70.0, 60.0):
            north.asked = Standing({LIMIT: limit}, f"event {limit}", default=False)
            await gateway.look()
            for _ in range(3):
                await asyncio.sleep(0)
        await until(lambda: south.devices["1"][LIMIT] == 60.0)
        assert [value for _, key, value in south.writes if key == LIMIT] == [90.0, 60.0]

    driven(act, slow)


def test_a_device_that_is_lost_while_it_is_told_is_noted_at_once() -> None:
    async def act(gateway: Gateway, north: MemoryNorth, south: MemorySouth, clock: Clock) -> None:
        south.deaf.add("1")
        north.asked = Standing({LIMIT: 50.0}, "event", default=False)
        await gateway.control()
        words = [exchange.words for exchange in gateway.exchanges.latest() if exchange.refused]
        assert words == ["Device 1 does not answer: no answer within 1 s"]

    driven(act)


@pytest.mark.parametrize("hanging", [True, False])
def test_a_gateway_ends_whatever_its_devices_do(hanging: bool) -> None:
    async def act(gateway: Gateway, north: MemoryNorth, south: MemorySouth, clock: Clock) -> None:
        if hanging:
            south.hanging.update(south.devices)
        north.asked = Standing({LIMIT: 50.0}, "event", default=False)
        north.changed.set()
        for _ in range(20):
            await asyncio.sleep(0)
        async with asyncio.timeout(5):
            await gateway.stop()
        assert asyncio.all_tasks() == {asyncio.current_task()}

    driven(act, pace=BRISK)
