"""Many DERs at a time, carried forward in steps. There is no clock here: time is what the steps add up to."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from workbench.der.behaviour import tripping
from workbench.der.behaviour.chance import Chance
from workbench.der.behaviour.columns import Columns
from workbench.der.behaviour.commands import Commands
from workbench.der.behaviour.curves import Curves
from workbench.der.behaviour.entering import RUNNING
from workbench.der.behaviour.inverter import Inverter
from workbench.der.behaviour.moment import Moment
from workbench.der.behaviour.ratings import KINDS, Ratings
from workbench.der.behaviour.readings import MEASURED
from workbench.der.behaviour.settings import settings as writable
from workbench.der.behaviour.settings import when_new
from workbench.der.behaviour.step import advance
from workbench.der.behaviour.words import ENUMERATIONS
from workbench.der.device import OutOfRange, UnknownQuantity

RUN = 8192
"""DERs that are carried forward together: their arrays of one step fit into the processor's cache."""

FORGOTTEN_CURVES = 1_000
"""How many curves that no DER has any more are kept at most; more are forgotten at the next step."""
MOST_CUTS = 16
"""How often a step is cut at most."""

CONDITIONS: dict[str, tuple[float | bool, float, float, str]] = {
    "voltage_pu": (1.0, 0.0, 2.0, "voltage in shares of nominal, all phases"),
    "frequency_hz": (60.0, 0.0, 100.0, "frequency, Hz"),
    "irradiance": (1.0, 0.0, 1.5, "what the sun gives, in shares of 1,000 W/m2"),
    "temperature": (25.0, -90.0, 90.0, "temperature of the air, degC"),
    "load": (0.0, -1e12, 1e12, "load beside the DER, W"),
    "fault": (False, 0, 1, "whether the DER itself has failed"),
    "islanded": (False, 0, 1, "whether the grid is gone and the DER alone with the load"),
}
"""What surrounds a DER: when new, least, most, and what it is."""


