"""What the utility sees of devices that do not answer, over each protocol: nothing of the past as if it were of now."""

from __future__ import annotations

import asyncio
from pathlib import Path

from tests.stubs.gateway.ends import MemorySouth
from tests.stubs.gateway.test_aggregate import POWER, device
from tests.stubs.ieee2030_5.utility_side import PIN, Certificates, head_end
from workbench.stubs.dnp3.master import Master
from workbench.stubs.exchanges import ExchangeLog
from workbench.stubs.gateway.dnp3_north import Dnp3North
from workbench.stubs.gateway.gateway import Gateway, Pace
from workbench.stubs.gateway.ieee2030_5_north import Ieee2030North
from workbench.stubs.gateway.sunspec_north import SunSpecNorth
from workbench.stubs.modbus.client import ModbusClient
from workbench.stubs.modbus.sunspec_client import SunSpecClient
from workbench.stubs.tls import client_context

STILL = Pace(control=3600, poll=3600, report=3600)
ALARM, CONNECTION, RATING = (
    "monitoring-alarm-status",
    "monitoring-connection-status",
    "nameplate-active-power",
)


def plant() -> MemorySouth:
    return MemorySouth(
        _1=device(1_000.0, **{"nameplate-apparent-power": 5_000.0}),
        _2=device(2_000.0, **{"nameplate-apparent-power": 5_000.0}),
    )


def test_dnp3_flags_what_is_not_known_as_communication_lost() -> None:
    async def scene() -> None:
        south, north = plant(), Dnp3North()
        async with Gateway(north, south, pace=STILL) as gateway:
            endpoint = north.endpoints[0]
            async with asyncio.timeout(20), Master(port=endpoint.port, log=ExchangeLog("master")) as master:

                async def seen(*keys: str) -> list[tuple[object, bool]]:
                    await master.integrity()
                    return [(master.values[key].value, master.values[key].online) for key in keys]

                assert await seen(POWER, RATING, ALARM) == [
                    (3_000.0, True),
                    (10_000.0, True),
                    (frozenset(), True),
                ]
                south.deaf.add("2")
                await gateway.poll()
                assert await seen(POWER, RATING) == [(1_000.0, True), (10_000.0, True)]
                assert (await seen(ALARM))[0][0]
                south.deaf.add("1")
                await gateway.poll()
                (power, online), rating, alarm, (_, connected) = await seen(POWER, RATING, ALARM, CONNECTION)
                assert (power, online, connected) == (1_000.0, False, False)
                assert rating == (10_000.0, True)
                assert alarm[1]
                south.deaf.clear()
                await gateway.poll()
                assert await seen(POWER, ALARM) == [(3_000.0, True), (frozenset(), True)]

    asyncio.run(scene())


def test_sunspec_tells_what_is_not_known_as_not_implemented() -> None:
    async def scene() -> None:
        south, north = plant(), SunSpecNorth()
        async with Gateway(north, south, pace=STILL) as gateway:
            endpoint = north.endpoints[0]
            async with asyncio.timeout(20), ModbusClient(endpoint.host, endpoint.port) as connection:
                client = SunSpecClient(connection)
                await client.discover()
                keys = (POWER, RATING, ALARM)
                assert await client.read(keys) == {POWER: 3_000.0, RATING: 10_000.0, ALARM: frozenset()}
                south.deaf.add("2")
                await gateway.poll()
                silent = frozenset({"manufacturer-alarm"})
                assert await client.read(keys) == {POWER: 1_000.0, RATING: 10_000.0, ALARM: silent}
                south.deaf.add("1")
                await gateway.poll()
                assert await client.read(keys) == {RATING: 10_000.0, ALARM: silent}
                south.deaf.clear()
                await gateway.poll()
                assert (await client.read(keys))[POWER] == 3_000.0

    asyncio.run(scene())


def test_ieee_2030_5_reports_no_reading_that_is_not_known_and_the_fault(tmp_path: Path) -> None:
    certificates = Certificates(tmp_path)

    async def scene() -> None:
        async with head_end(certificates) as utility, asyncio.timeout(20):
            own = certificates.of("device")
            utility.register(own.der, PIN)
            at, south = utility.endpoints[0], plant()
            north = Ieee2030North(at.host, at.port, client_context(own), pin=PIN)
            async with Gateway(north, south, pace=STILL) as gateway:

                async def reported() -> int:
                    before = utility.exchanges.total
                    while not await gateway.report():
                        await asyncio.sleep(0.01)
                    mirrored = utility.exchanges.latest(utility.exchanges.total - before)
                    return sum("POST" in one.words and "/mup" in one.words for one in mirrored)

                assert await reported()
                assert await utility.read(POWER, own.lfdi) == 3_000.0
                south.deaf.add("2")
                await gateway.poll()
                assert await reported()
                assert await utility.read(POWER, own.lfdi) == 1_000.0
                assert await utility.read(CONNECTION, own.lfdi) == {"connected", "fault"}
                south.deaf.add("1")
                await gateway.poll()
                assert await reported() == 0
                assert await utility.read(CONNECTION, own.lfdi) == {"fault"}
                assert await utility.read("setting-maximum-active-power", own.lfdi) == 10_000.0
                south.deaf.clear()
                await gateway.poll()
                assert await reported()
                assert await utility.read(CONNECTION, own.lfdi) == {"connected"}

    asyncio.run(scene())
