"""The server on a real socket: every request answered in order, every fault in the protocol's own words."""

from __future__ import annotations

import asyncio
import logging
import random
from contextlib import suppress

import pytest

from tests.stubs.modbus.memory_bank import SILENT_UNIT, MemoryBank
from tests.stubs.modbus.served import Clock, answers_to, client_of, run, serving
from workbench.stubs.exchanges import ExchangeLog
from workbench.stubs.modbus.frames import MaskWrite, ReadWrite, Refused, WriteOne, frame
from workbench.stubs.modbus.server import ModbusServer


def test_a_thousand_requests_in_one_piece_are_all_answered_in_order() -> None:
    async def job(server: ModbusServer) -> None:
        server.bank.write(1, 0, bytes(range(200)))
        asked = b"".join(frame(number, 1, bytes((3, 0, number % 50, 0, 2))) for number in range(1000))
        expected = b"".join(
            frame(number, 1, b"\x03\x04" + bytes(range(2 * (number % 50), 2 * (number % 50) + 4)))
            for number in range(1000)
        )
        assert await answers_to(server, asked) == expected

    run(job)


def test_frames_cut_anywhere_are_put_together_again() -> None:
    async def job(server: ModbusServer) -> None:
        asked = b"".join(frame(number, 1, b"\x03\x00\x00\x00\x01") for number in range(30))
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        cutter = random.Random(7)
        while asked:
            piece = cutter.randint(1, 17)
            writer.write(asked[:piece])
            await writer.drain()
            await asyncio.sleep(0)
            asked = asked[piece:]
        expected = b"".join(frame(number, 1, b"\x03\x02\x00\x00") for number in range(30))
        assert await reader.readexactly(len(expected)) == expected
        writer.close()

    run(job)


@pytest.mark.parametrize(
    ("unit", "pdu", "answer"),
    [
        (1, "0100000001", "8101"),
        (1, "0400000001", "8401"),
        (1, "63", "e301"),
        (1, "ff00", "ff01"),
        (1, "0300640001", "8302"),
        (1, "0300000000", "8303"),
        (1, "030000", "8303"),
        (1, "060000dead", "8603"),
        (1, "03005a0003", "8304"),
        (7, "0300000001", "830b"),
        (0, "0300000001", "830b"),
        (7, "2b0e0100", "ab0b"),
        (1, "2b0e0409", "ab02"),
    ],
)
def test_what_cannot_be_done_gets_its_exception(unit: int, pdu: str, answer: str) -> None:
    async def job(server: ModbusServer) -> None:
        asked = frame(5, unit, bytes.fromhex(pdu))
        assert await answers_to(server, asked) == frame(5, unit, bytes.fromhex(answer))
        assert server.log.refused == 1

    run(job)


@pytest.mark.parametrize(
    "octets", ["000100010006010300000001", "00010000000001", "0001000000ff0103", "0001ffff0002"]
)
def test_octets_that_are_no_frame_end_that_connection_with_a_line(
    octets: str, caplog: pytest.LogCaptureFixture
) -> None:
    async def job(server: ModbusServer) -> None:
        async with client_of(server) as other:
            good = frame(1, 1, b"\x03\x00\x00\x00\x01")
            told = await answers_to(server, good + bytes.fromhex(octets).ljust(8, b"\0"))
            assert told == frame(1, 1, b"\x03\x02\x00\x00")
            assert await other.read(1, 0, 1) == b"\0\0"

    with caplog.at_level(logging.WARNING, "workbench.stubs"):
        run(job)
    assert [record for record in caplog.records if "closed: " in record.message]


def test_a_write_is_all_or_nothing() -> None:
    async def job(server: ModbusServer) -> None:
        async with client_of(server) as client:
            await client.write(1, 10, bytes.fromhex("000100020003"))
            with pytest.raises(Refused) as refused:
                await client.write(1, 10, bytes.fromhex("00040005dead"))
            assert refused.value.code == 3
            assert await client.read(1, 10, 3) == bytes.fromhex("000100020003")
            with pytest.raises(Refused) as refused:
                await client.write(1, 99, bytes(4))
            assert refused.value.code == 2
            with pytest.raises(Refused) as refused:
                await client.ask(1, ReadWrite(99, 2, 10, b"\0\7"))
            assert refused.value.code == 2
            assert await client.read(1, 10, 1) == b"\0\1"

    run(job)


def test_every_function_for_registers_is_carried_out() -> None:
    async def job(server: ModbusServer) -> None:
        async with client_of(server) as client:
            await client.ask(2, WriteOne(6, 4, b"\x00\x12"))
            await client.ask(2, MaskWrite(4, 0xF2, 0x25))
            assert await client.read(2, 4, 1) == b"\x00\x17"
            assert await client.ask(2, ReadWrite(4, 2, 5, b"\xab\xcd")) == b"\x00\x17\xab\xcd"
            assert await client.identification(2) == {0: b"Maker", 1: b"Product", 2: b"1.0"}
            assert set(await client.identification(2, 3)) == {0, 1, 2, 3, 128}
            assert await client.read(1, 4, 1) == b"\0\0"

    run(job)


def test_a_silent_unit_gets_no_answer_and_the_others_do() -> None:
    async def job(server: ModbusServer) -> None:
        asked = frame(1, SILENT_UNIT, b"\x03\x00\x00\x00\x01") + frame(2, 1, b"\x03\x00\x00\x00\x01")
        assert await answers_to(server, asked) == frame(2, 1, b"\x03\x02\x00\x00")

    run(job)


