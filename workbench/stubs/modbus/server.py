"""A Modbus/TCP server: takes connections in, turns too many away, ends those that do not move."""

from __future__ import annotations

import asyncio
import socket
import ssl
import time
from collections.abc import Callable

from workbench.stubs.admission import SPARE_FILES, files_allowed
from workbench.stubs.exchanges import ExchangeLog
from workbench.stubs.modbus.bank import RegisterBank
from workbench.stubs.modbus.connection import ModbusConnection, Rights, peer_of
from workbench.stubs.stub import LOOPBACK

CONNECTIONS = 1_000
"""How many connections a server holds at once, unless it is told another number."""
FRAME_SECONDS = 10.0
"""How long the rest of a frame, or a peer that does not take its answers, is waited for."""
FIRST_SECONDS = 60.0
"""How long a connection may stay without a first request."""
IDLE_SECONDS = 600.0
"""How long a connection may stay without a further request."""
_RECEIVED = 64 * 1024
"""How many octets are received at once."""
_SWEEP_SECONDS = 1.0
_KEEPALIVE = (("TCP_KEEPIDLE", 30), ("TCP_KEEPINTVL", 10), ("TCP_KEEPCNT", 3))
"""A peer that is gone without a word is noticed after a minute."""


class ModbusServer:
    """Serves the units of a bank at one address.

    Args:
        bank: the registers.
        log: where every exchange goes.
        host, port: where to listen; port 0 takes a free one.
        tls: Modbus/TCP Security: a context that asks for the client's certificate.
        rights: what a peer may do, and who it is in words, from its certificate in DER; called once a connection.
        connections: how many are held at once; the files that the process may open bound it too.
        frame_seconds, first_seconds, idle_seconds: how long a connection may rest within a frame, before its first
            request, and between two.
        clock: seconds that only go up, for tests.
    """

    def __init__(
        self,
        bank: RegisterBank,
        log: ExchangeLog,
        *,
        host: str = LOOPBACK,
        port: int = 0,
        tls: ssl.SSLContext | None = None,
        rights: Callable[[bytes], tuple[Rights, str]] | None = None,
        connections: int = CONNECTIONS,
        frame_seconds: float = FRAME_SECONDS,
        first_seconds: float = FIRST_SECONDS,
        idle_seconds: float = IDLE_SECONDS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.bank = bank
        self.log = log
        self.clock = clock
        self.host = host
        self.port = port
        self.protocol = "modbus-tls" if tls else "modbus"
        self.turned_away = 0
        self.receiving = memoryview(bytearray(_RECEIVED))
        """What a connection receives into; it is taken out before another receives."""
        self._tls = tls
        self._rights = rights
        self._most = min(connections, files_allowed() - SPARE_FILES)
        self._frame_seconds = frame_seconds
        self._first_seconds = first_seconds
        self._idle_seconds = idle_seconds
        self._server: asyncio.Server | None = None
        self._sweeping: asyncio.TimerHandle | None = None
        self._admitted: set[ModbusConnection] = set()
        self._leaving: set[ModbusConnection] = set()
        self._greeted: set[asyncio.Task[None]] = set()
        self._empty = asyncio.Event()
        self._told_away_at = float("-inf")

    @property
    def connections(self) -> int:
        """How many connections there are."""
        return len(self._admitted)

    async def start(self) -> None:
        """Listen; ``port`` says where then.

        Raises:
            OSError: the address cannot be used.
        """
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(
            (lambda: _Greeting(self)) if self._tls else (lambda: ModbusConnection(self)),
            self.host,
            self.port,
            backlog=128,
        )
        for listening in self._server.sockets:
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
            for option, value in _KEEPALIVE:
                if hasattr(socket, option):
                    listening.setsockopt(socket.IPPROTO_TCP, getattr(socket, option), value)
        self.port = self._server.sockets[0].getsockname()[1]
        self._sweep_again(loop)

    async def stop(self) -> None:
        """Stop listening and end every connection; may be called twice."""
        if self._server is None:
            return
        server, self._server = self._server, None
        if self._sweeping:
            self._sweeping.cancel()
        server.close()
        for greeted in list(self._greeted):
            greeted.cancel()
        await asyncio.gather(*self._greeted, return_exceptions=True)
        for connection in [*self._admitted, *self._leaving]:
            connection.abort()
        while self._admitted or self._leaving:
            self._empty.clear()
            await self._empty.wait()
        await server.wait_closed()

    @property
    def full(self) -> bool:
        """Whether no further connection is taken in."""
        return self._server is None or len(self._admitted) + len(self._greeted) >= self._most

    def admit(self, connection: ModbusConnection) -> bool:
        """Take a new connection in; say no where there is no place for it."""
        if self._tls is None and self.full:
            self._leaving.add(connection)
            self.turn_away(connection.peer)
            return False
        certificate = connection.certificate
        if self._rights and certificate:
            connection.rights, who = self._rights(certificate)
            self.log.add(connection.peer, self.protocol, "in", f"connected: {who}")
        self._admitted.add(connection)
        return True

    def greet(self, transport: asyncio.Transport, peer: str) -> None:
        """Begin TLS on a connection that was accepted."""
        if self.full:
            self.turn_away(peer)
            transport.close()
            return
        greeted = asyncio.get_running_loop().create_task(self._greet(transport, peer))
        self._greeted.add(greeted)
        greeted.add_done_callback(self._greeted.discard)

    async def _greet(self, transport: asyncio.Transport, peer: str) -> None:
        assert self._tls is not None
        connection = ModbusConnection(self)
        try:
            secured = await asyncio.get_running_loop().start_tls(
                transport,
                connection,
                self._tls,
                server_side=True,
                ssl_handshake_timeout=self._frame_seconds,
            )
        except OSError as fault:  # ssl.SSLError, a connection that was lost, a time that is over
            why = str(fault) or "the other end went away"
            self.log.add(peer, self.protocol, "out", f"closed: no TLS: {why}", refused=True)
        else:
            if secured is not None and not secured.is_closing():
                connection.connection_made(secured)

    def forget(self, connection: ModbusConnection) -> None:
        """Note that a connection is over."""
        self._admitted.discard(connection)
        self._leaving.discard(connection)
        if not self._admitted and not self._leaving:
            self._empty.set()

    def sweep(self) -> None:
        """End the connections that have rested too long; the server does so every second."""
        now = self.clock()
        for connection in list(self._admitted):
            rested = now - connection.heard
            if connection.unfinished:
                if rested > self._frame_seconds:
                    connection.close(f"nothing moved for {rested:.0f} s within a frame or its answer")
            elif not connection.served:
                if rested > self._first_seconds:
                    connection.close(f"no request within {rested:.0f} s")
            elif rested > self._idle_seconds:
                connection.close(f"no request for {rested:.0f} s")

    def _sweep_again(self, loop: asyncio.AbstractEventLoop) -> None:
        self.sweep()
        self._sweeping = loop.call_later(_SWEEP_SECONDS, self._sweep_again, loop)

    def turn_away(self, peer: str) -> None:
        """Count a connection that finds no place, and say so at most once a second."""
        self.turned_away += 1
        now = self.clock()
        if now - self._told_away_at >= 1:
            self._told_away_at = now
            words = f"turned away: {len(self._admitted)} connections are here, and no more are taken"
            told = f"{words} ({self.turned_away} turned away so far)"
            self.log.add(peer, self.protocol, "out", told, refused=True)


class _Greeting(asyncio.Protocol):
    """Hands a connection that was accepted over to TLS: a handshake that fails is told in the log then."""

    def __init__(self, server: ModbusServer) -> None:
        self._server = server

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        transport.pause_reading()  # what comes now is for the handshake
        self._server.greet(transport, peer_of(transport))
