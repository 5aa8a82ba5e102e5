"""What an end of a gateway does for as long as it runs: a fault that nobody foresaw is told, and it begins anew."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from workbench.stubs.gateway.ends import why

LONGEST_PAUSE = 60.0
"""Seconds between two beginnings at most."""


async def lasting(
    act: Callable[[], Awaitable[None]],
    tell: Callable[[str], None],
    pause: float,
    longest: float = LONGEST_PAUSE,
) -> None:
    """Do something that never ends by itself, and begin it anew when it fails.

    Args:
        tell: is given each fault in words; one that comes again at each beginning only once.
        pause: seconds before it begins anew; twice as long each time, until it did well for longer than that.
        longest: seconds that this grows to.
    """
    clock = asyncio.get_running_loop().time
    known, waits = "", pause
    while True:
        began = clock()
        fault = ""
        try:
            await act()
        except Exception as error:
            fault = why(error)
        if clock() - began > waits:
            known, waits = "", pause
        if fault and fault != known:
            tell(fault)
        known = fault
        await asyncio.sleep(waits)
        waits = min(2 * waits, longest)
