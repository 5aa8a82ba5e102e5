"""Who is let in at a port, and who has to leave: bound, handshake, slow, silent and idle connections."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiohttp import web

from tests.stubs.fuzzing import closed, hello
from tests.stubs.links.streams import run
from workbench.stubs import admission as admission_module
from workbench.stubs.admission import Admission, Limits
from workbench.stubs.exchanges import ExchangeLog
from workbench.stubs.pki import Authority, Standard
from workbench.stubs.tls import client_context, server_context

ASKED = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"


class Echo(asyncio.Protocol):
    """Says what it hears."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.transport.write(data)


@asynccontextmanager
async def open_to(
    port: int, **more: object
) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    """Connect, and break off afterwards."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port, **more)  # type: ignore[arg-type]
    try:
        yield reader, writer
    finally:
        writer.transport.abort()


async def echoed(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"x")
    async with asyncio.timeout(5):
        assert await reader.readexactly(1) == b"x"


def words(log: ExchangeLog) -> list[str]:
    return [exchange.words for exchange in log.latest()]


def test_beyond_the_bound_nobody_is_let_in_until_somebody_leaves() -> None:
    log = ExchangeLog("test")

    async def test() -> None:
        admission = Admission("echo", log, Limits(connections=2), resting=True)
        port = await admission.listen(Echo, "127.0.0.1", 0)
        async with open_to(port) as one:
            await echoed(*one)
            async with open_to(port) as two:
                await echoed(*two)
                for _ in range(3):
                    async with open_to(port) as late:
                        assert await closed(late[0])
                assert (admission.connections, admission.turned_away) == (2, 3)
                await echoed(*one)
            async with asyncio.timeout(5):
                while admission.connections > 1:
                    await asyncio.sleep(0)
            async with open_to(port) as three:
                await echoed(*three)
                await admission.end()
                await admission.end()
                assert await closed(three[0])
                assert await closed(one[0])
        assert admission.connections == 0

    run(test)
    assert words(log) == ["turned away: 2 connections are here, and no more are taken (1 turned away so far)"]


def test_the_files_of_the_process_bound_it_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(admission_module, "files_allowed", lambda: admission_module.SPARE_FILES + 1)

    async def test() -> None:
        admission = Admission("echo", None, Limits(), resting=True)
        port = await admission.listen(Echo, "127.0.0.1", 0)
        async with open_to(port) as one, open_to(port) as two:
            await echoed(*one)
            assert await closed(two[0])
        await admission.end()

    run(test)


def test_whoever_is_slow_or_silent_leaves_and_whoever_waits_for_an_answer_stays() -> None:
    log = ExchangeLog("test")

    async def test() -> None:
        go = asyncio.Event()
        admission = Admission("http", log, Limits(slow=0.1, first=0.4, idle=30.0))

        async def answer(request: web.BaseRequest) -> web.Response:
            await go.wait()
            return web.Response(status=204)

        http = web.Server(admission.watched(answer), access_log=None)
        port = await admission.listen(http, "127.0.0.1", 0)
        async with (
            open_to(port) as waiting,
            open_to(port) as half,
            open_to(port) as dripping,
            open_to(port) as mute,
        ):
            waiting[1].write(ASKED)
            half[1].write(ASKED[:-1])

            async def drip() -> None:
                for octet in ASKED[:-1]:
                    dripping[1].write(bytes([octet]))
                    await asyncio.sleep(0.02)

            dripped = asyncio.ensure_future(drip())
            for reader, _ in (half, dripping, mute):
                assert await closed(reader)
            dripped.cancel()
            # It has waited longer than a slow or a silent one may.
            assert admission.connections == 1
            go.set()
            async with asyncio.timeout(5):
                assert (await waiting[0].readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 204")
            waiting[1].write(ASKED)
            async with asyncio.timeout(5):
                assert (await waiting[0].readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 204")
        await admission.close()
        await http.shutdown(0.1)
        await admission.end()

    run(test)
    told = sorted(line.rpartition(" ")[0].partition(" s ")[0].rstrip(".0123456789") for line in words(log))
    assert told == [
        "closed: a request is not whole ",
        "closed: a request is not whole ",
        "closed: no request within ",
    ]


def test_whoever_asks_nothing_more_leaves_without_a_word() -> None:
    log = ExchangeLog("test")

    async def test() -> None:
        admission = Admission("http", log, Limits(idle=0.2))

        async def answer(request: web.BaseRequest) -> web.Response:
            return web.Response(status=204)

        http = web.Server(admission.watched(answer), access_log=None)
        port = await admission.listen(http, "127.0.0.1", 0)
        async with open_to(port) as one:
            one[1].write(ASKED)
            async with asyncio.timeout(5):
                assert (await one[0].readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 204")
            assert await closed(one[0])
        await admission.close()
        await http.shutdown(0.1)
        await admission.end()

    run(test)
    assert words(log) == []


def test_a_handshake_has_a_place_and_a_time(tmp_path: Path) -> None:
    authority = Authority.create(tmp_path)
    shown, device = (authority.issue(name, Standard.MODBUS) for name in ("server", "device"))
    log = ExchangeLog("test")

    async def test() -> None:
        admission = Admission("echo", log, Limits(connections=3, handshake=0.3), resting=True)
        port = await admission.listen(Echo, "127.0.0.1", 0, server_context(shown, Standard.MODBUS))
        context = client_context(device, Standard.MODBUS)
        async with open_to(port, ssl=context) as one:
            await echoed(*one)
            async with open_to(port) as mute, open_to(port) as begun:
                begun[1].write(hello(context)[:50])
                async with asyncio.timeout(5):
                    while admission.connections < 3:
                        await asyncio.sleep(0)
                async with open_to(port) as late:
                    assert await closed(late[0])
                await echoed(*one)
                assert await closed(mute[0])
                assert await closed(begun[0])
            async with open_to(port) as plain:
                plain[1].write(ASKED)
                assert await closed(plain[0])
            async with open_to(port, ssl=context) as two:
                await echoed(*two)
            async with open_to(port) as within:
                within[1].write(hello(context)[:50])
                async with asyncio.timeout(5):
                    while not admission._greeted:
                        await asyncio.sleep(0)
                await admission.end()  # which waits for no handshake
                assert await closed(within[0])
                assert await closed(one[0])

    run(test)
    told = words(log)
    assert sum(line.startswith("closed: no TLS: ") and len(line) > 20 for line in told) == 3
    assert sum(line.startswith("turned away: 3 connections") for line in told) == 1
