"""Receiving by HTTP: a message that is posted is answered when it has been taken, so that its sender knows."""

from __future__ import annotations

import asyncio
import ssl

from aiohttp import web

from workbench.stubs.aggregation.mailbox import Inbox, TooMuchWaiting
from workbench.stubs.aggregation.transport import Message

PATIENCE = 30.0
"""Seconds that a message may wait to be taken; then its sender is told to send it again."""
LONGEST_ID = 200


async def served(
    application: web.Application, host: str, port: int, context: ssl.SSLContext | None
) -> tuple[web.AppRunner, tuple[str, int]]:
    """Serve an application, and return what ends that and where it is.

    Raises:
        OSError: the address cannot be used; nothing is left behind.
    """
    # A question that is held is given up when whoever asked has left.
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=1, handler_cancellation=True)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port, ssl_context=context).start()
    except OSError:
        await runner.cleanup()
        raise
    return runner, runner.addresses[0][:2]


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
