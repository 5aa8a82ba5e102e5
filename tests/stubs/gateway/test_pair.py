"""Both standard gateways: a command passes the hop between them, also where the devices come later."""

from __future__ import annotations

import asyncio

import pytest

from tests.stubs.gateway.ends import MemorySouth
from workbench.der.device import NotPossible
from workbench.stubs.gateway.console import ConsoleNorth
from workbench.stubs.gateway.gateway import Gateway, Pace
from workbench.stubs.gateway.pair import GatewayPair
from workbench.stubs.gateway.sunspec_north import SunSpecNorth
from workbench.stubs.gateway.sunspec_south import ModbusTarget, SunSpecSouth
from workbench.stubs.inverter import Inverter
from workbench.stubs.modbus.client import ModbusClient
from workbench.stubs.modbus.frames import ExceptionCode, Refused

BRISK = Pace(control=0.02, poll=0.05, whole=0.3, report=0.5)


@pytest.mark.parametrize("between", ["dnp3", "modbus", "ieee-2030.5"])
def test_a_command_passes_both_gateways_though_the_devices_come_later(between: str) -> None:
    async def scene() -> None:
        inverter = Inverter(1, step=0)
        await inverter.start()
        port = inverter.endpoints[0].port
        await inverter.stop()
        operator = ConsoleNorth()
        pair = GatewayPair(
            operator, SunSpecSouth([ModbusTarget("127.0.0.1", port)]), between=between, pace=BRISK
        )
        async with pair, asyncio.timeout(20):
            assert [one.protocol for one in pair.endpoints] == [between]
            assert len(pair.logs()) == 2
            assert any("does not answer" in note for note in pair.observe().notes)
            inverter = Inverter(1, modbus=("127.0.0.1", port), step=0)
            async with inverter:
                assert pair.utility is not None
                while "limit-active-power" not in pair.utility.devices.keys():  # noqa: SIM118
                    await asyncio.sleep(0.02)
                operator.command({"limit-active-power": 40.0})
                while not await inverter.read("limit-active-power-enable"):
                    await asyncio.sleep(0.02)
                assert await inverter.read("limit-active-power") == 40.0
                while (seen := pair.observe()).commanded["1"].get("limit-active-power") != 40.0:
                    await asyncio.sleep(0.02)
                assert {note.partition(":")[0] for note in seen.notes} == {
                    "utility-gateway",
                    "facility-gateway",
                }
                assert {one.stub for one in seen.exchanges} == {"utility-gateway", "facility-gateway"}
            with pytest.raises(NotPossible, match="no condition sun"):
                await pair.disturb(sun=1.0)

    asyncio.run(scene())


def test_a_gateway_that_has_met_no_device_answers_as_modbus_gateways_do() -> None:
    async def scene() -> None:
        south = MemorySouth(_1={"monitoring-frequency": 60.0, "nameplate-manufacturer": "X"})
        south.deaf.add("1")
        async with (
            asyncio.timeout(10),
            Gateway(SunSpecNorth(), south, pace=BRISK) as gateway,
            ModbusClient("127.0.0.1", gateway.endpoints[0].port) as client,
        ):
            with pytest.raises(Refused) as refusal:
                await client.read(1, 40_000, 2)
            assert refusal.value.code == ExceptionCode.GATEWAY_TARGET_FAILED_TO_RESPOND
            south.deaf.clear()
            while True:
                try:
                    assert await client.read(1, 40_000, 2) == b"SunS"
                    break
                except Refused:
                    await asyncio.sleep(0.02)

    asyncio.run(scene())
