"""Requests that are nearly right, and records that are no TLS: nothing brings a head-end down or makes it grow."""

from __future__ import annotations

import asyncio
import ssl
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
    break_records,
    goes_on,
    hello,
    knock,
    limits,
    without_errors,
)
from tests.stubs.ieee2030_5.test_server import LIST, STATUS, Wire, get, put, serving, wire
from tests.stubs.ieee2030_5.utility_side import Certificates
from workbench.stubs.head_end import HeadEnd
from workbench.stubs.ieee2030_5 import server as server_module
from workbench.stubs.tls import client_context

BODIES = (
    STATUS % 1,
    b'<DERControlResponse xmlns="urn:ieee:std:2030.5:ns"><endDeviceLFDI>AA</endDeviceLFDI><status>1</status>'
    b"<subject>BB</subject></DERControlResponse>",
    b'<MirrorUsagePoint xmlns="urn:ieee:std:2030.5:ns"><mRID>0A</mRID><roleFlags>0049</roleFlags>'
    b"<serviceCategoryKind>0</serviceCategoryKind><status>1</status><deviceLFDI>AA</deviceLFDI></MirrorUsagePoint>",
    b'<Subscription xmlns="urn:ieee:std:2030.5:ns"><subscribedResource>/derp/1/derc</subscribedResource>'
    b"<encoding>0</encoding><level>-S1</level><limit>1</limit><notificationURI>http://[::1]:9/</notificationURI>"
    b"</Subscription>",
    b'<!DOCTYPE a [<!ENTITY b "c"><!ENTITY d "&b;&b;">]><DERStatus>&d;</DERStatus>',
)
PATHS = (
    "/edev/1/der/1/ders",
    "/edev/1/sub",
    "/edev/1/lel",
    "/rsps/1/rsp",
    "/mup",
    "/mup/1",
    "/edev",
    LIST,
    "/dcap",
)
METHODS = (b"PUT", b"POST", b"GET", b"DELETE", b"HEAD", b"OPTIONS", b"PATCH", b"TRACE", b"\xff")


def mutated(chance: Random) -> tuple[bytes, bool]:
    """Return a request that is nearly right, and whether its head is right, so that it has to be answered."""
    body = bytearray(chance.choice(BODIES))
    for _ in range(chance.choice([0, 1, 1, 3])):
        place = chance.randrange(len(body) + 1)
        change = chance.choice(
            [b"", b"<", b">", b"&", b"\0", b"\xff", b"-1", b"NaN", b"9" * 40, chance.randbytes(3)]
        )
        body[place : place + chance.choice([0, 0, 1, 8])] = change
    request = chance.choice(METHODS) + put(chance.choice(PATHS), bytes(body))[3:]
    whole = chance.random() >= 0.15
    if not whole:
        octets = bytearray(request)
        for _ in range(chance.randint(1, 5)):
            octets[chance.randrange(len(octets))] = chance.randrange(256)
        request = bytes(octets)
    return request, whole


async def converse(utility: HeadEnd, certificates: Certificates, chance: Random, seen: Counter[str]) -> None:
    """Send such requests on one connection. Fails where one is neither answered nor, if it is broken, closed."""
    async with wire(utility, certificates) as client:
        for place in range(20):
            request, whole = mutated(chance)
            with suppress(ConnectionError, ssl.SSLError):
                await client.send(request)
            bodied = not request.startswith(b"HEAD")
            if not await goes_on(client.reader, request, seen, whole=whole, first=not place, bodied=bodied):
                return


async def fuzz(certificates: Certificates, seconds: float, seed: int) -> Counter[str]:
    """Fuzz for a while, beside a client of sound mind that is answered all along; return what was seen."""
    chance, seen = Random(seed), Counter[str]()
    fuzzing = Fuzzing(seconds)
    async with serving(certificates) as utility:
        port = utility.endpoints[0].port
        context = client_context(certificates.of("device"))
        first = hello(context)

        async def asked(client: Wire) -> None:
            await asyncio.sleep(0.02)
            await client.send(get(LIST))
            assert (await client.answer(PATIENCE))[0] == 200

        async with wire(utility, certificates) as steady:
            await fuzzing.side_by_side(
                *[lambda: converse(utility, certificates, chance, seen)] * 12,
                *[lambda: knock(port, chance, first)] * 3,
                lambda: break_records(port, chance, context),
                lambda: asked(steady),
            )
        async with wire(utility, certificates) as late:
            await asked(late)
        async with asyncio.timeout(PATIENCE):
            while utility._server._admission.connections:
                await asyncio.sleep(0.01)
        fuzzing.check()
    return seen


def fuzzed(
    certificates: Certificates,
    seconds: float,
    seed: int,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(server_module, "LIMITS", limits(seconds))
    monkeypatch.setattr(server_module, "MOST_KEPT", KEPT)
    with without_errors(caplog):
        seen = asyncio.run(fuzz(certificates, seconds, seed))
    print(dict(seen))
    assert seen["answered"] > 100
    assert seen["broken ones refused"]
    assert seen["closed"]


def test_requests_that_are_nearly_right_are_answered_or_refused(
    certificates: Certificates, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    fuzzed(certificates, SECONDS, 5, monkeypatch, caplog)


@pytest.mark.soak
@pytest.mark.timeout(SOAK_TIMEOUT)
def test_requests_that_are_nearly_right_for_an_hour(
    certificates: Certificates, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    seed = int(time.time())
    print(f"seed {seed}")
    fuzzed(certificates, HOUR, seed, monkeypatch, caplog)
