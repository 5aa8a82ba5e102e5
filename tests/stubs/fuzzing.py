"""What the fuzzing of every stub has in common: how long, memory that has a bound, and records that are no TLS."""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import re
import resource
import ssl
import sys
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from random import Random
from typing import Any

import pytest

from workbench.stubs import exchanges
from workbench.stubs.admission import Limits

SECONDS = 15.0
"""Of fuzzing for each of the four kinds of stub in the suite: a minute in all."""
HOUR = 3_600.0
"""Of fuzzing for each in the soak."""
SOAK_TIMEOUT = 3_900
PATIENCE = 60.0
"""Seconds within which a server has to answer or to close; its own limits are far shorter in these tests."""
GROWTH = 40 * 1024
"""KiB by which the process may grow after the warm-up: Python keeps its arenas, and the servers what is bounded."""
BLOCKS, BLOCKS_OF_AN_HOUR = 10_000, 100_000
"""Pieces of memory by which it may grow meanwhile; one or two for each request would be more."""
KEPT = 100
"""Of what servers keep up to a bound, so that the bound is reached before memory is first measured."""


def limits(seconds: float) -> Limits:
    """Return limits so short that what a server has to close by itself is closed soon.

    In the soak they are longer: a machine that is busy must not have a server close what it has no time for.
    """
    short = 1.0 if seconds < HOUR / 10 else 10.0
    return Limits(handshake=short, slow=short, first=2 * short)


class Fuzzing:
    """The time of one fuzzing, and the memory of the process meanwhile.

    The first measure is taken when a third of the time is over, or five minutes are, so that what is kept up to a
    bound is there.

    Args:
        seconds: how long.
    """

    def __init__(self, seconds: float) -> None:
        self._begun = time.monotonic()
        self._seconds = seconds
        self._warm = min(seconds / 3, 300.0)
        self._first: tuple[int, int] | None = None

    @property
    def goes_on(self) -> bool:
        """Whether there is time for another round; to be asked once a round."""
        over = time.monotonic() - self._begun
        if self._first is None and over >= self._warm:
            self._first = _memory()
        return over < self._seconds

    async def side_by_side(self, *sessions: Callable[[], Awaitable[None]]) -> None:
        """Have sessions carried out again and again, each kind beside the others, until the time is over."""

        async def again(session: Callable[[], Awaitable[None]], until: float) -> None:
            while time.monotonic() < until:
                await session()

        # Memory is measured while nothing is under way, since it holds everything up.
        for until in (self._begun + self._warm, self._begun + self._seconds):
            async with asyncio.TaskGroup() as group:
                for session in sessions:
                    group.create_task(again(session, until))
            if self._first is None:
                self._first = _memory()

    def check(self, blocks: int = BLOCKS) -> None:
        """Fail where the process grew without bound.

        Args:
            blocks: pieces of memory by which it may grow in the suite.
        """
        assert self._first is not None, "not even the warm-up was done"
        size, more = (now - then for now, then in zip(_memory(), self._first, strict=True))
        print(f"memory after the warm-up: {size:+,} KiB, {more:+,} blocks")
        assert size < GROWTH, f"the process has grown by {size} KiB"
        most = blocks if self._seconds < HOUR / 10 else BLOCKS_OF_AN_HOUR
        assert more < most, f"the process keeps {more} pieces of memory more"


