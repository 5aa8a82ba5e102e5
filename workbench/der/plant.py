"""Several devices in parallel as one plant: the table ``data/der/plant.csv`` as rules, and how each is carried out."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fnmatch import fnmatchcase
from functools import cache

from workbench.der.codecs import tables
from workbench.der.device_quantities import form_of
from workbench.der.quantities import Value

MIXED = "mixed"
"""The word where devices say different ones."""


class Rule(StrEnum):
    """How values of several devices become that of the plant."""

    SUM = "sum"
    COUNTED = "counted"
    MEAN = "mean"
    MEAN_SEEN = "mean-seen"
    WEIGHTED = "weighted"
    LEAST = "least"
    GREATEST = "greatest"
    POWER_FACTOR = "power-factor"
    ANY = "any"
    ALL = "all"
    FIRST_OF = "first-of"
    SAME = "same"
    FIRST = "first"


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the table.

    Args:
        quantity: a key, with ``*`` for any letters.
        unit: of the quantity, likewise.
        by: keys of the weights, the first that a device has; of the power factor those of active, reactive and
            apparent power; words in their order.
    """

    quantity: str
    unit: str
    rule: Rule
    by: tuple[str, ...]
    meaning: str


@cache
def rows() -> tuple[Row, ...]:
    """Return all rows; the first that fits a quantity holds for it."""
    return tuple(
        Row(
            row["quantity"],
            row["unit"],
            Rule(row["rule"]),
            tuple(part for part in row["by"].split("; ") if part),
            row["meaning"],
        )
        for row in tables.rows("plant")
    )


@cache
def row_of(key: str) -> Row:
    """Return the row that holds for a quantity; for one that no table names, what holds for the rest."""
    form = form_of(key)
    unit = form.unit if form is not None else ""
    return next(row for row in rows() if fnmatchcase(key, row.quantity) and fnmatchcase(unit, row.unit))


def together(key: str, devices: Sequence[Mapping[str, Value]]) -> Value:
    """Return a quantity of a plant.

    Args:
        devices: what each device shows, by key; those that do not show the quantity do not count.

    Raises:
        ValueError: none of them shows it.
    """
    shown = [(value, device) for device in devices if (value := device.get(key)) is not None]
    if not shown:
        raise ValueError(f"None of {len(devices)} devices shows '{key}'.")
    values, showing = [value for value, _ in shown], [device for _, device in shown]
    if len(values) == 1:
        return values[0]
    row = row_of(key)
    numbers = [
        float(value) for value in values if isinstance(value, int | float) and not isinstance(value, bool)
    ]
    if len(numbers) == len(values):
        return _OF_NUMBERS.get(row.rule, _mean)(row, numbers, showing)
    if all(isinstance(value, bool) for value in values):
        return any(values) if row.rule is Rule.ANY else all(values)
    if all(isinstance(value, frozenset) for value in values):
        return frozenset().union(*(value for value in values if isinstance(value, frozenset)))
    if all(isinstance(value, str) for value in values):
        if row.rule is Rule.FIRST_OF:
            return next((word for word in row.by if word in values), MIXED)
        return values[0] if len(set(values)) == 1 else MIXED
    return values[0]


def amount(values: Mapping[str, Value], keys: Sequence[str]) -> float | None:
    """Return the first of some quantities that is a number; None where none is."""
    for key in keys:
        value = values.get(key)
        if isinstance(value, int | float) and not isinstance(value, bool):
            return float(value)
    return None


_Devices = Sequence[Mapping[str, Value]]


def _sum(row: Row, numbers: Sequence[float], devices: _Devices) -> float:
    return math.fsum(numbers)


def _mean(row: Row, numbers: Sequence[float], devices: _Devices) -> float:
    return _between(math.fsum(numbers) / len(numbers), numbers)


def _mean_seen(row: Row, numbers: Sequence[float], devices: _Devices) -> float:
    seen = [number for number in numbers if number != 0.0]
    return _mean(row, seen, devices) if seen else 0.0


def _least(row: Row, numbers: Sequence[float], devices: _Devices) -> float:
    return min(numbers)


def _greatest(row: Row, numbers: Sequence[float], devices: _Devices) -> float:
    return max(numbers)


def _weighted(row: Row, numbers: Sequence[float], devices: _Devices) -> float:
    weights = [max(0.0, amount(device, row.by) or 0.0) for device in devices]
    total = math.fsum(weights)
    if total <= 0:
        return _mean(row, numbers, devices)
    parts = (number * (weight / total) for number, weight in zip(numbers, weights, strict=True))
    return _between(math.fsum(parts), numbers)


def _power_factor(row: Row, numbers: Sequence[float], devices: _Devices) -> float:
    """Return active over apparent power; its sign is that of active power, and 1 where there is no power.

    Reactive power of one device may be provided by another: factors of devices have no mean that says what the plant
    takes from the grid. Where a device tells neither, the mean is all that is left.
    """
    active, reactive, apparent = (
        [amount(device, (key,)) for device in devices] for key in (row.by[0], row.by[1], row.by[2])
    )
    power = _total(active)
    across = _total(reactive)
    size = math.hypot(power, across) if power is not None and across is not None else _total(apparent)
    if power is None or size is None:
        return _mean(row, numbers, devices)
    if size > 0:
        return max(-1.0, min(1.0, power / size))
    return 1.0 if any(numbers) else 0.0


def _total(values: Sequence[float | None]) -> float | None:
    """Return the sum, or None where one is not known."""
    known = [value for value in values if value is not None]
    return math.fsum(known) if len(known) == len(values) else None


def _between(value: float, numbers: Sequence[float]) -> float:
    """Keep what rounding makes of a mean within what it is the mean of."""
    return max(min(numbers), min(max(numbers), value))


_OF_NUMBERS: Mapping[Rule, Callable[[Row, Sequence[float], _Devices], float]] = {
    Rule.SUM: _sum,
    Rule.COUNTED: _sum,
    Rule.MEAN: _mean,
    Rule.MEAN_SEEN: _mean_seen,
    Rule.WEIGHTED: _weighted,
    Rule.LEAST: _least,
    Rule.GREATEST: _greatest,
    Rule.POWER_FACTOR: _power_factor,
}
