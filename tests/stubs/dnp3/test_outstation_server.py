"""The outstation on a socket: what is wrong on one connection is no reason to stop serving the others."""

from __future__ import annotations

import asyncio
import random
import socket
from collections.abc import Callable
from contextlib import suppress

import pytest
from dnp3.core.enums import FunctionCode
from dnp3.datalink import (
    build_confirmed_user_data,
    build_request_link_status,
    build_reset_link_state,
    build_unconfirmed_user_data,
)

from tests.stubs.dnp3.plain import PlainPoints
from tests.stubs.dnp3.wire import POLL, Raw, connected, served
from workbench.stubs.dnp3.link import WRITE_LIMIT, KeepAlive
from workbench.stubs.dnp3.outstation_server import ADDRESS, OutstationServer
from workbench.stubs.dnp3.session import Timings
from workbench.stubs.exchanges import ExchangeLog


def spoiled(frame: bytes) -> bytes:
    """Return a frame whose checksum of data is wrong."""
    return frame[:-1] + bytes([frame[-1] ^ 0xFF])


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (lambda raw: spoiled(raw.frame(POLL)), "wrong checksum"),
        (lambda raw: b"\x05\x64\x02\xc4\x0a\x00\x01\x00\x00\x00", "wrong checksum"),
        (lambda raw: build_unconfirmed_user_data(11, 1, True, b"\xc0" + POLL).to_bytes(), "address 11"),
        (lambda raw: build_unconfirmed_user_data(ADDRESS, 1, False, b"\xc0" + POLL).to_bytes(), "sender 1"),
        (lambda raw: build_unconfirmed_user_data(ADDRESS, 0xFFF3, True, b"\xc0" + POLL).to_bytes(), "sender"),
        (lambda raw: build_unconfirmed_user_data(ADDRESS, 1, True, b"\xc0\xc1").to_bytes(), "function code"),
        (lambda raw: random.Random(1).randbytes(5_000), "no frame"),
        (
            lambda raw: b"".join(
                build_unconfirmed_user_data(
                    ADDRESS, 1, True, bytes([(0x40 if not n else 0) | n % 64]) + bytes(249)
                ).to_bytes()
                for n in range(12)
            ),
            "exceeds maximum",
        ),
    ],
    ids=["checksum", "length", "address", "direction", "source", "short", "noise", "oversize"],
)
def test_what_is_wrong_is_told_and_the_same_master_is_served_on(
    wrong: Callable[[Raw], bytes], words: str
) -> None:
    async def test(server: OutstationServer, points: PlainPoints) -> None:
        async with connected(server) as raw:
            raw.writer.write(wrong(raw))
            assert len((await raw.poll()).values) == len(points.points)

    log = served(test)
    assert any(exchange.refused and words in exchange.words for exchange in log.latest()), log.latest()


def test_octets_come_one_by_one() -> None:
    async def test(server: OutstationServer, points: PlainPoints) -> None:
        async with connected(server) as raw:
            for octet in raw.frame(POLL):
                raw.writer.write(bytes([octet]))
                await raw.writer.drain()
                await asyncio.sleep(0)
            assert (await raw.told()).values

    served(test)


def test_a_frame_that_never_ends_stops_nobody_else() -> None:
    async def test(server: OutstationServer, points: PlainPoints) -> None:
        async with connected(server) as slow, connected(server, 2) as other:
            slow.writer.write(slow.frame(POLL)[:-3])
            await slow.writer.drain()
            assert (await other.poll()).values

    served(test)


def test_several_masters_are_served_and_each_is_told_what_changes() -> None:
    async def test(server: OutstationServer, points: PlainPoints) -> None:
        async with connected(server, 1) as one, connected(server, 2) as two:
            for raw in (one, two):
                await raw.poll()
                raw.writer.write(raw.frame(bytes([0xC2, FunctionCode.ENABLE_UNSOLICITED, 60, 2, 6])))
                await raw.told()
            assert server.masters == (1, 2)
            points.values["BI5"] = True
            server.scan()
            for raw in (one, two):
                told = await raw.told()
                assert told.unsolicited
                assert [str(value.point) for value in told.values] == ["BI5"]

    served(test)


