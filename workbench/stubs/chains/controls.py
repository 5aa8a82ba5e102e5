"""Controls that a test bench offers by name, in the units of the mapping."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from workbench.der.quantities import Curve, Value

CURVES: Mapping[str, Curve] = {
    "Category B, as IEEE 1547-2018 begins": ((92.0, 44.0), (98.0, 0.0), (102.0, 0.0), (108.0, -44.0)),
    "Category A, as IEEE 1547-2018 begins": ((90.0, 25.0), (100.0, 0.0), (110.0, -25.0)),
    "Flat: no reactive power at any voltage": ((90.0, 0.0), (110.0, 0.0)),
}
"""Volt-var curves by name: percent of nominal voltage, percent of what the curve refers to."""


@dataclass(frozen=True)
class Control:
    """One control.

    Args:
        words: what it does, for lists.
        values: by key.
    """

    words: str
    values: Mapping[str, Value]


def limit(percent: float) -> Control:
    """A ceiling on active power, percent of the set maximum."""
    return Control(f"limit to {percent:g} %", {"limit-active-power": float(percent)})


def volt_var(name: str) -> Control:
    """A volt-var curve of ``CURVES``.

    Raises:
        KeyError: there is none of that name.
    """
    return Control(f"volt-var curve: {name}", {"volt-var-curve": CURVES[name]})


def connection(connected: bool) -> Control:
    """Connect to the grid, or disconnect from it."""
    return Control("connect" if connected else "disconnect", {"connect-disconnect": connected})


def surroundings(sun_percent: float, voltage_percent: float, frequency_hz: float) -> Mapping[str, Value]:
    """Conditions around inverters, as ``disturb`` takes them.

    Args:
        sun_percent: of 1,000 W/m2.
        voltage_percent: of nominal.
    """
    return {
        "irradiance": sun_percent / 100,
        "voltage_pu": voltage_percent / 100,
        "frequency_hz": float(frequency_hz),
    }
