"""Many connections at once to a server that holds only some."""

from __future__ import annotations

import asyncio
import socket

from workbench.stubs.inverter import Inverter
from workbench.stubs.modbus.client import ModbusClient

HELD = 300
"""How many of the flood stay open."""


async def flood(count: int, places: int) -> None:
    """Open connections one after the other while a client of sound mind is served; then look that places are free.

    Fails where that client, or one that comes later, is not served.
    """
    async with Inverter(step=0, summary=True, connections=places) as inverter:
        port = inverter.endpoints[0].port
        loop = asyncio.get_running_loop()
        async with ModbusClient("127.0.0.1", port) as sound:
            await sound.read(1, 40_000, 2)
            held: list[socket.socket] = []
            for number in range(count):
                one = socket.socket()
                one.setblocking(False)
                await loop.sock_connect(one, ("127.0.0.1", port))
                held.append(one)
                if len(held) > HELD:
                    held.pop(0).close()
                if number % 100 == 0:
                    assert await sound.read(1, 40_000, 2) == b"SunS"
                    assert inverter.connections <= places
            assert inverter.exchanges.refused > 0
            for one in held:
                one.close()
            async with asyncio.timeout(10):
                while inverter.connections > 1:
                    await asyncio.sleep(0.01)
            async with ModbusClient("127.0.0.1", port) as late:
                assert await late.read(1, 40_000, 2) == b"SunS"
