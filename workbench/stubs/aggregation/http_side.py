"""HTTP between an aggregator, which serves, and its facilities, which poll it or are called back.

What the aggregator serves, for each facility:

* ``GET /facilities/NAME/messages/next?wait=SECONDS&after=ID``: the oldest message that waits, or the one after another;
  204 when none comes within the time. Its id is in ``Message-Id``, its body is the answer's.
* ``DELETE /facilities/NAME/messages/ID``: acknowledge it.
* ``POST /facilities/NAME/messages`` with ``Message-Id``: send one; the answer comes when the aggregator has taken it.
* ``PUT`` and ``DELETE /facilities/NAME/subscription``: be called back, at an address of the caller's own.
"""

from __future__ import annotations

import asyncio
import ipaddress
import json
import ssl
from collections.abc import AsyncIterator, Iterable, Mapping
from urllib.parse import urlsplit

from aiohttp import ClientSession, ClientTimeout, web

from workbench.stubs.aggregation.calling import Caller
from workbench.stubs.aggregation.holding import PATIENCE, Held, Served
from workbench.stubs.aggregation.mailbox import (
    LARGEST_BODY,
    Inbox,
    Outbox,
    UnknownPeer,
)
from workbench.stubs.aggregation.transport import Message, Transport
from workbench.stubs.started import Started
from workbench.stubs.stub import LOOPBACK
from workbench.stubs.tls import lfdi, peer_certificate

LONGEST_WAIT = 60.0
"""Seconds that a question for the next message is held at the most."""


class HttpAggregator(Started, Transport):
    """The aggregator's end over HTTP.

    Args:
        facilities: their names.
        host, port: where to listen; port 0 takes a free one.
        context: for TLS (``tls.server_context``).
        identities: the LFDI of each facility's certificate; with TLS, nobody else may speak for it.
        calling: to call facilities back with TLS (``tls.client_context``).
    """

    def __init__(
        self,
        facilities: Iterable[str],
        *,
        host: str = LOOPBACK,
        port: int = 0,
        context: ssl.SSLContext | None = None,
        identities: Mapping[str, str] | None = None,
        calling: ssl.SSLContext | None = None,
    ) -> None:
        self.address = (host, port)
        self._outbox = Outbox(facilities)
        self._inbox = Inbox()
        self._context = context
        self._identities = identities
        self._calling = calling
        self._held = Held()
        self._callers: dict[str, Caller] = {}
        self._served: Served | None = None
        self._session: ClientSession | None = None

    @property
    def url(self) -> str:
        """Where facilities reach it."""
        host = f"[{self.address[0]}]" if ":" in self.address[0] else self.address[0]
        return f"{'http' if self._context is None else 'https'}://{host}:{self.address[1]}"

    async def start(self) -> None:
        """Start serving."""
        application = web.Application(client_max_size=LARGEST_BODY)
        application.router.add_get("/facilities/{name}/messages/next", self._next)
        application.router.add_post("/facilities/{name}/messages", self._arrived)
        application.router.add_delete("/facilities/{name}/messages/{id}", self._taken)
        application.router.add_put("/facilities/{name}/subscription", self._subscribed)
        application.router.add_delete("/facilities/{name}/subscription", self._unsubscribed)
        served = Served(application, self._context, self.log)
        self.address = await served.start(*self.address)
        self._served = served
        self._session = ClientSession(timeout=ClientTimeout(total=PATIENCE + 10))

    async def stop(self) -> None:
        """Stop serving and calling back."""
        served, self._served = self._served, None
        if served is None:
            return
        self._held.release()
        await served.stop()
        for name in tuple(self._callers):
            await self._unsubscribe(name)
        if self._session is not None:
            await self._session.close()
        self._inbox.close()

    async def publish(self, peer: str, message: Message) -> None:
        """Keep a message until the facility has fetched or been called with it, and acknowledged it."""
        self._outbox.add(peer, message)

    def messages(self) -> AsyncIterator[Message]:
        """Yield what facilities send."""
        return self._inbox.messages()

    async def ack(self, message: Message) -> None:
        """Answer the facility that its message was taken."""
        self._inbox.acknowledged(message)
        self._held.taken(message)

    def waiting(self, peer: str) -> tuple[Message, ...]:
        """Return what a facility has not acknowledged."""
        return self._outbox.waiting(peer)

    def _name(self, request: web.Request) -> str:
        name = request.match_info["name"]
        try:
            self._outbox.waiting(name)
        except UnknownPeer:
            raise web.HTTPNotFound(text=f"No facility is called {name!r}") from None
        if self._identities is not None:
            shown = None if request.transport is None else peer_certificate(request.transport)
            if shown is None or lfdi(shown) != self._identities.get(name):
                raise web.HTTPForbidden(text=f"The certificate is not that of {name!r}")
        return name

    async def _next(self, request: web.Request) -> web.Response:
        name = self._name(request)
        try:
            wait = float(request.query.get("wait", "0"))
            if not 0 <= wait <= LONGEST_WAIT:  # what is not a number neither
                raise ValueError(wait)
        except ValueError:
            raise web.HTTPBadRequest(
                text=f"wait has to be a number of seconds, {LONGEST_WAIT:g} at the most"
            ) from None
        try:
            async with asyncio.timeout(wait):
                message = await self._outbox.next(name, request.query.get("after", ""))
        except TimeoutError:
            return web.Response(status=204)
        headers = {"Message-Id": message.id, "Content-Type": message.content_type}
        return web.Response(body=message.body, headers=headers)

    async def _taken(self, request: web.Request) -> web.Response:
        found = self._outbox.taken(self._name(request), request.match_info["id"])
        return web.Response(status=204 if found else 404)

    async def _arrived(self, request: web.Request) -> web.Response:
        return await self._held.hold(request, self._inbox, self._name(request))

    async def _subscribed(self, request: web.Request) -> web.Response:
        name = self._name(request)
        try:
            callback = str(json.loads(await request.read())["callback"])
            parts = urlsplit(callback)
            theirs = ipaddress.ip_address(parts.hostname or "") == ipaddress.ip_address(request.remote or "")
            good = parts.scheme in ("http", "https") and bool(parts.port)
        except (ValueError, KeyError, TypeError, RecursionError):
            theirs = good = False
        if not (good and theirs):
            # Whoever subscribes must not make the aggregator call anybody else.
            raise web.HTTPBadRequest(
                text='Allowed is {"callback": "http://ADDRESS:PORT/…"} with the address that you call from'
            )
        assert self._session is not None
        if name in self._callers and self._callers[name].url == callback:
            return web.Response(status=204)  # asked for again, to be sure; what is under way goes on
        await self._unsubscribe(name)
        self._callers[name] = Caller(self._session, self._outbox, name, callback, self._calling)
        return web.Response(status=204)

    async def _unsubscribed(self, request: web.Request) -> web.Response:
        await self._unsubscribe(self._name(request))
        return web.Response(status=204)

    async def _unsubscribe(self, name: str) -> None:
        caller = self._callers.pop(name, None)
        if caller is not None:
            await caller.stop()
