"""A north end whose gateway is the server: a master's commands stand until it takes them back or falls silent."""

from __future__ import annotations

import asyncio
import time
from collections import ChainMap
from collections.abc import Callable, Mapping
from typing import Any

from workbench.der.quantities import Value
from workbench.stubs.aggregation.letters import plain_values, values_read
from workbench.stubs.exchanges import ExchangeLog
from workbench.stubs.gateway.aggregate import Aggregate
from workbench.stubs.gateway.command_timers import CommandTimers
from workbench.stubs.gateway.ends import Standing
from workbench.stubs.stub import Endpoint


class ServedNorth:
    """What every north end that serves has in common; the protocol's own part starts and stops the server.

    Args:
        watchdog: after how many seconds without a word of the master its commands are let go.
        clock: seconds, the gateway's.
    """

    words = "server"

    def __init__(self, *, watchdog: float = 600.0, clock: Callable[[], float] = time.time) -> None:
        self.endpoints: tuple[Endpoint, ...] = ()
        self.commands: dict[str, Value] = {}
        self._watchdog = watchdog
        self._clock = clock
        self._timers = CommandTimers(self.commands, clock)
        self._heard: float | None = None
        self._changed: asyncio.Event | None = None

    def kept(self) -> dict[str, Any]:
        """Return what the master commanded, as JSON has it."""
        return {"commands": plain_values(self.commands), "started": self._timers.kept()}

    def restore(self, kept: Mapping[str, Any], heard: float | None) -> str:
        """Go on from what was kept: the master's silence is counted from when it was heard last."""
        if kept:
            commands = values_read(kept["commands"], "commands")
            self._timers.restore(kept["started"])
            self.commands.update(commands)
        self._heard = heard
        return f"{len(self.commands)} values that the master commanded"

    async def start(self, devices: Aggregate, changed: asyncio.Event, log: ExchangeLog) -> None:
        """Serve the devices as one."""
        self._changed = changed
        shown = ChainMap(self.commands, self._timers.shown)
        await self.serve(devices.commanding(self._command, shown), log)

    async def stop(self) -> None:
        """Stop serving."""
        raise NotImplementedError

    async def serve(self, devices: Aggregate, log: ExchangeLog) -> None:
        """Start the protocol's server and set ``endpoints``."""
        raise NotImplementedError

    def hear(self) -> None:
        """Note that the master spoke."""
        self._heard = self._clock()
        self._timers.look()

    def heard(self) -> float | None:
        """Return when the master last spoke."""
        return self._heard

    def standing(self, now: float) -> Standing:
        """Return what the master commanded; it is forgotten once the master has been silent for too long.

        A master that comes back commands anew: what it asked for long ago does not come into force by itself, and is
        not read back as if it stood.
        """
        heard = self.heard()
        if heard is not None and heard > now:
            # The clock was set back: the silence is counted from here on, and not when it has caught up.
            heard = self._heard = now
        if heard is None or now - heard > self._watchdog:
            self.commands.clear()
            self._timers.forget()
        self._timers.look()
        if values := self._timers.handed_on():
            return Standing(values, f"commands by {self.words}", default=False)
        return Standing()

    async def report(self, readings: Mapping[str, Value], now: float) -> None:
        """Nothing is sent from here: the master asks, or has events sent by the server itself."""

    def _command(self, key: str, value: Value) -> None:
        self.hear()
        self.commands[key] = value
        self._timers.written(key)
        if self._changed is not None:
            self._changed.set()
