"""What an earlier gateway left in force: it stays until the utility was heard, or is silent, and no longer."""

from __future__ import annotations

import asyncio

from tests.stubs.gateway.ends import Clock, MemoryNorth, MemorySouth
from tests.stubs.gateway.test_gateway import SLOW, inverter
from workbench.stubs.gateway.ends import Standing
from workbench.stubs.gateway.gateway import Gateway


def left_behind() -> MemorySouth:
    """A device on which an earlier gateway left a limit in force."""
    return MemorySouth(_1={**inverter(), "limit-active-power": 30.0, "limit-active-power-enable": True})


def test_a_limit_that_an_earlier_gateway_left_is_released_once_the_utility_says_nothing_of_it() -> None:
    async def run() -> None:
        clock = Clock()
        north, south = MemoryNorth(clock), left_behind()
        north.spoke = None
        async with Gateway(north, south, pace=SLOW, clock=clock) as gateway:
            await gateway.control()
            assert south.devices["1"]["limit-active-power-enable"] is True
            assert any(
                "is found with limit-active-power-enable on" in one.words
                for one in gateway.exchanges.latest()
            )
            north.spoke = clock.now
            await gateway.control()
            assert south.devices["1"]["limit-active-power-enable"] is False

    asyncio.run(run())


def test_it_is_released_too_when_the_utility_stays_silent_and_stays_while_it_is_asked_for() -> None:
    async def run() -> None:
        for heard in (False, True):
            clock = Clock()
            north, south = MemoryNorth(clock), left_behind()
            north.spoke = None
            async with Gateway(north, south, pace=SLOW, clock=clock) as gateway:
                if heard:
                    north.spoke = clock.now
                    north.asked = Standing({"limit-active-power": 30.0}, "event", default=False)
                clock.now += 1 if heard else 61
                await gateway.control()
                assert south.devices["1"]["limit-active-power-enable"] is heard

    asyncio.run(run())
