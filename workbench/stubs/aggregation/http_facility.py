"""A facility's end over HTTP: it polls its aggregator, waits at it, or has itself called back."""

from __future__ import annotations

import asyncio
import logging
import ssl
from collections.abc import AsyncIterator
from enum import StrEnum
from urllib.parse import quote

from aiohttp import ClientError, ClientResponse, ClientSession, ClientTimeout, web

from workbench.stubs.aggregation.calling import FIRST_PAUSE, LONGEST_PAUSE, Caller
from workbench.stubs.aggregation.holding import Held, Served
from workbench.stubs.aggregation.http_side import LONGEST_WAIT
from workbench.stubs.aggregation.mailbox import LARGEST_BODY, LONGEST_ID, Inbox, Outbox
from workbench.stubs.aggregation.transport import AGGREGATOR, Message, Transport
from workbench.stubs.started import Started
from workbench.stubs.stub import LOOPBACK

LOGGER = logging.getLogger("workbench.stubs")
RENEWAL = 60.0
"""Seconds after which a subscription is asked for again: an aggregator that was started anew has forgotten it."""


class Way(StrEnum):
    """How a facility gets what its aggregator has for it."""

    POLL = "poll"
    """It asks from time to time."""
    LONG_POLL = "long-poll"
    """It asks, and the answer is held until there is something."""
    SUBSCRIPTION = "subscription"
    """It serves, and the aggregator calls it."""


class HttpFacility(Started, Transport):
    """The facility's end over HTTP. Its only peer is ``AGGREGATOR``.

    Args:
        url: where the aggregator serves.
        facility: the name under which it knows this one.
        way: how messages are fetched.
        interval: seconds between two polls.
        context: to call with TLS (``tls.client_context``).
        host, port: where to be called back.
        serving: to be called back with TLS (``tls.server_context``).
    """

    def __init__(
        self,
        url: str,
        facility: str,
        *,
        way: Way = Way.LONG_POLL,
        interval: float = 60.0,
        context: ssl.SSLContext | None = None,
        host: str = LOOPBACK,
        port: int = 0,
        serving: ssl.SSLContext | None = None,
    ) -> None:
        self._url = f"{url.rstrip('/')}/facilities/{quote(facility, safe='')}"
        self._way = way
        self._interval = interval
        self._context = context
        self._address = (host, port)
        self._serving = serving
        self._outbox = Outbox([AGGREGATOR])
        self._inbox = Inbox()
        self._held = Held()
        self._session: ClientSession | None = None
        self._caller: Caller | None = None
        self._task: asyncio.Task[None] | None = None
        self._served: Served | None = None

    async def start(self) -> None:
        """Begin to fetch, or to serve and subscribe. An aggregator that is not there yet is tried again."""
        if self._way is Way.SUBSCRIPTION:
            application = web.Application(client_max_size=LARGEST_BODY)
            application.router.add_post("/messages", self._called)
            served = Served(application, self._serving, self.log)
            self._address = await served.start(*self._address)
            self._served = served
        self._session = ClientSession(timeout=ClientTimeout(total=LONGEST_WAIT + 10))
        self._caller = Caller(self._session, self._outbox, AGGREGATOR, f"{self._url}/messages", self._context)
        self._task = asyncio.get_running_loop().create_task(self._fetch(self._session))

    async def stop(self) -> None:
        """End; what was not acknowledged stays at the aggregator."""
        session, self._session = self._session, None
        if session is None:
            return
        if self._caller is not None:
            await self._caller.stop()
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        self._held.release()
        if self._served is not None:
            await self._served.stop()
        await session.close()
        self._inbox.close()

    async def publish(self, peer: str, message: Message) -> None:
        """Send a message to the aggregator, as soon as it can be reached."""
        self._outbox.add(peer, message)

    def messages(self) -> AsyncIterator[Message]:
        """Yield what the aggregator sends."""
        return self._inbox.messages()

    async def ack(self, message: Message) -> None:
        """Tell the aggregator that a message was taken; when it cannot be reached, it will send it again."""
        self._inbox.acknowledged(message)
        if self._way is Way.SUBSCRIPTION:
            self._held.taken(message)
        elif self._session is not None:
            await self._delete(self._session, message.id)

    def waiting(self, peer: str) -> tuple[Message, ...]:
        """Return what the aggregator has not acknowledged."""
        return self._outbox.waiting(peer)

    async def _called(self, request: web.Request) -> web.Response:
        return await self._held.hold(request, self._inbox, AGGREGATOR)

    async def _delete(self, session: ClientSession, identifier: str) -> None:
        try:
            async with session.delete(
                f"{self._url}/messages/{quote(identifier, safe='')}", ssl=self._context or True
            ) as answer:
                if answer.status not in (204, 404):  # 404: acknowledged before
                    LOGGER.warning("Acknowledging %s was answered with %d", identifier, answer.status)
        except (ClientError, OSError, TimeoutError) as error:
            LOGGER.warning("Acknowledging %s failed: %s", identifier, error)

    async def _fetch(self, session: ClientSession) -> None:
        pause, after = FIRST_PAUSE, ""
        while True:
            try:
                if self._way is Way.SUBSCRIPTION:
                    await self._subscribe(session)
                    await asyncio.sleep(RENEWAL)
                else:
                    after = await self._ask(session, after)
                    if not after and self._way is Way.POLL:
                        await asyncio.sleep(self._interval)
                pause = FIRST_PAUSE
            except (ClientError, OSError, TimeoutError, RuntimeError) as error:
                LOGGER.warning("%s, again in %g s: %s", self._url, pause, error or type(error).__name__)
                await asyncio.sleep(pause)
                pause = min(2 * pause, LONGEST_PAUSE)

    async def _ask(self, session: ClientSession, after: str) -> str:
        """Fetch the next message and return its id; none when there is none."""
        wait = LONGEST_WAIT / 2 if self._way is Way.LONG_POLL else 0
        asked = {"wait": f"{wait:g}", "after": after}
        async with session.get(
            f"{self._url}/messages/next", params=asked, ssl=self._context or True
        ) as answer:
            if answer.status == 204:
                return ""
            await _expect(answer, 200)
            identifier = answer.headers.get("Message-Id", "")
            if not 0 < len(identifier) <= LONGEST_ID:
                raise RuntimeError(f"answered with a Message-Id that is not of 1 to {LONGEST_ID} characters")
            body = bytearray()
            async for part in answer.content.iter_any():
                body += part
                if len(body) > LARGEST_BODY:
                    LOGGER.warning(
                        "%s: message %s is left alone: it has more than %d octets",
                        self._url,
                        identifier,
                        LARGEST_BODY,
                    )
                    return identifier
            content_type = answer.headers.get("Content-Type", "application/octet-stream")
        if self._inbox.put(Message(bytes(body), content_type, identifier, AGGREGATOR)):
            await self._delete(session, identifier)
        return identifier

    async def _subscribe(self, session: ClientSession) -> None:
        scheme = "http" if self._serving is None else "https"
        host = f"[{self._address[0]}]" if ":" in self._address[0] else self._address[0]
        callback = f"{scheme}://{host}:{self._address[1]}/messages"
        async with session.put(
            f"{self._url}/subscription", json={"callback": callback}, ssl=self._context or True
        ) as answer:
            await _expect(answer, 204)


async def _expect(answer: ClientResponse, status: int) -> None:
    if answer.status != status:
        raise RuntimeError(f"answered with {answer.status}: {(await answer.text())[:200]}")
