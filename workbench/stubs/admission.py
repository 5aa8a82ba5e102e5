"""Who is let in at a port: so many connections and no more, TLS in its time, and an end to those that rest."""

from __future__ import annotations

import asyncio
import logging
import ssl
import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import cast

from aiohttp import web

from workbench.stubs.exchanges import ExchangeLog

LOGGER = logging.getLogger("workbench.stubs")
Handler = Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]
SPARE_FILES = 200
"""Files that the process keeps for all else; a burst of connections is accepted before any is turned away."""
_GOODBYE = 2.0
"""Seconds that a peer has to end TLS in order."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How many connections a port holds, and how long each may rest, in seconds.

    Args:
        connections: held at once, those within their handshake among them; the files that the process may open bound
            it too.
        handshake: for TLS.
        slow: from the first octet of a request until it can be worked on, and again for its body.
        first: without any request.
        idle: without a further request, or within one; longer than any question is held open.
    """

    connections: int = 1_000
    handshake: float = 10.0
    slow: float = 20.0
    first: float = 60.0
    idle: float = 300.0


class Admission:
    """The connections of one port.

    Args:
        protocol: of the endpoint, for the log.
        log: told of what is turned away or closed; without one the log of the stubs as a whole is.
        resting: whether connections that ask nothing are closed; where a protocol looks to that itself, they are not.
    """

    def __init__(
        self, protocol: str, log: ExchangeLog | None, limits: Limits, *, resting: bool = False
    ) -> None:
        self.protocol = protocol
        self.log = log
        self.limits = limits
        self.turned_away = 0
        self._most = min(limits.connections, files_allowed() - SPARE_FILES)
        self._resting = resting
        self._behind: Callable[[], asyncio.Protocol] | None = None
        self._tls: ssl.SSLContext | None = None
        self._server: asyncio.Server | None = None
        self._visits: dict[asyncio.BaseTransport, Visit] = {}
        self._greeted: set[asyncio.Task[None]] = set()
        self._sweeping: asyncio.TimerHandle | None = None
        self._told_away_at = float("-inf")
        self._empty = asyncio.Event()

    @property
    def connections(self) -> int:
        """How many connections there are, those within their handshake among them."""
        return len(self._visits) + len(self._greeted)

    async def listen(
        self,
        behind: Callable[[], asyncio.Protocol],
        host: str,
        port: int,
        tls: ssl.SSLContext | None = None,
    ) -> int:
        """Listen, and return the port.

        Args:
            behind: makes the protocol of a connection that is let in.
            port: 0 takes a free one.

        Raises:
            OSError: the address cannot be used.
        """
        self._behind, self._tls = behind, tls
        loop = asyncio.get_running_loop()
        made: Callable[[], asyncio.Protocol] = (
            (lambda: Visit(self)) if tls is None else (lambda: _Arrival(self))
        )
        self._server = await loop.create_server(made, host, port, backlog=1024)
        if not self._resting:
            self._sweep_again(loop)
        return int(self._server.sockets[0].getsockname()[1])

    async def close(self) -> None:
        """Listen no more, and let go of those that are within their handshake; may be called twice."""
        if self._server is None:
            return
        self._server.close()
        self._behind = None
        if self._sweeping is not None:
            self._sweeping.cancel()
        for greeted in list(self._greeted):
            greeted.cancel()
        await asyncio.gather(*self._greeted, return_exceptions=True)

    async def end(self) -> None:
        """Close, and break off every connection that is left."""
        await self.close()
        server, self._server = self._server, None
        if server is None:
            return
        for visit in list(self._visits.values()):
            visit.transport.abort()
        while self._visits:
            self._empty.clear()
            await self._empty.wait()
        await server.wait_closed()

    # Requests

    def watched(self, handler: Handler) -> Handler:
        """Return what answers HTTP requests, so that a connection is not closed for resting meanwhile."""

        async def answered(request: web.BaseRequest) -> web.StreamResponse:
            with self.under_way(request.transport):
                return await handler(request)

        return answered

    @contextmanager
    def under_way(self, transport: asyncio.BaseTransport | None) -> Iterator[None]:
        """Note that a request of a connection is being worked on."""
        visit = self._visits.get(transport) if transport is not None else None
        if visit is None:  # it has left already
            yield
            return
        visit.asked()
        try:
            yield
        finally:
            visit.answered()

    def answered(self, transport: asyncio.BaseTransport) -> None:
        """Note that a request was answered as soon as it came."""
        visit = self._visits.get(transport)
        if visit is not None:
            visit.answered()

    # Connections

    @property
    def full(self) -> bool:
        """Whether no further connection is let in."""
        return self._behind is None or self.connections >= self._most

    def enter(self, visit: Visit) -> asyncio.Protocol | None:
        """Let a connection in and return the protocol that it is for; None where there is no place."""
        # Inside TLS it has had its place since it was greeted.
        if self._behind is None or (self._tls is None and self.full):
            self.turn_away(visit.transport)
            return None
        self._visits[visit.transport] = visit
        return self._behind()

    def leave(self, visit: Visit) -> None:
        """Note that a connection is over."""
        self._visits.pop(visit.transport, None)
        if not self._visits:
            self._empty.set()

    def turn_away(self, transport: asyncio.Transport) -> None:
        """Break off a connection that finds no place; say so at most once a second."""
        peer = _peer(transport)
        transport.abort()
        if self._behind is None:  # accepted while the port was being closed
            return
        self.turned_away += 1
        now = asyncio.get_running_loop().time()
        if now - self._told_away_at >= 1:
            self._told_away_at = now
            self.tell(
                peer,
                f"turned away: {self.connections} connections are here, and no more are taken "
                f"({self.turned_away} turned away so far)",
            )

    def greet(self, transport: asyncio.Transport) -> None:
        """Begin TLS on a connection that was accepted."""
        if self.full:
            self.turn_away(transport)
            return
        greeted = asyncio.get_running_loop().create_task(self._greet(transport))
        self._greeted.add(greeted)
        greeted.add_done_callback(self._greeted.discard)

    async def _greet(self, transport: asyncio.Transport) -> None:
        assert self._tls is not None
        visit, peer = Visit(self), _peer(transport)
        try:
            secured = await asyncio.get_running_loop().start_tls(
                transport,
                visit,
                self._tls,
                server_side=True,
                ssl_handshake_timeout=self.limits.handshake,
                ssl_shutdown_timeout=_GOODBYE,
            )
        except OSError as fault:  # ssl.SSLError, a connection that was lost, a time that is over
            self.tell(peer, f"closed: no TLS: {str(fault) or 'the other end went away'}")
            transport.abort()
        else:
            if secured is not None:
                visit.connection_made(secured)

    def tell(self, peer: str, words: str) -> None:
        """Have a line in the log."""
        if self.log is None:
            LOGGER.warning("%s %s: %s", peer, self.protocol, words)
        else:
            self.log.add(peer, self.protocol, "out", words, refused=True)

    def sweep(self) -> None:
        """Break off what has rested too long."""
        now = asyncio.get_running_loop().time()
        for visit in list(self._visits.values()):
            rested = now - visit.since
            if visit.owes:
                limit, why = self.limits.slow, f"a request is not whole {rested:.1f} s after its first octet"
            elif not visit.served:
                limit, why = self.limits.first, f"no request within {rested:.1f} s"
            else:
                limit, why = self.limits.idle, ""
            if rested > limit:
                if why:
                    self.tell(_peer(visit.transport), f"closed: {why}")
                visit.transport.abort()

    def _sweep_again(self, loop: asyncio.AbstractEventLoop) -> None:
        self.sweep()
        limits = self.limits
        self._sweeping = loop.call_later(
            min(limits.slow, limits.first, limits.idle) / 10, self._sweep_again, loop
        )


