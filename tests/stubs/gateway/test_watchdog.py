"""The watchdog of gateways that serve, over the protocols themselves; and a device that is found off."""

from __future__ import annotations

import asyncio
from functools import partial

from tests.stubs.gateway.ends import Clock, MemoryNorth, MemorySouth
from tests.stubs.gateway.test_gateway import SLOW, inverter
from workbench.der.quantities import Value
from workbench.stubs.dnp3.master import Master
from workbench.stubs.gateway.dnp3_north import Dnp3North
from workbench.stubs.gateway.ends import Standing
from workbench.stubs.gateway.gateway import Gateway
from workbench.stubs.gateway.sunspec_north import SunSpecNorth
from workbench.stubs.modbus.client import ModbusClient
from workbench.stubs.modbus.sunspec_client import SunSpecClient

LIMIT, ON = "limit-active-power", "limit-active-power-enable"


async def limit_after(gateway: Gateway, south: MemorySouth, clock: Clock, seconds: float) -> Value | None:
    """Let time pass, have the gateway look, and return the limit that the device then has."""
    clock.now += seconds
    await gateway.control()
    device = south.devices["1"]
    return device[LIMIT] if device[ON] else None


def test_what_a_dnp3_master_left_ends_a_while_after_it_has_gone_and_stays_ended() -> None:
    async def scene() -> None:
        clock, south = Clock(), MemorySouth(_1=inverter())
        north = Dnp3North(watchdog=60.0, clock=clock)
        async with Gateway(north, south, pace=SLOW, clock=clock) as gateway, asyncio.timeout(20):
            in_force = partial(limit_after, gateway, south, clock)
            async with Master(port=north.endpoints[0].port) as master:
                await master.write(LIMIT, 30.0)
                await master.write(ON, True)
                assert await in_force(0.0) == 30.0
                assert await in_force(600.0) == 30.0  # it is connected
            while north._server is not None and north._server.masters:
                await asyncio.sleep(0.001)
            assert await in_force(59.0) == 30.0
            assert await in_force(2.0) is None
            async with Master(port=north.endpoints[0].port) as master:
                await master.integrity()
                assert master.values[ON].value is False
                assert await in_force(1.0) is None

    asyncio.run(scene())


def test_what_a_modbus_client_left_ends_a_while_after_its_last_request_and_stays_ended() -> None:
    async def scene() -> None:
        clock, south = Clock(), MemorySouth(_1=inverter())
        north = SunSpecNorth(watchdog=60.0, clock=clock)
        async with Gateway(north, south, pace=SLOW, clock=clock) as gateway, asyncio.timeout(20):
            in_force = partial(limit_after, gateway, south, clock)
            at = north.endpoints[0]
            async with ModbusClient(at.host, at.port) as connection:
                client = SunSpecClient(connection)
                await client.discover()
                await client.write(LIMIT, 30.0)
                await client.write(ON, True)
                assert await in_force(59.0) == 30.0
                await client.read((LIMIT,))
                assert await in_force(59.0) == 30.0  # any request tells that it is there
                assert await in_force(2.0) is None
                assert (await client.read((ON,)))[ON] is False
                assert await in_force(1.0) is None

    asyncio.run(scene())


def test_a_device_that_is_found_off_is_connected_by_nobody_but_the_utility() -> None:
    async def scene() -> None:
        clock = Clock()
        north, south = MemoryNorth(clock), MemorySouth(_1={**inverter(), "connect-disconnect": False})
        north.spoke = None

        def connected() -> object:
            return south.devices["1"]["connect-disconnect"]

        async with Gateway(north, south, pace=SLOW, clock=clock) as gateway:
            for spoke, after in ((None, 0.0), (None, 61.0), (1_061.0, 0.0), (1_061.0, 61.0)):
                north.spoke = spoke
                clock.now += after
                await gateway.control()
                assert connected() is False  # before and after anything is heard, and in silence
            north.asked = Standing({LIMIT: 50.0}, "event 1", default=False)
            await gateway.control()
            north.asked = Standing()
            await gateway.control()
            south.deaf.add("1")
            await gateway.poll()
            south.deaf.clear()
            await gateway.poll()
            await gateway.control()
            assert connected() is False
            north.asked = Standing({"connect-disconnect": True}, "event 2", default=False)
            await gateway.control()
            assert connected() is True

    asyncio.run(scene())
