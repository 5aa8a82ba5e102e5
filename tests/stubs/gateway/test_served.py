"""What a master commanded of a gateway: it stands while the master is heard, and is let go when it is silent."""

from __future__ import annotations

import asyncio

from tests.stubs.gateway.ends import Clock
from workbench.stubs.exchanges import ExchangeLog
from workbench.stubs.gateway.aggregate import Aggregate
from workbench.stubs.gateway.ledger import Account
from workbench.stubs.gateway.served import ServedNorth


class Served(ServedNorth):
    """A server without a protocol: tests write to its devices."""

    async def serve(self, devices: Aggregate, log: ExchangeLog) -> None:
        self.devices = devices

    async def stop(self) -> None:
        pass


def served(clock: Clock) -> Served:
    north = Served(watchdog=60.0, clock=clock)
    accounts = {"1": Account(accepted={"limit-active-power": 100.0})}

    async def start() -> None:
        await north.start(
            Aggregate(accounts, lambda key, value: None), asyncio.Event(), ExchangeLog("gateway")
        )

    asyncio.run(start())
    return north


def test_a_command_stands_and_is_read_back_while_the_master_is_heard() -> None:
    clock = Clock()
    north = served(clock)
    assert north.standing(clock.now).default
    north.devices.write("limit-active-power", 50.0)
    clock.now += 59.0
    assert north.standing(clock.now).values == {"limit-active-power": 50.0}
    assert north.devices.read("limit-active-power") == 50.0


def test_a_silent_master_s_command_is_let_go_and_does_not_come_back_with_it() -> None:
    clock = Clock()
    north = served(clock)
    north.devices.write("limit-active-power", 50.0)
    clock.now += 61.0
    assert north.standing(clock.now).values == {}
    north.hear()
    assert north.standing(clock.now).values == {}
    assert north.devices.read("limit-active-power") == 100.0


def test_a_clock_that_is_set_back_lets_nothing_stand_for_longer() -> None:
    clock = Clock()
    north = served(clock)
    north.devices.write("limit-active-power", 50.0)
    clock.now -= 10_000.0
    assert north.standing(clock.now).values == {"limit-active-power": 50.0}
    clock.now += 61.0
    assert north.standing(clock.now).values == {}
