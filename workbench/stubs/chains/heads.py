"""The utility's end of a chain: what its operator commands, whatever is spoken below."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from workbench.der.quantities import Value
from workbench.stubs.gateway.console import ConsoleNorth


class Head(Protocol):
    """Where controls are sent from."""

    async def command(self, values: Mapping[str, Value], duration: float | None) -> str:
        """Send a control, and return by what it is known.

        Raises:
            NotPossible: it cannot be sent.
        """

    async def release(self) -> None:
        """Take every control back."""


class ConsoleHead:
    """A head-end that writes to devices itself, as a master does."""

    def __init__(self, console: ConsoleNorth) -> None:
        self._console = console

    async def command(self, values: Mapping[str, Value], duration: float | None) -> str:
        """Command at once."""
        return f"command {self._console.command(values, duration=duration)}"

    async def release(self) -> None:
        """Take every command back."""
        self._console.release()
