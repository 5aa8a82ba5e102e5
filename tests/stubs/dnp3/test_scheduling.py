"""Schedules from a master to an outstation over a socket: sent in the right order, read back, refused with a status."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from tests.stubs.dnp3.schedules import NOON
from workbench.der.device import NotPossible, OutOfRange
from workbench.der.dnp3_schedules import blocks
from workbench.der.quantities import Protocol
from workbench.der.schedule import Entry, Every, Schedule
from workbench.stubs.dnp3.editions import EDITIONS
from workbench.stubs.dnp3.master import Master
from workbench.stubs.dnp3.scheduling import end_schedule, read_schedule, write_schedule
from workbench.stubs.gateway.dnp3_south import Dnp3South, Dnp3Target
from workbench.stubs.inverter import Inverter

LIMIT = "limit-active-power"
DAILY = Schedule(
    NOON,
    tuple(Entry(60.0 * place, LIMIT, float(place)) for place in range(40)),
    priority=3,
    identity=77,
    every=Every.DAYS,
    interval=1,
)
Test = Callable[[Master, Inverter], Awaitable[None]]


def driven(test: Test, edition: Protocol = Protocol.DNP3_1815_2) -> Inverter:
    inverter = Inverter(
        modbus=None, dnp3=("127.0.0.1", 0), dnp3_edition=edition, step=0, clock=lambda: NOON + 100
    )

    async def run() -> None:
        async with (
            inverter,
            Master(port=inverter.endpoints[0].port, edition=edition, unsolicited=False) as master,
        ):
            await test(master, inverter)

    asyncio.run(run())
    return inverter


@pytest.mark.parametrize("edition", EDITIONS)
def test_a_schedule_reaches_the_inverter_and_is_read_back(edition: Protocol) -> None:
    async def test(master: Master, inverter: Inverter) -> None:
        for block in blocks(edition):
            await write_schedule(master, 32, DAILY, block=block, select=block.name == blocks(edition)[0].name)
            inverter.advance(1)
            read = await read_schedule(master, 32, block=block)
            assert (read.schedule, read.in_use, read.word) == (DAILY, True, "running")
            assert await inverter.read("limit-active-power-schedule-active") is True
            await end_schedule(master, 32, block=block)
            assert await inverter.read("limit-active-power-schedule-enable") is False
            read = await read_schedule(master, 32, block=block)
            assert (read.schedule, read.in_use) == (DAILY, False)
            empty = await read_schedule(master, 1, block=block)
            assert (empty.schedule, empty.in_use, empty.word) == (None, False, "empty")

    inverter = driven(test, edition)
    told = [exchange.words for exchange in inverter.exchanges.latest(200)]
    assert any("schedule selector" in words and "= 32" in words for words in told), told[:5]


def test_the_inverter_goes_by_its_clock_wherever_it_is_set_to() -> None:
    async def test(master: Master, inverter: Inverter) -> None:
        await write_schedule(master, 1, DAILY)
        inverter.advance(600)
        inverter.advance(1)
        assert await inverter.read("monitoring-active-power") == 1_100.0
        await inverter.disturb(clock_step=-200.0)
        inverter.advance(600)
        assert (await read_schedule(master, 1)).word == "running"
        await inverter.disturb(clock_step=-86_400.0)
        inverter.advance(1)
        assert (await read_schedule(master, 1)).word == "enabled"

    driven(test)


def test_what_the_edition_cannot_say_is_refused_before_anything_is_written() -> None:
    async def test(master: Master, inverter: Inverter) -> None:
        for made, why in (
            (Schedule(NOON, (Entry(0.0, LIMIT, 5.0),), stop=NOON + 5), "has no stop there"),
            (Schedule(NOON, (Entry(0.0, LIMIT, 5.0), Entry(9.0, "set-active-power", 5.0))), "one of"),
            (Schedule(NOON, (Entry(0.0, "connect-disconnect", False),)), "one of"),
            (Schedule(NOON, (Entry(0.5, LIMIT, 5.0),)), "whole seconds"),
            (Schedule(NOON + 0.0005, (Entry(0.0, LIMIT, 5.0),)), r"whole 0.001 s"),
            (Schedule(NOON, (Entry(0.0, LIMIT, 500.0),)), "does not fit"),
            (Schedule(NOON, ()), "1 to 100 entries"),
            (Schedule(NOON, (Entry(0.0, "volt-var-curve", ((1.0, 2.0),)),)), "window of curves"),
        ):
            with pytest.raises(NotPossible, match=why):
                await write_schedule(master, 1, made)
        assert (await read_schedule(master, 1)).schedule is None

    driven(test, Protocol.DNP3_AN2018)


def test_what_the_outstation_refuses_is_told_with_its_status() -> None:
    async def test(master: Master, inverter: Inverter) -> None:
        with pytest.raises(OutOfRange, match="OUT_OF_RANGE"):
            await write_schedule(master, 33, DAILY)
        late = Schedule(
            NOON, (Entry(0.0, LIMIT, 5.0), Entry(90.0, LIMIT, 6.0)), every=Every.MINUTES, interval=1
        )
        with pytest.raises(OutOfRange, match="BO3000.*OUT_OF_RANGE"):
            await write_schedule(master, 1, late)
        months = Schedule(NOON, (Entry(0.0, LIMIT, 5.0),), every=Every.MONTHS, interval=1)
        with pytest.raises(NotPossible, match="BO3001.*BLOCKED"):
            await write_schedule(master, 1, months)
        assert (await read_schedule(master, 1)).word == "validated"

    inverter = driven(test)
    refused = [exchange.words for exchange in inverter.exchanges.latest(200) if exchange.refused]
    assert any("its last offset is 90 s, and it begins again after 60 s" in words for words in refused)
    assert any("repeats a schedule after a time that is always the same" in words for words in refused)


def test_a_head_end_sends_schedules_by_the_name_of_its_device() -> None:
    async def test(master: Master, inverter: Inverter) -> None:
        await master.close()  # the head-end is the same master to the outstation
        south = Dnp3South([Dnp3Target("127.0.0.1", inverter.endpoints[0].port, name="roof")])
        await south.start(inverter.exchanges)
        try:
            await south.write_schedule("roof", 4, DAILY)
            assert (await south.read_schedule("roof", 4)).schedule == DAILY
            await south.end_schedule("roof", 4)
            assert not (await south.read_schedule("roof", 4)).in_use
        finally:
            await south.stop()

    driven(test)


def test_the_example_of_the_guide_does_what_it_says() -> None:
    guide = (Path(__file__).parents[3] / "docs" / "guide" / "stubs-dnp3.md").read_text(encoding="utf-8")
    (example,) = (
        code for code in re.findall(r"```python\n(.*?)```", guide, re.S) if "write_schedule(" in code
    )
    said: list[Any] = []
    names: dict[str, Any] = {"print": said.append}
    exec(example, names)

    async def test(master: Master, inverter: Inverter) -> None:
        await names["schedule"](master)
        assert await inverter.read("limit-active-power-schedule-repeat") == 86_400.0
        assert await inverter.read("limit-active-power-schedule-enable") is False

    driven(test)
    (read,) = said
    assert (read.schedule.start, read.in_use) == (NOON, True)
