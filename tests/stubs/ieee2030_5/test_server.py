"""The server on the wire: requests in any pieces, slow and half-open clients, many of them, and octets of chance."""

from __future__ import annotations

import asyncio
import os
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from random import Random

import pytest

from tests.stubs.ieee2030_5.utility_side import PIN, Certificates, head_end
from workbench.stubs.admission import Limits
from workbench.stubs.head_end import HeadEnd
from workbench.stubs.ieee2030_5 import server as server_module
from workbench.stubs.tls import client_context

LIST = "/derp/1/derc?s=0&l=9"
STATUS = b'<DERStatus xmlns="urn:ieee:std:2030.5:ns"><readingTime>%d</readingTime></DERStatus>'


def get(path: str, *headers: str) -> bytes:
    """Return a GET as octets."""
    return "\r\n".join([f"GET {path} HTTP/1.1", "Host: utility", *headers, "", ""]).encode()


def put(path: str, body: bytes) -> bytes:
    """Return a PUT as octets."""
    kind = "Content-Type: application/sep+xml"
    return (
        f"PUT {path} HTTP/1.1\r\nHost: utility\r\n{kind}\r\nContent-Length: {len(body)}\r\n\r\n".encode()
        + body
    )


class Wire:
    """One TLS connection, octets in and answers out."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    async def send(self, *parts: bytes) -> None:
        """Send parts, each in a record of its own."""
        for part in parts:
            self.writer.write(part)
            await self.writer.drain()
            await asyncio.sleep(0)

    async def answer(self, patience: float = 5.0) -> tuple[int, bytes, bytes]:
        """Return status, head and body of the next answer."""
        async with asyncio.timeout(patience):
            head = await self.reader.readuntil(b"\r\n\r\n")
            lines = dict(line.lower().split(b": ", 1) for line in head.split(b"\r\n")[1:-2])
            body = await self.reader.readexactly(int(lines.get(b"content-length", b"0")))
        return int(head.split()[1]), head, body

    async def ended(self) -> bool:
        """Whether the other end closes the connection."""
        async with asyncio.timeout(5):
            try:
                return await self.reader.read() is not None
            except (ConnectionError, ssl.SSLError):
                return True


@asynccontextmanager
async def wire(utility: HeadEnd, certificates: Certificates, name: str = "device") -> AsyncIterator[Wire]:
    """Yield a connection."""
    at = utility.endpoints[0]
    reader, writer = await asyncio.open_connection(
        at.host, at.port, ssl=client_context(certificates.of(name))
    )
    try:
        yield Wire(reader, writer)
    finally:
        writer.transport.abort()


@asynccontextmanager
async def serving(certificates: Certificates, **others: object) -> AsyncIterator[HeadEnd]:
    """Yield a head-end at its summary level with one device."""
    async with head_end(certificates, **others) as utility:
        utility.exchanges.summary = True
        utility.register(certificates.of("device").der, PIN)
        yield utility


def test_a_list_that_is_asked_again_is_the_same_until_it_changes(certificates: Certificates) -> None:
    async def scene() -> None:
        async with serving(certificates) as utility, wire(utility, certificates) as client:
            answers = []
            for _ in range(3):
                await client.send(get(LIST))
                answers.append(await client.answer())
            assert {(status, body) for status, _, body in answers} == {(200, answers[0][2])}
            names = [
                {line.split(b":")[0].lower() for line in head.split(b"\r\n")[1:-2]} for _, head, _ in answers
            ]
            assert names[2] == names[0] - {b"server"}, "kept octets have the same headers"
            assert utility.exchanges.total == 6
            await utility.issue({"limit-active-power": 50.0}, duration=60)
            await client.send(get(LIST))
            assert b"5000</opModMaxLimW>" in (await client.answer())[2]
            await client.send(get("/tm"))
            first = (await client.answer())[2]
            await utility.disturb(clock_step=100.0)
            await client.send(get("/tm"))
            assert (await client.answer())[2] != first, "the time is never kept"

    asyncio.run(scene())


def test_what_one_client_was_answered_is_not_answered_to_another(certificates: Certificates) -> None:
    async def scene() -> None:
        async with serving(certificates) as utility:
            utility.register(certificates.of("other").der, PIN, ["Feeder/F-9"])
            bodies = []
            for name in ("device", "other", "stranger", "device"):
                async with wire(utility, certificates, name) as client:
                    for _ in range(2):
                        await client.send(get("/edev"))
                        status, _, body = await client.answer()
                    bodies.append((status, certificates.of("device").lfdi.encode() in body))
            assert bodies == [(200, True), (200, False), (404, False), (200, True)]

    asyncio.run(scene())


@pytest.mark.parametrize("seed", range(12))
def test_requests_in_any_pieces_are_answered_in_order(certificates: Certificates, seed: int) -> None:
    chance = Random(seed)
    asked: list[tuple[bytes, int]] = []
    for number in range(14):
        asked.append(
            chance.choice(
                [
                    (get(LIST), 200),
                    (get(LIST), 200),
                    (get("/none"), 404),
                    (put("/edev/1/der/1/ders", STATUS % number), 204),
                    (put("/edev/1/der/1/ders", b"<a/>"), 400),
                    (get("/edev/1/der/1/dercap"), 404),
                ]
            )
        )
    octets = b"".join(request for request, _ in asked)

    async def scene() -> None:
        async with serving(certificates) as utility, wire(utility, certificates) as client:
            if seed % 3 == 0:  # each by itself, and its body apart
                for request, expected in asked:
                    head, gap, body = request.partition(b"\r\n\r\n")
                    await client.send(head + gap, *([body] if body else []))
                    assert (await client.answer())[0] == expected
                return
            rest = octets
            while rest:
                size = chance.choice([1, 7, 60, 400, 5_000]) if seed % 3 == 1 else len(octets)
                await client.send(rest[:size])
                rest = rest[size:]
            assert [(await client.answer())[0] for _ in asked] == [expected for _, expected in asked]

    asyncio.run(scene())


def test_slow_and_silent_clients_are_let_go(
    certificates: Certificates, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server_module, "LIMITS", Limits(slow=0.1, first=0.3))

    async def scene() -> None:
        async with (
            serving(certificates) as utility,
            wire(utility, certificates) as body_missing,
            wire(utility, certificates) as head_missing,
            wire(utility, certificates) as silent,
        ):
            await body_missing.send(put("/edev/1/der/1/ders", STATUS % 1)[:-5])
            await head_missing.send(b"GET /tm HTTP/1.1\r\nHost: u")
            assert (await body_missing.answer())[0] == 408
            assert await body_missing.ended()
            assert await head_missing.ended()
            assert await silent.ended()
            async with wire(utility, certificates) as client:
                await client.send(get("/tm"))
                assert (await client.answer())[0] == 200

    asyncio.run(scene())


def test_more_connections_than_there_may_be_are_closed(
    certificates: Certificates, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server_module, "LIMITS", Limits(connections=5))

    async def scene() -> None:
        async with serving(certificates) as utility:
            held = []
            for _ in range(5):
                held.append(wire(utility, certificates))
            clients = [await one.__aenter__() for one in held]
            with suppress(ConnectionError, ssl.SSLError):
                async with wire(utility, certificates) as one_more:
                    assert await one_more.ended()
            for client in clients:
                await client.send(get("/tm"))
                assert (await client.answer())[0] == 200
            for one in held:
                await one.__aexit__(None, None, None)

    asyncio.run(scene())


def test_a_client_that_wants_no_connection_kept_is_let_go_each_time(certificates: Certificates) -> None:
    async def scene() -> None:
        async with serving(certificates) as utility:
            for _ in range(3):
                async with wire(utility, certificates) as client:
                    await client.send(get(LIST))
                    assert (await client.answer())[0] == 200
                    await client.send(get(LIST, "Connection: close"))
                    assert (await client.answer())[0] == 200
                    assert await client.ended()

    asyncio.run(scene())


def test_a_client_that_asks_for_leave_before_it_sends_a_body_gets_it(certificates: Certificates) -> None:
    body = STATUS % 1_800_000_000

    async def scene() -> None:
        async with serving(certificates) as utility, wire(utility, certificates) as client:
            whole = put("/edev/1/der/1/ders", body)
            head = whole.removesuffix(body).replace(
                b"Host: utility", b"Host: utility\r\nExpect: 100-Continue"
            )
            for _ in range(2):
                await client.send(head)
                assert (await client.answer())[0] == 100
                await client.send(body)
                assert (await client.answer())[0] == 204
            await client.send(head.replace(b"application/sep+xml", b"application/json"))
            assert (await client.answer())[0] == 415

    asyncio.run(scene())


def test_a_request_that_is_no_http_is_noted_in_one_line(
    certificates: Certificates, capsys: pytest.CaptureFixture[str]
) -> None:
    async def scene() -> None:
        async with serving(certificates) as utility, wire(utility, certificates) as client:
            await client.send(b"GET /tm iTTP/1.1\r\n\r\n")
            assert (await client.answer())[0] == 400
            assert "not understood" in utility.exchanges.latest()[-1].words

    asyncio.run(scene())
    assert "Traceback" not in capsys.readouterr().err


def test_octets_that_are_no_tls_harm_nobody(certificates: Certificates) -> None:
    async def scene() -> None:
        async with serving(certificates) as utility, wire(utility, certificates) as client:
            at = utility.endpoints[0]
            for octets in (
                b"",
                b"GET / HTTP/1.1\r\n\r\n",
                os.urandom(600),
                b"\x16\x03\x01\xff\xff" + b"\0" * 100,
            ):
                _, writer = await asyncio.open_connection(at.host, at.port)
                writer.write(octets)
                await writer.drain()
                writer.close()
            await client.send(get(LIST))
            assert (await client.answer())[0] == 200
            assert len(utility._server._fronts) == 1, "nothing is kept of them"

    asyncio.run(scene())
