"""Sending by HTTP what waits for a peer: one after the other, again until it is taken."""

from __future__ import annotations

import asyncio
import logging
import ssl

from aiohttp import ClientError, ClientSession

from workbench.stubs.aggregation.mailbox import Outbox

LOGGER = logging.getLogger("workbench.stubs")
FIRST_PAUSE = 1.0
"""Seconds before a message is sent again; doubled for each further failure."""
LONGEST_PAUSE = 60.0


class Caller:
    """Posts each message that waits for a peer to one address, in order. Works from the moment it is made.

    Args:
        session: to call with.
        outbox: what waits; a message is forgotten there when the answer is a success.
        peer: for whom.
        url: the address.
        context: for TLS.
    """

    def __init__(
        self,
        session: ClientSession,
        outbox: Outbox,
        peer: str,
        url: str,
        context: ssl.SSLContext | None = None,
    ) -> None:
        self._session = session
        self._outbox = outbox
        self._peer = peer
        self.url = url
        self._context = context
        self._task = asyncio.get_running_loop().create_task(self._call())

    async def stop(self) -> None:
        """Stop sending."""
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)

    async def _call(self) -> None:
        pause = FIRST_PAUSE
        while True:
            message = await self._outbox.next(self._peer)
            headers = {"Message-Id": message.id, "Content-Type": message.content_type}
            try:
                async with self._session.post(
                    self.url,
                    data=message.body,
                    headers=headers,
                    ssl=self._context or True,
                    allow_redirects=False,
                ) as answer:
                    why = (
                        "" if 200 <= answer.status < 300 else f"{answer.status} {(await answer.text())[:200]}"
                    )
            except (ClientError, OSError, TimeoutError) as error:
                why = str(error) or type(error).__name__
            if not why:
                self._outbox.taken(self._peer, message.id)
                pause = FIRST_PAUSE
                continue
            LOGGER.warning("%s did not take message %s, again in %g s: %s", self.url, message.id, pause, why)
            await asyncio.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE)
