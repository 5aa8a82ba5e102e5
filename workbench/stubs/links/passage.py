"""Waiting as a link says: for a connection to open, for octets to come through, for an outage to end or to cut off."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from workbench.stubs.links.shape import Link, Way

ENTRY = 256
"""Octets counted for each piece under way beside its own, so that many small ones are bounded too."""


async def opened(link: Link) -> None:
    """Wait as long as a new connection takes to be open.

    Raises:
        ConnectionRefusedError: there is an outage that refuses new connections.
    """
    await _passing(link, 0.0, opening=True)
    await _passing(link, asyncio.get_running_loop().time() + link.opening(), opening=True)


async def cut_off(link: Link) -> None:
    """Wait for an outage that resets what is there.

    Raises:
        ConnectionResetError: when it begins.
    """
    await _passing(link, float("inf"))


async def shaped(
    link: Link,
    way: Way,
    take: Callable[[int], Awaitable[bytes]],
    put: Callable[[bytes], Awaitable[None]],
) -> None:
    """Pass on what is taken until the end of it, each piece when the link lets it out.

    Args:
        take: returns at most so many octets, none at the end.
        put: is given each piece in order, at last an empty one for the end.
    """
    loop = asyncio.get_running_loop()
    lane = link.lane(way)
    held: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()
    under_way = 0
    room = asyncio.Event()

    async def enter() -> None:
        nonlocal under_way
        while True:
            while under_way >= link.window(way):
                room.clear()
                await room.wait()
            octets = await take(link.quantum(way))
            await _passing(
                link, 0.0
            )  # what comes during an outage enters after it, not with all the rest at once
            under_way += len(octets) + ENTRY
            held.put_nowait((lane.arrival(loop.time(), len(octets)), octets))
            if not octets:
                return

    async def leave() -> None:
        nonlocal under_way
        latest = float("-inf")
        while True:
            at, octets = await held.get()
            # What an outage held up comes out after it no faster than the line carries.
            await _passing(link, max(at, latest + link.spacing(way, len(octets))))
            latest = loop.time()
            await put(octets)
            under_way -= len(octets) + ENTRY
            room.set()
            if not octets:
                return

    async with asyncio.TaskGroup() as group:
        group.create_task(enter())
        group.create_task(leave())


async def _passing(link: Link, at: float, *, opening: bool = False) -> None:
    """Wait for a time, and beyond it for the end of an outage that there is then.

    Raises:
        ConnectionResetError: an outage resets connections.
        ConnectionRefusedError: an outage refuses this one, which is being opened.
    """
    loop = asyncio.get_running_loop()
    changed = asyncio.Event()
    unwatch = link.watch(changed.set)
    try:
        while True:
            changed.clear()
            now = loop.time()
            outage = link.outage(now)
            if outage is not None and opening and outage.new == "refuse":
                raise ConnectionRefusedError("The link is out and refuses new connections")
            if outage is not None and not opening and outage.existing == "reset":
                raise ConnectionResetError("The link is out and resets connections")
            if outage is None and now >= at:
                return
            change = link.next_change(now)
            next_at = min(at if outage is None else float("inf"), float("inf") if change is None else change)
            try:
                async with asyncio.timeout_at(None if next_at == float("inf") else next_at):
                    await changed.wait()
            except TimeoutError:
                pass
    finally:
        unwatch()
