"""The relay passes everything on, ends as its two ends do, and leaves nothing behind."""

from __future__ import annotations

import asyncio
import hashlib
import socket
from pathlib import Path

import pytest

from tests.stubs.links.streams import echo, listening, run, stream
from workbench.stubs.links import Capture, Relay
from workbench.stubs.links.relay import break_off


def test_octets_pass_both_ways_and_a_half_close_passes_too(tmp_path: Path) -> None:
    sent = hashlib.shake_256(b"seed").digest(400_000)

    async def test() -> None:
        server, port = await listening(echo)
        with Capture(tmp_path / "one.pcap") as capture:
            async with server, Relay("127.0.0.1", port, capture=capture) as relay:
                assert relay.host == "127.0.0.1"
                reader, writer = await asyncio.open_connection("127.0.0.1", relay.port)
                writer.write(sent)
                writer.write_eof()
                assert await reader.read(-1) == sent + b"bye"
                own = writer.get_extra_info("sockname")[1]
                writer.close()
                await writer.wait_closed()
                while relay.connections:
                    await asyncio.sleep(0)
                assert relay.accepted == 1
        assert stream(tmp_path / "one.pcap", own) == sent
        assert stream(tmp_path / "one.pcap", relay.port) == sent + b"bye"

    run(test)


def test_a_reset_passes_on_to_the_other_end() -> None:
    async def test() -> None:
        seen: asyncio.Future[str] = asyncio.get_running_loop().create_future()

        async def served(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            try:
                await reader.readexactly(1)
                await reader.read(1)
                seen.set_result("ended")
            except ConnectionResetError:
                seen.set_result("reset")
            writer.close()

        server, port = await listening(served)
        async with server, Relay("127.0.0.1", port) as relay:
            _, writer = await asyncio.open_connection("127.0.0.1", relay.port)
            writer.write(b"x")
            await writer.drain()
            while not relay.connections:
                await asyncio.sleep(0)
            await asyncio.sleep(
                0.01
            )  # so that the octet is under way and the reset no part of the connecting
            break_off(writer)
            assert await seen == "reset"

    run(test)


def test_a_target_that_is_not_there_breaks_the_client_off(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]

    async def test() -> None:
        with Capture(tmp_path / "one.pcap") as capture:
            async with Relay("127.0.0.1", port, capture=capture) as relay:
                reader, writer = await asyncio.open_connection("127.0.0.1", relay.port)
                with pytest.raises(ConnectionResetError):
                    await reader.read(1)
                writer.close()
        assert stream(tmp_path / "one.pcap", relay.port) == b""

    run(test)


def test_stopping_breaks_off_what_is_open_and_may_be_done_twice() -> None:
    async def test() -> None:
        server, port = await listening(echo)
        async with server:
            relay = Relay("127.0.0.1", port)
            await relay.start()
            reader, writer = await asyncio.open_connection("127.0.0.1", relay.port)
            writer.write(b"x")
            assert await reader.readexactly(1) == b"x"
            await relay.stop()
            await relay.stop()
            assert relay.connections == 0
            with pytest.raises(ConnectionResetError):
                await reader.read(1)
            writer.close()
            with pytest.raises(OSError, match=r"Connect call failed|refused"):
                await asyncio.open_connection("127.0.0.1", relay.port)

    run(test)


def test_a_reader_that_does_not_read_holds_the_sender_back() -> None:
    async def test() -> None:
        go = asyncio.Event()

        async def served(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await go.wait()
            total = 0
            while octets := await reader.read(1 << 20):
                total += len(octets)
            writer.write(str(total).encode())
            writer.close()

        server, port = await listening(served)
        async with server, Relay("127.0.0.1", port) as relay:
            reader, writer = await asyncio.open_connection("127.0.0.1", relay.port)
            sent = 0
            with pytest.raises(TimeoutError):
                while sent < 200_000_000:
                    writer.write(bytes(1_000_000))
                    sent += 1_000_000
                    await asyncio.wait_for(writer.drain(), 0.2)
            assert sent < 50_000_000
            go.set()
            writer.write_eof()
            assert int(await reader.read(-1)) == sent
            writer.close()

    run(test)