def test_several_outstations_share_a_connection() -> None:
    async def run() -> None:
        served = {address: PlainPoints() for address in (10, 11, 12)}
        log = ExchangeLog("several")
        server = OutstationServer(served.__getitem__, edition="plain", log=log, addresses=range(10, 13))
        await server.start()
        try:
            async with asyncio.timeout(10), connected(server) as raw:
                served[11].values["AI8"] = 42
                for address in (10, 11):
                    frame = build_unconfirmed_user_data(address, 1, True, b"\xc0" + POLL)
                    raw.writer.write(frame.to_bytes())
                    told = await raw.told()
                    read = {str(value.point): value.raw for value in told.values}
                    assert read["AI8"] == (42 if address == 11 else -5)
                assert server.masters == (1,)
                # The third was never called, so it was not even made.
                assert [address for address in served if address in server._outstations] == [10, 11]
        finally:
            await server.stop()
        assert any("outstation 11" in exchange.peer for exchange in log.latest())

    asyncio.run(run())


def test_a_new_connection_of_a_master_ends_its_earlier_one() -> None:
    async def test(server: OutstationServer, points: PlainPoints) -> None:
        async with connected(server) as half_open:
            await half_open.poll()
            async with connected(server) as anew:
                assert (await anew.poll()).values
                assert await half_open.ended()
                assert (await anew.poll()).values

    served(test)


def test_a_master_that_is_back_is_told_what_it_missed_before_it_says_a_word() -> None:
    async def test(server: OutstationServer, points: PlainPoints) -> None:
        async with connected(server) as raw:
            await raw.poll()
            raw.writer.write(raw.frame(bytes([0xC2, FunctionCode.ENABLE_UNSOLICITED, 60, 2, 6])))
            await raw.told()
        while server.masters:
            await asyncio.sleep(0)
        points.values["BI5"] = True
        server.scan()
        async with connected(server) as raw:
            told = await raw.told()
            assert [str(value.point) for value in told.values] == ["BI5"]

    served(test)


def test_another_master_from_the_same_host_is_served_as_itself() -> None:
    async def test(server: OutstationServer, points: PlainPoints) -> None:
        async with connected(server) as raw:
            await raw.poll()
        while server.masters:
            await asyncio.sleep(0)
        async with connected(server, 2) as other:
            await asyncio.sleep(0)
            assert (await other.poll()).values
            assert server.masters == (2,)

    served(test)


def test_the_one_master_that_may_connect_is_greeted_at_once() -> None:
    async def test(server: OutstationServer, points: PlainPoints) -> None:
        async with connected(server, 7) as raw, connected(server, 8) as other:
            data = await raw.reader.read(4_096)
            frame = next(iter(raw.parser.feed(data)))
            assert frame.header.destination == 7
            other.writer.write(other.frame(POLL))
            raw.writer.write(raw.frame(POLL))

    served(test, master=7)


def test_a_stranger_gives_way_to_one_that_says_who_it_is() -> None:
    async def test(server: OutstationServer, points: PlainPoints) -> None:
        async with connected(server) as master:
            await master.poll()
            strangers = [await asyncio.open_connection("127.0.0.1", server.endpoint.port) for _ in range(40)]
            # The first strangers were put out; the master is served, and so is a new one.
            assert await strangers[0][0].read() == b""
            async with connected(server, 2) as other:
                assert (await other.poll()).values
            assert (await master.poll()).values
            for _, writer in strangers:
                writer.close()
            for _, writer in strangers:
                with suppress(ConnectionError):
                    await writer.wait_closed()

    log = served(test, connections=10)
    assert any("more than 10 connections" in exchange.words for exchange in log.latest())


def test_a_silent_connection_is_asked_and_then_closed() -> None:
    async def test(server: OutstationServer, points: PlainPoints) -> None:
        async with connected(server) as raw, connected(server, 2) as stranger:
            await raw.poll()
            assert await stranger.ended()
            assert await raw.ended()

    log = served(test, keep_alive=KeepAlive(after=0.05, patience=0.05))
    assert sum("no sign of life" in exchange.words for exchange in log.latest()) == 2


def test_a_sign_of_life_keeps_a_connection() -> None:
    async def test(server: OutstationServer, points: PlainPoints) -> None:
        async with connected(server) as raw:
            await raw.poll()
            for _ in range(3):
                asked = next(iter(raw.parser.feed(await raw.reader.read(4_096))))
                assert asked.header.control.prm
                raw.writer.write(raw.frame(POLL))
                await raw.told()

    served(test, keep_alive=KeepAlive(after=0.05, patience=10))


