"""Receiving by HTTP: a message that is posted is answered when it has been taken, so that its sender knows."""

from __future__ import annotations

import asyncio
import ssl

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from workbench.stubs.admission import Admission, Limits
from workbench.stubs.aggregation.mailbox import LONGEST_ID, Inbox, TooMuchWaiting
from workbench.stubs.aggregation.transport import Message
from workbench.stubs.exchanges import ExchangeLog
from workbench.stubs.no_http import noting

PATIENCE = 30.0
"""Seconds that a message may wait to be taken; then its sender is told to send it again."""
LIMITS = Limits()
FOREVER = 1e9
"""Seconds that aiohttp lets a connection rest: the port looks to that."""


class Served:
    """An application at one port.

    Args:
        context: for TLS.
        log: told of whom it does not let in and what it does not understand.
    """

    def __init__(
        self, application: web.Application, context: ssl.SSLContext | None, log: ExchangeLog | None
    ) -> None:
        self._context = context
        self._limits = LIMITS
        self._admission = Admission("http", log, self._limits)
        application.middlewares.append(self._watched())
        self._runner = web.AppRunner(
            application,
            access_log=None,
            logger=noting(log, "http"),
            keepalive_timeout=FOREVER,
            lingering_time=2.0,
            shutdown_timeout=1,
            handler_cancellation=True,  # a question that is held is given up when whoever asked has left
        )

    async def start(self, host: str, port: int) -> tuple[str, int]:
        """Listen, and return where.

        Raises:
            OSError: the address cannot be used; nothing is left behind.
        """
        await self._runner.setup()
        server = self._runner.server
        assert server is not None
        try:
            return host, await self._admission.listen(server, host, port, self._context)
        except OSError:
            await self._runner.cleanup()
            raise

    async def stop(self) -> None:
        """Listen no more, and end every connection."""
        await self._admission.close()
        await self._runner.cleanup()
        await self._admission.end()

    def _watched(self) -> Middleware:
        @web.middleware
        async def watched(request: web.Request, handler: Handler) -> web.StreamResponse:
            with self._admission.under_way(request.transport):
                if request.body_exists:
                    try:
                        async with asyncio.timeout(self._limits.slow):
                            await request.read()
                    except TimeoutError:
                        late = web.Response(
                            status=408, text=f"The body did not come within {self._limits.slow:g} s"
                        )
                        late.force_close()
                        return late
                return await handler(request)

        return watched


class Held:
    """Posts that wait for their answers."""

    def __init__(self) -> None:
        self._waiting: dict[tuple[str, str], asyncio.Future[None]] = {}

    async def hold(self, request: web.Request, inbox: Inbox, peer: str) -> web.Response:
        """Put a posted message into an inbox, and answer when it was taken.

        Args:
            peer: who sent it.

        Raises:
            web.HTTPException: 400 without a good ``Message-Id``, 413 when it is too large, 503 when it is not taken.
        """
        identifier = request.headers.get("Message-Id", "")
        if not 0 < len(identifier) <= LONGEST_ID:
            raise web.HTTPBadRequest(text=f"Message-Id is missing or longer than {LONGEST_ID} characters")
        content_type = request.headers.get("Content-Type", "application/octet-stream")
        message = Message(await request.read(), content_type, identifier, peer)
        try:
            if inbox.put(message):
                return web.Response(status=204)
        except TooMuchWaiting as error:
            raise web.HTTPServiceUnavailable(text=str(error), headers={"Retry-After": "5"}) from error
        key = peer, identifier
        if key not in self._waiting:
            self._waiting[key] = asyncio.get_running_loop().create_future()
        try:
            async with asyncio.timeout(PATIENCE):
                await asyncio.shield(self._waiting[key])
        except TimeoutError:
            raise web.HTTPServiceUnavailable(
                text="Nobody has taken it yet", headers={"Retry-After": "1"}
            ) from None
        return web.Response(status=204)

    def taken(self, message: Message) -> None:
        """Answer the post of a message."""
        held = self._waiting.pop((message.peer, message.id), None)
        if held is not None and not held.done():
            held.set_result(None)

    def release(self) -> None:
        """Answer nobody any more."""
        for held in self._waiting.values():
            held.cancel()
        self._waiting.clear()
