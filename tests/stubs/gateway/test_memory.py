"""What a gateway keeps over a restart: nothing that was asked for stays for ever, or ends before its time."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.stubs.gateway.ends import Clock, MemoryNorth, MemorySouth
from tests.stubs.gateway.fleet import LIMIT, ON
from tests.stubs.gateway.test_gateway import SLOW, inverter
from tests.stubs.gateway.test_served import Served
from workbench.der.quantities import Value
from workbench.der.schedule import Entry, Schedule
from workbench.stubs.dnp3.schedule_keeper import Place
from workbench.stubs.gateway.console import ConsoleNorth
from workbench.stubs.gateway.dnp3_north import Dnp3North
from workbench.stubs.gateway.ends import North, Standing
from workbench.stubs.gateway.gateway import Gateway, Pace
from workbench.stubs.state_file import StateUnreadable


class Site:
    """A gateway with one inverter that may end and begin again, whatever stands north of it."""

    def __init__(self, path: Path, clock: Clock | None = None) -> None:
        self.path = path
        self.clock = clock or Clock()
        self.south = MemorySouth(_1=inverter())

    def gateway(self, north: North, pace: Pace = SLOW, **others: Any) -> Gateway:
        return Gateway(north, self.south, pace=pace, state=self.path, clock=self.clock, **others)

    def served(self) -> Served:
        return Served(watchdog=60.0, clock=self.clock)

    @property
    def limit(self) -> Value | None:
        """The limit in force."""
        device = self.south.devices["1"]
        return device[LIMIT] if device[ON] else None


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path / "gateway.json")


def test_a_master_s_command_outlasts_a_restart_and_its_silence_is_counted_on(site: Site) -> None:
    async def scene() -> None:
        north = site.served()
        async with site.gateway(north) as gateway:
            north.devices.write(LIMIT, 40.0)
            await gateway.control()
            site.clock.now += 30
        written = len(site.south.writes)
        again = site.served()
        async with site.gateway(again) as gateway:
            await gateway.control()
            assert (site.limit, again.devices.read(LIMIT)) == (40.0, 40.0)
            assert len(site.south.writes) == written, "what is held is not told again"
            assert gateway.exchanges.latest()[0].words == (
                "goes on from what it kept: 1 values that the master commanded"
            )
            site.clock.now += 29
            await gateway.control()
            assert site.limit == 40.0
        site.clock.now += 2
        async with site.gateway(site.served()) as gateway:
            await gateway.control()
            assert site.limit is None, "a minute without a word of the master, restarts or not"

    asyncio.run(scene())


@pytest.mark.parametrize("value", [1e16, float("nan"), float("inf"), "x" * 2_000])
def test_a_command_that_nobody_would_read_again_keeps_no_gateway_from_starting(
    site: Site, value: Value
) -> None:
    async def scene() -> None:
        north = site.served()
        async with site.gateway(north) as gateway:
            north.devices.write("set-active-power-absolute", value)
            north.devices.write(LIMIT, 40.0)
            await gateway.control()
            assert not any("cannot be kept" in note for note in gateway.observe().notes)
        async with site.gateway(site.served()) as gateway:
            await gateway.control()
            assert gateway.standing.values == {LIMIT: 40.0}

    asyncio.run(scene())


def test_schedules_of_a_master_go_on_though_it_is_not_heard_after_a_restart(site: Site) -> None:
    async def scene() -> None:
        def north() -> Dnp3North:
            return Dnp3North(watchdog=60.0, clock=site.clock)

        first = north()
        async with site.gateway(first) as gateway:
            hour = Schedule(site.clock.now + 100, (Entry(0.0, LIMIT, 40.0),), stop=site.clock.now + 200)
            first.book.use(Place(first.blocks()[0], 3), hour)
            await gateway.control()
        held = []
        for seconds in (90, 20, 100):
            site.clock.now += seconds
            async with site.gateway(north()) as gateway:
                assert "1 schedules in use" in gateway.exchanges.latest()[0].words
                await gateway.control()
                held.append(site.limit)
        assert held == [None, 40.0, None]

    asyncio.run(scene())


def test_without_a_file_what_is_found_in_force_waits_for_the_master_instead(tmp_path: Path) -> None:
    async def scene() -> None:
        site = Site(tmp_path / "gateway.json")
        site.south.devices["1"] |= {LIMIT: 30.0, ON: True}
        north = MemoryNorth(site.clock)
        north.spoke = None
        async with site.gateway(north) as gateway:
            await gateway.control()
            assert site.limit == 30.0
        # Known from an earlier run, it is still what nobody has asked for yet.
        async with site.gateway(north) as gateway:
            await gateway.control()
            assert site.limit == 30.0
            north.spoke = site.clock.now
            await gateway.control()
            assert site.limit is None
        # What somebody sets at the device is left alone by a gateway that knows what it told.
        site.south.devices["1"] |= {LIMIT: 30.0, ON: True}
        async with site.gateway(north) as gateway:
            await gateway.control()
            assert site.limit == 30.0

    asyncio.run(scene())


def test_the_watchdog_counts_on_and_what_was_commanded_at_the_gateway_stays(site: Site) -> None:
    async def scene() -> None:
        north = MemoryNorth(site.clock)
        fallback = {"fallback": {"set-active-power-absolute": 0.0}}
        async with site.gateway(north, **fallback) as gateway:
            await gateway.write(LIMIT, 60.0)
            await gateway.control()
        site.clock.now += 59
        async with site.gateway(north, **fallback) as gateway:
            await gateway.control()
            device = site.south.devices["1"]
            assert (site.limit, device["set-active-power-enable"]) == (60.0, False)
            site.clock.now += 2
            await gateway.control()
            assert (site.limit, device["set-active-power-enable"]) == (60.0, True)
            north.asked = Standing({LIMIT: 20.0}, "event", default=False)
            await gateway.control()
            assert site.limit == 20.0
            north.asked = Standing()
            await gateway.control()
            assert site.limit == 60.0

    asyncio.run(scene())


def test_who_dies_between_deciding_and_telling_knows_what_it_may_have_told(site: Site) -> None:
    async def scene() -> None:
        kept: list[str] = []
        write = site.south.write

        async def noted(unit: str, key: str, value: Value) -> None:
            kept.append(site.path.read_text())
            await write(unit, key, value)

        site.south.write = noted  # type: ignore[method-assign]
        north = MemoryNorth(site.clock)
        async with site.gateway(north) as gateway:
            north.asked = Standing({LIMIT: 40.0}, "event", default=False)
            await gateway.control()
        assert (site.limit, len(kept)) == (40.0, 2)
        site.south.write = write  # type: ignore[method-assign]
        for text in kept:
            site.path.write_text(text)
            site.south.devices["1"] |= {LIMIT: 40.0, ON: True}
            north.asked = Standing()
            async with site.gateway(north) as gateway:
                await gateway.control()
            assert site.limit is None

    asyncio.run(scene())


def test_it_is_written_when_something_changed_and_at_intervals_only_when_the_utility_was_heard(
    site: Site,
) -> None:
    async def scene() -> None:
        north = MemoryNorth(site.clock)
        brisk = Pace(control=0.001, poll=0.001, report=3600, watchdog=60)
        async with asyncio.timeout(20), site.gateway(north, pace=brisk) as gateway:
            while not site.path.exists():
                await asyncio.sleep(0)
            first = site.path.stat().st_ino
            for _ in range(50):
                site.clock.now = north.spoke = site.clock.now + 1
                gateway._changed.set()
                await asyncio.sleep(0.001)
            assert site.path.stat().st_ino == first
            await gateway.write(LIMIT, 60.0)
            while site.path.stat().st_ino == first:
                await asyncio.sleep(0)
        assert json.loads(site.path.read_text())["facility-gateway"]["heard"] == north.spoke

    asyncio.run(scene())


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda kept: kept.clear(), "it lacks 'own'"),
        (lambda kept: kept["own"].update(x=None), "own: x is None"),
        (lambda kept: kept["devices"]["1"].pop("told-at"), "it lacks 'told-at'"),
        (lambda kept: kept["devices"].update({"1": 5}), "not subscriptable"),
        (lambda kept: kept.update(heard="now"), "could not convert"),
        (lambda kept: kept.update(north={"orders": []}), "it lacks 'commands'"),
    ],
)
def test_a_file_that_cannot_be_gone_on_from_is_told_and_left_and_nothing_starts(
    site: Site, change: Callable[[dict[str, Any]], object], words: str
) -> None:
    async def scene() -> None:
        async with site.gateway(site.served()) as gateway:
            await gateway.write(LIMIT, 60.0)
            await gateway.control()
        whole = json.loads(site.path.read_text())
        change(whole["facility-gateway"])
        whole["facility-gateway"]["x"] = 1
        site.path.write_text(json.dumps(whole))
        written = len(site.south.writes)
        with pytest.raises(StateUnreadable, match=r"gateway\.json, it cannot be gone on from: .*" + words):
            await site.gateway(site.served()).start()
        with pytest.raises(StateUnreadable, match="holds no state of a utility-gateway"):
            await site.gateway(site.served(), kind="utility-gateway").start()
        assert json.loads(site.path.read_text()) == whole
        assert len(site.south.writes) == written
        assert asyncio.all_tasks() == {asyncio.current_task()}

    asyncio.run(scene())


def test_a_disk_that_takes_nothing_keeps_no_command_from_a_device(tmp_path: Path) -> None:
    async def scene() -> None:
        site = Site(tmp_path / "gateway.json" / "below")
        north = MemoryNorth(site.clock)
        async with site.gateway(north) as gateway:
            site.path.parent.write_text("a file where a folder is needed")
            north.asked = Standing({LIMIT: 40.0}, "event", default=False)
            await gateway.control()
            assert site.limit == 40.0
            assert any("cannot be kept" in note for note in gateway.observe().notes)

    asyncio.run(scene())


def test_an_operator_s_commands_and_their_numbers_go_on(site: Site) -> None:
    async def scene() -> None:
        operator = ConsoleNorth(site.clock)
        async with site.gateway(operator) as gateway:
            operator.set_default({LIMIT: 90.0})
            operator.command({LIMIT: 40.0}, duration=100)
            operator.command({"connect-disconnect": False}, start=site.clock.now + 500)
            await gateway.control()
        again = ConsoleNorth(site.clock)
        async with site.gateway(again) as gateway:
            assert (again.orders, again.default) == (operator.orders, operator.default)
            site.clock.now += 100
            await gateway.control()
            assert site.limit == 90.0
            assert again.command({LIMIT: 10.0}) == 3

    asyncio.run(scene())
