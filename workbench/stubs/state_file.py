"""What a stub keeps over a restart, in a file that is whole at any moment."""

from __future__ import annotations

import asyncio
import json
import os
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from workbench.stubs.exchanges import LOGGER

FORMAT = 1
SOON = 0.2
"""Seconds for which changes are gathered before they are kept, at least."""
SHARE = 10.0
"""Changes are gathered this many times longer than keeping takes, so that what is large is kept less often."""

DEAR = 0.05
"""Seconds of the processor that keeping may cost where somebody waits for it."""


class StateUnreadable(OSError):
    """The file is none that such a stub wrote; the message says why, with its path."""


class Kept(Protocol):
    """Where something is kept."""

    def read(self) -> dict[str, Any]:
        """Return what was kept; nothing where that was never done.

        Raises:
            StateUnreadable: it cannot be read.
        """

    def write(self, held: Mapping[str, Any]) -> None:
        """Replace what was kept at once.

        Raises:
            OSError: it cannot be written.
        """

    def unreadable(self, why: str) -> StateUnreadable:
        """Return the refusal of what was read, in a sentence that says where it stands."""


@dataclass
class StateFile:
    """One file of one stub.

    Args:
        holds: name of what stands in it, such as ``units``; a file that holds something else is refused.
        words: what that is, for the sentence.
    """

    path: Path
    holds: str
    words: str
    _last: dict[str, Any] = field(default_factory=dict, init=False, repr=False)

    def read(self) -> dict[str, Any]:
        """Return what was kept; nothing where there is no file yet.

        Raises:
            StateUnreadable: the file is none of ours.
        """
        try:
            text = self.path.read_text(encoding="utf-8")
        except FileNotFoundError:
            return {}
        except (OSError, UnicodeDecodeError) as fault:
            raise StateUnreadable(f"{self.path} cannot be read: {fault}") from None
        try:
            found = json.loads(text)
        except (ValueError, RecursionError) as fault:
            raise StateUnreadable(f"{self.path} holds no {self.words}: {fault}") from None
        if (
            not isinstance(found, dict)
            or found.get("format") != FORMAT
            or not isinstance(found.get(self.holds), dict)
        ):
            raise StateUnreadable(f"{self.path} holds no {self.words} in format {FORMAT}")
        self._last = dict(found[self.holds])
        return dict(self._last)

    def write(self, held: Mapping[str, Any]) -> None:
        """Replace the file at once: it holds what it held before, or all of this.

        Raises:
            OSError: it cannot be written.
        """
        self.path.parent.mkdir(parents=True, exist_ok=True)
        handle, beside = tempfile.mkstemp(dir=self.path.parent, prefix=f".{self.path.name}.")
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                # Many times faster than writing it piece by piece.
                whole = {"format": FORMAT, self.holds: held}
                file.write(json.dumps(whole, separators=(",", ":"), allow_nan=False))
                file.flush()
                os.fsync(file.fileno())
            os.replace(beside, self.path)
        except BaseException:
            Path(beside).unlink(missing_ok=True)
            raise
        self._last = dict(held)

    def unreadable(self, why: str) -> StateUnreadable:
        """Return the refusal of what was read, in a sentence with the path."""
        return StateUnreadable(f"{self.path}, {why}")

    def part(self, name: str) -> Part:
        """Return a part of the file, for one of several stubs of a process."""
        return Part(self, name)


@dataclass(frozen=True)
class Part:
    """One stub's part of a file that several stubs of a process share."""

    of: StateFile
    name: str

    def read(self) -> dict[str, Any]:
        """Return what was kept of this part.

        Raises:
            StateUnreadable: the file is none of ours.
        """
        found = self.of.read().get(self.name, {})
        if not isinstance(found, dict):
            raise self.unreadable("it is no object")
        return found

    def write(self, held: Mapping[str, Any]) -> None:
        """Replace this part, and leave the others as they are.

        Raises:
            OSError: it cannot be written.
        """
        self.of.write({**self.of._last, self.name: held})

    def unreadable(self, why: str) -> StateUnreadable:
        """Return the refusal of what was read, in a sentence with path and part."""
        return self.of.unreadable(f"{self.name}: {why}")


class Keeping:
    """Has changes kept a moment after they were made, several together; or at once where somebody waits for it.

    Args:
        save: keeps everything now; an ``OSError`` of it is logged, and the next change tries again.
        name: of the stub, for the log.
        seconds: for which changes are gathered that nobody waits for, at least.
    """

    def __init__(self, save: Callable[[], None], name: str, seconds: float = SOON) -> None:
        self._save = save
        self._name = name
        self._timer: asyncio.TimerHandle | None = None
        self._least = self._seconds = seconds
        self._waiting: asyncio.Future[None] | None = None
        self._waited_for: asyncio.TimerHandle | None = None
        self._cost = self._not_before = 0.0

    def soon(self) -> None:
        """Keep what there is in a moment."""
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(self._seconds, self.now)

    def now(self) -> None:
        """Keep what there is at once."""
        began, working = time.monotonic(), time.process_time()
        try:
            self._save()
        except OSError as fault:
            LOGGER.error("%s: what it has to keep is not kept: %s", self._name, fault)
        ended, self._cost = time.monotonic(), time.process_time() - working
        self._seconds = max(self._least, SHARE * (ended - began))
        self._not_before = ended + (ended - began)
        self.stop()

    async def kept(self) -> None:
        """Wait until what there is now is kept; who waits at the same time waits for the same.

        At most half of the time is spent on it. What is so large that keeping it costs more than ``DEAR`` is kept in
        a moment, and nobody waits for it.
        """
        if self._cost > DEAR:
            self.soon()
            return
        if self._waiting is None:
            loop = asyncio.get_running_loop()
            self._waiting = loop.create_future()
            self._waited_for = loop.call_later(max(0.0, self._not_before - time.monotonic()), self.now)
        await asyncio.shield(self._waiting)

    def stop(self) -> None:
        """Forget what was to be kept in a moment."""
        timers, self._timer, self._waited_for = (self._timer, self._waited_for), None, None
        for timer in timers:
            if timer is not None:
                timer.cancel()
        waiting, self._waiting = self._waiting, None
        if waiting is not None and not waiting.done():
            waiting.set_result(None)
