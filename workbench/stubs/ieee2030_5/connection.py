"""A client's connection to a server of IEEE 2030.5: requests, lists by pages, what did not change is not read again."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

import aiohttp

from workbench.stubs.exchanges import ExchangeLog
from workbench.stubs.ieee2030_5.datatypes import Invalid
from workbench.stubs.ieee2030_5.documents import LONGEST, MEDIA_TYPE, read, write
from workbench.stubs.ieee2030_5.resources.base import Link, List, ListLink, Resource, SubscribableList

R = TypeVar("R", bound=Resource)
PAGE = 50
"""Members of a list that are asked for at once."""
MOST_MEMBERS = 2_000
"""Members of a list that are read at most."""
PATIENCE = 10.0
"""Seconds in which an answer has to come."""


class ServerUnreachable(ConnectionError):
    """The server does not answer, or not in TLS that both ends accept; the message says which and why."""


class NotDone(RuntimeError):
    """The server answered, and not with what was asked for.

    Args:
        status: of HTTP.
    """

    def __init__(self, words: str, status: int) -> None:
        super().__init__(words)
        self.status = status


@dataclass(frozen=True, slots=True)
class Posted:
    """The answer to what was sent."""

    status: int
    location: str = ""


class Connection:
    """One client's requests to one server.

    Args:
        tls: as ``workbench.stubs.tls.client_context`` makes it; it holds the certificate that says who asks.
        log: of the stub that this client belongs to.
    """

    def __init__(self, host: str, port: int, tls: ssl.SSLContext, log: ExchangeLog | None = None) -> None:
        self.host, self.port = host, port
        self.words = f"IEEE 2030.5 server {host}:{port}"
        self._tls = tls
        self._log = log
        self._session: aiohttp.ClientSession | None = None
        self._kept: dict[str, tuple[str, Resource]] = {}

    async def close(self) -> None:
        """Close the connection; it opens again when it is used."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def get(self, kind: type[R], address: str) -> R:
        """Read a resource.

        Raises:
            ServerUnreachable: no answer.
            NotDone: another answer than a resource of that kind.
        """
        status, octets, headers = await self._ask("GET", address)
        if status == 304 and address in self._kept:
            kept = self._kept[address][1]
            assert isinstance(kept, kind)
            return kept
        if status != 200:
            raise NotDone(f"{self.words} answers GET {address} with {status}.", status)
        try:
            resource = read(octets, kind)
        except Invalid as problem:
            raise NotDone(
                f"{self.words} answers GET {address} with what is not of the schema: {problem}.", status
            ) from None
        if (tag := headers.get("ETag")) and len(self._kept) < MOST_MEMBERS:
            self._kept[address] = (tag, resource)
        return resource

    async def all(
        self, kind: type[R], link: Link | str, member: Callable[[R], list[Resource]]
    ) -> tuple[R, list[Resource]]:
        """Read a whole list, page by page.

        Args:
            member: gives the members of a page.

        Returns:
            The first page, for what it says of the list, and all members.

        Raises:
            ServerUnreachable, NotDone: as ``get``.
        """
        address = link.href if isinstance(link, Link) else link
        joint = "&" if "?" in address else "?"
        found: list[Resource] = []
        first: R | None = None
        while True:
            page = await self.get(kind, f"{address}{joint}s={len(found)}&l={PAGE}")
            assert isinstance(page, List | SubscribableList)
            members = member(page)
            found += members
            first = first or page
            if not members or len(found) >= min(page.all, MOST_MEMBERS):
                return first, found

    async def send(self, method: str, address: str, resource: Resource | None = None) -> Posted:
        """Post, put or delete a resource.

        Raises:
            ServerUnreachable: no answer.
            NotDone: the server refuses.
        """
        octets = write(resource) if resource is not None else None
        status, answer, headers = await self._ask(method, address, octets)
        if status not in (200, 201, 204):
            said = f" {answer[:400].decode('utf-8', 'replace')}" if answer else ""
            raise NotDone(f"{self.words} answers {method} {address} with {status}.{said}", status)
        return Posted(status, headers.get("Location", ""))

    async def _ask(
        self, method: str, address: str, octets: bytes | None = None
    ) -> tuple[int, bytes, Mapping[str, str]]:
        if self._session is None:
            connector = aiohttp.TCPConnector(ssl=self._tls, limit=4)
            timeout = aiohttp.ClientTimeout(total=PATIENCE)
            self._session = aiohttp.ClientSession(connector=connector, timeout=timeout, auto_decompress=False)
        headers = {"Accept": MEDIA_TYPE}
        if octets is not None:
            headers["Content-Type"] = MEDIA_TYPE
        elif method == "GET" and address in self._kept:
            headers["If-None-Match"] = self._kept[address][0]
        url = address if "://" in address else f"https://{self._host}:{self.port}{address}"
        try:
            async with self._session.request(
                method, url, data=octets, headers=headers, allow_redirects=False
            ) as response:
                answer = bytearray()
                async for part in response.content.iter_any():
                    answer += part
                    if len(answer) > LONGEST:
                        break
                self._note(method, address, octets or b"", response.status, bytes(answer))
                return response.status, bytes(answer), response.headers
        except (aiohttp.ClientError, TimeoutError, OSError) as problem:
            raise ServerUnreachable(
                f"{self.words} does not answer: {problem or type(problem).__name__}."
            ) from problem

    @property
    def _host(self) -> str:
        return f"[{self.host}]" if ":" in self.host else self.host

    def _note(self, method: str, address: str, sent: bytes, status: int, answer: bytes) -> None:
        if self._log is None:
            return
        peer = f"{self.host}:{self.port}"
        self._log.add(peer, "ieee-2030.5", "out", f"{method} {address}", sent)
        self._log.add(
            peer, "ieee-2030.5", "in", f"{status} to {method} {address}", answer, refused=status >= 400
        )


def link_to(link: Link | ListLink | None, what: str, words: str) -> str:
    """Return where a link leads.

    Raises:
        NotDone: there is none.
    """
    if link is None:
        raise NotDone(f"{words} offers no {what}.", 200)
    return link.href
