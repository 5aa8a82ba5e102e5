"""Slow senders and half-open connections at the small HTTP servers: each is answered or let go, and told of."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import pytest

from tests.stubs.fuzzing import closed
from tests.stubs.test_admission import open_to
from workbench.stubs import console
from workbench.stubs.admission import Limits
from workbench.stubs.aggregation import Message, holding
from workbench.stubs.aggregation.http_side import HttpAggregator
from workbench.stubs.exchanges import ExchangeLog
from workbench.stubs.ieee2030_5 import listening
from workbench.stubs.ieee2030_5.listening import Listener

SHORT = Limits(slow=0.2, first=0.4)


@asynccontextmanager
async def aggregator(log: ExchangeLog) -> AsyncIterator[tuple[int, str]]:
    transport = HttpAggregator(["north"])
    transport.log = log
    async with transport:
        yield transport.address[1], "/facilities/north/messages"


@asynccontextmanager
async def console_of_a_desk(log: ExchangeLog) -> AsyncIterator[tuple[int, str]]:
    class Desk:
        def __getattr__(self, name: str) -> Callable[..., object]:
            return lambda *asked: {}

    one = console.Console(Desk(), log)  # type: ignore[arg-type]
    await one.start()
    try:
        yield one.port, "/controls"
    finally:
        await one.stop()


@asynccontextmanager
async def listener(log: ExchangeLog) -> AsyncIterator[tuple[int, str]]:
    one = Listener(lambda told: None, log=log)
    await one.start()
    try:
        yield one.port, "/notifications"
    finally:
        await one.stop()


@pytest.mark.parametrize("server", [aggregator, console_of_a_desk, listener])
def test_slow_senders_are_let_go(
    server: Callable[[ExchangeLog], AbstractAsyncContextManager[tuple[int, str]]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for module in (holding, console, listening):
        monkeypatch.setattr(module, "LIMITS", SHORT)
    log = ExchangeLog("test")

    async def test() -> None:
        async with (
            server(log) as (port, path),
            open_to(port) as body_missing,
            open_to(port) as head_missing,
            open_to(port) as mute,
            open_to(port) as noise,
        ):
            head = f"POST {path} HTTP/1.1\r\nHost: localhost\r\nMessage-Id: 1\r\nContent-Length: 9\r\n"
            body_missing[1].write(f"{head}Content-Type: application/json\r\n\r\n{{".encode())
            head_missing[1].write(head.encode())
            noise[1].write(b"\0\xff\r\n\r\n")
            async with asyncio.timeout(10):
                answer = await body_missing[0].readuntil(b"\r\n\r\n")
                refusal = await noise[0].readuntil(b"\r\n\r\n")
            assert answer.startswith(b"HTTP/1.1 408")
            assert refusal.split()[1] == b"400"
            for reader, _ in (body_missing, head_missing, mute, noise):
                assert await closed(reader)

    asyncio.run(test())
    told = [exchange.words for exchange in log.latest()]
    for words in ("a request is not whole", "no request within", "is not understood"):
        assert sum(words in line for line in told) == 1, told


def test_a_question_that_is_held_is_no_slow_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(holding, "LIMITS", SHORT)

    async def test() -> None:
        async with HttpAggregator(["north"]) as transport, open_to(transport.address[1]) as one:
            reader, writer = one
            writer.write(b"GET /facilities/north/messages/next?wait=30 HTTP/1.1\r\nHost: a\r\n\r\n")
            asked = time.monotonic()
            async with open_to(transport.address[1]) as mute:
                assert await closed(mute[0])
            assert time.monotonic() - asked > SHORT.slow
            await transport.publish("north", Message(b"{}"))
            async with asyncio.timeout(10):
                assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 200")

    asyncio.run(test())
