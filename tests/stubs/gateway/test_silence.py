"""What a gateway does while its utility is silent: schedules go on, and between them stands the fallback."""

from __future__ import annotations

from tests.stubs.gateway.ends import Clock, MemoryNorth, MemorySouth
from tests.stubs.gateway.test_gateway import driven
from workbench.stubs.gateway.gateway import Gateway


def test_schedules_go_on_while_the_utility_is_silent_and_the_fallback_stands_between_them() -> None:
    async def act(gateway: Gateway, north: MemoryNorth, south: MemorySouth, clock: Clock) -> None:
        start = clock()
        north.events = [(start + 100, start + 200, {"limit-active-power": 20.0})]
        north.spoke = start
        await gateway.control()
        assert south.devices["1"]["limit-active-power-enable"] is False
        clock.now = start + 61
        await gateway.control()
        assert south.devices["1"]["limit-active-power"] == 70.0
        assert "The utility is silent for longer than the watchdog allows." in gateway.observe().notes
        clock.now = start + 150
        await gateway.control()
        assert south.devices["1"]["limit-active-power"] == 20.0
        clock.now = start + 250
        await gateway.control()
        assert south.devices["1"]["limit-active-power"] == 70.0
        north.spoke = clock.now
        await gateway.control()
        assert south.devices["1"]["limit-active-power-enable"] is False

    driven(act, fallback={"limit-active-power": 70.0})


def test_a_clock_that_is_set_back_hides_no_silence() -> None:
    async def act(gateway: Gateway, north: MemoryNorth, south: MemorySouth, clock: Clock) -> None:
        north.spoke = clock.now
        await gateway.control()
        clock.now -= 10_000.0
        await gateway.control()
        assert south.devices["1"]["limit-active-power-enable"] is False
        clock.now += 61.0
        await gateway.control()
        assert south.devices["1"]["limit-active-power"] == 70.0

    driven(act, fallback={"limit-active-power": 70.0})


def test_a_day_of_two_dozen_events_is_carried_out_while_nobody_is_heard() -> None:
    async def act(gateway: Gateway, north: MemoryNorth, south: MemorySouth, clock: Clock) -> None:
        begin = clock.now
        north.events = [
            (begin + 3_600 * hour, begin + 3_600 * hour + 1_800, {"limit-active-power": 4.0 * (hour + 1)})
            for hour in range(24)
        ]
        held = []
        for half_hour in range(48):
            clock.now = begin + 1_800 * half_hour + 900
            await gateway.control()
            device = south.devices["1"]
            held.append(device["limit-active-power"] if device["limit-active-power-enable"] else None)
        assert held[::2] == [4.0 * (hour + 1) for hour in range(24)]
        assert held[1::2] == [None] * 24

    driven(act)