def test_the_link_answers_its_own_functions() -> None:
    async def test(server: OutstationServer, points: PlainPoints) -> None:
        async with connected(server) as raw:
            segment = b"\xc0" + POLL
            once = build_confirmed_user_data(ADDRESS, 1, True, True, segment).to_bytes()
            for sent, function in (
                (build_request_link_status(ADDRESS, 1, True).to_bytes(), 11),
                (once, 1),  # NACK: the link was not reset
                (build_reset_link_state(ADDRESS, 1, True).to_bytes(), 0),
            ):
                raw.writer.write(sent)
                while not any(each.header.control.function_code == function for each in raw.frames):  # type: ignore[attr-defined]
                    for frame in raw.parser.feed(await raw.reader.read(4_096)):
                        raw.frames.append(frame)
            raw.writer.write(once)
            assert (await raw.told()).values
            # The same frame once more is acknowledged and not taken twice.
            total = server.log.total
            raw.frames.clear()
            raw.writer.write(once)
            while not raw.frames:
                raw.frames += list(raw.parser.feed(await raw.reader.read(4_096)))
            assert server.log.total == total

    served(test)


def test_a_cold_restart_ends_the_connection_and_tells_of_it_afterwards() -> None:
    async def test(server: OutstationServer, points: PlainPoints) -> None:
        async with connected(server) as raw:
            await raw.poll()
            raw.writer.write(raw.frame(bytes([0xC0, FunctionCode.COLD_RESTART])))
            await raw.told()
            assert await raw.ended()
        async with connected(server) as raw:
            assert (await raw.poll()).indications & 0x80

    served(test, timings=Timings(restart=0.01))


def test_the_log_tells_a_command_by_quantity_and_value() -> None:
    async def test(server: OutstationServer, points: PlainPoints) -> None:
        async with connected(server) as raw:
            for value in (250, 5_000):
                content = bytes([0xC0 | value % 16, FunctionCode.DIRECT_OPERATE, 41, 1, 0x17, 1, 0])
                raw.writer.write(raw.frame(content + value.to_bytes(4, "little") + b"\x00"))
                await raw.told()

    lines = [exchange.words for exchange in served(test).latest()]
    assert "operates directly limit = 250" in lines
    assert "limit = 250 SUCCESS, restarted" in lines
    refused = next(line for line in lines if "refused" in line)
    assert refused == (
        "limit = 5000 OUT_OF_RANGE, restarted; refused: OUT_OF_RANGE, AO0: 5000.0 is not within 0 to 1000."
    )


def test_the_log_tells_what_a_pulse_latches() -> None:
    """As dnp3-simulation 0.1.2 sends it: control code 1, for which 1815.2 has the output latch."""

    async def test(server: OutstationServer, points: PlainPoints) -> None:
        async with connected(server) as raw:
            raw.writer.write(raw.frame(bytes.fromhex("c0050c0117010001010000000000000000" + "00")))
            await raw.told()

    lines = [exchange.words for exchange in served(test).latest()]
    assert "operates directly switch = 1" in lines
    assert "switch = 1 SUCCESS, restarted" in lines


def test_a_master_that_reads_no_answers_is_asked_for_no_more_and_the_others_are_served() -> None:
    async def test(server: OutstationServer, points: PlainPoints) -> None:
        async with connected(server) as greedy, connected(server, 2) as other:
            await greedy.poll()
            greedy.writer.transport.pause_reading()  # type: ignore[attr-defined]
            (link,) = [link for (_, master), link in server._bound.items() if master == 1]
            assert link._transport is not None
            # Little fits between the two, so that the answers soon wait at the outstation.
            for transport in (link._transport, greedy.writer.transport):
                for option in (socket.SO_SNDBUF, socket.SO_RCVBUF):
                    transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, option, 4_096)
            while greedy.writer.transport.get_write_buffer_size() < 200_000:
                greedy.writer.write(greedy.frame(POLL) * 200)
                assert (await other.poll()).values
            # Its requests wait with it, not their answers with us.
            assert link._transport.get_write_buffer_size() < 2 * WRITE_LIMIT
            greedy.writer.transport.abort()

    served(test)