class Fleet:
    """DERs of one construction or of many, with their settings, their surroundings and their state.

    Args:
        count: how many.
        ratings: what they are built for.
        seed: of everything that is drawn at random; the same seed and the same steps give the same fleet.
        epoch: date of the start, s since 1970: what schedules are written in.
        in_service: whether they have been running already; otherwise they wait for their enter-service delay first.

    Raises:
        ValueError: no DER, or ratings that do not fit their number.
    """

    def __init__(
        self,
        count: int = 1,
        ratings: Ratings | None = None,
        *,
        seed: int = 0,
        epoch: float = 0.0,
        in_service: bool = True,
    ) -> None:
        if count < 1:
            raise ValueError(f"A fleet has {count} DERs; at least one is allowed.")
        self.count = count
        self.construction = ratings or Ratings()
        self.epoch = epoch
        self.time = 0.0
        """Seconds since the start."""
        self.steps = 0
        """How many steps were taken, and how often surroundings changed."""
        self.curves = Curves()
        self._curves_allowed = FORGOTTEN_CURVES
        self.chance = Chance(seed)
        self.ratings = Columns(count)
        self.conditions = Columns(count)
        self.wanted = Columns(count)
        self.state = Columns(count)
        self._build_ratings()
        for key, (value, _, _, _) in CONDITIONS.items():
            self.conditions.add(key, self.construction.frequency if key == "frequency_hz" else value)
        self._build_settings()
        self.commands = Commands(self.wanted, self.chance)
        self._build_state(in_service)
        self._devices: dict[int, Inverter] = {}

    def __len__(self) -> int:
        return self.count

    def device(self, index: int = 0) -> Inverter:
        """Return one DER, to be read and written by keys.

        Raises:
            IndexError: there is no such DER.
        """
        if not 0 <= index < self.count:
            raise IndexError(f"There is no DER {index}; the fleet has those from 0 to {self.count - 1}.")
        device = self._devices.get(index)
        if device is None:
            device = self._devices[index] = Inverter(self, index)
        return device

    def step(self, seconds: float) -> None:
        """Carry all DERs forward. What surrounds them holds still meanwhile.

        A step is cut where a window or a revert time ends, up to ``MOST_CUTS`` times; ends beyond those have their
        effect at the end of the step. What a schedule says at the beginning of a step holds for it.

        Args:
            seconds: length of the step; above 0.

        Raises:
            ValueError: no such length.
        """
        if not (math.isfinite(seconds) and seconds > 0):
            raise ValueError(f"A step of {seconds!r} s cannot be taken; a finite number above 0 is allowed.")
        self.steps += 1
        end = self.time + seconds
        for _ in range(MOST_CUTS):
            cut = self.commands.next_end
            if not self.time < cut < end:
                break
            self._advance(cut)
        self._advance(end)
        if len(self.curves) > self._curves_allowed:
            self._forget_curves()

    def _advance(self, end: float) -> None:
        seconds = end - self.time
        for start in range(0, self.count, RUN):
            part = slice(start, min(start + RUN, self.count))
            advance(
                Moment(
                    seconds,
                    end,
                    self.epoch + self.time,
                    part,
                    self.conditions,
                    self.ratings,
                    self.wanted,
                    self.commands.force,
                    self.commands.times,
                    self.state,
                    self.curves,
                    self.chance,
                )
            )
        self.time = end
        self.commands.advance(end)

    def _forget_curves(self) -> None:
        """Forget the curves that no DER has any more: a client may write new ones for ever."""
        keys = [key for key, setting in writable().items() if setting.form == "curve"]
        holders = [(self.wanted, key) for key in keys]
        holders += [(self.commands.force, key) for key in keys if key in self.commands.force]
        used = {int(number) for columns, key in holders for number in columns.values(key)}
        self.curves, renamed = self.curves.only(sorted(used))
        for columns, key in holders:
            columns.rename(key, renamed)
        self._curves_allowed = len(used) + FORGOTTEN_CURVES

    def disturb(self, index: int | slice = 0, **conditions: Any) -> None:
        """Change what surrounds one DER, or some of them, from the next step on.

        Args:
            index: which; ``slice(None)`` for all.
            conditions: by name, as ``CONDITIONS`` lists them; ``irradiance`` above 1.5 counts as W/m2. For a slice
                a value may be an array.

        Raises:
            UnknownQuantity: a condition that there is not, with those that there are.
            OutOfRange: a value that nothing on earth has.
        """
        changed: dict[str, Any] = {}
        for name, value in conditions.items():
            if name not in CONDITIONS:
                known = "; ".join(f"{key} ({what})" for key, (*_, what) in CONDITIONS.items())
                raise UnknownQuantity(f"There is no condition {name!r}. There are: {known}.")
            changed[name] = _condition(name, value)
        if isinstance(index, int):
            self.device(index)
        many = len(range(*index.indices(self.count))) if isinstance(index, slice) else 1
        for name, value in changed.items():
            if np.ndim(value) and np.shape(value) != (many,):
                raise OutOfRange(f"{name} has the shape {np.shape(value)} for {many} DERs.")
        self.steps += 1
        for name, value in changed.items():
            self.conditions.set(name, index, value)

    def measured(self, key: str) -> NDArray[np.float64]:
        """Return one quantity of all DERs, for charts and sums; it is only read.

        Those of ``MEASURED`` are at hand; any other number is gathered from one DER after the other. A state or
        another word comes as its number in ``words.ENUMERATIONS``.

        Raises:
            UnknownQuantity: there is no such quantity, or it is no number.
        """
        if key in MEASURED:
            return self.state.array(MEASURED[key])
        if key in self.wanted and writable()[key].form != "curve":
            return self.wanted.array(key)
        values = [self.device(index).read(key) for index in range(self.count)]
        if not isinstance(values[0], bool | int | float):
            raise UnknownQuantity(f"{key!r} is no number, so there is no array of it.")
        found = np.array(values, dtype=float)
        found.flags.writeable = False
        return found

    def settings(self, index: int = 0) -> dict[str, Any]:
        """Return what one DER keeps over a restart, as plain values that JSON can hold.

        That is every setting and command, counters, stored energy, and what revert times still have to run.
        """
        return self.device(index).settings()

    def restore(self, index: int, settings: Mapping[str, Any]) -> None:
        """Put back what ``settings`` returned. Commands are in force at once; revert times go on.

        Raises:
            NotPossible: a value that the DER does not take; nothing changed then.
        """
        self.device(index).restore(settings)

    @property
    def octets(self) -> int:
        """How many bytes of memory all columns take."""
        columns = (self.ratings, self.conditions, self.wanted, self.state)
        return sum(one.octets for one in columns) + self.commands.octets

    def _build_ratings(self) -> None:
        rated, number = self.ratings, self.construction.number
        active, voltage = number("active_power"), number("voltage")
        apparent = number("apparent_power")
        kinds = self.construction.kind
        numbers = np.asarray([KINDS.index(kind) for kind in ((kinds,) if isinstance(kinds, str) else kinds)])
        kind = numbers[0] if len(numbers) == 1 else numbers
        rated.add("kind", kind)
        rated.add("has-pv", np.isin(kind, (0, 2))[()])
        rated.add("has-storage", np.isin(kind, (1, 2))[()])
        charge = number("charge_power")
        discharge = active * np.isin(kind, (1, 2))
        for key, value in {
            "nameplate-active-power": active,
            "nameplate-apparent-power": apparent,
            "nameplate-reactive-injection": number("reactive_injection"),
            "nameplate-reactive-absorption": number("reactive_absorption"),
            "nameplate-charge-active-power": charge,
            "nameplate-charge-apparent-power": charge,
            "nameplate-discharge-active-power": discharge,
            "nameplate-discharge-apparent-power": discharge,
            "nameplate-nominal-voltage": voltage,
            "nameplate-maximum-voltage": 1.2 * voltage,
            "nameplate-minimum-voltage": 0.5 * voltage,
            "nameplate-maximum-current": number("current"),
            "nameplate-reactive-susceptance": number("susceptance"),
            "nameplate-storage-capacity": number("storage_capacity"),
            "current-factor": np.sqrt(3.0) if self.construction.phases == 3 else 1.0,
            "nameplate-nominal-frequency": self.construction.frequency,
        }.items():
            if np.ndim(value) and len(value) != self.count:
                raise ValueError(f"{key} has {len(value)} values for {self.count} DERs.")
            rated.add(key, value)
        for direction, reactive in (("overexcited", "injection"), ("underexcited", "absorption")):
            most = np.minimum(number(f"reactive_{reactive}"), apparent)
            factor = np.sqrt(1.0 - (most / apparent) ** 2)
            rated.add(f"nameplate-active-power-{direction}", np.minimum(active, apparent * factor))
            rated.add(f"nameplate-power-factor-{direction}", factor)

    def _build_settings(self) -> None:
        for key, value in when_new(self.construction).items():
            kept: Any = value
            if isinstance(value, str):
                kept = ENUMERATIONS[key].index(value)
            elif isinstance(value, tuple):
                kept = self.curves.number(value)
            elif not isinstance(value, bool):
                kept = np.asarray(value, dtype=float)[()]
            self.wanted.add(key, kept)

    def _build_state(self, in_service: bool) -> None:
        state = self.state
        state.add("in-service", in_service, each=True)
        state.add("energises", in_service, each=True)
        state.add("soft-start", 1.0 if in_service else 0.0, each=True)
        state.add("operational-state", np.uint8(RUNNING if in_service else 1), each=True)
        for key in ("tripped", "ceasing"):
            state.add(key, False, each=True)
        state.add("ride-through", np.uint16(0), each=True)
        state.add("operated", np.uint16(0), each=True)
        state.add("throttles", np.uint16(0), each=True)
        for key in (
            "good-time",
            "delay-share",
            "reference-power",
            "reference-reactive-power",
            "active-power",
            "reactive-power",
            "available-power",
            "volt-var-power",
            "energy-delivered",
            "reactive-energy-injected",
        ):
            state.add(key, 0.0, each=True)
        for key in ("energy-absorbed", "reactive-energy-absorbed", *tripping.timers()):
            state.add(key, 0.0)
        state.add("volt-watt-share", 100.0)
        state.add("frequency-watt-share", 100.0)
        state.add("mean-volts", np.nan)
        state.add("recovery", 1.0)
        state.add("volt-var-centre", 100.0)
        state.add("frequency-watt", np.uint8(0))
        state.add("schedules", np.uint8(0))
        for key in ("frequency-watt-before", "frequency-watt-power"):
            state.add(key, 0.0)
        capacity = self.ratings.array("nameplate-storage-capacity")
        state.add("stored-energy", 0.5 * capacity)
        if in_service:
            solar = self.ratings.array("has-pv") * self.ratings.array("nameplate-active-power")
            state.set("reference-power", slice(None), solar)
            state.set("active-power", slice(None), solar)
            state.set("available-power", slice(None), solar)


def _condition(name: str, value: Any) -> Any:
    """Return a condition as it is kept.

    Raises:
        OutOfRange: with what is allowed.
    """
    when_new, least, most, what = CONDITIONS[name]
    if isinstance(when_new, bool):
        if not isinstance(value, bool | np.bool_) and getattr(value, "dtype", None) != np.bool_:
            raise OutOfRange(f"{name} is {value!r}; true or false is allowed ({what}).")
        return value
    try:
        number = np.asarray(value, dtype=float)
    except (TypeError, ValueError):
        raise OutOfRange(f"{name} is {value!r}; numbers are allowed ({what}).") from None
    if isinstance(value, bool):
        raise OutOfRange(f"{name} is {value!r}; a number is allowed ({what}).")
    if name == "irradiance":
        number = np.where(number > most, number / 1000.0, number)
    if not np.all(np.isfinite(number) & (number >= least) & (number <= most)):
        raise OutOfRange(f"{name} is {value!r}; {least:g} to {most:g} is allowed ({what}).")
    return number[()]
