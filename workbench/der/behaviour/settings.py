"""What can be set on a DER, within which range, and where it stands when new."""

from __future__ import annotations

import csv
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from types import MappingProxyType

from workbench.der.behaviour import defaults
from workbench.der.behaviour.curves import MOST_EVENTS, MOST_POINTS, Curves
from workbench.der.behaviour.ratings import Ratings
from workbench.der.behaviour.words import ENUMERATIONS
from workbench.der.device import OutOfRange
from workbench.der.quantities import TABLES, Curve, Value, quantities

Bound = float | str
"""A number, or the key of a rating (with a minus before it for its negative)."""


@dataclass(frozen=True, slots=True)
class Own:
    """A quantity of this device that the mapping has no row for: a row of ``device_quantities.csv``.

    Args:
        minimum: and ``maximum``: of what may be written, in the unit; empty where nothing is written or words are.
            A key of a rating stands for its value; for a curve, the two axes with a semicolon between.
        default: where a new device stands; ``curve`` where that follows from its category.
    """

    key: str
    name: str
    unit: str
    access: str
    meaning: str
    minimum: str
    maximum: str
    default: str


@cache
def own_quantities() -> Mapping[str, Own]:
    """Return the quantities that only this device has, by key, in the order of the table."""
    with (TABLES / "device_quantities.csv").open(encoding="utf-8", newline="") as table:
        return MappingProxyType({row["key"]: Own(**row) for row in csv.DictReader(table)})


@dataclass(frozen=True, slots=True)
class Setting:
    """One quantity that can be written.

    Args:
        unit: as in the table.
        minimum: and ``maximum``: of a number, or of the two axes of a curve; none for words and switches.
        default: what it is when new; nothing where it follows from the ratings.
    """

    key: str
    unit: str
    minimum: tuple[Bound, ...]
    maximum: tuple[Bound, ...]
    default: Value | None
    form: str = field(init=False)
    """``bool``, ``enum``, ``curve`` or ``number``."""

    def __post_init__(self) -> None:
        form = self.unit if self.unit in ("bool", "enum") else "curve" if "," in self.unit else "number"
        object.__setattr__(self, "form", form)

    def stored(self, value: object, bounds: Mapping[str, float], curves: Curves) -> bool | float | int:
        """Return how a value is kept: a number for a word or a curve.

        Args:
            bounds: ratings of the DER by key.
            curves: where curves are kept.

        Raises:
            OutOfRange: the value is not of the form or outside the range; the sentence says what is allowed.
        """
        if self.form == "bool":
            if not isinstance(value, bool):
                raise OutOfRange(f"{self.key} is {value!r}; it is either true or false.")
            return value
        if self.form == "enum":
            words = ENUMERATIONS[self.key]
            if not isinstance(value, str) or value not in words:
                raise OutOfRange(f"{self.key} is {value!r}; these words are allowed: {', '.join(words)}.")
            return words.index(value)
        if self.form == "curve":
            return curves.number(self._curve(value))
        least, most = self._range(0, bounds)
        number = as_number(value)
        if number is None or not least <= number <= most:
            raise OutOfRange(
                f"{self.key} is {_told(value)} {self.unit}; "
                f"a number from {least:g} to {most:g} {self.unit} is allowed."
            )
        return number

    def read(self, kept: bool | float | int, curves: Curves) -> Value:
        """Return the value of what is kept."""
        form = self.form
        if form == "number":
            return kept
        if form == "enum":
            return ENUMERATIONS[self.key][int(kept)]
        return curves.curve(int(kept)) if form == "curve" else kept

    def _range(self, axis: int, bounds: Mapping[str, float]) -> tuple[float, float]:
        least, most = (
            bound if isinstance(bound, float) else _of_rating(bound, bounds)
            for bound in (self.minimum[axis], self.maximum[axis])
        )
        return least, most

    def _curve(self, value: object) -> Curve:
        units = self.unit.split(",")
        least = 0 if self.key in MAY_BE_EMPTY else 1 if units[1] == "s" else 2
        most = MOST_EVENTS if self.key.endswith("-schedule") else MOST_POINTS
        allowed = (
            f"{least} to {most} points are allowed, "
            + " and ".join(
                f"{low:g} to {high:g} {unit}"
                for unit, (low, high) in zip(units, (self._range(0, {}), self._range(1, {})), strict=True)
            )
            + f", in rising order of {units[0]}"
        )
        try:
            points = tuple((as_number(x), as_number(y)) for x, y in value)  # type: ignore[attr-defined]
        except (TypeError, ValueError):
            raise OutOfRange(f"{self.key} is {_told(value)}, which is no row of points; {allowed}.") from None
        if not least <= len(points) <= most:
            raise OutOfRange(f"{self.key} has {len(points)} points; {allowed}.")
        good: list[tuple[float, float]] = []
        for number, point in enumerate(points, 1):
            for axis, coordinate in enumerate(point):
                low, high = self._range(axis, {})
                if coordinate is None or not low <= coordinate <= high:
                    raise OutOfRange(f"{self.key}: point {number} is {_told(tuple(point))}; {allowed}.")
            good.append((float(point[0] or 0.0), float(point[1] or 0.0)))
            if number > 1 and good[-1][0] < good[-2][0]:
                raise OutOfRange(f"{self.key}: point {number} lies before point {number - 1}; {allowed}.")
        return tuple(good)


