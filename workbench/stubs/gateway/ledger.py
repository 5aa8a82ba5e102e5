"""What was commanded, what was accepted and what was measured, kept apart for each device."""

from __future__ import annotations

import math
from collections import ChainMap
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from workbench.der.plant import Rule, row_of
from workbench.der.quantities import Value, quantities
from workbench.stubs.strict_json import values_kept, values_read

__all__ = [
    "Account",
    "Value",
    "is_counted",
    "is_installed",
    "is_momentary",
    "is_reading",
    "is_reported",
    "same",
    "shown",
    "told",
]

TAKEN_OVER = ("limit-active-power-enable", "set-active-power-enable")
"""Switches of what a utility commands for a time; a gateway that ended while one was on left it behind.

Whether a device is connected is not among them: nobody may connect what was told to be off.
"""


@dataclass
class Account:
    """One device south of a gateway.

    Args:
        known: what the device can be asked, as far as that is known.
        commanded: what the gateway was asked to set here.
        accepted: what the device says that it holds, read back after each write and at every poll.
        taken_over: switches that were on before the gateway came, and stay until it knows what is asked.
        refused: keys that the device did not take, with the reason in a sentence.
        measured: the latest readings; while the device does not answer only what it has counted.
        installed: ratings and what it is set up to be, as it showed them last; they stay while it does not answer.
        view: all that counts of it in what is told of all devices: held before measured before installed.
        read_at: when they were read, by the gateway's clock.
        whole_at: when everything that the device has was read.
        told: what was written last, and when by the gateway's clock.
        remembered: what was told is known from an earlier run; nothing is taken over then.
        before: what the revert times of the device held before this gateway set them.
        staying: switches of commands that stay in force there if the gateway goes, with the reason.
        lost: why the device cannot be reached; empty while it answers.
    """

    known: tuple[str, ...] = ()
    commanded: dict[str, Value] = field(default_factory=dict)
    accepted: dict[str, Value] = field(default_factory=dict)
    taken_over: dict[str, Value] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)
    measured: dict[str, Value] = field(default_factory=dict)
    installed: dict[str, Value] = field(default_factory=dict)
    read_at: float | None = None
    whole_at: float | None = None
    told: dict[str, tuple[Value, float]] = field(default_factory=dict)
    remembered: bool = False
    before: dict[str, Value] = field(default_factory=dict)
    staying: dict[str, str] = field(default_factory=dict)
    lost: str = ""
    view: Mapping[str, Value] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        self.view = _View(self.accepted, self.measured, self.installed)

    def kept(self, soon: Mapping[str, Value]) -> dict[str, Any]:
        """Return what has to be kept of it, as JSON has it.

        Args:
            soon: what it is about to be told; who dies in between is to know that it may have been.
        """
        return {
            "commanded": values_kept({**soon, **self.commanded}),
            "taken-over": values_kept(self.taken_over),
            "refused": dict(self.refused),
            "before": values_kept(self.before),
            "installed": values_kept(self.installed),
            "told": values_kept({key: value for key, (value, _) in self.told.items()}),
            "told-at": {key: at for key, (_, at) in self.told.items()},
        }

    def restore(self, kept: Mapping[str, Any]) -> None:
        """Go on from what was kept.

        Raises:
            ValueError, KeyError, TypeError, AttributeError: it is none.
        """
        told = values_read(kept["told"], "told")
        self.commanded = values_read(kept["commanded"], "commanded")
        self.taken_over = values_read(kept["taken-over"], "taken-over")
        self.refused = {str(key): str(why) for key, why in kept["refused"].items()}
        self.before = values_read(kept["before"], "before")
        self.installed.update(values_read(kept["installed"], "installed"))
        self.told = {key: (value, float(kept["told-at"][key])) for key, value in told.items()}
        self.remembered = True

    def lose(self, why: str) -> None:
        """Note that the device does not answer: what it measures and holds is not known any more.

        What it has counted so far it has counted, and what is installed stays installed.
        """
        self.lost = why
        self.accepted.clear()
        self._measure({key: value for key, value in self.measured.items() if is_counted(key)})

    def take(self, values: Mapping[str, Value]) -> None:
        """Take what was read of the device; a reading that it does not tell any more it does not measure now."""
        self._measure({key: value for key, value in values.items() if is_reading(key)})
        self.accepted.update({key: value for key, value in values.items() if not is_reading(key)})
        self.installed.update({key: value for key, value in values.items() if is_installed(key)})

    def _measure(self, values: Mapping[str, Value]) -> None:
        self.measured.clear()
        self.measured.update(values)

    def holds(self, key: str, value: Value) -> bool:
        """Whether the device is known to hold a value."""
        return key in self.accepted and same(self.accepted[key], value)

    def keeps(self, released: Mapping[str, Value]) -> bool:
        """Whether the device refused a release, or is known to hold something else still."""
        return any(
            key in self.refused or (key in self.accepted and not same(self.accepted[key], value))
            for key, value in released.items()
        )

    def owed(self, key: str, value: Value, told_before: float) -> bool:
        """Whether the device has to be told a value.

        What it was told last counts more than what is read of it, which may be of a moment ago: another value is
        always told, the same one again when it is still not held.

        Args:
            told_before: a value told later than this may still be about to be held.
        """
        if key not in self.told:
            return not self.holds(key, value)
        written, at = self.told[key]
        if not same(written, value):
            return True
        return not self.holds(key, value) and at <= told_before

    def take_over(self, values: Mapping[str, Value], now: float) -> str:
        """Count what is in force as commanded, so that it is released when nobody asks for it; name it.

        Args:
            values: what the device holds, as it was first read.
        """
        found: dict[str, Value] = {switch: True for switch in TAKEN_OVER if values.get(switch) is True}
        if self.commanded or self.remembered:
            return ""
        self.taken_over, self.commanded = found, dict(found)
        self.told |= dict.fromkeys(found, (True, now))
        return ", ".join(found)

    def notes(self, unit: str) -> list[str]:
        """Say in sentences what is not as it was commanded."""
        if self.lost:
            return [f"Device {unit} does not answer: {self.lost}"]
        said = [f"Device {unit} refused {key}: {why}" for key, why in self.refused.items()]
        for key, value in self.commanded.items():
            if key not in self.refused and key in self.accepted and not same(self.accepted[key], value):
                said.append(
                    f"Device {unit} was told {key} = {shown(value)} and holds {shown(self.accepted[key])}."
                )
        return said + [
            f"Device {unit}: {switch.removesuffix('-enable')} stays in force if this gateway goes: {why}."
            for switch, why in self.staying.items()
        ]