def test_a_connection_that_rests_within_a_frame_is_ended_and_one_that_asks_is_not() -> None:
    async def job() -> None:
        clock = Clock()
        async with serving(clock) as server, client_of(server) as client:
            await client.read(1, 0, 1)
            slow, writer = await asyncio.open_connection("127.0.0.1", server.port)
            for octet in frame(1, 1, b"\x03\x00\x00\x00\x01")[:-1]:
                writer.write(bytes((octet,)))
                await asyncio.sleep(0.001)
                clock.now += 2
                await client.read(1, 0, 1)
                server.sweep()
            with suppress(ConnectionResetError):  # where octets were still under way
                assert await slow.read() == b""
            writer.close()
            assert client.connected
            clock.now += 550
            server.sweep()
            assert await client.read(1, 0, 1) == b"\0\0"
            clock.now += 650
            server.sweep()
            while server.connections:
                await asyncio.sleep(0.001)

    asyncio.run(job())


def test_a_connection_without_a_request_is_ended() -> None:
    async def job() -> None:
        clock = Clock()
        async with serving(clock) as server:
            reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
            while not server.connections:
                await asyncio.sleep(0.001)
            clock.now += 59
            server.sweep()
            assert server.connections == 1
            clock.now += 2
            server.sweep()
            assert await reader.read() == b""
            writer.close()

    asyncio.run(job())


def test_a_peer_that_takes_no_answers_is_held_and_then_ended() -> None:
    async def job() -> None:
        clock = Clock()
        async with serving(clock) as server:
            _, writer = await asyncio.open_connection("127.0.0.1", server.port, limit=1024)
            asked = frame(1, 1, b"\x03\x00\x00\x00\x57") * 200_000
            writer.write(asked)
            async with client_of(server) as other:
                for _ in range(200):
                    await other.read(1, 0, 1)
                done = server.log.total
                for _ in range(50):
                    await other.read(1, 0, 1)
                assert server.log.total - done == 100, (
                    "requests of a peer that takes nothing are not worked on"
                )
                assert server.connections == 2
                clock.now += 11
                await other.read(1, 0, 1)
                server.sweep()
                while server.connections == 2:
                    await asyncio.sleep(0.001)
            writer.transport.abort()

    asyncio.run(job())


def test_a_slow_taker_gets_every_answer() -> None:
    async def job(server: ModbusServer) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port, limit=1024)
        count = 30_000
        writer.write(frame(1, 1, b"\x03\x00\x00\x00\x57") * count)
        answer = frame(1, 1, b"\x03\xae" + bytes(174))
        for _ in range(count):
            assert await reader.readexactly(len(answer)) == answer
        writer.close()

    run(job)


def test_more_connections_than_there_is_place_for_are_turned_away_and_counted(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def job() -> None:
        async with serving(connections=3) as server, client_of(server) as client:
            await client.read(1, 0, 1)
            peers = [await asyncio.open_connection("127.0.0.1", server.port) for _ in range(20)]
            ended = [await reader.read() for reader, _ in peers[2:]]
            assert ended == [b""] * 18
            assert server.turned_away == 18
            assert await client.read(1, 0, 1) == b"\0\0"
            for _, writer in peers:
                writer.close()
            while server.connections > 1:
                await asyncio.sleep(0.001)
            async with client_of(server) as late:
                assert await late.read(1, 0, 1) == b"\0\0"

    with caplog.at_level(logging.WARNING, "workbench.stubs"):
        asyncio.run(job())
    assert len([record for record in caplog.records if "turned away: 3 connections" in record.message]) == 1


def test_stopping_ends_every_connection_and_leaves_no_task() -> None:
    async def job() -> None:
        async with serving() as server:
            peers = [await asyncio.open_connection("127.0.0.1", server.port) for _ in range(5)]
            await asyncio.sleep(0.01)
            await server.stop()
            assert server.connections == 0
            for reader, writer in peers:
                with pytest.raises((ConnectionError, asyncio.IncompleteReadError)):
                    await reader.readexactly(1)
                writer.close()
            assert asyncio.all_tasks() == {asyncio.current_task()}
            with pytest.raises(OSError):
                await asyncio.open_connection("127.0.0.1", server.port)

    asyncio.run(job())


def test_the_log_says_what_was_asked_and_answered() -> None:
    async def job() -> None:
        log = ExchangeLog("inverter")
        server = ModbusServer(MemoryBank(), log)
        await server.start()
        async with client_of(server) as client:
            await client.write(1, 3, b"\x00\x05\x00\x06")
            await client.read(1, 3, 2)
            with pytest.raises(Refused):
                await client.read(1, 200, 1)
        await server.stop()
        assert [(one.direction, one.words) for one in log.latest()] == [
            ("in", "unit 1: write holding registers 3 to 4: 0005 0006"),
            ("out", "unit 1: done"),
            ("in", "unit 1: read holding registers 3 to 4"),
            ("out", "unit 1: 0005 0006"),
            ("in", "unit 1: read holding register 200"),
            (
                "out",
                "unit 1: exception 2 (illegal data address): registers 0 to 99 exist, not 200 to 200",
            ),
        ]
        assert log.latest()[3].octets == frame(2, 1, b"\x03\x04\x00\x05\x00\x06")

    asyncio.run(job())
