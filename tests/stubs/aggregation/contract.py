"""What every transport has to do, tried on both ends of each."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from workbench.stubs.aggregation import Message, Transport

PAYLOADS = (
    Message(b'{"limit": 50}', "application/json"),
    Message(
        b"<?xml version='1.0'?>\r\n<DERControl xmlns='urn:ieee:std:2030.5:ns'>\t&lt;</DERControl>\n",
        "application/sep+xml",
    ),
    Message(bytes(range(256)) * 200, "application/octet-stream"),
    Message(b"", "text/plain"),
    Message("Größe".encode(), "text/plain; charset=utf-8"),
)


async def take(transport: Transport, count: int, *, ack: bool = True) -> list[Message]:
    """Take so many messages, and acknowledge each."""
    found: list[Message] = []
    arriving: AsyncIterator[Message] = transport.messages()
    async with asyncio.timeout(100):
        while len(found) < count:
            message = await anext(arriving)
            found.append(message)
            if ack:
                await transport.ack(message)
    return found


async def settled(transport: Transport, peer: str) -> None:
    """Wait until a peer has acknowledged everything."""
    pause = 0.005
    async with asyncio.timeout(100):
        while transport.waiting(peer):
            await asyncio.sleep(pause)
            pause *= 1.3


def same(found: list[Message], sent: tuple[Message, ...], peer: str) -> None:
    """Assert that what was found is what was sent, in order, from a peer."""
    assert [(each.body, each.content_type, each.id) for each in found] == [
        (each.body, each.content_type, each.id) for each in sent
    ]
    assert {each.peer for each in found} == {peer}


async def both_ways(aggregator: Transport, facility: Transport, name: str) -> None:
    """Send every payload both ways."""
    for message in PAYLOADS:
        await aggregator.publish(name, message)
    same(await take(facility, len(PAYLOADS)), PAYLOADS, "aggregator")
    await settled(aggregator, name)
    for message in PAYLOADS:
        await facility.publish("aggregator", message)
    same(await take(aggregator, len(PAYLOADS)), PAYLOADS, name)
    await settled(facility, "aggregator")


async def kept_until_acknowledged(aggregator: Transport, facility: Transport, name: str) -> None:
    """A message stays until it is acknowledged, and is handed over once though it is sent again."""
    control = Message(b'{"connect": false}')
    await aggregator.publish(name, control)
    await aggregator.publish(name, control)
    [taken] = await take(facility, 1, ack=False)
    assert [each.id for each in aggregator.waiting(name)] == [control.id]
    await asyncio.sleep(0.3)
    await facility.ack(taken)
    await settled(aggregator, name)
    await aggregator.publish(name, control)  # sent anew after it was taken
    await settled(aggregator, name)
    after = Message(b"after")
    await aggregator.publish(name, after)
    same(await take(facility, 1), (after,), "aggregator")
    await settled(aggregator, name)
