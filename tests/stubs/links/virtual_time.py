"""A loop whose time jumps to the next thing that waits: hours pass in no time, and sockets still work."""

from __future__ import annotations

import asyncio
import selectors

GRACE = 0.0005
"""Seconds that sockets get before time jumps: what was sent on loopback has arrived by then."""
TOO_LONG = 20.0
"""Seconds without any timer after which nothing will happen any more."""


class _Jumping(selectors.DefaultSelector):  # type: ignore[valid-type,misc]
    """A selector that, instead of waiting, lets its loop's time jump."""

    def __init__(self) -> None:
        super().__init__()
        self.jumped = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if timeout is None:
            found = super().select(TOO_LONG)
            assert found, "nothing is left that could happen"
            return found
        found = super().select(min(timeout, GRACE))
        if not found and timeout > 0:
            self.jumped += timeout
        return found


class VirtualLoop(asyncio.SelectorEventLoop):
    """An event loop in virtual time, which begins at 0."""

    def __init__(self) -> None:
        self._jumping = _Jumping()
        super().__init__(self._jumping)

    def time(self) -> float:
        """Return the seconds that were waited for."""
        return self._jumping.jumped
