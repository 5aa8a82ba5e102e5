"""The Modbus client: pairs answers, connects again, gives up on silence."""

from __future__ import annotations

import asyncio

import pytest

from tests.stubs.modbus.memory_bank import SILENT_UNIT
from tests.stubs.modbus.served import run, serving
from workbench.stubs.modbus.client import ModbusClient
from workbench.stubs.modbus.frames import FrameError, Read
from workbench.stubs.modbus.server import ModbusServer


def test_the_client_connects_again_and_fails_what_was_under_way() -> None:
    async def job() -> None:
        async with serving() as server:
            client = ModbusClient("127.0.0.1", server.port, seconds=5)
            await client.read(1, 0, 1)
            under_way = asyncio.ensure_future(client.read(SILENT_UNIT, 0, 1))
            await asyncio.sleep(0.01)
            await server.stop()
            with pytest.raises(ConnectionError):
                await under_way
            with pytest.raises(OSError):
                await client.read(1, 0, 1)
            await server.start()
            assert await client.read(1, 0, 1) == b"\0\0"
            await client.close()

    asyncio.run(job())


def test_a_read_is_asked_again_where_the_server_has_just_ended_the_connection() -> None:
    asked: list[bytes] = []

    async def once(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.append(await reader.readexactly(12))
        if len(asked) > 1:
            writer.write(asked[-1][:4] + b"\x00\x05\x01\x03\x02\x00\x07")
            await reader.read()
        writer.close()

    async def job() -> None:
        server = await asyncio.start_server(once, "127.0.0.1", 0)
        client = ModbusClient("127.0.0.1", server.sockets[0].getsockname()[1])
        assert await client.read(1, 0, 1) == b"\0\7"
        await client.close()
        server.close()
        await server.wait_closed()

    asyncio.run(job())
    assert len(asked) == 2


def test_the_client_gives_up_on_silence_and_takes_a_late_answer_for_nothing() -> None:
    async def job(server: ModbusServer) -> None:
        client = ModbusClient("127.0.0.1", server.port, seconds=0.05)
        with pytest.raises(TimeoutError, match="unit 9 did not answer"):
            await client.read(SILENT_UNIT, 0, 1)
        assert await client.read(1, 0, 1) == b"\0\0"
        await client.close()

    run(job)


def test_the_client_pairs_answers_that_come_in_any_order_and_refuses_another_units() -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked = [await reader.readexactly(12) for _ in range(3)]
        for octets in reversed(asked):
            unit = octets[6] if octets[6] != 3 else 4
            writer.write(octets[:4] + b"\x00\x05" + bytes((unit, 3, 2, 0, octets[6])))
        await reader.read()
        writer.close()

    async def job() -> None:
        server = await asyncio.start_server(answer, "127.0.0.1", 0)
        client = ModbusClient("127.0.0.1", server.sockets[0].getsockname()[1])
        first, second, third = await asyncio.gather(
            *(client.ask(unit, Read(3, 0, 1)) for unit in (1, 2, 3)), return_exceptions=True
        )
        assert (first, second) == (b"\0\1", b"\0\2")
        assert isinstance(third, FrameError)
        await client.close()
        server.close()
        await server.wait_closed()

    asyncio.run(job())
