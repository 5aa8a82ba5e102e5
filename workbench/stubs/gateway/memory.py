"""What a gateway keeps over a restart: what it is asked for, what each device was told, and since when it is silent."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from workbench.stubs.exchanges import LOGGER
from workbench.stubs.state_file import SHARE, Kept, StateFile

Content = Mapping[str, Any]


class Memory:
    """Writes what a gateway has to keep when it changed.

    Args:
        state: where it is kept: a file, or a part of one that several gateways share.
        kind: of the gateway; a file of another kind is refused.
        held: gives what has to be kept as soon as it changes.
        times: gives what always changes, such as when the utility was last heard; kept with everything else, and by
            itself every ``seconds``.
    """

    def __init__(
        self,
        state: Path | Kept,
        kind: str,
        held: Callable[[], Content],
        times: Callable[[], Content],
        seconds: float,
    ) -> None:
        if isinstance(state, Path):
            state = StateFile(state, kind, f"state of a {kind}")
        self._state = state
        self._held = held
        self._times = times
        self._seconds = seconds
        self._last = ("", "")
        self._written_at = self._not_before = float("-inf")
        self.fault = ""
        """Why it cannot be written; empty where it can."""

    def restored(self, restore: Callable[[Content], str]) -> str:
        """Have what was kept taken up, and return in words what that is; empty where nothing was kept yet.

        Args:
            restore: takes it, or raises before it has changed anything that matters.

        Raises:
            StateUnreadable: the file is none of such a gateway.
        """
        found = self._state.read()
        if not found:
            return ""
        try:
            return restore(found)
        except (ValueError, LookupError, TypeError, AttributeError, ArithmeticError) as fault:
            why = f"it lacks {fault}" if isinstance(fault, KeyError) else str(fault)
            raise self._state.unreadable(f"it cannot be gone on from: {why}") from None

    def look(self) -> None:
        """Write what changed, but not so often that nothing else is done."""
        if time.monotonic() >= self._not_before:
            self._write(always=False)

    def now(self) -> None:
        """Write what changed at once."""
        self._write(always=True)

    def _write(self, *, always: bool) -> None:
        began = time.monotonic()
        try:
            held, times = self._held(), self._times()
            said = json.dumps(held), json.dumps(times)
            late = always or began - self._written_at >= self._seconds
            if said[0] != self._last[0] or (said[1] != self._last[1] and late):
                self._state.write({**held, **times})
                self._last, self._written_at = said, began
            self.fault = ""
        except (
            Exception
        ) as fault:  # whatever keeps it from being written keeps no device from being commanded
            if not self.fault:
                LOGGER.error("What the gateway has to keep cannot be written: %s", fault)
            self.fault = str(fault) or type(fault).__name__
        self._not_before = time.monotonic() + SHARE * (time.monotonic() - began)
