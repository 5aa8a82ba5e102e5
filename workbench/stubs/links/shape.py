"""A link with the properties of a medium: when what enters it comes out again, and what an outage does.

This is arithmetic on times; ``relay.py`` waits accordingly. The order of octets within a connection is never changed:
TCP keeps it, and whoever stands at its end sees losses as a stream that stalls.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from workbench.stubs.links.media import Direction, Medium

SEGMENT = 1_460
"""Octets of a TCP segment in Ethernet; what is lost is lost by the segment."""
LONGEST_STALL = 60.0
"""Seconds beyond which a retransmission timeout does not double (RFC 6298, 2.5)."""
LARGEST_WINDOW = 1 << 20
"""Octets that a connection holds in one direction at the most."""

Way = Literal["up", "down"]
Existing = Literal["hang", "reset"]
New = Literal["hang", "refuse"]


@dataclass(frozen=True, slots=True)
class Outage:
    """A time in which nothing passes.

    Args:
        begin, end: seconds after the link's start.
        existing: whether connections hang until it is over, or are reset.
        new: whether connections that are opened meanwhile hang, or are refused.
    """

    begin: float
    end: float
    existing: Existing = "hang"
    new: New = "hang"


class Lane:
    """One way of one connection: what keeps its octets in order. Made by ``Link.lane``."""

    def __init__(self, link: Link, way: Way, seed: int) -> None:
        self._link = link
        self._direction: Direction = getattr(link.medium, way)
        self._way: Way = way
        self._random = random.Random(seed)
        self._latest = float("-inf")

    def arrival(self, now: float, octets: int) -> float:
        """Return when octets that enter now come out, all of them together.

        Args:
            now: seconds, not earlier than at the call before.
            octets: how many, at most ``Link.quantum``.
        """
        direction = getattr(self._link.medium, self._way)
        sent = self._link.transmitted(self._way, now, octets)
        at = (
            sent
            + direction.latency
            + self._random.random() * direction.jitter
            + self._stalls(direction, octets)
        )
        # What follows a lost segment waits for it, and comes after it no faster than the line carries.
        self._latest = max(self._latest + self._link.spacing(self._way, octets), at)
        return self._latest

    def _stalls(self, direction: Direction, octets: int) -> float:
        if not direction.loss:
            return 0.0
        total = 0.0
        for _ in range(0, octets, SEGMENT):
            timeout = max(self._link.medium.stall, 2 * self._link.medium.round_trip)
            while self._random.random() < direction.loss:
                total += timeout
                timeout = min(2 * timeout, LONGEST_STALL)
        return total


class Link:
    """A link over a medium, that any number of connections share.

    Args:
        medium: its properties; may be changed while it is used.
        seed: of everything that is left to chance: the same seed and the same events give the same times.
        outages: when nothing passes, in seconds after ``began``.
        began: the time from which outages are counted, by the clock of whoever asks. Default: the first question.
    """

    def __init__(
        self, medium: Medium, seed: int = 0, *, outages: Iterable[Outage] = (), began: float | None = None
    ) -> None:
        self.medium = medium
        self.seed = seed
        self._outages = tuple(outages)
        self._began = began
        self._commanded: Outage | None = None
        self._free: dict[Way, float] = {"up": 0.0, "down": 0.0}
        self._random = random.Random(seed)
        self._lanes = 0
        self._watchers: set[Callable[[], None]] = set()

    def set(
        self,
        *,
        medium: Medium | None = None,
        outage: bool | None = None,
        existing: Existing = "hang",
        new: New = "hang",
    ) -> None:
        """Change the link while it is used.

        Args:
            medium: other properties, for what enters from now on.
            outage: True begins one that lasts until False ends it; scheduled ones are apart from it.
            existing, new: what the outage does to connections that are there, and to new ones.
        """
        if medium is not None:
            self.medium = medium
        if outage is not None:
            self._commanded = Outage(float("-inf"), float("inf"), existing, new) if outage else None
        for watcher in tuple(self._watchers):
            watcher()

    def watch(self, watcher: Callable[[], None]) -> Callable[[], None]:
        """Call something after every ``set``; return what ends that."""
        self._watchers.add(watcher)
        return lambda: self._watchers.discard(watcher)

    def outage(self, now: float) -> Outage | None:
        """Return the outage that there is now, or None."""
        if self._began is None:
            self._began = now
        if self._commanded is not None:
            return self._commanded
        since = now - self._began
        return next((outage for outage in self._outages if outage.begin <= since < outage.end), None)

    def next_change(self, now: float) -> float | None:
        """Return when a scheduled outage begins or ends next, or None when none does any more."""
        if self._began is None:
            self._began = now
        moments = (self._began + moment for outage in self._outages for moment in (outage.begin, outage.end))
        return min((moment for moment in moments if moment > now), default=None)

    def lane(self, way: Way) -> Lane:
        """Return one way of a new connection."""
        self._lanes += 1
        return Lane(self, way, self.seed * 1_000_003 + self._lanes)

    def opening(self) -> float:
        """Return how many seconds a connection takes to be open: there and back, and what chance adds to it."""
        return self.medium.round_trip + self._random.random() * self.medium.reordering

    def quantum(self, way: Way) -> int:
        """Return how many octets may enter at once: what a fiftieth of a second carries, one segment at the least."""
        bandwidth = getattr(self.medium, way).bandwidth
        return 65_536 if bandwidth is None else int(min(max(bandwidth / 8 / 50, SEGMENT), 65_536))

    def window(self, way: Way) -> int:
        """Return how many octets of a connection may be under way at once; its sender waits beyond them."""
        bandwidth = getattr(self.medium, way).bandwidth
        if bandwidth is None:
            return LARGEST_WINDOW
        return int(min(max(bandwidth / 8 * (self.medium.round_trip + 0.5), 4 * SEGMENT), LARGEST_WINDOW))

    def spacing(self, way: Way, octets: int) -> float:
        """Return how many seconds the line takes for some octets."""
        bandwidth = getattr(self.medium, way).bandwidth
        return 8 * octets / bandwidth if bandwidth else 0.0

    def transmitted(self, way: Way, now: float, octets: int) -> float:
        """Return when the last of some octets has left, and take the line until then.

        Connections share the line: the octets of each wait for those that were there before.
        """
        self._free[way] = max(now, self._free[way]) + self.spacing(way, octets)
        return self._free[way]
