"""A stub served until the process is told to end."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from typing import Protocol

from workbench.stubs.exchanges import ExchangeLog

ENDING = (signal.SIGINT, signal.SIGTERM)
SUMMARY_SECONDS = 5.0
"""How often a summary is told while there is traffic."""


class Served(Protocol):
    """A stub, or several that are started and stopped as one."""

    @property
    def name(self) -> str:
        """What it is called in summaries."""

    async def start(self) -> None:
        """Start serving."""

    async def stop(self) -> None:
        """Stop serving."""

    def ready(self) -> Mapping[str, object]:
        """Return where it serves."""

    def calls(self) -> tuple[str, ...]:
        """Return whom it calls, in words."""

    def logs(self) -> tuple[ExchangeLog, ...]:
        """Return the logs of all that runs in it."""


async def serve(
    stub: Served,
    ready: Callable[[Mapping[str, object], tuple[str, ...]], None],
    summary: Callable[[str], None] | None = None,
) -> None:
    """Start a stub, tell where it is, and stop it on SIGINT or SIGTERM; also while it is still starting.

    Args:
        ready: is given what ``Stub.ready`` says once the stub serves, and whom it calls.
        summary: is given how many exchanges there were, every few seconds when there were some, and at the end.

    Raises:
        OSError: an address cannot be used.
    """
    async with _told_to_end() as ended:
        ending = asyncio.create_task(ended.wait())
        starting = asyncio.create_task(stub.start())
        await asyncio.wait({ending, starting}, return_when=asyncio.FIRST_COMPLETED)
        if not starting.done():
            starting.cancel()
            with suppress(asyncio.CancelledError):
                await starting
            return
        try:
            starting.result()
        except BaseException:
            ending.cancel()
            raise
        try:
            for log in stub.logs():
                log.summary = summary is not None
            ready(stub.ready(), stub.calls())
            if summary is not None:
                await _summarise(stub, ending, summary)
            await ending
        finally:
            await stub.stop()
        if summary is not None:
            summary(_counted(stub))


async def _summarise(stub: Served, ending: asyncio.Task[bool], summary: Callable[[str], None]) -> None:
    before = _total(stub)
    while not ending.done():
        await asyncio.wait({ending}, timeout=SUMMARY_SECONDS)
        now = _total(stub)
        if now != before and not ending.done():
            summary(f"{_counted(stub)}; {now - before:,} in the last {SUMMARY_SECONDS:g} s")
        before = now


def _total(stub: Served) -> int:
    return sum(log.total for log in stub.logs())


def _counted(stub: Served) -> str:
    refused = sum(log.refused for log in stub.logs())
    total = _total(stub)
    return f"{stub.name}: {total:,} {'exchange' if total == 1 else 'exchanges'}, {refused:,} refused"


@asynccontextmanager
async def _told_to_end() -> AsyncIterator[asyncio.Event]:
    """Give an event that SIGINT or SIGTERM sets."""
    loop = asyncio.get_running_loop()
    ended = asyncio.Event()
    for number in ENDING:
        loop.add_signal_handler(number, ended.set)
    try:
        yield ended
    finally:
        for number in ENDING:
            loop.remove_signal_handler(number)
