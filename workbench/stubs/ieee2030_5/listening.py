"""Where a client is told of changes: a small HTTP server that takes notifications."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable

from aiohttp import web

from workbench.stubs.exchanges import ExchangeLog
from workbench.stubs.ieee2030_5.datatypes import Invalid
from workbench.stubs.ieee2030_5.documents import LONGEST, read
from workbench.stubs.ieee2030_5.no_http import noting
from workbench.stubs.ieee2030_5.resources.messages import Notification
from workbench.stubs.stub import LOOPBACK

PATIENCE = 10.0


class Listener:
    """Takes notifications at one address.

    What a notification brings is not trusted: it says that there is something to read, and the client reads it
    itself over its own connection.

    Args:
        told: called with what came.
        tls: to listen with https.
    """

    def __init__(
        self,
        told: Callable[[Notification], None],
        *,
        host: str = LOOPBACK,
        port: int = 0,
        tls: ssl.SSLContext | None = None,
        log: ExchangeLog | None = None,
    ) -> None:
        self.host, self.port = host, port
        self._told = told
        self._tls = tls
        self._log = log
        self._http: web.Server | None = None
        self._server: asyncio.Server | None = None

    @property
    def address(self) -> str:
        """Where notifications are to be sent."""
        scheme = "https" if self._tls else "http"
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{scheme}://{host}:{self.port}/notifications"

    async def start(self) -> None:
        """Listen.

        Raises:
            OSError: the address cannot be used.
        """
        self._http = web.Server(
            self._take,
            access_log=None,
            logger=noting(self._log, "http"),
            auto_decompress=False,
            lingering_time=0.0,
        )
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(self._http, self.host, self.port, ssl=self._tls)
        self.port = int(self._server.sockets[0].getsockname()[1])

    async def stop(self) -> None:
        """Listen no more."""
        if self._server is None or self._http is None:
            return
        server, http = self._server, self._http
        self._server = self._http = None
        server.close()
        await http.shutdown(0.2)
        await server.wait_closed()

    async def _take(self, request: web.BaseRequest) -> web.Response:
        if request.path != "/notifications":
            return web.Response(status=404)
        if request.method != "POST":
            return web.Response(status=405, headers={"Allow": "POST"})
        octets = bytearray()
        try:
            async with asyncio.timeout(PATIENCE):
                async for part in request.content.iter_any():
                    octets += part
                    if len(octets) > LONGEST:
                        return web.Response(status=413)
            notification = read(bytes(octets), Notification)
        except TimeoutError:
            return web.Response(status=408)
        except Invalid as problem:
            self._note(request, f"Notification that is none: {problem}", bytes(octets), refused=True)
            return web.Response(status=400)
        self._note(request, f"Notification of {notification.subscribedResource}", bytes(octets))
        self._told(notification)
        return web.Response(status=204)

    def _note(self, request: web.BaseRequest, words: str, octets: bytes, *, refused: bool = False) -> None:
        if self._log is not None:
            self._log.add(str(request.remote), "http", "in", words, octets, refused=refused)
