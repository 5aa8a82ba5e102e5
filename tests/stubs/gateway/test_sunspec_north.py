"""The devices of a gateway as one SunSpec device over TLS: what each role may command."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from workbench.der.device import NotPossible
from workbench.stubs.gateway.gateway import Gateway, Pace
from workbench.stubs.gateway.sunspec_north import SunSpecNorth
from workbench.stubs.gateway.sunspec_south import ModbusTarget, SunSpecSouth
from workbench.stubs.inverter import Inverter
from workbench.stubs.modbus.client import ModbusClient
from workbench.stubs.modbus.sunspec_client import SunSpecClient
from workbench.stubs.pki import Authority, Standard, SunSpecRole
from workbench.stubs.tls import client_context, server_context

STILL = Pace(control=3600, poll=3600, report=3600)


def test_only_a_role_that_may_command_commands_a_gateway(tmp_path: Path) -> None:
    authority = Authority.create(tmp_path)
    served = authority.issue("gateway", Standard.MODBUS)
    reader = authority.issue("reader", Standard.MODBUS, role=SunSpecRole.READ_ONLY)
    commander = authority.issue("commander", Standard.MODBUS, role=SunSpecRole.GRID_SERVICE)

    async def go() -> None:
        async with Inverter(step=0) as inverter:
            place = inverter.endpoints[0]
            north = SunSpecNorth(tls=server_context(served))
            async with Gateway(north, SunSpecSouth([ModbusTarget(place.host, place.port)]), pace=STILL):
                for credentials, may in ((reader, False), (commander, True)):
                    context = client_context(credentials, Standard.MODBUS, trust=served.trust)
                    endpoint = north.endpoints[0]
                    async with ModbusClient(endpoint.host, endpoint.port, tls=context) as connection:
                        client = SunSpecClient(connection)
                        await client.discover()
                        if may:
                            await client.write("limit-active-power", 33.0)
                        else:
                            with pytest.raises(NotPossible, match="refuses limit-active-power"):
                                await client.write("limit-active-power", 33.0)
                    assert north.commands.get("limit-active-power") == (33.0 if may else None)

    asyncio.run(go())
