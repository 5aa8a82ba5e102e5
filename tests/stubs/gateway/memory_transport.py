"""A transport in memory: what is sent lies in a queue until the test, or the link, hands it over."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable

from workbench.stubs.aggregation import Message, Transport
from workbench.stubs.aggregation.transport import AGGREGATOR
from workbench.stubs.started import Started


class MemoryEnd(Started, Transport):
    """One end of links in memory.

    ``down`` keeps what is sent, as the real transports do; ``twice`` hands everything over twice, to an end that does
    not remember ids, which is worse than any real transport.
    """

    def __init__(self, own: str, peers: Iterable[str]) -> None:
        self.own = own
        self.others: dict[str, MemoryEnd] = {}
        self.kept: dict[str, list[Message]] = {peer: [] for peer in peers}
        self.sent: list[Message] = []
        self.handed: set[str] = set()
        self.down = False
        self.twice = False
        self.arrived: asyncio.Queue[Message | None] = asyncio.Queue()

    async def start(self) -> None:
        pass

    async def stop(self) -> None:
        self.arrived.put_nowait(None)

    async def publish(self, peer: str, message: Message) -> None:
        self.kept[peer].append(message)
        self.sent.append(message)
        self.flow()

    def flow(self) -> None:
        """Hand over what is kept, unless the link is down."""
        for peer, messages in self.kept.items():
            other = self.others.get(peer)
            if other is None or self.down:
                continue
            for message in messages:
                if message.id in self.handed:
                    continue
                self.handed.add(message.id)
                for _ in range(2 if self.twice else 1):
                    other.arrived.put_nowait(
                        Message(message.body, message.content_type, message.id, self.own)
                    )

    async def messages(self) -> AsyncIterator[Message]:
        while (message := await self.arrived.get()) is not None:
            yield message

    async def ack(self, message: Message) -> None:
        other = self.others[message.peer]
        name = self.own
        other.kept[name] = [one for one in other.kept[name] if one.id != message.id]

    def waiting(self, peer: str) -> tuple[Message, ...]:
        return tuple(self.kept[peer])


def linked(*facilities: str) -> tuple[MemoryEnd, dict[str, MemoryEnd]]:
    """Return an aggregator's end and one for each facility."""
    north = MemoryEnd(AGGREGATOR, facilities)
    souths = {name: MemoryEnd(name, [AGGREGATOR]) for name in facilities}
    north.others = dict(souths)
    for south in souths.values():
        south.others = {AGGREGATOR: north}
    return north, souths
