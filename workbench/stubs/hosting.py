"""Stubs in a thread of their own, for callers that are not asyncio: a screen, a procedure, a notebook."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine
from concurrent.futures import TimeoutError as NotInTime
from typing import Any, TypeVar

Result = TypeVar("Result")
PATIENCE = 30.0
"""Seconds that a call is waited for."""


class LoopThread:
    """An event loop in a thread. Everything asyncio happens there; ``call`` waits for it."""

    def __init__(self, name: str = "stubs") -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    def call(self, what: Coroutine[Any, Any, Result], seconds: float = PATIENCE) -> Result:
        """Run a coroutine there and return what it returns.

        Raises:
            TimeoutError: it takes longer; it is cancelled then.
        """
        future = asyncio.run_coroutine_threadsafe(what, self._loop)
        try:
            return future.result(seconds)
        except NotInTime:
            if future.cancel():
                raise TimeoutError(f"The stubs did not answer within {seconds:g} s.") from None
            raise

    def close(self) -> None:
        """End the thread with everything that still runs in it; may be called twice."""
        if self._loop.is_closed():
            return
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(PATIENCE)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        try:
            self._loop.run_forever()
        finally:
            tasks = asyncio.all_tasks(self._loop)
            for task in tasks:
                task.cancel()
            self._loop.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))
            self._loop.run_until_complete(self._loop.shutdown_asyncgens())
            self._loop.close()
