"""A gateway that is an outstation: schedules that its master wrote are kept, and carried out when the link is down."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from tests.stubs.dnp3.schedules import DATE, NOON
from tests.stubs.gateway.ends import Clock, MemorySouth
from workbench.der.quantities import Protocol, Value
from workbench.der.schedule import Entry, Every, Schedule
from workbench.stubs.dnp3.editions import EDITIONS
from workbench.stubs.dnp3.master import Master
from workbench.stubs.dnp3.scheduling import end_schedule, read_schedule, write_schedule
from workbench.stubs.gateway.dnp3_north import Dnp3North
from workbench.stubs.gateway.gateway import Gateway, Pace

HOUR = 3_600.0
LIMIT, SWITCH = "limit-active-power", "limit-active-power-enable"
NEVER = 1e6
Test = Callable[[Gateway, Master, MemorySouth, Clock], Awaitable[None]]


def driven(test: Test, edition: Protocol = Protocol.DNP3_1815_2) -> None:
    """Run a test with a gateway whose loops stand still, and a master that is connected."""
    clock = Clock()
    clock.now = NOON
    south = MemorySouth(
        _1={
            LIMIT: 100.0,
            SWITCH: False,
            "constant-reactive-power": 0.0,
            "constant-reactive-power-enable": False,
            "nameplate-active-power": 10_000.0,
        }
    )
    north = Dnp3North(edition=edition, watchdog=60.0, clock=clock)
    pace = Pace(control=NEVER, poll=NEVER, report=NEVER, watchdog=60.0)

    async def run() -> None:
        async with (
            Gateway(north, south, pace=pace, fallback={LIMIT: 70.0}, clock=clock) as gateway,
            Master(
                port=north.endpoints[0].port, edition=edition, unsolicited=False, integrity=None
            ) as master,
        ):
            await test(gateway, master, south, clock)

    asyncio.run(run())


async def cut(gateway: Gateway, master: Master) -> None:
    """End the master's connection, and wait until the gateway has noticed."""
    await master.close()
    async with asyncio.timeout(10):
        while gateway.north._server.masters:  # type: ignore[attr-defined]
            await asyncio.sleep(0.001)


async def limit_at(gateway: Gateway, south: MemorySouth, clock: Clock, now: float) -> Value | None:
    """Have the gateway look at what is asked for at a moment, and return the limit that the device then has."""
    clock.now = now
    await gateway.control()
    device = south.devices["1"]
    return device[LIMIT] if device[SWITCH] else None


def hourly(hour: int) -> Schedule:
    """A schedule of one hour of the day to come: half of it limited, half not."""
    start = NOON + hour * HOUR
    return Schedule(
        start, (Entry(0.0, LIMIT, 2.0 + hour), Entry(HOUR / 2, LIMIT, 100.0)), priority=100 - hour
    )


@pytest.mark.parametrize("edition", EDITIONS)
def test_more_than_two_dozen_schedules_are_carried_out_with_the_link_cut(edition: Protocol) -> None:
    async def test(gateway: Gateway, master: Master, south: MemorySouth, clock: Clock) -> None:
        for hour in range(28):
            await write_schedule(master, hour + 1, hourly(hour))
        read = await read_schedule(master, 28)
        assert (read.schedule, read.in_use) == (hourly(27), True)
        await master.write(LIMIT, 90.0)
        assert await limit_at(gateway, south, clock, NOON + 1) == 90.0
        await cut(gateway, master)
        # The command of the master is let go after the watchdog's time; the schedules are not.
        assert await limit_at(gateway, south, clock, NOON + 30) == 90.0
        held = []
        for half_hour in range(56):
            now = NOON + half_hour * HOUR / 2 + 900
            held.append(await limit_at(gateway, south, clock, now))
        assert held[::2] == [2.0 + hour for hour in range(28)]
        assert held[1::2] == [100.0] * 28
        notes = gateway.observe().notes
        assert "In force: limit-active-power = 100 (schedule 28)." in notes
        assert "The utility is silent for longer than the watchdog allows." in notes

    driven(test, edition)


