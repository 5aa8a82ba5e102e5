"""Revert times that a master gives its commands at a gateway: the gateway ends them, as a device would.

They are not handed on. A device that ended a command by itself would be told again, since the gateway keeps in force
what its master commanded; and a master that starts its time again would not reach the device, whose settings stay.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, MutableMapping
from functools import cache
from typing import Any

from workbench.der.behaviour.commands import COMMANDS, Command, command_of
from workbench.der.quantities import Value

TIME, REMAINING, ENABLE, VALUE = "revert-time", "revert-remaining", "revert-enable", "revert-value"


class CommandTimers:
    """Ends commands of a master whose revert time is over.

    Args:
        commands: what the master wrote, by key; what is over is taken out here.
        clock: seconds, the gateway's.
    """

    def __init__(self, commands: MutableMapping[str, Value], clock: Callable[[], float]) -> None:
        self._commands = commands
        self._clock = clock
        self._started: dict[str, float] = {}
        self.shown: dict[str, Value] = {}
        """What is read of timers that the master did not write: its own are none of the devices'."""
        for command in COMMANDS:
            self.shown |= {command.timer(TIME): 0.0, command.timer(REMAINING): 0.0}
            self.shown |= {command.timer(ENABLE): False} if command.switch else {}

    def kept(self) -> dict[str, float]:
        """Return when each time that runs was started."""
        return dict(self._started)

    def restore(self, kept: Mapping[str, Any]) -> None:
        """Go on with times that run.

        Raises:
            ValueError, TypeError: they are none.
        """
        started = {name: float(at) for name, at in kept.items()}
        unknown = started.keys() - {command.name for command in COMMANDS}
        if unknown:
            raise ValueError(f"there is no command {min(unknown)}")
        self._started = started

    def written(self, key: str) -> None:
        """Start a command's time, or start it again, when something of the command was written."""
        command = command_of().get(key)
        if command is None or key == command.timer("window"):
            return
        if self._seconds(command) > 0 and self._stands(command):
            self._started[command.name] = self._clock()
        else:
            self._started.pop(command.name, None)

    def look(self) -> bool:
        """End what is over by now, and tell whether there was any."""
        now = self._clock()
        ended = False
        for command in COMMANDS:
            started = self._started.get(command.name)
            remaining = 0.0
            if started is not None:
                # After a clock was set back the time is counted from then on, and not when it has caught up.
                started = self._started[command.name] = min(started, now)
                remaining = max(0.0, started + self._seconds(command) - now)
                if not remaining:
                    del self._started[command.name]
                    self._revert(command)
                    ended = True
            self.shown[command.timer(REMAINING)] = remaining
        return ended

    def forget(self) -> None:
        """Have no time run."""
        self._started.clear()

    def _seconds(self, command: Command) -> float:
        seconds = self._commands.get(command.timer(TIME), 0.0)
        return float(seconds) if isinstance(seconds, int | float) else 0.0

    def _stands(self, command: Command) -> bool:
        """Return whether there is something to revert from."""
        if command.switch:
            # A setting without its switch switches itself on.
            on = any(key in self._commands for key in command.values)
            return self._commands.get(command.switch, on) is True
        return any(
            key in self._commands and self._commands[key] != self._commands.get(f"{key}-{VALUE}", True)
            for key in command.values
        )

    def _revert(self, command: Command) -> None:
        commands = self._commands
        reverted = {key: commands[f"{key}-{VALUE}"] for key in command.values if f"{key}-{VALUE}" in commands}
        for key in command.keys:
            commands.pop(key, None)
        if not command.switch:
            commands.update(reverted)
        elif reverted and commands.get(command.timer(ENABLE)) is True:
            commands.update({**reverted, command.switch: True})
        else:
            commands[command.switch] = False


def handed_on(commands: Mapping[str, Value]) -> dict[str, Value]:
    """Return what a master commanded, without what is for its timers."""
    return {key: value for key, value in commands.items() if key not in _timers()}


@cache
def _timers() -> frozenset[str]:
    return frozenset(_timer_keys())


def _timer_keys() -> Iterator[str]:
    for command in COMMANDS:
        yield from (command.timer(what) for what in (TIME, REMAINING, ENABLE))
        yield from (f"{key}-{VALUE}" for key in command.values)
