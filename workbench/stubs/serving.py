"""A stub served until the process is told to end."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable, Mapping

from workbench.stubs.stub import Stub

ENDING = (signal.SIGINT, signal.SIGTERM)


async def serve(stub: Stub, ready: Callable[[Mapping[str, object]], None]) -> None:
    """Start a stub, tell where it is, and stop it on SIGINT or SIGTERM.

    Args:
        ready: is given what ``Stub.ready`` says once the stub serves.

    Raises:
        OSError: an address cannot be used.
    """
    loop = asyncio.get_running_loop()
    ended = asyncio.Event()
    for number in ENDING:
        loop.add_signal_handler(number, ended.set)
    try:
        async with stub:
            ready(stub.ready())
            await ended.wait()
    finally:
        for number in ENDING:
            loop.remove_signal_handler(number)
