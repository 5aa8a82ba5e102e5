"""Requests and letters that are nearly right, to an aggregator over HTTP: nothing brings it down or makes it grow."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from contextlib import suppress
from random import Random

import pytest

from tests.stubs.fuzzing import (
    HOUR,
    KEPT,
    PATIENCE,
    SECONDS,
    SOAK_TIMEOUT,
    Fuzzing,
    goes_on,
    limits,
    without_errors,
)
from workbench.stubs.aggregation import holding, mailbox
from workbench.stubs.aggregation.http_side import HttpAggregator
from workbench.stubs.aggregation.letters import Sender
from workbench.stubs.aggregation.payloads import Answer, Answers, Ask, Asked, Hello, Readings, State
from workbench.stubs.exchanges import ExchangeLog
from workbench.stubs.gateway.aggregation_south import AggregationSouth

PAYLOADS = (
    Hello(),
    Readings({"monitoring-frequency": 60.0}, {"connect-disconnect": True}),
    Answers((Answer("A", State.ACCEPTED),)),
    Asked({}, (Ask("A", 0.0, 9.0, {"limit-active-power": 50.0}),)),
)
PATHS = (
    "/facilities/north/messages",
    "/facilities/north/messages",
    "/facilities/north/messages/next",
    "/facilities/north/messages/next?wait=0.05&after=A",
    "/facilities/north/messages/next?wait=nan",
    "/facilities/north/messages/7",
    "/facilities/north/subscription",
    "/facilities/none/messages",
    "/facilities/%6eorth/messages/next",
    "/",
    "*",
)
CALLBACKS = (
    b'{"callback":"http://127.0.0.1:9/messages"}',
    b'{"callback":"http://192.0.2.1:9/"}',
    b"[]",
    b"{",
)
METHODS = ("POST", "POST", "POST", "GET", "GET", "DELETE", "PUT", "HEAD", "OPTIONS", "TRACE", "\xff")


class Fuzzer:
    """Makes requests from a seed."""

    def __init__(self, seed: int) -> None:
        self._chance = Random(seed)
        self._sender = Sender(time.time)

    def request(self) -> tuple[bytes, bool, bool]:
        """Return a request, whether its head is right, and whether its answer has a body of the length it says."""
        chance = self._chance
        method, path, body = chance.choice(METHODS), chance.choice(PATHS), self._body()
        named = chance.choice(["i", "j" * 300, "", f"{chance.randrange(1 << 30)}"])
        head = f"{method} {path} HTTP/1.1\r\nHost: aggregator\r\nMessage-Id: {named}\r\n"
        if chance.random() < 0.2:
            size = f"{len(body):x}\r\n".encode()
            octets = f"{head}Transfer-Encoding: chunked\r\n\r\n".encode("latin-1")
            octets += size + body + b"\r\n0\r\n\r\n" if body else b"0\r\n\r\n"
        else:
            octets = f"{head}Content-Length: {len(body)}\r\n\r\n".encode("latin-1") + body
        whole = chance.random() >= 0.2
        if not whole:
            broken = bytearray(octets)
            for _ in range(chance.randint(1, 5)):
                place = chance.randrange(len(broken))
                broken[place : place + chance.choice([0, 1, 1, 9])] = chance.randbytes(chance.randint(0, 2))
            octets = bytes(broken)
        return octets, whole, method != "HEAD"

    def _body(self) -> bytes:
        chance = self._chance
        if chance.random() < 0.2:
            return chance.choice((*CALLBACKS, b"", b"[" * 5_000, b"\xff" * 70_000))
        body = bytearray(self._sender.letter(chance.choice(PAYLOADS)))
        for _ in range(chance.choice([0, 1, 1, 3])):
            place = chance.randrange(len(body) + 1)
            change = [b"", b"{", b"]", b'"', b"\0", b"\xff", b"-1", b"NaN", b"9" * 400, b"\\ud800"]
            body[place : place + chance.choice([0, 0, 1, 8])] = chance.choice(change)
        return bytes(body)


async def converse(port: int, fuzzer: Fuzzer, seen: Counter[str]) -> None:
    """Send such requests on one connection. Fails where one is neither answered nor, if it is broken, closed."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        for place in range(20):
            octets, whole, bodied = fuzzer.request()
            with suppress(ConnectionError):
                writer.write(octets)
                await writer.drain()
            if not await goes_on(reader, octets, seen, whole=whole, first=not place, bodied=bodied):
                return
    finally:
        writer.transport.abort()


class Sound:
    """A facility of sound mind, which tells what it measures."""

    def __init__(self) -> None:
        self._sender = Sender(time.time)
        self._told = 0

    async def tell(
        self, south: AggregationSouth, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        """Tell something new, and look that it is known."""
        self._told += 1
        body = self._sender.letter(Readings({"monitoring-frequency": float(self._told)}))
        head = f"POST /facilities/south/messages HTTP/1.1\r\nHost: a\r\nMessage-Id: s{self._told}\r\n"
        writer.write(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
        async with asyncio.timeout(PATIENCE):
            answer = await reader.readuntil(b"\r\n\r\n")
        assert answer.startswith(b"HTTP/1.1 204")
        assert await south.read("south", ["monitoring-frequency"]) == {
            "monitoring-frequency": float(self._told)
        }
        await asyncio.sleep(0.02)


async def fuzz(seconds: float, seed: int) -> Counter[str]:
    """Fuzz for a while, beside a facility of sound mind that is heard all along; return what was seen."""
    fuzzer, seen, fuzzing = Fuzzer(seed), Counter[str](), Fuzzing(seconds)
    transport = HttpAggregator(["north", "south"])
    south = AggregationSouth(transport, ["north", "south"], protocol="http")
    await south.start(ExchangeLog("aggregator", summary=True))
    port = transport.address[1]
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        sound = Sound()
        await fuzzing.side_by_side(
            *[lambda: converse(port, fuzzer, seen)] * 8, lambda: sound.tell(south, reader, writer)
        )
        writer.close()
        late = await asyncio.open_connection("127.0.0.1", port)
        await sound.tell(south, *late)
        late[1].close()
        assert transport._served is not None
        async with asyncio.timeout(PATIENCE):
            while transport._served._admission.connections:
                await asyncio.sleep(0.01)
        fuzzing.check()
    finally:
        await south.stop()
    return seen


def fuzzed(
    seconds: float, seed: int, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(holding, "LIMITS", limits(seconds))
    monkeypatch.setattr(mailbox, "REMEMBERED", KEPT)
    with without_errors(caplog):
        seen = asyncio.run(fuzz(seconds, seed))
    print(dict(seen))
    assert seen["answered"] > 100
    assert seen["broken ones refused"]
    assert seen["closed"]


def test_requests_that_are_nearly_right_are_answered_or_refused(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    fuzzed(SECONDS, 7, monkeypatch, caplog)


@pytest.mark.soak
@pytest.mark.timeout(SOAK_TIMEOUT)
def test_requests_that_are_nearly_right_for_an_hour(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    seed = int(time.time())
    print(f"seed {seed}")
    fuzzed(HOUR, seed, monkeypatch, caplog)
