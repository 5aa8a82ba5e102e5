"""Many connections at once to a server that holds only some."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable

HELD = 300
"""How many of the flood stay open."""
FEW, FEW_PLACES = 100, 20
MANY, MANY_PLACES = 10_000, 250


async def flood(
    port: int,
    count: int,
    *,
    served: Callable[[], Awaitable[None]],
    connections: Callable[[], int],
    places: int,
) -> None:
    """Open connections one after the other, none of which says anything, while a client of sound mind is served.

    Fails where that client is not served, there are more connections than places, or places are not free afterwards.

    Args:
        served: asks something as that client, and fails where it gets no answer.
        connections: how many the server holds.
        places: how many it may hold.
    """
    loop = asyncio.get_running_loop()
    held: list[socket.socket] = []
    await served()
    before = connections()
    try:
        for number in range(count):
            one = socket.socket()
            one.setblocking(False)
            held.append(one)
            await loop.sock_connect(one, ("127.0.0.1", port))
            if len(held) > HELD:
                held.pop(0).close()
            if number % 100 == 99 or number == places:
                async with asyncio.timeout(20):
                    await served()
                assert connections() <= places
    finally:
        for one in held:
            one.close()
    async with asyncio.timeout(20):
        while connections() > before:
            await asyncio.sleep(0.01)
    await served()
