"""A client before servers that answer wrongly, endlessly, too much, too late or not at all."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest
from aiohttp import web

from tests.stubs.ieee2030_5.utility_side import Certificates
from workbench.stubs.ieee2030_5 import connection as connection_module
from workbench.stubs.ieee2030_5.connection import MOST_MEMBERS, Connection, NotDone, ServerUnreachable
from workbench.stubs.ieee2030_5.documents import LONGEST, MEDIA_TYPE, write
from workbench.stubs.ieee2030_5.resources.devices import Registration
from workbench.stubs.ieee2030_5.resources.messages import LogEvent, LogEventList
from workbench.stubs.tls import client_context, server_context

Handler = Callable[[web.BaseRequest], Awaitable[web.Response]]


@asynccontextmanager
async def before(certificates: Certificates, handler: Handler) -> AsyncIterator[Connection]:
    """Yield a client's connection to a server that answers as a handler says."""
    serving = web.Server(handler, access_log=None)
    tls = server_context(certificates.of("server"))
    server = await asyncio.get_running_loop().create_server(serving, "127.0.0.1", 0, ssl=tls)
    port = server.sockets[0].getsockname()[1]
    connection = Connection("127.0.0.1", port, client_context(certificates.of("device")))
    try:
        yield connection
    finally:
        await connection.close()
        server.close()
        await serving.shutdown(0.1)
        await server.wait_closed()


@pytest.mark.parametrize(
    ("status", "body", "words"),
    [
        (200, b"no XML", "not of the schema"),
        (200, b"", "empty"),
        (200, b'<!DOCTYPE a [<!ENTITY b "c">]><Registration/>', "document type"),
        (200, b'<Time xmlns="urn:ieee:std:2030.5:ns"/>', "<Time> is not what is read here"),
        (200, b" " * (LONGEST + 10), "octets"),
        (404, b"", "with 404"),
        (500, b"oh", "with 500"),
        (302, b"", "with 302"),
    ],
)
def test_answers_that_are_none(certificates: Certificates, status: int, body: bytes, words: str) -> None:
    async def answer(request: web.BaseRequest) -> web.Response:
        return web.Response(status=status, body=body, headers={"Location": "/elsewhere"})

    async def scene() -> None:
        async with before(certificates, answer) as connection:
            with pytest.raises(NotDone, match=words):
                await connection.get(Registration, "/rg")

    asyncio.run(scene())


def test_a_list_without_an_end_is_left(certificates: Certificates) -> None:
    event = LogEvent(
        createdDateTime=1, functionSet=11, logEventCode=0, logEventID=1, logEventPEN=1, profileID=2
    )
    page = write(LogEventList(all=2**32 - 1, results=50, LogEvent=[event] * 50))

    async def answer(request: web.BaseRequest) -> web.Response:
        return web.Response(body=page, content_type=MEDIA_TYPE)

    async def scene() -> None:
        async with before(certificates, answer) as connection:
            _, found = await connection.all(LogEventList, "/lel", lambda one: list(one.LogEvent))
            assert len(found) == MOST_MEMBERS

    asyncio.run(scene())


def test_what_did_not_change_is_not_read_again(certificates: Certificates) -> None:
    body = write(Registration(dateTimeRegistered=1, pIN=111115))
    asked: list[str | None] = []

    async def answer(request: web.BaseRequest) -> web.Response:
        asked.append(request.headers.get("If-None-Match"))
        if asked[-1]:
            return web.Response(status=304)
        return web.Response(body=body, headers={"ETag": '"1"'})

    async def scene() -> None:
        async with before(certificates, answer) as connection:
            first = await connection.get(Registration, "/rg")
            assert await connection.get(Registration, "/rg") == first
            assert asked == [None, '"1"']

    asyncio.run(scene())


def test_a_server_that_takes_too_long_or_is_not_there(
    certificates: Certificates, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection_module, "PATIENCE", 0.2)

    async def answer(request: web.BaseRequest) -> web.Response:
        await asyncio.sleep(5)
        return web.Response()

    async def scene() -> None:
        async with before(certificates, answer) as connection:
            with pytest.raises(ServerUnreachable, match="does not answer"):
                await connection.get(Registration, "/rg")
        with pytest.raises(ServerUnreachable, match="does not answer"):
            await connection.get(Registration, "/rg")
        await connection.close()

    asyncio.run(scene())