class Visit(asyncio.Protocol):
    """One connection that was let in; passes everything on to the protocol that it is for."""

    __slots__ = (
        "_admission",
        "_busy",
        "_early",
        "_gone",
        "_inner",
        "_owes",
        "_time",
        "served",
        "since",
        "transport",
    )

    transport: asyncio.Transport

    def __init__(self, admission: Admission) -> None:
        self._admission = admission
        self._inner: asyncio.Protocol | None = None
        self._early: list[bytes] = []
        self._time = asyncio.get_running_loop().time
        self._busy = self._owes = self._gone = False
        self.served = False
        """Whether it ever asked something."""
        self.since = self._time()
        """When it came, began a request, had one taken up, or had one answered, whatever was last."""

    @property
    def owes(self) -> bool:
        """Whether a request has begun to come that nobody can work on yet."""
        return self._owes

    def asked(self) -> None:
        """Note that a whole request is being worked on."""
        self._busy = self.served = True
        self._owes = False
        self.since = self._time()

    def answered(self) -> None:
        """Note that it was answered."""
        self.served = True
        self._busy = self._owes = False
        self.since = self._time()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Come in, or be turned away."""
        if self._gone:  # as soon as the handshake was over
            return
        self.transport = cast(asyncio.Transport, transport)
        self._inner = self._admission.enter(self)
        if self._inner is None:
            return
        self._inner.connection_made(transport)
        early, self._early = self._early, []
        for data in early:
            self.data_received(data)

    def data_received(self, data: bytes) -> None:
        """Pass on."""
        if self._inner is None:  # inside TLS a request may come together with the end of the handshake
            self._early.append(data)
            return
        if not (self._owes or self._busy):
            self._owes = True
            self.since = self._time()
        self._inner.data_received(data)

    def eof_received(self) -> bool | None:
        """Pass on."""
        return self._inner.eof_received() if self._inner is not None else None

    def connection_lost(self, exc: Exception | None) -> None:
        """Leave."""
        self._gone = True
        if self._inner is not None:
            self._admission.leave(self)
            self._inner.connection_lost(exc)

    def pause_writing(self) -> None:
        """Pass on."""
        if self._inner is not None:
            self._inner.pause_writing()

    def resume_writing(self) -> None:
        """Pass on."""
        if self._inner is not None:
            self._inner.resume_writing()


class _Arrival(asyncio.Protocol):
    """Hands a connection that was accepted over to TLS: it has a place, and a handshake that fails is told."""

    def __init__(self, admission: Admission) -> None:
        self._admission = admission

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        accepted = cast(asyncio.Transport, transport)
        accepted.pause_reading()  # what comes now is for the handshake
        self._admission.greet(accepted)


def _peer(transport: asyncio.BaseTransport) -> str:
    host, port = (transport.get_extra_info("peername") or ("?", 0))[:2]
    return f"{host}:{port}"


def files_allowed() -> int:
    """Return how many files the process may have open."""
    if sys.platform == "win32":
        return 2**31
    import resource

    allowed = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    return allowed if allowed != resource.RLIM_INFINITY else 2**31
