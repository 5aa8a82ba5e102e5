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


def test_a_server_that_takes_one_request_at_a_time_is_asked_one_by_one() -> None:
    connections: list[list[int]] = []

    async def answer_the_first(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """As servers of pymodbus do: one frame of what has come is answered, the rest is left until more comes."""
        together: list[int] = []
        connections.append(together)
        buffer = b""
        while octets := await reader.read(4096):
            await asyncio.sleep(0.01)  # what is sent together is there together
            buffer += octets
            together.append(len(buffer) // 12)
            frame, buffer = buffer[:12], buffer[12:]
            writer.write(frame[:4] + b"\x00\x05" + frame[6:8] + b"\x02" + frame[8:10])
        writer.close()

    async def job() -> None:
        server = await asyncio.start_server(answer_the_first, "127.0.0.1", 0)
        client = ModbusClient("127.0.0.1", server.sockets[0].getsockname()[1], seconds=0.2)
        await client.read(1, 0, 1)
        for _ in range(2):
            read = await asyncio.gather(*(client.read(1, address, 1) for address in range(5)))
            assert read == [bytes((0, address)) for address in range(5)]
            assert client.one_by_one
        await client.close()
        server.close()
        await server.wait_closed()

    asyncio.run(job())
    assert len(connections) == 2
    assert set(connections[1]) == {1}


def test_a_unit_that_falls_silent_is_not_waited_for_once_for_each_request() -> None:
    answering = True
    asked: list[bytes] = []

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while octets := await reader.read(12):
            asked.append(octets)
            if answering:
                writer.write(octets[:4] + b"\x00\x05" + octets[6:8] + b"\x02\x00\x00")
        writer.close()

    async def job() -> None:
        nonlocal answering
        server = await asyncio.start_server(answer, "127.0.0.1", 0)
        client = ModbusClient("127.0.0.1", server.sockets[0].getsockname()[1], seconds=0.1)
        await client.read(1, 0, 1)
        client._one_by_one = True
        answering = False
        asked.clear()
        failed = await asyncio.gather(*(client.read(1, 0, 1) for _ in range(8)), return_exceptions=True)
        assert [type(one) for one in failed] == [TimeoutError] * 8
        assert len(asked) == 1
        answering = True
        assert await client.read(1, 0, 1) == b"\0\0"
        await client.close()
        server.close()
        await server.wait_closed()

    asyncio.run(job())
