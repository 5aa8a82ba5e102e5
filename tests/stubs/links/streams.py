"""What the tests of links share: reading a capture back, a server that echoes, a run that leaves nothing behind."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import struct
import warnings
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

Served = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


def packets(path: Path) -> Iterator[tuple[float, bytes]]:
    """Yield time and octets of each packet, read as the format of pcap has it."""
    octets = path.read_bytes()
    assert struct.unpack_from("<IHH", octets) == (0xA1B2C3D4, 2, 4)
    assert struct.unpack_from("<I", octets, 20) == (1,)
    at = 24
    while at < len(octets):
        seconds, micros, length, original = struct.unpack_from("<IIII", octets, at)
        assert length == original
        yield seconds + micros / 1e6, octets[at + 16 : at + 16 + length]
        at += 16 + length
    assert at == len(octets)


def stream(path: Path, port: int) -> bytes:
    """Return what the end at a port sent, put together by sequence numbers, which have to fit."""
    expected, whole = None, b""
    for _, packet in packets(path):
        sender, _, sequence, _, offset, flags = struct.unpack_from("!HHIIBB", packet, 34)
        if sender != port:
            continue
        octets = packet[34 + (offset >> 4) * 4 :]
        assert expected in (None, sequence)
        expected = (sequence + len(octets) + bool(flags & 3)) % 2**32
        whole += octets
    return whole


async def listening(served: Served) -> tuple[asyncio.Server, int]:
    """Start a server on a free port."""
    server = await asyncio.start_server(served, "127.0.0.1", 0)
    return server, server.sockets[0].getsockname()[1]


async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Send back what comes, and end after the other end has."""
    with contextlib.suppress(ConnectionResetError):
        while octets := await reader.read(10_000):
            writer.write(octets)
            await writer.drain()
        writer.write(b"bye")
    writer.close()


def run(
    test: Callable[[], Awaitable[None]],
    loop: Callable[[], asyncio.AbstractEventLoop] | None = None,
) -> None:
    """Run a test to its end; no task may be left, and no transport unclosed.

    Args:
        loop: makes the loop that it runs on.
    """

    async def watched() -> None:
        await test()
        for _ in range(100):  # a server of the test may not have seen yet that its client has left
            if len(asyncio.all_tasks()) == 1:
                break
            await asyncio.sleep(0.001)
        assert asyncio.all_tasks() == {asyncio.current_task()}

    with warnings.catch_warnings(), asyncio.Runner(loop_factory=loop) as runner:
        warnings.simplefilter("error", ResourceWarning)
        gc.freeze()  # what all the other tests have left is not looked through
        try:
            runner.run(watched())
            gc.collect()
        finally:
            gc.unfreeze()