@contextmanager
def without_errors(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Fail where a device failed, or asyncio tells of a fault that nobody took care of.

    What is refused is not kept meanwhile: pytest keeps every line of a test, which would be what grows.
    """
    with pytest.MonkeyPatch.context() as patch, caplog.at_level(logging.ERROR, "workbench.stubs"):
        patch.setattr(exchanges, "KEPT", KEPT)
        yield
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR] == []


def _memory() -> tuple[int, int]:
    """Return the memory of the process in KiB, and in how many pieces Python's own objects are."""
    gc.collect()
    blocks = sys.getallocatedblocks()
    held = Path("/proc/self/statm")
    if held.exists():
        return int(held.read_text().split()[1]) * (os.sysconf("SC_PAGE_SIZE") // 1024), blocks
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most // 1024 if sys.platform == "darwin" else most, blocks


def hello(context: ssl.SSLContext) -> bytes:
    """Return the first record of a client."""
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    with suppress(ssl.SSLWantReadError):
        context.wrap_bio(incoming, outgoing).do_handshake()
    return outgoing.read()


def no_tls(chance: Random, first: bytes) -> bytes:
    """Return octets that begin as TLS does, or do not.

    Args:
        first: record of a client of sound mind.
    """
    octets = bytearray(first)
    match chance.randrange(5):
        case 0:
            return chance.randbytes(chance.randint(0, 600))
        case 1:
            return bytes(octets[: chance.randrange(len(octets))])
        case 2:
            return b"\x16\x03\x01" + chance.randbytes(2) + chance.randbytes(chance.randint(0, 400))
        case 3:
            return b"GET / HTTP/1.1\r\n\r\n"
    for _ in range(chance.randint(1, 8)):
        octets[chance.randrange(len(octets))] = chance.randrange(256)
    return bytes(octets) + chance.randbytes(chance.choice([0, 0, 30]))


async def goes_on(
    reader: asyncio.StreamReader, octets: bytes, seen: Counter[str], *, whole: bool, first: bool, bodied: bool
) -> bool:
    """Read the answer to a request over HTTP, and tell whether the connection can be asked again.

    Args:
        octets: the request, for the sentence.
        seen: counts what became of requests.
        whole: whether its head is right, so that it has to be answered; another one may be closed instead.
        first: whether nothing was asked on this connection before.
        bodied: whether an answer brings its body.
    """
    try:
        async with asyncio.timeout(PATIENCE):
            head = await reader.readuntil(b"\r\n\r\n")
            assert not head.startswith(b"HTTP/1.1 5"), (octets, head)
            if not whole:  # whatever it was taken for
                seen["broken ones refused"] += 1
                return False
            seen["answered"] += 1
            found = re.search(rb"content-length: (\d+)", head.lower())
            if found and bodied:
                await reader.readexactly(int(found[1]))
    except (asyncio.IncompleteReadError, ConnectionError, ssl.SSLError) as end:
        # After an answer a server may close a connection at any time, before one to a whole request never.
        if whole and first:
            raise AssertionError(f"closed without an answer: {octets!r}") from end
        seen["closed"] += 1
        return False
    except TimeoutError:
        raise AssertionError(f"neither answered nor closed: {octets!r}") from None
    return True


async def closed(reader: asyncio.StreamReader) -> bool:
    """Whether the other end closes a connection; fails when it does not do so in time."""
    async with asyncio.timeout(PATIENCE):
        try:
            while await reader.read(65_536):
                pass
        except (ConnectionError, ssl.SSLError):
            pass
    return True


async def knock(port: int, chance: Random, first: bytes) -> None:
    """Send a TLS port what is no handshake, or the beginning of one; fails when it does not let go by itself."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        with suppress(ConnectionError):
            writer.write(no_tls(chance, first))
            await writer.drain()
        await closed(reader)
    finally:
        writer.transport.abort()


async def break_records(port: int, chance: Random, context: ssl.SSLContext) -> None:
    """Send records of chance after a handshake in order; fails when the server does not let go."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port, ssl=context)
    try:
        raw: Any = writer.get_extra_info("socket")
        kind = chance.choice([20, 21, 22, 23, chance.randrange(256)])
        length = chance.choice([0, 20, 300, 16_384, 65_535])
        record = bytes([kind, 3, 3]) + length.to_bytes(2) + chance.randbytes(min(length, 400))
        with suppress(OSError):
            os.write(raw.fileno(), record)
        await closed(reader)
    finally:
        writer.transport.abort()
