"""What stands before aiohttp on each connection: a request that was asked before is answered at once.

Clients poll, with the same octets each time. A request that is one of those that are kept, and comes alone while no
other is under way, is answered without being parsed and without a task; everything else goes to aiohttp as it is.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from typing import cast

from aiohttp import web

_LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*(\d{1,12})[ \t]*\r\n", re.IGNORECASE)
_CHUNKED = re.compile(rb"\r\n(transfer-encoding|upgrade):", re.IGNORECASE)
_OTHERWISE = re.compile(rb"\r\n(connection|expect|range):", re.IGNORECASE)
"""Fields by which a connection, or an answer, goes otherwise than by default."""
_END = b"\r\n\r\n"
LONGEST_KEPT = 2_048
"""Octets of a request that can be kept."""


class Front(asyncio.Protocol):
    """One connection's protocol, before aiohttp's.

    It follows where requests begin and end, no more than is needed to know that nothing is under way; once it cannot
    tell, it passes everything on for good.

    Args:
        inner: aiohttp's protocol of this connection.
        kept: returns the answer to a request, or None where none is kept.
        fronts: takes it in once its connection stands; a handshake that fails never gets so far.
    """

    def __init__(
        self,
        inner: web.RequestHandler,
        kept: Callable[[Front, bytes], bytes | None],
        fronts: dict[object, Front],
    ) -> None:
        self.inner = inner
        self._fronts = fronts
        self.asked = b""
        """The request under way, where it came in one piece and has no body."""
        self.who = ""
        """LFDI of the client, once it is known."""
        self._kept = kept
        self.transport: asyncio.Transport | None = None
        self._under_way = 0
        self._awaited = 0
        self._lost = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        self.transport = cast(asyncio.Transport, transport)
        self._fronts[self.inner] = self
        self.inner.connection_made(transport)

    def data_received(self, data: bytes) -> None:
        """Answer at once, or pass on."""
        if not (self._lost or self._under_way or self._awaited):
            answer = self._kept(self, data)
            if answer is not None and self.transport is not None:
                self.transport.write(answer)
                return
        self._follow(data)
        self.inner.data_received(data)

    def _follow(self, data: bytes) -> None:
        if self._lost:
            return
        if self._awaited:
            self._awaited -= len(data)
            self._lost = self._awaited < 0
            return
        end = data.find(_END)
        if end < 0 or self._under_way or _CHUNKED.search(data, 0, end + 2):
            self._lost = True
            return
        length = _LENGTH.search(data, 0, end + 2)
        self._awaited = int(length[1]) - (len(data) - end - 4) if length else -(len(data) - end - 4)
        self._lost = self._awaited < 0
        self._under_way += 1
        whole = not length and not self._awaited and len(data) <= LONGEST_KEPT
        plain = data.startswith(b"GET ") and b" HTTP/1.1\r\n" in data[:end] and not _OTHERWISE.search(data)
        self.asked = data if whole and plain else b""

    def answered(self) -> None:
        """Note that aiohttp has written the answer to the request under way."""
        self._under_way -= 1

    def eof_received(self) -> None:
        """Pass on."""
        self.inner.eof_received()

    def connection_lost(self, exc: BaseException | None) -> None:
        """Pass on."""
        self.transport = None
        self._fronts.pop(self.inner, None)
        self.inner.connection_lost(exc)

    def pause_writing(self) -> None:
        """Pass on; a client that does not read is not answered at once."""
        self._lost = True
        self.inner.pause_writing()

    def resume_writing(self) -> None:
        """Pass on."""
        self.inner.resume_writing()


class Answer(web.Response):
    """An answer that says when it was written."""

    written: Callable[[], None] | None = None

    async def write_eof(self, data: bytes = b"") -> None:
        """Write the end, and say so."""
        await super().write_eof(data)
        if self.written is not None:
            self.written()
