"""What a DER is built for, and where it begins."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

LOWEST_CONTINUOUS = 0.88
"""Share of nominal voltage down to which a DER operates continuously (IEEE 1547-2018, table 14)."""
KINDS = ("pv", "storage", "pv+storage")


@dataclass(frozen=True, slots=True)
class Ratings:
    """Nameplate of one DER, or of many: a number may be an array with one for each.

    What is left at nothing follows from the others: apparent power is the active power, reactive power is 44 % of the
    apparent power (IEEE 1547-2018, clause 5.2, category B), charging is as strong as generating, storage lasts for
    four hours, the current is that of the apparent power at 88 % of nominal voltage.

    Args:
        active_power: W at power factor 1.
        apparent_power: VA.
        reactive_injection: var.
        reactive_absorption: var.
        charge_power: W.
        storage_capacity: Wh.
        voltage: V; between two conductors for split phase and three phases.
        current: A in each conductor.
        frequency: Hz, nominal.
        kind: ``pv``, ``storage`` or ``pv+storage``.
        phases: 1, 2 (split phase) or 3.
        normal_category: ``A`` or ``B``.
        abnormal_category: ``I``, ``II`` or ``III``.
        susceptance: S that stays while it does not energise.
        manufacturer: and the next three: names as the device tells them; a serial number gets the DER's number added.
    """

    active_power: ArrayLike = 10_000.0
    apparent_power: ArrayLike | None = None
    reactive_injection: ArrayLike | None = None
    reactive_absorption: ArrayLike | None = None
    charge_power: ArrayLike | None = None
    storage_capacity: ArrayLike | None = None
    voltage: ArrayLike = 240.0
    current: ArrayLike | None = None
    frequency: float = 60.0
    kind: str | tuple[str, ...] = "pv"
    phases: int = 1
    normal_category: str = "B"
    abnormal_category: str = "III"
    susceptance: ArrayLike = 0.0
    manufacturer: str = "SIWG Workbench"
    model: str = "Reference DER"
    serial_number: str = "SWB"
    software_version: str = "1"

    def __post_init__(self) -> None:
        wrong = [
            f"{name} is {getattr(self, name)!r}; {allowed} are allowed"
            for name, allowed in (
                ("phases", (1, 2, 3)),
                ("normal_category", ("A", "B")),
                ("abnormal_category", ("I", "II", "III")),
            )
            if getattr(self, name) not in allowed
        ]
        kinds = {self.kind} if isinstance(self.kind, str) else set(self.kind)
        if not kinds <= set(KINDS):
            wrong.append(f"kind is {self.kind!r}; {KINDS} are allowed")
        for field in fields(self):
            value = getattr(self, field.name)
            if field.name in NUMBERS and value is not None:
                numbers = np.asarray(value, dtype=float)
                least = 0.0 if field.name in MAY_BE_NOTHING else np.nextafter(0.0, 1.0)
                if not np.all(np.isfinite(numbers) & (numbers >= least)):
                    wrong.append(f"{field.name} is {value!r}; finite numbers above 0 are allowed")
        if wrong:
            raise ValueError("Ratings of a DER: " + "; ".join(wrong) + ".")

    def number(self, name: str) -> Any:
        """Return one of the numbers, worked out where it was left at nothing: a float or an array."""
        value = getattr(self, name)
        if value is not None:
            return np.asarray(value, dtype=float)[()]
        active, apparent = self.number("active_power"), None
        if name == "apparent_power":
            return active
        apparent = self.number("apparent_power")
        if name in ("reactive_injection", "reactive_absorption"):
            absorbing = 0.44 if self.normal_category == "B" or name == "reactive_injection" else 0.25
            return absorbing * apparent
        if name == "charge_power":
            return self._of_storage(active)
        if name == "storage_capacity":
            return self._of_storage(4.0 * active)
        assert name == "current", name
        volts = LOWEST_CONTINUOUS * np.asarray(self.voltage, dtype=float)
        return apparent / (volts * (np.sqrt(3) if self.phases == 3 else 1.0))

    def _of_storage(self, amount: Any) -> Any:
        """Return an amount for those that have storage, and 0 for the others."""
        stores = [kind != "pv" for kind in ((self.kind,) if isinstance(self.kind, str) else self.kind)]
        return amount * stores[0] if len(stores) == 1 else amount * np.asarray(stores, dtype=float)


NUMBERS = (
    "active_power",
    "apparent_power",
    "reactive_injection",
    "reactive_absorption",
    "charge_power",
    "storage_capacity",
    "voltage",
    "current",
    "frequency",
    "susceptance",
)
MAY_BE_NOTHING = (
    "reactive_injection",
    "reactive_absorption",
    "charge_power",
    "storage_capacity",
    "susceptance",
)
