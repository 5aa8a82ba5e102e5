"""A Modbus server for tests, with a clock that they set."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from tests.stubs.modbus.memory_bank import MemoryBank
from workbench.stubs.exchanges import ExchangeLog
from workbench.stubs.modbus.client import ModbusClient
from workbench.stubs.modbus.server import ModbusServer


class Clock:
    """Seconds that go on when a test says so."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@asynccontextmanager
async def serving(clock: Clock | None = None, **settings: int) -> AsyncIterator[ModbusServer]:
    server = ModbusServer(MemoryBank(), ExchangeLog("test", summary=True), clock=clock or Clock(), **settings)
    await server.start()
    try:
        yield server
    finally:
        await server.stop()


@asynccontextmanager
async def client_of(server: ModbusServer) -> AsyncIterator[ModbusClient]:
    async with ModbusClient("127.0.0.1", server.port) as client:
        yield client


async def answers_to(server: ModbusServer, octets: bytes) -> bytes:
    """Send octets, end the sending, and return all that comes back."""
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    writer.write(octets)
    writer.write_eof()
    try:
        return await asyncio.wait_for(reader.read(), 10)
    finally:
        writer.close()


def run(job: Callable[[ModbusServer], Awaitable[None]]) -> None:
    async def whole() -> None:
        async with serving() as server:
            await job(server)

    asyncio.run(whole())
