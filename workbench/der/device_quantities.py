"""What a device has beyond the quantities of the mapping: timers, windows, ramps, sides of a mode."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from workbench.der.quantities import TABLES, quantities


@dataclass(frozen=True, slots=True)
class Form:
    """How a value looks and whether it may be set, of a quantity or of a device's own slug."""

    name: str
    unit: str
    writable: bool


@cache
def own_forms() -> Mapping[str, Form]:
    """Return the forms of what ``data/der/device_quantities.csv`` lists, by slug."""
    with (TABLES / "device_quantities.csv").open(encoding="utf-8", newline="") as table:
        rows = list(csv.DictReader(table))
    forms = {row["key"]: Form(row["name"], row["unit"], row["access"] == "read-write") for row in rows}
    return MappingProxyType(forms)


def form_of(key: str) -> Form | None:
    """Return the form of a quantity of the mapping, or of a device's own slug; None for what is neither."""
    row = quantities().get(key)
    return own_forms().get(key) if row is None else Form(row.name, row.unit, row.writable)
