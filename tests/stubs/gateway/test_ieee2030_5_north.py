"""A gateway that follows a utility's IEEE 2030.5 server: what was scheduled is carried out with the link cut."""

from __future__ import annotations

import asyncio
from pathlib import Path

from tests.stubs.gateway.ends import MemorySouth
from tests.stubs.gateway.test_gateway import inverter
from tests.stubs.ieee2030_5.utility_side import PIN, START, Certificates, Clock, head_end
from workbench.stubs.gateway.gateway import Gateway, Pace
from workbench.stubs.gateway.ieee2030_5_north import Ieee2030North
from workbench.stubs.tls import client_context

LIMIT, ON = "limit-active-power", "limit-active-power-enable"
STILL = Pace(control=36_000, poll=36_000, report=36_000, watchdog=600)
HOURS = 24


def test_two_dozen_events_are_carried_out_with_the_link_cut(tmp_path: Path) -> None:
    async def scene() -> None:
        clock, south = Clock(), MemorySouth(_1=inverter(), _2=inverter())
        certificates = Certificates(tmp_path)
        async with head_end(certificates, clock=clock) as utility:
            own = certificates.of("device")
            utility.register(own.der, PIN)
            for hour in range(HOURS):
                start = START + 3_600 * (hour + 1)
                await utility.issue({LIMIT: 4.0 * (hour + 1)}, start=start, duration=1_800)
            at = utility.endpoints[0]
            north = Ieee2030North(at.host, at.port, client_context(own), pin=PIN, clock=clock)
            gateway = Gateway(north, south, pace=STILL, fallback={LIMIT: 100.0}, clock=clock)
            await gateway.start()
            try:
                async with asyncio.timeout(20):
                    while not await gateway.report():  # the server was not found yet
                        await asyncio.sleep(0.01)
                await gateway.control()
                assert not south.devices["1"][ON]
            except BaseException:
                await gateway.stop()
                raise
        try:  # the server is gone from here on
            held: list[list[object]] = []
            for half_hour in range(2, 2 * HOURS + 2):
                clock.at = START + 1_800 * half_hour + 900
                await gateway.control()
                assert all(device[ON] for device in south.devices.values())
                held.append([device[LIMIT] for device in south.devices.values()])
            assert held[::2] == [[4.0 * (hour + 1)] * 2 for hour in range(HOURS)]
            assert held[1::2] == [[100.0] * 2] * HOURS  # silent: the fallback stands between them
            assert "The utility is silent for longer than the watchdog allows." in gateway.observe().notes
        finally:
            await gateway.stop()

    asyncio.run(scene())
