"""One DER of a fleet, read and written by the keys of its quantities."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

from workbench.der.behaviour.commands import COMMANDS, command_of
from workbench.der.behaviour.readings import READINGS
from workbench.der.behaviour.settings import as_number, settings
from workbench.der.device import NotWritable, OutOfRange, UnknownQuantity
from workbench.der.quantities import Value

if TYPE_CHECKING:
    from workbench.der.behaviour.fleet import Fleet

COUNTERS = ("energy-delivered", "energy-absorbed", "reactive-energy-injected", "reactive-energy-absorbed")
RAMP_TIME, RAMP_RATE = "enter-service-ramp-time", "setting-soft-start-ramp-rate"


class Inverter:
    """One DER; a ``Device`` that adapters serve.

    Args:
        fleet: where it belongs.
        index: its number there.
    """

    def __init__(self, fleet: Fleet, index: int) -> None:
        self.fleet = fleet
        self.index = index
        self._settings = settings()
        self._writes = 0

    @property
    def revision(self) -> tuple[int, int]:
        """What changes whenever a value may have changed: an adapter may keep what it has read until then."""
        return self.fleet.steps, self._writes

    def keys(self) -> Collection[str]:
        """Return the keys that can be read."""
        return KEYS

    def read(self, key: str) -> Value:
        """Return the value now, in the unit of the table.

        A setting reads as it was written, a reading as of the last step.

        Raises:
            UnknownQuantity: no such key here.
        """
        reading = READINGS.get(key)
        if reading is not None:
            value: Value = reading(self.fleet, self.index)
            return value
        setting = self._settings.get(key)
        if setting is None:
            raise UnknownQuantity(f"This DER has no quantity {key!r}; keys() lists those that it has.")
        return setting.read(self.fleet.wanted.get(key, self.index), self.fleet.curves)

    def write(self, key: str, value: Value) -> None:
        """Set a quantity. A command is in force when this returns, or when its window is over.

        Raises:
            UnknownQuantity: no such key here.
            NotWritable: it is only read.
            OutOfRange: the value is not of its form, or outside its range.
        """
        fleet, index = self.fleet, self.index
        setting = settings().get(key)
        if setting is None:
            if key in READINGS:
                raise NotWritable(f"{key} is only read; it cannot be set to {value!r}.")
            raise UnknownQuantity(f"This DER has no quantity {key!r}; keys() lists those that it has.")
        stored = setting.stored(value, self._bounds(), fleet.curves)
        paired = _pair(key, stored)
        fleet.wanted.set(key, index, stored)
        self._writes += 1
        command = command_of().get(key)
        if command is not None:
            fleet.commands.written(command, key, index, fleet.time)
        elif paired:
            fleet.wanted.set(paired[0], index, paired[1])

    def settings(self) -> dict[str, Any]:
        """Return what it keeps over a restart, as plain values."""
        fleet, index = self.fleet, self.index
        remaining = {
            command.name: fleet.commands.remaining(command, "revert-at", index, fleet.time)
            for command in COMMANDS
            if fleet.commands.runs(command, index)
        }
        return {
            "settings": {key: _plain(self.read(key)) for key in settings()},
            "counters": {key: fleet.state.get(key, index) for key in COUNTERS},
            "stored-energy": fleet.state.get("stored-energy", index),
            "revert-remaining": remaining,
        }

    def restore(self, kept: Mapping[str, Any]) -> None:
        """Put back what ``settings`` returned; the device is as after a restart.

        Raises:
            UnknownQuantity: a setting that it does not have.
            OutOfRange: a value that it does not take; nothing changed then.
        """
        fleet, index = self.fleet, self.index
        bounds = self._bounds()
        stored: dict[str, Any] = {}
        wrong: list[str] = []
        for key, value in dict(kept.get("settings", {})).items():
            setting = settings().get(key)
            if setting is None:
                raise UnknownQuantity(f"This DER has no setting {key!r}.")
            try:
                stored[key] = setting.stored(value, bounds, fleet.curves)
            except OutOfRange as error:
                wrong.append(str(error))
        counters, remaining, energy = self._others(kept, wrong)
        if wrong:
            raise OutOfRange(" ".join(wrong))
        self._writes += 1
        for key, number in stored.items():
            fleet.wanted.set(key, index, number)
        for key, count in counters.items():
            fleet.state.set(key, index, count)
        if energy is not None:
            fleet.state.set("stored-energy", index, energy)
        fleet.commands.resume(index, fleet.time, remaining)

    def _others(
        self, kept: Mapping[str, Any], wrong: list[str]
    ) -> tuple[dict[str, float], dict[str, float], float | None]:
        """Return counters, revert times that run and stored energy; add a sentence for each that cannot be."""

        def number(name: str, value: object, most: float) -> float:
            found = as_number(value)
            if found is None or not 0 <= found <= most:
                wrong.append(f"{name} is {value!r}; a number from 0 to {most:g} is allowed.")
                return 0.0
            return found

        names = {command.name for command in COMMANDS}
        counters = dict(kept.get("counters", {}))
        remaining = dict(kept.get("revert-remaining", {}))
        wrong += [f"There is no counter {name!r}." for name in counters if name not in COUNTERS]
        wrong += [f"There is no command {name!r}." for name in remaining if name not in names]
        energy = kept.get("stored-energy")
        capacity = self.fleet.ratings.get("nameplate-storage-capacity", self.index)
        return (
            {name: number(name, value, 1e18) for name, value in counters.items()},
            {name: number(f"{name}-revert-remaining", value, 2.0**32) for name, value in remaining.items()},
            None if energy is None else number("stored-energy", energy, capacity),
        )

    def _bounds(self) -> Mapping[str, float]:
        return _Ratings(self.fleet, self.index)


def _pair(key: str, number: float) -> tuple[str, float] | None:
    """Return the other of the two settings that say one ramp, and what it becomes.

    SunSpec 703 has the soft start as a time, IEEE 2030.5 as a rate.

    Raises:
        OutOfRange: the other could not be so much.
    """
    if key not in (RAMP_TIME, RAMP_RATE):
        return None
    other = settings()[RAMP_RATE if key == RAMP_TIME else RAMP_TIME]
    most = float(other.maximum[0])
    if 0 < number < 100.0 / most:
        unit = settings()[key].unit
        raise OutOfRange(f"{key} is {number:g} {unit}; 0 or at least {100.0 / most:g} {unit} is allowed.")
    return other.key, min(100.0 / number, most) if number > 0 else 0.0


class _Ratings(Mapping[str, float]):
    """The ratings of one DER by key, read when asked for."""

    def __init__(self, fleet: Fleet, index: int) -> None:
        self._fleet, self._index = fleet, index

    def __getitem__(self, key: str) -> float:
        return float(self._fleet.ratings.get(key, self._index))

    def __iter__(self) -> Any:
        raise NotImplementedError

    def __len__(self) -> int:
        raise NotImplementedError


def _plain(value: Value) -> Any:
    """Return a value as JSON holds it: a curve as lists."""
    return [list(point) for point in value] if isinstance(value, tuple) else value


KEYS: Collection[str] = (*READINGS, *(key for key in settings() if key not in READINGS))
