"""Functions that are commanded for a time: windows, revert times, and what is in force meanwhile.

SunSpec models 123 and 704 to 712 give such timers to a function one by one; IEEE 1547-2018, clause 4.6, asks that a
command is carried out, and 10.6.12 how fast. A command that was written reads back at once. It is *in force* when
its window is over, and its revert values take its place when its revert time is over.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from workbench.der.behaviour.chance import Chance
from workbench.der.behaviour.columns import Columns, some
from workbench.der.behaviour.settings import settings

NEVER = float("inf")
ACTIVE_RAMP, REACTIVE_RAMP, VOLT_WATT_RAMP = (
    "active-ramp-until",
    "reactive-ramp-until",
    "volt-watt-ramp-until",
)
"""Until when active power, reactive power and the limit of volt-watt go over to what was commanded."""


@dataclass(frozen=True, slots=True)
class Command:
    """One function that can be commanded.

    Args:
        name: beginning of the keys of its timers.
        switch: key of whether it is in force; empty where its only value is that already.
        values: keys of what it sets.
        kept: keys that belong to it and have no revert value.
        ramp: what goes over in its ramp time; empty where the command has none.
    """

    name: str
    switch: str
    values: tuple[str, ...]
    kept: tuple[str, ...] = ()
    ramp: str = ""

    @property
    def keys(self) -> tuple[str, ...]:
        """Everything that comes into force together."""
        return ((self.switch,) if self.switch else ()) + self.values + self.kept

    def timer(self, what: str) -> str:
        """Return the key of one of its timers, such as ``revert-time``."""
        return f"{self.name}-{what}"


COMMANDS = (
    Command("connect-disconnect", "", ("connect-disconnect",)),
    Command("limit-active-power", "limit-active-power-enable", ("limit-active-power",), ramp=ACTIVE_RAMP),
    Command(
        "set-active-power",
        "set-active-power-enable",
        ("set-active-power", "set-active-power-absolute"),
        ("set-active-power-mode",),
        ACTIVE_RAMP,
    ),
    Command(
        "constant-power-factor",
        "constant-power-factor-enable",
        ("constant-power-factor-injecting", "constant-power-factor-excitation"),
        ramp=REACTIVE_RAMP,
    ),
    Command(
        "constant-power-factor-absorbing",
        "constant-power-factor-absorbing-enable",
        ("constant-power-factor-absorbing", "constant-power-factor-absorbing-excitation"),
        ramp=REACTIVE_RAMP,
    ),
    Command(
        "constant-reactive-power",
        "constant-reactive-power-enable",
        ("constant-reactive-power", "constant-reactive-power-absolute"),
        ("constant-reactive-power-mode",),
        REACTIVE_RAMP,
    ),
    Command("volt-var", "volt-var-enable", ("volt-var-curve",), ramp=REACTIVE_RAMP),
    Command("volt-watt", "volt-watt-enable", ("volt-watt-curve",), ramp=VOLT_WATT_RAMP),
    Command("watt-var", "watt-var-enable", ("watt-var-curve",), ramp=REACTIVE_RAMP),
    Command(
        "watt-power-factor", "watt-power-factor-enable", ("watt-power-factor-curve",), ramp=REACTIVE_RAMP
    ),
    Command(
        "frequency-watt",
        "frequency-watt-enable",
        (
            "frequency-watt-deadband-high",
            "frequency-watt-droop-high",
            "frequency-watt-deadband-low",
            "frequency-watt-droop-low",
            "frequency-watt-response-time",
        ),
    ),
    Command("frequency-watt-curve", "frequency-watt-curve-enable", ("frequency-watt-curve",)),
)


@cache
def command_of() -> Mapping[str, Command]:
    """Return the command to which each key belongs: what it sets, its window and its revert time."""
    found = {key: command for command in COMMANDS for key in command.keys}
    found |= {command.timer(what): command for command in COMMANDS for what in ("revert-time", "window")}
    return MappingProxyType(found)


class Commands:
    """What the DERs of a fleet were commanded, what of it is in force, and until when.

    Args:
        wanted: columns of the settings, as written.
        chance: draws the moments within windows.
    """

    def __init__(self, wanted: Columns, chance: Chance) -> None:
        self.wanted = wanted
        self.force = Columns(wanted.count)
        self.times = Columns(wanted.count)
        self._chance = chance
        self._next: dict[str, float] = {}
        for command in COMMANDS:
            for key in command.keys:
                self.force.add(
                    key, wanted.array(key) if wanted.differs(key) else wanted.part(key, slice(0, 1))
                )
            for what in ("effect-at", "revert-at"):
                self.times.add(command.timer(what), NEVER)
                self._next[command.timer(what)] = NEVER
        for what in (ACTIVE_RAMP, REACTIVE_RAMP, VOLT_WATT_RAMP):
            self.times.add(what, 0.0)

    def written(self, command: Command, key: str, index: int, now: float) -> None:
        """Take up what was just written to one DER.

        Args:
            key: what was written: a switch, a value, the window or the revert time of the command.
            now: time of the fleet, s.
        """
        begins = now
        if key in command.keys:
            window = self.wanted.get(command.timer("window"), index)
            if window > 0:
                begins = now + window * float(self._chance.draw(index)[0])
                self._set(command.timer("effect-at"), index, begins)
            else:
                self._set(command.timer("effect-at"), index, NEVER)
                self._enforce(command, np.array([index]), now)
        elif key == command.timer("window"):
            return
        effect = self.times.get(command.timer("effect-at"), index)
        if effect != NEVER:
            begins = effect
        seconds = self.wanted.get(command.timer("revert-time"), index)
        runs = seconds > 0 and self._stands(command, index)
        self._set(command.timer("revert-at"), index, begins + seconds if runs else NEVER)

    def advance(self, now: float) -> None:
        """Let every time that is over have its effect."""
        for command in COMMANDS:
            effect, revert = command.timer("effect-at"), command.timer("revert-at")
            if self._next[effect] <= now:
                self._enforce(command, self._over(effect, now), now)
            if self._next[revert] <= now:
                self._revert(command, self._over(revert, now), now)

    def remaining(self, command: Command, what: str, index: int, now: float) -> float:
        """Return how long until a time is over, s; 0 when none runs.

        Args:
            what: ``effect-at`` or ``revert-at``.
        """
        until: float = self.times.get(command.timer(what), index)
        return 0.0 if until == NEVER else max(0.0, until - now)

    def runs(self, command: Command, index: int) -> bool:
        """Return whether a revert time runs for one DER."""
        return bool(self.times.get(command.timer("revert-at"), index) != NEVER)

    def resume(self, index: int, now: float, remaining: Mapping[str, float]) -> None:
        """Put one DER's settings in force, as after a restart.

        Args:
            remaining: seconds that revert times still had to run, by the name of the command.
        """
        for command in COMMANDS:
            self._set(command.timer("effect-at"), index, NEVER)
            self._enforce(command, np.array([index]), now)
            left = remaining.get(command.name)
            self._set(command.timer("revert-at"), index, NEVER if left is None else now + left)

    @property
    def next_end(self) -> float:
        """The time at which the next window or revert time of any DER ends, s; infinite when none runs."""
        return min(self._next.values())

    @property
    def octets(self) -> int:
        """How many bytes its columns take."""
        return self.force.octets + self.times.octets

    def _stands(self, command: Command, index: int) -> bool:
        """Return whether there is something to revert from."""
        if command.switch:
            return bool(self.wanted.get(command.switch, index))
        return any(
            self.wanted.get(key, index) != self.wanted.get(f"{key}-revert-value", index)
            for key in command.values
        )

    def _set(self, timer: str, index: int, moment: float) -> None:
        self.times.set(timer, index, moment)
        self._next[timer] = min(self._next[timer], moment)

    def _over(self, timer: str, now: float) -> NDArray[Any]:
        """Return those whose time is over, and forget those times."""
        times = self.times.array(timer)
        over = np.flatnonzero(times <= now)
        self.times.set(timer, over, NEVER)
        self._next[timer] = float(self.times.array(timer).min())
        return over

    def _enforce(self, command: Command, indices: NDArray[Any], now: float) -> None:
        if command.ramp:
            seconds = self.wanted.array(command.timer("ramp-time"))[indices]
            if some(seconds > 0):
                self.times.set(command.ramp, indices, np.where(seconds > 0, now + seconds, 0.0))
        for key in command.keys:
            self.force.set(key, indices, self.wanted.array(key)[indices])

    def _revert(self, command: Command, indices: NDArray[Any], now: float) -> None:
        if command.switch:
            self.wanted.set(
                command.switch, indices, self.wanted.array(command.timer("revert-enable"))[indices]
            )
        for key in command.values:
            self.wanted.set(key, indices, self.wanted.array(f"{key}-revert-value")[indices])
        self._enforce(command, indices, now)


assert set(command_of()) <= set(settings())