def test_a_schedule_repeats_each_day_whatever_the_clock_does() -> None:
    async def test(gateway: Gateway, master: Master, south: MemorySouth, clock: Clock) -> None:
        day = Schedule(
            NOON, (Entry(0.0, LIMIT, 40.0), Entry(HOUR, LIMIT, 60.0)), every=Every.DAYS, interval=1
        )
        await write_schedule(master, 1, day)
        await cut(gateway, master)
        for now, limit in (
            (NOON - 1, None),
            (NOON, 40.0),
            (NOON + 30 * 86_400 + 10, 40.0),  # set on by a month
            (NOON + 30 * 86_400 + HOUR, 60.0),
            (NOON + 10, 40.0),  # and back again
        ):
            assert await limit_at(gateway, south, clock, now) == limit

    driven(test)


def test_a_command_decides_over_a_schedule_until_it_is_taken_back() -> None:
    async def test(gateway: Gateway, master: Master, south: MemorySouth, clock: Clock) -> None:
        await write_schedule(master, 1, Schedule(NOON, (Entry(0.0, LIMIT, 40.0),)))
        assert await limit_at(gateway, south, clock, NOON) == 40.0
        assert await master.read(LIMIT) == 40.0
        await master.write(LIMIT, 90.0)
        await master.write(SWITCH, True)
        assert await limit_at(gateway, south, clock, NOON + 1) == 90.0
        assert await master.read(LIMIT) == 90.0
        assert (await read_schedule(master, 1)).word == "running but not active"
        await master.write(SWITCH, False)
        assert await limit_at(gateway, south, clock, NOON + 2) == 40.0
        assert await master.read(LIMIT) == 40.0
        assert await master.read(SWITCH) is True
        assert (await read_schedule(master, 1)).word == "running"
        await end_schedule(master, 1)
        assert await limit_at(gateway, south, clock, NOON + 3) is None
        assert (await read_schedule(master, 1)).word == "disabled"

    driven(test)


def test_a_schedule_of_several_quantities_is_put_into_use_by_select_and_operate() -> None:
    async def test(gateway: Gateway, master: Master, south: MemorySouth, clock: Clock) -> None:
        entries = (
            Entry(0.0, "constant-reactive-power", 30.0),
            Entry(0.0, LIMIT, 40.0),
            Entry(60.0, SWITCH, False),
        )
        made = Schedule(NOON, entries, identity=4711, stop=NOON + 120)
        await write_schedule(master, 9, made, select=True)
        assert (await read_schedule(master, 9)).schedule == made
        assert await limit_at(gateway, south, clock, NOON) == 40.0
        assert south.devices["1"]["constant-reactive-power"] == 30.0
        assert await limit_at(gateway, south, clock, NOON + 60) is None
        assert south.devices["1"]["constant-reactive-power-enable"] is True
        clock.now = NOON + 120
        await gateway.control()
        assert south.devices["1"]["constant-reactive-power-enable"] is False
        assert (await read_schedule(master, 9)).word == "completed and expired"

    driven(test)


def test_schedules_come_back_with_what_was_kept_of_them() -> None:
    kept = []

    async def write(gateway: Gateway, master: Master, south: MemorySouth, clock: Clock) -> None:
        await write_schedule(master, 2, hourly(0))
        kept.extend(gateway.north.book.dump())  # type: ignore[attr-defined]

    async def load(gateway: Gateway, master: Master, south: MemorySouth, clock: Clock) -> None:
        north = gateway.north
        assert isinstance(north, Dnp3North)
        assert north.book.load(kept, north.blocks()) == []
        assert await limit_at(gateway, south, clock, NOON) == 2.0
        assert (await read_schedule(master, 2)).schedule == hourly(0)

    driven(write)
    driven(load)
    assert kept[0]["parts"]["start-date"] == DATE
