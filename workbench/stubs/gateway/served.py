"""A north end whose gateway is the server: a master's commands stand until it takes them back or falls silent.

Schedules that it has put into use go on without it. A function that is commanded directly is not decided by a schedule.
"""

from __future__ import annotations

import asyncio
import time
from collections import ChainMap
from collections.abc import Callable, Collection, Mapping
from typing import Any

from workbench.der.quantities import Value
from workbench.stubs.exchanges import ExchangeLog
from workbench.stubs.gateway.aggregate import Aggregate
from workbench.stubs.gateway.command_timers import CommandTimers, handed_on
from workbench.stubs.gateway.ends import Standing
from workbench.stubs.gateway.schedule_book import Deciding, ScheduleBook, function_of
from workbench.stubs.gateway.settings import NORMAL, switch_of
from workbench.stubs.strict_json import values_kept, values_read
from workbench.stubs.stub import Endpoint


class ServedNorth:
    """What every north end that serves has in common; the protocol's own part starts and stops the server.

    Args:
        watchdog: after how many seconds without a word of the master its commands are let go.
        clock: seconds, the gateway's.
        schedules: what is carried out besides; default: the protocol has no schedules.
    """

    words = "server"

    def __init__(
        self,
        *,
        watchdog: float = 600.0,
        clock: Callable[[], float] = time.time,
        schedules: ScheduleBook | None = None,
    ) -> None:
        self.endpoints: tuple[Endpoint, ...] = ()
        self.commands: dict[str, Value] = {}
        self.schedules = schedules
        self._read_back: dict[str, Value] = {}
        self._watchdog = watchdog
        self._clock = clock
        self._timers = CommandTimers(self.commands, clock)
        self._heard: float | None = None
        self._changed: asyncio.Event | None = None

    def kept(self) -> dict[str, Any]:
        """Return what the master commanded, as JSON has it."""
        schedules = self.schedules.dump() if self.schedules is not None else []
        return {
            "commands": values_kept(self.commands),
            "started": self._timers.kept(),
            "schedules": schedules,
        }

    def restore(self, kept: Mapping[str, Any], heard: float | None) -> str:
        """Go on from what was kept: the master's silence is counted from when it was heard last."""
        left: list[str] = []
        if kept:
            commands = values_read(kept["commands"], "commands")
            self._timers.restore(kept["started"])
            if self.schedules is not None:
                left = self.schedules.load(kept["schedules"], self.blocks())
            self.commands.update(commands)
        self._heard = heard
        found = f"{len(self.commands)} values that the master commanded"
        if self.schedules is not None:
            found += f", {len(self.schedules.used())} schedules in use"
        return ". ".join((found, *left))

    def blocks(self) -> Collection[str]:
        """Return the names of the windows of schedules that its protocol has."""
        return ()

    async def start(self, devices: Aggregate, changed: asyncio.Event, log: ExchangeLog) -> None:
        """Serve the devices as one."""
        self._changed = changed
        if self.schedules is not None:
            self.schedules.changed = changed.set
            self.schedules.commanded = self._commanded
        self.standing(self._clock())  # what a restart has left in force is read back from the first moment
        shown = ChainMap(self._read_back, self._timers.shown)
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
        if self._timers.look() and self._changed is not None:
            self._changed.set()

    def heard(self) -> float | None:
        """Return when the master last spoke."""
        return self._heard

    def standing(self, now: float) -> Standing:
        """Return what the master commanded, and what its schedules ask for besides.

        Commands are forgotten once the master has been silent for too long. A master that comes back commands anew:
        what it asked for long ago does not come into force by itself, and is not read back as if it stood. Schedules
        go on.
        """
        heard = self.heard()
        if heard is not None and heard > now:
            # The clock was set back: the silence is counted from here on, and not when it has caught up.
            heard = self._heard = now
        if heard is None or now - heard > self._watchdog:
            self.commands.clear()
            self._timers.forget()
        return self._ask(now)

    def _ask(self, now: float) -> Standing:
        """Put together what is asked for; it is what is read back too."""
        self._timers.look()
        scheduled = self.schedules.asked(now) if self.schedules is not None else Deciding()
        decided = {function_of(key) for key in scheduled.values}
        commands = {
            key: value for key, value in self.commands.items() if key not in {*decided, *scheduled.values}
        }
        self._read_back.clear()
        self._read_back.update({**commands, **scheduled.values})
        values = handed_on(self._read_back)
        if not values:
            return Standing()
        sources = [f"commands by {self.words}"] if handed_on(commands) else []
        sources += [f"schedule {place.number}" for place in scheduled.places]
        return Standing(values, " and ".join(sources), default=False)

    async def report(self, readings: Mapping[str, Value], now: float) -> None:
        """Nothing is sent from here: the master asks, or has events sent by the server itself."""

    def _command(self, key: str, value: Value) -> None:
        self.hear()
        self.commands[key] = self._read_back[key] = value
        self._timers.written(key)
        if self._changed is not None:
            self._changed.set()

    def _commanded(self, function: str) -> bool:
        """Whether the master commands a function directly: one that it has switched off, or left to itself, is not."""
        value = self.commands.get(function)
        if value is not None:
            return value is not False if function.endswith("-enable") else value != NORMAL.get(function)
        return any(switch_of(key) == function for key in self.commands)
