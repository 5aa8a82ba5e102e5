"""The log of a stub: every exchange, as bytes and in words."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

LOGGER = logging.getLogger("workbench.stubs")
KEPT = 2_000
"""How many exchanges a log keeps; older ones are forgotten, never the running total."""

Direction = Literal["in", "out"]


@dataclass(frozen=True, slots=True)
class Exchange:
    """One message that a stub received or sent.

    Args:
        at: when, UTC.
        stub: name of the stub whose log this is.
        peer: the other end, as ``host:port``, or its name where it has one.
        protocol: as the endpoint names it.
        direction: ``in`` for what the stub received, ``out`` for what it sent.
        words: one line that says what the message asks or answers, by quantity and value where there is one.
        octets: the message itself, as it was on the wire (inside TLS: in the clear).
        refused: whether it was, or answers, something that could not be done.
    """

    at: datetime
    stub: str
    peer: str
    protocol: str
    direction: Direction
    words: str
    octets: bytes = b""
    refused: bool = False

    def line(self) -> str:
        """Return the exchange as one line of a log."""
        arrow = "<-" if self.direction == "in" else "->"
        return f"{self.stub} {arrow} {self.peer} {self.protocol}: {self.words}"


class ExchangeLog:
    """Keeps the latest exchanges of one stub, counts all, and passes each on.

    Args:
        stub: name of the stub.
        summary: keep and count only, print no line for each exchange (for load; refusals are printed still).
        clock: for tests.
    """

    def __init__(
        self, stub: str, *, summary: bool = False, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self.stub = stub
        self._summary = summary
        self._whole: ExchangeLog | None = None
        self.total = 0
        self.refused = 0
        self._clock = clock
        self._kept: deque[Exchange] = deque(maxlen=KEPT)
        self._followers: set[asyncio.Queue[Exchange]] = set()

    @property
    def summary(self) -> bool:
        """Whether exchanges are kept and counted only."""
        return self._summary if self._whole is None else self._whole.summary

    @summary.setter
    def summary(self, value: bool) -> None:
        self._summary = value

    def join(self, whole: ExchangeLog) -> None:
        """Have another log note what would be noted here: that of the stub of which this one's is a part."""
        self._whole = whole

    def add(
        self,
        peer: str,
        protocol: str,
        direction: Direction,
        words: str | Callable[[], str],
        octets: bytes = b"",
        *,
        refused: bool = False,
    ) -> None:
        """Note one exchange.

        Args:
            words: or what makes them: it is not called at the summary level, where nothing reads them.
        """
        if self._whole is not None:
            self._whole.add(peer, protocol, direction, words, octets, refused=refused)
            return
        self.total += 1
        self.refused += refused
        if self.summary and not refused:
            return
        told = words if isinstance(words, str) else words()
        exchange = Exchange(self._clock(), self.stub, peer, protocol, direction, told, octets, refused)
        self._kept.append(exchange)
        LOGGER.log(
            logging.WARNING if refused else logging.INFO, "%s", exchange.line(), extra={"exchange": exchange}
        )
        for queue in self._followers:
            if queue.full():
                queue.get_nowait()
            queue.put_nowait(exchange)

    def count(self, exchanges: int) -> None:
        """Count exchanges that were done as asked, at the summary level, where nothing else of them is noted."""
        if self._whole is not None:
            self._whole.count(exchanges)
            return
        self.total += exchanges

    def latest(self, count: int = KEPT) -> list[Exchange]:
        """Return the latest exchanges, the oldest of them first."""
        return list(self._kept)[-count:]

    async def follow(self) -> AsyncIterator[Exchange]:
        """Yield every exchange from now on; a reader that falls behind by ``KEPT`` loses the oldest."""
        queue: asyncio.Queue[Exchange] = asyncio.Queue(KEPT)
        self._followers.add(queue)
        try:
            while True:
                yield await queue.get()
        finally:
            self._followers.discard(queue)
