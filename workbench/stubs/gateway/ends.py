"""The two ends of a gateway: what stands north of it and what stands south."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from workbench.der.device import NotPossible
from workbench.der.quantities import Value
from workbench.stubs.aggregation.payloads import Asked
from workbench.stubs.exchanges import ExchangeLog
from workbench.stubs.gateway.aggregate import Aggregate
from workbench.stubs.stub import Endpoint


class Unreachable(ConnectionError):
    """The other end does not answer; the message says which and since when or why."""


def why(error: Exception) -> str:
    """Return an error in words; of one that nobody foresaw also its kind."""
    if isinstance(error, Unreachable | NotPossible):
        return str(error)
    return f"{type(error).__name__}: {error}"


@dataclass(frozen=True)
class Standing:
    """What is asked for at one moment.

    Args:
        values: settings that are in force, by key; what is not named is not asked for.
        source: what gives them, in words: an event with its mRID, the default control, a command.
        default: nothing was asked for this moment, and the values are those for that case.
    """

    values: Mapping[str, Value] = field(default_factory=dict)
    source: str = "nothing asked"
    default: bool = True


class North(Protocol):
    """The end towards the utility: a client of its server, or a server for its master."""

    words: str
    """What is spoken, with whom or where."""
    endpoints: tuple[Endpoint, ...]
    """Where it listens; empty for a client."""

    async def start(self, devices: Aggregate, changed: asyncio.Event, log: ExchangeLog) -> None:
        """Start; ``changed`` is set whenever another thing is asked for than before."""

    async def stop(self) -> None:
        """Stop."""

    def standing(self, now: float) -> Standing:
        """Return what is asked for now, from what was received so far: a link that is down does not matter."""

    def heard(self) -> float | None:
        """Return when the utility was last heard, by the gateway's clock; None for never."""

    async def report(self, readings: Mapping[str, Value], now: float) -> None:
        """Hand on what was measured, all devices together.

        Raises:
            Unreachable: the utility does not answer.
        """

    def kept(self) -> dict[str, Any]:
        """Return what is asked for, as JSON has it, to go on from after a restart; nothing that always changes."""

    def restore(self, kept: Mapping[str, Any], heard: float | None) -> str:
        """Go on from what was kept, before the start, and say in words what that is.

        Args:
            kept: as ``kept`` returned it; empty where nothing was.
            heard: when the utility was last heard, by the gateway's clock.

        Raises:
            ValueError, KeyError, TypeError, AttributeError: it is none of this end's.
        """


class FleetNorth(North, Protocol):
    """A north end for which each device of the gateway is one of its own, with what is asked of it in time."""

    def asked_of(self, unit: str, now: float) -> Asked | None:
        """Return all that is asked of a device, now and later; None while the utility has not said anything of it."""

    async def report_of(self, unit: str, readings: Mapping[str, Value], now: float) -> None:
        """Hand on what one device is and measures.

        Raises:
            Unreachable: the utility does not answer, or does not know the device.
        """

    def reject(self, unit: str, ask: str, why: str, now: float) -> None:
        """Tell the utility that a device does not carry out what it is asked; telling it again does nothing."""


class South(Protocol):
    """The end towards the devices."""

    patience: float
    """Seconds that a device may take to hold what it was told."""
    words: str
    endpoints: tuple[Endpoint, ...]

    async def start(self, log: ExchangeLog) -> None:
        """Start; a device that does not answer yet is asked again later."""

    async def stop(self) -> None:
        """Stop."""

    def units(self) -> Collection[str]:
        """Return the names of the devices."""

    async def keys(self, unit: str) -> Collection[str]:
        """Return what a device can be asked.

        Raises:
            Unreachable: it does not answer.
        """

    async def read(self, unit: str, keys: Collection[str]) -> Mapping[str, Value]:
        """Return the values of those keys that the device has.

        Raises:
            Unreachable: it does not answer.
        """

    async def write(self, unit: str, key: str, value: Value) -> None:
        """Set one quantity of a device.

        Raises:
            NotPossible: the device, or the protocol, refuses it.
            Unreachable: it does not answer.
        """
