"""A gateway between ends in memory: what is commanded, accepted and measured, and what a silent link does."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from tests.stubs.gateway.ends import Clock, MemoryNorth, MemorySouth
from workbench.der.device import NotPossible, NotWritable, UnknownQuantity
from workbench.der.quantities import Value
from workbench.stubs.gateway.ends import Standing, Unreachable
from workbench.stubs.gateway.gateway import Gateway, Pace

SLOW = Pace(control=3600, poll=3600, report=3600, watchdog=60)
"""Nothing happens by itself: the tests call each part."""


def inverter(power: float = 1_000.0, rating: float = 5_000.0) -> dict[str, Value]:
    return {
        "nameplate-active-power": rating,
        "setting-maximum-active-power": rating,
        "monitoring-active-power": power,
        "monitoring-frequency": 60.0,
        "limit-active-power": 100.0,
        "limit-active-power-enable": False,
        "set-active-power-absolute": 0.0,
        "set-active-power-enable": False,
        "connect-disconnect": True,
    }


def driven(
    act: Callable[[Gateway, MemoryNorth, MemorySouth, Clock], Awaitable[None]],
    south: MemorySouth | None = None,
    pace: Pace = SLOW,
    **settings: dict[str, Value],
) -> None:
    async def run() -> None:
        clock = Clock()
        north, devices = (
            MemoryNorth(clock),
            south or MemorySouth(_1=inverter(), _2=inverter(2_000.0, 10_000.0)),
        )
        async with Gateway(north, devices, pace=pace, clock=clock, **settings) as gateway:
            await asyncio.sleep(0)
            await act(gateway, north, devices, clock)

    asyncio.run(run())


def test_a_limit_reaches_every_device_and_is_released_when_it_is_no_longer_asked_for() -> None:
    async def act(gateway: Gateway, north: MemoryNorth, south: MemorySouth, clock: Clock) -> None:
        north.asked = Standing({"limit-active-power": 50.0}, "event 1", default=False)
        await gateway.control()
        for device in south.devices.values():
            assert (device["limit-active-power"], device["limit-active-power-enable"]) == (50.0, True)
        seen = gateway.observe()
        assert seen.commanded["1"] == {"limit-active-power": 50.0, "limit-active-power-enable": True}
        assert seen.accepted["2"]["limit-active-power-enable"] is True
        assert "limit-active-power = 50 (event 1)" in seen.notes[0]
        count = len(south.writes)
        await gateway.control()
        assert len(south.writes) == count  # what is held is not written again
        north.asked = Standing()
        await gateway.control()
        assert all(device["limit-active-power-enable"] is False for device in south.devices.values())
        assert gateway.observe().commanded["1"] == {}

    driven(act)


def test_a_change_is_acted_on_at_once() -> None:
    async def act(gateway: Gateway, north: MemoryNorth, south: MemorySouth, clock: Clock) -> None:
        north.asked = Standing({"connect-disconnect": False}, "event 2", default=False)
        north.changed.set()
        async with asyncio.timeout(5):
            while south.devices["1"]["connect-disconnect"]:
                await asyncio.sleep(0)

    driven(act)


def test_an_amount_for_all_is_shared_by_rating() -> None:
    async def act(gateway: Gateway, north: MemoryNorth, south: MemorySouth, clock: Clock) -> None:
        north.asked = Standing({"set-active-power-absolute": 6_000.0}, "event", default=False)
        await gateway.control()
        assert south.devices["1"]["set-active-power-absolute"] == 2_000.0
        assert south.devices["2"]["set-active-power-absolute"] == 4_000.0

    driven(act)


def test_a_device_that_refuses_is_told_of_and_the_others_are_served() -> None:
    south = MemorySouth(_1=inverter(), _2=inverter())

    async def act(gateway: Gateway, north: MemoryNorth, south: MemorySouth, clock: Clock) -> None:
        south.limits["limit-active-power"] = 60.0
        north.asked = Standing({"limit-active-power": 80.0}, "event", default=False)
        await gateway.control()
        notes = gateway.observe().notes
        assert "Device 1 refused limit-active-power: limit-active-power may be at most 60." in notes
        assert gateway.exchanges.refused == 2
        await gateway.control()
        assert gateway.exchanges.refused == 2  # not asked again until something else is asked for

    driven(act, south)


def test_a_device_that_takes_a_write_and_holds_another_value_is_told_of() -> None:
    south = MemorySouth(_1=inverter())
    south.stubborn["limit-active-power"] = 100.0

    async def act(gateway: Gateway, north: MemoryNorth, south: MemorySouth, clock: Clock) -> None:
        north.asked = Standing({"limit-active-power": 50.0}, "event", default=False)
        await gateway.control()
        assert "Device 1 was told limit-active-power = 50 and holds 100." in gateway.observe().notes
        south.stubborn.clear()
        await gateway.control()
        assert south.devices["1"]["limit-active-power"] == 100.0  # it may still be about to do it
        clock.now += south.patience + 1
        await gateway.control()
        assert south.devices["1"]["limit-active-power"] == 50.0
        assert len(gateway.observe().notes) == 1

    driven(act, south)


def test_what_a_device_lost_by_itself_is_written_again_at_the_next_poll() -> None:
    async def act(gateway: Gateway, north: MemoryNorth, south: MemorySouth, clock: Clock) -> None:
        north.asked = Standing({"limit-active-power": 50.0}, "event", default=False)
        await gateway.control()
        south.devices["1"]["limit-active-power-enable"] = False
        await gateway.poll()
        assert "Device 1 was told limit-active-power-enable = on and holds off." in gateway.observe().notes
        clock.now += south.patience
        await gateway.poll()
        await gateway.control()
        assert south.devices["1"]["limit-active-power-enable"] is True
        told = [exchange.words for exchange in gateway.exchanges.latest() if exchange.refused]
        assert told == ["Device 1 no longer holds limit-active-power-enable = on; told again."]

    driven(act)


def test_a_function_is_not_switched_on_with_an_earlier_curve_when_the_new_one_was_refused() -> None:
    south = MemorySouth(_1=inverter())

    async def act(gateway: Gateway, north: MemoryNorth, south: MemorySouth, clock: Clock) -> None:
        south.limits["limit-active-power"] = 60.0
        north.asked = Standing({"limit-active-power": 80.0}, "event", default=False)
        await gateway.control()
        assert south.devices["1"]["limit-active-power-enable"] is False
        north.asked = Standing({"limit-active-power": 50.0}, "event", default=False)
        await gateway.control()
        assert south.devices["1"]["limit-active-power-enable"] is True

    driven(act, south)


def test_modes_that_a_protocol_has_no_bit_for_are_known_by_their_switches() -> None:
    south = MemorySouth(_1={**inverter(), "monitoring-active-modes": frozenset({"volt-var"})})

    async def act(gateway: Gateway, north: MemoryNorth, south: MemorySouth, clock: Clock) -> None:
        north.asked = Standing({"limit-active-power": 50.0}, "event", default=False)
        await gateway.control()
        assert gateway.devices.read("monitoring-active-modes") == {"volt-var", "limit-active-power"}

    driven(act, south)


def test_a_device_that_was_away_is_told_when_it_answers_again() -> None:
    async def act(gateway: Gateway, north: MemoryNorth, south: MemorySouth, clock: Clock) -> None:
        south.deaf.add("1")
        await gateway.poll()
        north.asked = Standing({"limit-active-power": 50.0}, "event", default=False)
        await gateway.control()
        assert south.devices["2"]["limit-active-power-enable"] is True
        assert "Device 1 does not answer: no answer within 1 s" in gateway.observe().notes
        south.deaf.clear()
        await gateway.poll()
        await gateway.control()
        assert south.devices["1"]["limit-active-power-enable"] is True

    driven(act)


def test_a_device_that_was_away_when_a_limit_ended_is_released_when_it_answers_again() -> None:
    async def act(gateway: Gateway, north: MemoryNorth, south: MemorySouth, clock: Clock) -> None:
        north.asked = Standing({"limit-active-power": 50.0}, "event", default=False)
        await gateway.control()
        south.deaf.add("1")
        await gateway.poll()
        north.asked = Standing()
        await gateway.control()
        await gateway.control()
        assert south.devices["1"]["limit-active-power-enable"] is True
        south.deaf.clear()
        await gateway.poll()
        await gateway.control()
        assert south.devices["1"]["limit-active-power-enable"] is False

    driven(act)


def test_the_utility_overrules_what_is_commanded_at_the_gateway() -> None:
    async def act(gateway: Gateway, north: MemoryNorth, south: MemorySouth, clock: Clock) -> None:
        await gateway.write("limit-active-power", 90.0)
        await gateway.control()
        assert south.devices["1"]["limit-active-power"] == 90.0
        north.asked = Standing({"limit-active-power": 40.0}, "event", default=False)
        await gateway.control()
        assert south.devices["1"]["limit-active-power"] == 40.0
        with pytest.raises(NotWritable):
            await gateway.write("monitoring-active-power", 1.0)
        with pytest.raises(UnknownQuantity):
            await gateway.write("colour", 1.0)
        with pytest.raises(NotPossible, match="no condition voltage_pu"):
            await gateway.disturb(voltage_pu=1.1)

    driven(act)


def test_reports_give_what_all_devices_measure_together() -> None:
    async def act(gateway: Gateway, north: MemoryNorth, south: MemorySouth, clock: Clock) -> None:
        await gateway.report()
        assert north.reports[-1]["monitoring-active-power"] == 3_000.0
        assert north.reports[-1]["monitoring-frequency"] == 60.0
        assert await gateway.read("nameplate-active-power") == 15_000.0
        assert await gateway.read("monitoring-active-power", "2") == 2_000.0
        north.down = True
        await gateway.report()
        assert "Reports do not reach the utility: the link is down" in gateway.observe().notes

    driven(act)


def test_a_release_that_was_lost_on_its_way_is_told_again() -> None:
    async def act(gateway: Gateway, north: MemoryNorth, south: MemorySouth, clock: Clock) -> None:
        north.asked = Standing({"limit-active-power": 50.0}, "event", default=False)
        await gateway.control()
        south.failing["limit-active-power-enable"] = Unreachable("no answer within 1 s")
        north.asked = Standing()
        await gateway.control()
        south.failing.clear()
        await gateway.poll()
        await gateway.control()
        assert south.devices["1"]["limit-active-power-enable"] is False
        assert gateway.observe().commanded["1"] == {}

    driven(act)


def test_a_release_that_a_device_refuses_is_told_of() -> None:
    async def act(gateway: Gateway, north: MemoryNorth, south: MemorySouth, clock: Clock) -> None:
        north.asked = Standing({"limit-active-power": 50.0}, "event", default=False)
        await gateway.control()
        south.locked.add("limit-active-power-enable")
        north.asked = Standing()
        for _ in range(3):
            await gateway.control()
        why = "Device 1 refused limit-active-power-enable: limit-active-power-enable is locked."
        assert why in gateway.observe().notes

    driven(act)


def test_a_release_that_a_device_takes_and_does_not_carry_out_is_told_again() -> None:
    async def act(gateway: Gateway, north: MemoryNorth, south: MemorySouth, clock: Clock) -> None:
        north.asked = Standing({"limit-active-power": 50.0}, "event", default=False)
        await gateway.control()
        south.stubborn["limit-active-power-enable"] = True
        north.asked = Standing()
        await gateway.control()
        south.stubborn.clear()
        clock.now += south.patience + 1
        await gateway.control()
        assert south.devices["1"]["limit-active-power-enable"] is False
        assert gateway.observe().commanded["1"] == {}

    driven(act)


def test_a_gateway_lives_on_whatever_one_device_or_the_utility_does() -> None:
    brisk = Pace(control=0.001, poll=0.001, report=0.001, watchdog=60)

    async def act(gateway: Gateway, north: MemoryNorth, south: MemorySouth, clock: Clock) -> None:
        read, standing, report = south.read, north.standing, north.report

        def confused(*_: object) -> None:
            raise KeyError("what nobody thought of")

        async def until(met: Callable[[], bool]) -> None:
            async with asyncio.timeout(5):
                while not met():
                    await asyncio.sleep(0)

        south.read = confused  # type: ignore[assignment]
        lost = "Device 1 does not answer: KeyError: 'what nobody thought of'"
        await until(lambda: lost in gateway.observe().notes)
        south.read = read  # type: ignore[method-assign]
        north.standing = north.report = confused  # type: ignore[assignment, method-assign]
        faults = {
            f"The gateway's {what} fails: KeyError: 'what nobody thought of'"
            for what in ("control", "report")
        }
        await until(lambda: faults <= set(gateway.observe().notes))
        north.standing, north.report = standing, report  # type: ignore[method-assign]
        north.asked = Standing({"limit-active-power": 50.0}, "event", default=False)
        await until(lambda: south.devices["1"]["limit-active-power-enable"] is True)
        await until(lambda: len(gateway.observe().notes) == 1)

    driven(act, pace=brisk)


def test_a_value_that_fails_in_the_sending_keeps_no_other_from_the_device() -> None:
    async def act(gateway: Gateway, north: MemoryNorth, south: MemorySouth, clock: Clock) -> None:
        south.failing["set-active-power-absolute"] = ValueError("does not fit in 16 bits")
        values: dict[str, Value] = {"set-active-power-absolute": 9e9, "limit-active-power": 50.0}
        north.asked = Standing(values, "event", default=False)
        await gateway.control()
        assert south.devices["1"]["limit-active-power-enable"] is True
        assert south.devices["1"]["set-active-power-enable"] is False
        why = "Device 1 refused set-active-power-absolute: ValueError: does not fit in 16 bits"
        assert why in gateway.observe().notes

    driven(act)


def test_a_function_is_not_switched_on_with_what_was_set_at_the_device_meanwhile() -> None:
    async def act(gateway: Gateway, north: MemoryNorth, south: MemorySouth, clock: Clock) -> None:
        north.asked = Standing({"limit-active-power": 50.0}, "event 1", default=False)
        await gateway.control()
        north.asked = Standing()
        await gateway.control()
        south.devices["1"]["limit-active-power"] = 80.0  # at its display; the gateway has not looked since
        south.writes.clear()
        north.asked = Standing({"limit-active-power": 50.0}, "event 2", default=False)
        await gateway.control()
        assert [key for unit, key, _ in south.writes if unit == "1"] == [
            "limit-active-power",
            "limit-active-power-enable",
        ]
        assert south.devices["1"]["limit-active-power"] == 50.0

    driven(act)


def test_a_device_that_comes_back_is_asked_again_for_what_it_refused() -> None:
    async def act(gateway: Gateway, north: MemoryNorth, south: MemorySouth, clock: Clock) -> None:
        south.locked.add("limit-active-power")
        north.asked = Standing({"limit-active-power": 50.0}, "event", default=False)
        await gateway.control()
        south.locked.clear()
        south.deaf.add("1")
        await gateway.poll()
        south.deaf.clear()
        await gateway.poll()
        await gateway.control()
        assert south.devices["1"]["limit-active-power-enable"] is True
        assert south.devices["2"]["limit-active-power-enable"] is False  # it did not begin anew

    driven(act)


def test_limits_of_devices_of_several_sizes_are_read_as_one_that_means_the_same_power() -> None:
    south = MemorySouth(
        _1={**inverter(rating=90_000.0), "limit-active-power": 50.0},
        _2={**inverter(rating=10_000.0), "limit-active-power": 100.0},
    )

    async def act(gateway: Gateway, north: MemoryNorth, south: MemorySouth, clock: Clock) -> None:
        assert gateway.devices.read("limit-active-power") == pytest.approx(55.0)
        assert gateway.devices.read("monitoring-frequency") == 60.0

    driven(act, south)
