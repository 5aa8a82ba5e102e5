"""A head-end with certificates, and a plain HTTP client for it: what the tests of IEEE 2030.5 share."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
from lxml import etree

from tests.sep_schema import assert_valid
from workbench.stubs.head_end import HeadEnd
from workbench.stubs.ieee2030_5.client import Client
from workbench.stubs.ieee2030_5.documents import MEDIA_TYPE, NAMESPACE
from workbench.stubs.pki import Authority, Credentials, Standard
from workbench.stubs.tls import client_context, server_context

PIN = 111115
START = 1_800_000_000


@dataclass
class Clock:
    """A clock that stands until it is set."""

    at: float = START

    def __call__(self) -> float:
        """Return the moment."""
        return self.at


class Certificates:
    """Certificates of one authority, each made when it is first asked for."""

    def __init__(self, directory: Path) -> None:
        self.authority = Authority.create(directory)
        self._issued: dict[str, Credentials] = {}

    def of(self, name: str, **others: Any) -> Credentials:
        """Return the credentials of a name."""
        if name not in self._issued:
            self._issued[name] = self.authority.issue(name, Standard.IEEE_2030_5, **others)
        return self._issued[name]


@dataclass
class Answer:
    """What came back."""

    status: int
    headers: Any
    body: bytes

    @property
    def root(self) -> etree._Element:
        """The document."""
        return etree.fromstring(self.body)

    def text(self, path: str) -> str | None:
        """Return the text of an element, by a path of names."""
        return self.root.findtext("/".join(f"{{{NAMESPACE}}}{name}" for name in path.split("/")))

    def texts(self, name: str) -> list[str | None]:
        """Return the texts of all elements of a name."""
        return [one.text for one in self.root.iter(f"{{{NAMESPACE}}}{name}")]


class Plain:
    """A client that knows HTTP and nothing of the standard."""

    def __init__(self, session: aiohttp.ClientSession, base: str) -> None:
        self.session, self.base = session, base

    async def ask(self, method: str, path: str, body: bytes | str | None = None, **headers: str) -> Answer:
        """Send a request; every document that comes back is of the schema."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        if body is not None:
            named.setdefault("Content-Type", MEDIA_TYPE)
        data = body.encode() if isinstance(body, str) else body
        async with self.session.request(method, self.base + path, data=data, headers=named) as response:
            answer = Answer(response.status, response.headers, await response.read())
        if answer.body:
            assert response.content_type == MEDIA_TYPE
            assert_valid(answer.body)
        return answer

    async def get(self, path: str, **headers: str) -> Answer:
        """Read what is at an address."""
        return await self.ask("GET", path, **headers)


@asynccontextmanager
async def plain_client(head_end: HeadEnd, credentials: Credentials) -> AsyncIterator[Plain]:
    """Yield a client that shows a certificate."""
    (endpoint,) = (one for one in head_end.endpoints if one.protocol == "ieee-2030.5")
    connector = aiohttp.TCPConnector(ssl=client_context(credentials))
    async with aiohttp.ClientSession(connector=connector) as session:
        yield Plain(session, f"https://{endpoint.host}:{endpoint.port}")


@asynccontextmanager
async def head_end(certificates: Certificates, **others: Any) -> AsyncIterator[HeadEnd]:
    """Yield a head-end that runs, with no device registered."""
    async with HeadEnd(server_context(certificates.of("server")), **others) as running:
        yield running


def client_of(utility: HeadEnd, credentials: Credentials, clock: Clock, **others: Any) -> Client:
    """Return a client of a head-end."""
    at = utility.endpoints[0]
    return Client(at.host, at.port, client_context(credentials), clock=clock, **others)
