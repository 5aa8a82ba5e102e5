"""The utility's end of a chain: what its operator commands, whatever is spoken below."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Protocol

from workbench.der.device import NotPossible
from workbench.der.quantities import Value
from workbench.stubs.gateway.console import ConsoleNorth
from workbench.stubs.head_end import HeadEnd
from workbench.stubs.ieee2030_5.issuing import LONGEST


class Head(Protocol):
    """Where controls are sent from."""

    def ready(self) -> bool:
        """Whether every device is known well enough to be commanded."""

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

    def ready(self) -> bool:
        """Devices are asked as they are commanded."""
        return True

    async def command(self, values: Mapping[str, Value], duration: float | None) -> str:
        """Command at once."""
        return f"command {self._console.command(values, duration=duration)}"

    async def release(self) -> None:
        """Take every command back."""
        self._console.release()


class ServerHead:
    """A head-end whose clients fetch what is issued."""

    def __init__(self, server: HeadEnd) -> None:
        self._server = server
        self._issued: list[str] = []

    def ready(self) -> bool:
        """Whether every device has reported what percentages refer to."""
        registry = self._server.utility.registry
        speakers = {one.via for one in registry}  # an aggregator is no DER itself
        return all(
            "setting-maximum-apparent-power" in one.reported for one in registry if one.lfdi not in speakers
        )

    async def command(self, values: Mapping[str, Value], duration: float | None) -> str:
        """Issue a control to everybody in the system.

        IEEE 2030.5 has none without an end: one that lasts until it is released has the longest duration that there is.
        """
        control = await self._server.issue(values, duration=LONGEST if duration is None else duration)
        self._issued.append(control.mrid)
        return f"control {control.mrid[:8]}"

    async def release(self) -> None:
        """Cancel every control that is not over."""
        issued, self._issued = self._issued, []
        for mrid in issued:
            with suppress(NotPossible):  # it has ended by itself
                await self._server.cancel(mrid)