def as_number(value: object) -> float | None:
    """Return a finite number as a float, nothing for everything else."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if math.isfinite(number) else None


def _told(value: object) -> str:
    text = f"{value:g}" if isinstance(value, float) else repr(value)
    return text if len(text) <= 80 else text[:77] + "..."


def _of_rating(bound: str, bounds: Mapping[str, float]) -> float:
    return -bounds[bound[1:]] if bound.startswith("-") else bounds[bound]


MAY_BE_EMPTY = frozenset(
    {
        "momentary-cessation-high",
        "momentary-cessation-low",
        "frequency-momentary-cessation-high",
        "frequency-momentary-cessation-low",
        "voltage-may-trip-high",
        "voltage-may-trip-low",
        "frequency-may-trip-high",
        "frequency-may-trip-low",
        "voltage-trip-high",
        "voltage-trip-low",
        "frequency-trip-high",
        "frequency-trip-low",
        "limit-active-power-schedule",
        "set-active-power-schedule",
        "constant-power-factor-schedule",
        "constant-reactive-power-schedule",
    }
)
"""Curves that may have no points: nothing of the kind happens then."""

_PERCENT_VOLTS, _HERTZ = (0.0, 200.0), (40.0, 80.0)
_SECONDS = (0.0, 10_000.0)

# Minimum, maximum and default of what the mapping has a row for. A default of nothing follows from the ratings.
_OF_TABLE: dict[str, tuple[Bound, Bound, Value | None]] = {
    "setting-maximum-active-power": (0.0, "nameplate-active-power", None),
    "setting-maximum-apparent-power": (0.0, "nameplate-apparent-power", None),
    "setting-maximum-reactive-injection": (0.0, "nameplate-reactive-injection", None),
    "setting-maximum-reactive-absorption": (0.0, "nameplate-reactive-absorption", None),
    "setting-maximum-charge-rate": (0.0, "nameplate-charge-active-power", None),
    "setting-voltage-reference": ("nameplate-minimum-voltage", "nameplate-maximum-voltage", None),
    "setting-voltage-reference-offset": (-1_000.0, 1_000.0, 0.0),
    "setting-default-ramp-rate": (0.0, 10_000.0, 100.0),
    "setting-soft-start-ramp-rate": (0.0, 10_000.0, None),
    "connect-disconnect": ("", "", True),
    "enter-service-permit": ("", "", True),
    "enter-service-voltage-high": (100.0, 150.0, 105.0),
    "enter-service-voltage-low": (0.0, 100.0, 91.7),
    "enter-service-frequency-high": (40.0, 80.0, None),
    "enter-service-frequency-low": (40.0, 80.0, None),
    "enter-service-delay": (0.0, 86_400.0, 300.0),
    "enter-service-random-delay": (0.0, 86_400.0, 0.0),
    "enter-service-ramp-time": (0.0, 86_400.0, 300.0),
    "limit-active-power-enable": ("", "", False),
    "limit-active-power": (0.0, 100.0, 100.0),
    "set-active-power": (-100.0, 100.0, 0.0),
    "set-active-power-absolute": ("-nameplate-charge-active-power", "nameplate-active-power", 0.0),
    "constant-power-factor-enable": ("", "", False),
    "constant-power-factor-injecting": (0.0, 1.0, 1.0),
    "constant-power-factor-excitation": ("", "", "injecting"),
    "constant-power-factor-absorbing": (0.0, 1.0, 1.0),
    "constant-reactive-power-enable": ("", "", False),
    "constant-reactive-power": (-100.0, 100.0, 0.0),
    "volt-var-enable": ("", "", False),
    "volt-var-response-time": (0.0, 3_600.0, None),
    "volt-var-reference-adjustment": ("", "", False),
    "volt-var-reference-time-constant": (1.0, 86_400.0, 300.0),
    "volt-watt-enable": ("", "", False),
    "volt-watt-response-time": (0.0, 3_600.0, None),
    "frequency-watt-enable": ("", "", True),
    "frequency-watt-deadband-high": (0.0, 10.0, 0.036),
    "frequency-watt-droop-high": (0.01, 1.0, 0.05),
    "frequency-watt-deadband-low": (0.0, 10.0, 0.036),
    "frequency-watt-droop-low": (0.01, 1.0, 0.05),
    "frequency-watt-response-time": (0.0, 3_600.0, None),
    "dynamic-reactive-current": ("", "", "centre"),
}
_CURVES_OF_TABLE: dict[str, tuple[tuple[float, float], tuple[float, float]]] = {
    "volt-var-curve": (_PERCENT_VOLTS, (-100.0, 100.0)),
    "volt-watt-curve": (_PERCENT_VOLTS, (-100.0, 100.0)),
    "watt-var-curve": ((-100.0, 100.0), (-100.0, 100.0)),
    "watt-power-factor-curve": ((-100.0, 100.0), (-1.0, 1.0)),
    "voltage-trip-high": (_PERCENT_VOLTS, _SECONDS),
    "voltage-trip-low": (_PERCENT_VOLTS, _SECONDS),
    "momentary-cessation-high": (_PERCENT_VOLTS, _SECONDS),
    "momentary-cessation-low": (_PERCENT_VOLTS, _SECONDS),
    "frequency-trip-high": (_HERTZ, _SECONDS),
    "frequency-trip-low": (_HERTZ, _SECONDS),
    "frequency-watt-curve": (_HERTZ, (-100.0, 200.0)),
}


@cache
def settings() -> Mapping[str, Setting]:
    """Return everything that can be written, by key."""
    found: dict[str, Setting] = {}
    for key, row in quantities().items():
        if key in _CURVES_OF_TABLE:
            (low_x, high_x), (low_y, high_y) = _CURVES_OF_TABLE[key]
            found[key] = Setting(key, row.unit, (low_x, low_y), (high_x, high_y), None)
        elif key in _OF_TABLE:
            minimum, maximum, default = _OF_TABLE[key]
            found[key] = Setting(key, row.unit, (minimum,), (maximum,), default)
    for key, own in own_quantities().items():
        if own.access == "read-write":
            found[key] = Setting(
                key, own.unit, _bounds(own.minimum), _bounds(own.maximum), _default(own.unit, own.default)
            )
    return MappingProxyType(found)


def _bounds(text: str) -> tuple[Bound, ...]:
    def bound(part: str) -> Bound:
        try:
            return float(part)
        except ValueError:
            return part

    return tuple(bound(part) for part in text.split(";"))


def _default(unit: str, text: str) -> Value | None:
    if text in ("", "curve"):
        return None
    if unit == "bool":
        return text == "true"
    return text if unit == "enum" else float(text)


def when_new(ratings: Ratings) -> dict[str, object]:
    """Return where a new DER stands, by key: numbers (or arrays of them, as the ratings have), words and curves."""
    stands: dict[str, object] = {
        key: one.default for key, one in settings().items() if one.default is not None
    }
    stands.update(defaults.curves(ratings))
    stands.update(defaults.response_times(ratings))
    active, voltage = ratings.number("active_power"), ratings.number("voltage")
    stands |= {
        "setting-maximum-active-power": active,
        "setting-maximum-apparent-power": ratings.number("apparent_power"),
        "setting-maximum-reactive-injection": ratings.number("reactive_injection"),
        "setting-maximum-reactive-absorption": ratings.number("reactive_absorption"),
        "setting-maximum-charge-rate": ratings.number("charge_power"),
        "setting-maximum-discharge-rate": ratings._of_storage(active),
        "setting-maximum-charge-apparent-power": ratings.number("charge_power"),
        "setting-voltage-reference": voltage,
        "setting-maximum-voltage": 1.2 * voltage,
        "setting-minimum-voltage": 0.5 * voltage,
        "setting-soft-start-ramp-rate": 100.0 / 300.0,
        "enter-service-frequency-high": ratings.frequency + 0.1,
        "enter-service-frequency-low": ratings.frequency - 0.5,
    }
    for key in settings():
        if key not in stands:
            stands[key] = stands[key.removesuffix("-revert-value")]
    return stands
