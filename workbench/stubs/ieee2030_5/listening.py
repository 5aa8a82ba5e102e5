"""Where a client is told of changes: a small HTTP server that takes notifications."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable

from aiohttp import web

from workbench.stubs.admission import Admission, Limits
from workbench.stubs.exchanges import ExchangeLog
from workbench.stubs.ieee2030_5.datatypes import Invalid
from workbench.stubs.ieee2030_5.documents import LONGEST, read
from workbench.stubs.ieee2030_5.resources.messages import Notification
from workbench.stubs.leave import give_leave
from workbench.stubs.no_http import noting
from workbench.stubs.stub import LOOPBACK

LIMITS = Limits(connections=100, slow=10.0)


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
        self._limits = LIMITS
        self._admission = Admission("http", log, self._limits)

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
            self._admission.watched(self._take),
            access_log=None,
            logger=noting(self._log, "http"),
            auto_decompress=False,
            lingering_time=0.0,
        )
        self.port = await self._admission.listen(self._http, self.host, self.port, self._tls)

    async def stop(self) -> None:
        """Listen no more."""
        http, self._http = self._http, None
        if http is None:
            return
        await self._admission.close()
        await http.shutdown(0.2)
        await self._admission.end()

    async def _take(self, request: web.BaseRequest) -> web.Response:
        if request.path != "/notifications":
            return web.Response(status=404)
        if request.method != "POST":
            return web.Response(status=405, headers={"Allow": "POST"})
        octets = bytearray()
        await give_leave(request)
        try:
            async with asyncio.timeout(self._limits.slow):
                async for part in request.content.iter_any():
                    octets += part
                    if len(octets) > LONGEST:
                        return web.Response(status=413)
            notification = read(bytes(octets), Notification)
        except TimeoutError:
            late = web.Response(status=408)
            late.force_close()
            return late
        except Invalid as problem:
            self._note(request, f"Notification that is none: {problem}", bytes(octets), refused=True)
            return web.Response(status=400)
        self._note(request, f"Notification of {notification.subscribedResource}", bytes(octets))
        self._told(notification)
        return web.Response(status=204)

    def _note(self, request: web.BaseRequest, words: str, octets: bytes, *, refused: bool = False) -> None:
        if self._log is not None:
            self._log.add(str(request.remote), "http", "in", words, octets, refused=refused)
