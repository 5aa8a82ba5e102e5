"""What a gateway adds between a command and its effect: over loopback, beside the same command sent directly.

    python bench/gateway.py [COMMANDS]

A DNP3 master and a Modbus client command a gateway that speaks SunSpec to an inverter; both command the inverter
itself too, in their own protocol. Printed are milliseconds from sending to the moment at which the inverter holds the
value, and what the gateway adds at the median and at the 99th percentile (aim: under 5 ms there).
"""

from __future__ import annotations

import asyncio
import statistics
import sys
import time
from collections.abc import Awaitable, Callable

from workbench.stubs.dnp3.master import Master
from workbench.stubs.gateway.dnp3_north import Dnp3North
from workbench.stubs.gateway.gateway import Gateway, Pace
from workbench.stubs.gateway.sunspec_north import SunSpecNorth
from workbench.stubs.gateway.sunspec_south import ModbusTarget, SunSpecSouth
from workbench.stubs.inverter import Inverter
from workbench.stubs.modbus.client import ModbusClient
from workbench.stubs.modbus.sunspec_client import SunSpecClient
from workbench.stubs.stub import LOOPBACK

KEY = "limit-active-power"
QUIET = Pace(control=60.0, poll=60.0, report=60.0)
"""Nothing but the commands: readings would be measured with them."""


async def lasting(
    inverter: Inverter, write: Callable[[float], Awaitable[object]], commands: int
) -> list[float]:
    """Return how many milliseconds each command took until the inverter held it."""
    took = []
    for number in range(commands):
        value = 20.0 + number % 60
        began = time.perf_counter()
        writing = asyncio.ensure_future(write(value))
        while await inverter.read(KEY) != value:
            await asyncio.sleep(0)
        took.append((time.perf_counter() - began) * 1000)
        await writing
    return took


async def measure(commands: int) -> None:
    """Measure each way in turn, and print them."""
    async with Inverter(step=0, summary=True, dnp3=(LOOPBACK, 0)) as inverter:
        served = {endpoint.protocol: endpoint for endpoint in inverter.endpoints}
        place = served["modbus"]

        def south() -> SunSpecSouth:
            return SunSpecSouth([ModbusTarget(place.host, place.port)])

        async with ModbusClient(place.host, place.port) as connection:
            direct = SunSpecClient(connection)
            await direct.discover()
            alone = await lasting(inverter, lambda value: direct.write(KEY, value), commands)
        say("directly, SunSpec", alone, alone)
        north = SunSpecNorth()
        async with Gateway(north, south(), pace=QUIET) as gateway:
            gateway.exchanges.summary = True
            async with ModbusClient(north.endpoints[0].host, north.endpoints[0].port) as connection:
                client = SunSpecClient(connection)
                await client.discover()
                say(
                    "SunSpec to SunSpec",
                    await lasting(inverter, lambda value: client.write(KEY, value), commands),
                    alone,
                )
        direct_place = served["dnp3"]
        async with Master(direct_place.host, direct_place.port, unsolicited=False) as master:
            alone = await lasting(inverter, lambda value: master.write(KEY, value), commands)
        say("directly, DNP3", alone, alone)
        outstation = Dnp3North()
        async with Gateway(outstation, south(), pace=QUIET) as gateway:
            gateway.exchanges.summary = True
            place = outstation.endpoints[0]
            async with Master(place.host, place.port, unsolicited=False) as master:
                say(
                    "DNP3 to SunSpec",
                    await lasting(inverter, lambda value: master.write(KEY, value), commands),
                    alone,
                )


def say(words: str, took: list[float], alone: list[float]) -> None:
    """Print one way beside the direct one."""

    def at(values: list[float], share: float) -> float:
        return sorted(values)[min(int(len(values) * share), len(values) - 1)]

    median, late = statistics.median(took), at(took, 0.99)
    adds = f"adds {median - statistics.median(alone):6.2f} ms, p99 {late - at(alone, 0.99):6.2f} ms"
    print(f"{words:20} p50 {median:6.2f} ms  p99 {late:6.2f} ms  {'' if took is alone else adds}")


if __name__ == "__main__":
    asyncio.run(measure(int(sys.argv[1]) if len(sys.argv) > 1 else 500))
