"""A TCP relay before a stub, or between any two programs: passes everything on as it is, TLS untouched."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import socket
import struct

from workbench.stubs.admission import SPARE_FILES, files_allowed
from workbench.stubs.links.capture import Capture, Conversation
from workbench.stubs.links.passage import cut_off, opened, shaped
from workbench.stubs.links.shape import Link, Way
from workbench.stubs.started import Started
from workbench.stubs.stub import LOOPBACK

LOGGER = logging.getLogger("workbench.stubs")
CONNECTIONS = 1_000
"""How many connections a relay carries at once, unless it is told another number; each takes two files."""
CHUNK = 65_536
"""Octets read at once; a connection holds at most about four times as many."""
CONNECT_TIMEOUT = 20.0
"""Seconds after which a target that does not answer is given up."""


class Relay(Started):
    """Listens, and connects each client that comes to one target.

    Args:
        host, port: the target.
        capture: to note what passes, as it passes the client's end; the relay does not close it, since several may
            share one.
        shape: what the medium between does to it; several relays may share one. Default: nothing.
        listen_host, listen_port: where to listen; port 0 takes a free one.
        connections: how many are carried at once; the files that the process may open bound it too.
        shown_port: the server's port as the capture shows it, where several relays with different protocols share
            one. Default: what the capture says.
    """

    def __init__(
        self,
        host: str,
        port: int,
        *,
        capture: Capture | None = None,
        shape: Link | None = None,
        listen_host: str = LOOPBACK,
        listen_port: int = 0,
        shown_port: int | None = None,
        connections: int = CONNECTIONS,
    ) -> None:
        self.target = (host, port)
        self.shown_port = shown_port
        self.address = (listen_host, listen_port)
        self.accepted = 0
        self.turned_away = 0
        self._most = min(connections, (files_allowed() - SPARE_FILES) // 2)
        self._told_away_at = float("-inf")
        self._capture = capture
        self._link = shape
        self._server: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def host(self) -> str:
        """Where it listens."""
        return self.address[0]

    @property
    def port(self) -> int:
        """On which port it listens; 0 before the start when any was asked for."""
        return self.address[1]

    @property
    def connections(self) -> int:
        """How many connections it carries now."""
        return len(self._tasks)

    async def start(self) -> None:
        """Start listening.

        Raises:
            OSError: the address cannot be used.
        """
        self._server = await asyncio.start_server(self._met, *self.address, limit=CHUNK)
        self.address = self._server.sockets[0].getsockname()[:2]

    async def stop(self) -> None:
        """Stop listening and break off every connection; may be called twice."""
        server, self._server = self._server, None
        if server is None:
            return
        server.close()
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await server.wait_closed()
        if self._capture is not None:
            self._capture.flush()

    def _met(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._server is None:  # accepted while the relay was being stopped
            break_off(writer)
            return
        if len(self._tasks) >= self._most:
            self._turn_away(writer)
            return
        self.accepted += 1
        task = asyncio.get_running_loop().create_task(self._carry(reader, writer))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _turn_away(self, writer: asyncio.StreamWriter) -> None:
        """Break off a connection for which there is no place; say so at most once a second."""
        self.turned_away += 1
        now = asyncio.get_running_loop().time()
        if now - self._told_away_at >= 1:
            self._told_away_at = now
            host, port = (writer.get_extra_info("peername") or ("?", 0))[:2]
            LOGGER.warning(
                "%s:%s at the relay before %s:%s: turned away: %d connections are carried, and no more are taken "
                "(%d turned away so far)",
                host,
                port,
                *self.target,
                len(self._tasks),
                self.turned_away,
            )
        break_off(writer)

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        noted = self._noted(writer)
        try:
            if self._link is not None:
                await opened(self._link)
            async with asyncio.timeout(CONNECT_TIMEOUT):
                onward = await asyncio.open_connection(*self.target, limit=CHUNK)
        except (OSError, TimeoutError):
            # The client is connected already: that the target is not there can only be told by breaking off.
            if noted is not None:
                noted.broken(by_client=False)
            break_off(writer)
            return
        except BaseException:
            break_off(writer)
            raise
        ends = (onward[1], writer)
        broken = False
        try:
            try:
                await self._both_ways(reader, writer, *onward, noted)
            except* OSError:  # that an end, or an outage, breaks the connection off is no fault of the relay
                broken = True
            if not broken:
                for end in ends:
                    end.close()
                for end in ends:
                    await end.wait_closed()
        except OSError:
            broken = True
        except BaseException:
            for end in ends:
                break_off(end)
            raise
        if broken:
            if noted is not None:
                noted.broken(by_client=False)
            for end in ends:
                break_off(end)

    async def _both_ways(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        onward_reader: asyncio.StreamReader,
        onward_writer: asyncio.StreamWriter,
        noted: Conversation | None,
    ) -> None:
        async with asyncio.TaskGroup() as group:
            guard = None if self._link is None else group.create_task(cut_off(self._link))
            pumps = [
                group.create_task(self._pump("up", reader, onward_writer, noted)),
                group.create_task(self._pump("down", onward_reader, writer, noted)),
            ]
            await asyncio.wait(pumps, return_when=asyncio.FIRST_EXCEPTION)
            if guard is not None:
                guard.cancel()

    async def _pump(
        self,
        way: Way,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        noted: Conversation | None,
    ) -> None:
        """Pass on what one end sends until it ends, and then that it has ended; the other end may still send."""
        by_client = way == "up"

        def note(octets: bytes) -> None:
            if noted is not None and octets:
                noted.sent(octets, by_client=by_client)
            elif noted is not None:
                noted.ended(by_client=by_client)

        async def put(octets: bytes) -> None:
            if not by_client:
                note(octets)
            if octets:
                writer.write(octets)
                await writer.drain()
            else:
                with contextlib.suppress(OSError):
                    writer.write_eof()

        async def take(most: int) -> bytes:
            try:
                octets = await reader.read(most)
            except OSError:
                if noted is not None:
                    noted.broken(by_client=by_client)
                raise
            if by_client:
                note(octets)
            return octets

        if self._link is not None:
            await shaped(self._link, way, take, put)
            return
        while octets := await take(CHUNK):
            await put(octets)
        await put(b"")

    def _noted(self, writer: asyncio.StreamWriter) -> Conversation | None:
        if self._capture is None:
            return None
        client = writer.get_extra_info("peername")[:2]
        host, port = writer.get_extra_info("sockname")[:2]
        return self._capture.conversation(client, (host, self.shown_port or port))


def break_off(writer: asyncio.StreamWriter) -> None:
    """Break a connection off so that the other end sees a reset and not an orderly end."""
    raw: socket.socket | None = writer.get_extra_info("socket")
    if raw is not None and not writer.transport.is_closing():
        with contextlib.suppress(OSError):
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()
