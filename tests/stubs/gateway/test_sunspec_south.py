"""The south end of a gateway over SunSpec, with a device that is none yet."""

from __future__ import annotations

import asyncio

import pytest

from tests.stubs.modbus.memory_bank import MemoryBank
from workbench.stubs.exchanges import ExchangeLog
from workbench.stubs.gateway.ends import Unreachable
from workbench.stubs.gateway.sunspec_south import ModbusTarget, SunSpecSouth
from workbench.stubs.modbus.server import ModbusServer
from workbench.stubs.stub import LOOPBACK


def test_a_device_that_shows_no_models_counts_as_one_that_does_not_answer() -> None:
    async def run() -> None:
        server = ModbusServer(MemoryBank(), ExchangeLog("device"))
        await server.start()
        south = SunSpecSouth([ModbusTarget(LOOPBACK, server.port)])
        await south.start(ExchangeLog("gateway"))
        try:
            with pytest.raises(Unreachable, match="no 'SunS' at 40000"):
                await south.keys("1")
            with pytest.raises(Unreachable, match="no 'SunS' at 40000"):
                await south.write("1", "limit-active-power", 50.0)
        finally:
            await south.stop()
            await server.stop()

    asyncio.run(run())