class _View(ChainMap[str, Value]):
    """Several tables as one, the first first; quick, since each value of a plant is asked of a thousand devices."""

    def get(self, key: str, default: Value | None = None) -> Value | None:  # type: ignore[override]
        for table in self.maps:
            if key in table:
                return table[key]
        return default


def is_reading(key: str) -> bool:
    """Whether a quantity is read, and no setting."""
    return _group(key) in _READ or is_momentary(key)


def is_momentary(key: str) -> bool:
    """Whether a quantity is of this moment: of a device that does not answer it is not known."""
    return key.startswith("monitoring-")


@cache
def is_counted(key: str) -> bool:
    """Whether a quantity is a counter's, which stays as it was while nobody reads it."""
    return is_momentary(key) and row_of(key).rule is Rule.COUNTED


def is_installed(key: str) -> bool:
    """Whether a quantity says what is installed: a rating, or what the device is set up to be."""
    return _group(key) in _INSTALLED


def is_reported(key: str) -> bool:
    """Whether the utility is told of a quantity: what devices measure, what they are built for and set to be."""
    return is_reading(key) or is_installed(key)


_READ = frozenset({"Monitoring", "Nameplate"})
"""Groups of quantities that are only read."""
_INSTALLED = frozenset({"Nameplate", "Configuration"})


def _group(key: str) -> str:
    row = quantities().get(key)
    return row.group if row is not None else ""


def same(one: Value, other: Value) -> bool:
    """Whether two values are the same, but for what a scale factor rounds away (half a percent of the value)."""
    if isinstance(one, bool) or isinstance(other, bool):
        return bool(one) == bool(other)
    if isinstance(one, int | float) and isinstance(other, int | float):
        return math.isclose(one, other, rel_tol=0.005, abs_tol=0.01)
    if isinstance(one, tuple) and isinstance(other, tuple):
        return len(one) == len(other) and all(
            same(a, b)
            for left, right in zip(one, other, strict=True)
            for a, b in zip(left, right, strict=True)
        )
    return one == other


def shown(value: Value) -> str:
    """Return a value as a reader wants it in a sentence."""
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, float):
        return f"{value:.6g}"
    if isinstance(value, frozenset):
        return ", ".join(sorted(value)) or "nothing"
    if isinstance(value, tuple):
        return " ".join(f"({x:.6g}, {y:.6g})" for x, y in value)
    return str(value)


def told(values: Mapping[str, Value]) -> str:
    """Return several values in one line; of a switch that is on, the setting says enough."""
    known = {key: value for key, value in values.items() if not (key.endswith("-enable") and value is True)}
    return ", ".join(f"{key} = {shown(value)}" for key, value in (known or values).items()) or "nothing"
