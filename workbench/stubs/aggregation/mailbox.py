"""What an end keeps: messages that a peer has not acknowledged yet, and messages that nobody has taken yet."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator, Iterable

from workbench.stubs.aggregation.transport import Message

LARGEST_BODY = 1 << 20
"""Octets of a body."""
LONGEST_ID = 200
"""Characters of a message's id."""
MOST_WAITING = 1_000
"""Messages that are kept for one peer, or to be taken."""
REMEMBERED = 10_000
"""Messages whose ids are remembered, so that one that is sent again is not handed over twice."""


class UnknownPeer(ValueError):
    """There is no such peer."""


class TooLarge(ValueError):
    """A body is larger than a transport carries."""


class TooMuchWaiting(RuntimeError):
    """Too many messages wait already; the peer has not taken any for long, or nobody takes what it sends."""


class Outbox:
    """What waits for each peer, in order.

    Args:
        peers: their names.
    """

    def __init__(self, peers: Iterable[str]) -> None:
        self._waiting: dict[str, OrderedDict[str, Message]] = {peer: OrderedDict() for peer in peers}
        self._changed: dict[str, asyncio.Event] = {peer: asyncio.Event() for peer in self._waiting}

    @property
    def peers(self) -> tuple[str, ...]:
        """Names of the peers."""
        return tuple(self._waiting)

    def add(self, peer: str, message: Message) -> None:
        """Keep a message for a peer; one that waits already is kept once.

        Raises:
            UnknownPeer, TooLarge, TooMuchWaiting: nothing changed then.
        """
        waiting = self._of(peer)
        check_size(message.body)
        if message.id not in waiting and len(waiting) >= MOST_WAITING:
            raise TooMuchWaiting(f"{MOST_WAITING} messages wait for {peer} already")
        waiting[message.id] = message
        self._changed[peer].set()

    def taken(self, peer: str, identifier: str) -> bool:
        """Forget a message that its peer acknowledged; tell whether it was waiting."""
        return self._of(peer).pop(identifier, None) is not None

    def waiting(self, peer: str) -> tuple[Message, ...]:
        """Return what waits for a peer, the oldest first.

        Raises:
            UnknownPeer: no such peer.
        """
        return tuple(self._of(peer).values())

    async def next(self, peer: str, after: str = "") -> Message:
        """Wait for the oldest message that waits for a peer, or for the one that follows another.

        Args:
            after: id of the other; when it does not wait any more, the oldest is meant.
        """
        waiting = self._of(peer)
        while True:
            self._changed[peer].clear()
            found = list(waiting.values())
            if after in waiting:
                found = found[list(waiting).index(after) + 1 :]
            if found:
                return found[0]
            await self._changed[peer].wait()

    def _of(self, peer: str) -> OrderedDict[str, Message]:
        try:
            return self._waiting[peer]
        except KeyError:
            raise UnknownPeer(
                f"No peer is called {peer!r}; there are {', '.join(self._waiting) or 'none'}"
            ) from None


class Inbox:
    """What peers have sent, in order and each once, until it is taken."""

    def __init__(self) -> None:
        self._arrived: asyncio.Queue[Message | None] = asyncio.Queue()
        # peer and id of what was handed over or waits, to whether it was acknowledged
        self._known: OrderedDict[tuple[str, str], bool] = OrderedDict()

    def put(self, message: Message) -> bool:
        """Take a message in; return whether its sender may be told at once that it was acknowledged before.

        Raises:
            TooLarge: the body is too large.
            TooMuchWaiting: nobody takes what arrives. Its sender will try again.
        """
        check_size(message.body)
        key = message.peer, message.id
        if key in self._known:
            return self._known[key]
        if self._arrived.qsize() >= MOST_WAITING:
            raise TooMuchWaiting(f"{MOST_WAITING} messages have not been taken yet")
        self._known[key] = False
        while len(self._known) > REMEMBERED:
            self._known.popitem(last=False)
        self._arrived.put_nowait(message)
        return False

    def acknowledged(self, message: Message) -> None:
        """Note that a message was acknowledged."""
        self._known[message.peer, message.id] = True

    async def messages(self) -> AsyncIterator[Message]:
        """Yield each message, until ``close``."""
        while (message := await self._arrived.get()) is not None:
            yield message
        self._arrived.put_nowait(None)  # for whoever reads beside

    def close(self) -> None:
        """End ``messages`` after what has arrived."""
        self._arrived.put_nowait(None)


def check_size(body: bytes, largest: int = LARGEST_BODY) -> None:
    """Refuse a body that is too large.

    Raises:
        TooLarge: it is.
    """
    if len(body) > largest:
        raise TooLarge(f"The body has {len(body)} octets; allowed are {largest}")
