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
