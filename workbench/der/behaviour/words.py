"""The words of enumerations and bitmaps that a device reads and takes, by the key of their quantity.

A protocol's codes for them stand in the tables of the translation; here are only the words.
"""

from __future__ import annotations

CURVE_REFERENCES = (
    "maximum-active-power",
    "maximum-reactive-power",
    "available-reactive-power",
    "maximum-apparent-power",
)
"""What the reactive power of a curve is a percentage of."""
EXCITATIONS = ("injecting", "absorbing")
"""Over-excited and under-excited: what reactive power does at a power factor below 1."""
PRIORITIES = ("active", "reactive")
"""What is kept where both powers together would be more than the apparent power."""

MODES = (
    "connect-disconnect",
    "enter-service",
    "limit-active-power",
    "set-active-power",
    "constant-power-factor",
    "constant-power-factor-absorbing",
    "constant-reactive-power",
    "volt-var",
    "volt-watt",
    "watt-var",
    "watt-power-factor",
    "frequency-watt",
    "frequency-watt-curve",
    "dynamic-reactive-current",
    "scheduled",
    "high-voltage-trip",
    "low-voltage-trip",
    "high-frequency-trip",
    "low-frequency-trip",
    "high-voltage-may-trip",
    "low-voltage-may-trip",
    "high-frequency-may-trip",
    "low-frequency-may-trip",
    "high-voltage-momentary-cessation",
    "low-voltage-momentary-cessation",
)
"""Control modes, as those that are supported and as those in force."""

OPERATIONAL_STATES = ("off", "standby", "starting", "running", "throttled", "tripped", "fault")
"""In the order of the numbers that a fleet keeps."""

ALARMS = (
    "ground-fault",
    "dc-over-voltage",
    "ac-disconnect",
    "dc-disconnect",
    "grid-disconnect",
    "manual-shutdown",
    "over-temperature",
    "over-frequency",
    "under-frequency",
    "ac-over-voltage",
    "ac-under-voltage",
    "hardware-test-failure",
)

THROTTLES = (
    "limit-active-power",
    "set-active-power",
    "volt-watt",
    "frequency-watt",
    "enter-service",
    "reactive-power",
    "ramp",
    "temperature",
)
"""What can hold active power back."""

ENUMERATIONS: dict[str, tuple[str, ...]] = {
    "nameplate-normal-category": ("category-a", "category-b"),
    "nameplate-abnormal-category": ("category-i", "category-ii", "category-iii"),
    "monitoring-operational-state": OPERATIONAL_STATES,
    "constant-power-factor-excitation": EXCITATIONS,
    "constant-power-factor-excitation-revert-value": EXCITATIONS,
    "constant-power-factor-absorbing-excitation": EXCITATIONS,
    "constant-power-factor-absorbing-excitation-revert-value": EXCITATIONS,
    "dynamic-reactive-current": ("edge", "centre"),
    "set-active-power-mode": ("percent", "watts"),
    "constant-reactive-power-mode": (*CURVE_REFERENCES, "vars"),
    "constant-reactive-power-priority": PRIORITIES,
    "volt-var-reference": CURVE_REFERENCES,
    "volt-var-priority": PRIORITIES,
    "watt-var-reference": CURVE_REFERENCES,
    "watt-var-priority": PRIORITIES,
    "volt-watt-reference": ("maximum-active-power", "available-active-power"),
    "phases": ("single-phase", "split-phase", "three-phase"),
    "kind": ("pv", "storage", "pv+storage"),
    "storage-status": ("ok", "warning", "error"),
}
"""Words by key, in the order of the numbers that columns hold."""

BITMAPS: dict[str, tuple[str, ...]] = {
    "nameplate-supported-modes": MODES,
    "monitoring-active-modes": MODES,
    "monitoring-throttle-sources": THROTTLES,
    "monitoring-connection-status": ("connected", "available", "operating", "test", "fault"),
    "monitoring-alarm-status": ALARMS,
    "monitoring-limit-flags": (
        "active-power",
        "apparent-power",
        "reactive-power-injection",
        "reactive-power-absorption",
        "charge-rate",
        "available-power",
    ),
    "monitoring-ride-through-status": (
        "high-voltage",
        "low-voltage",
        "high-frequency",
        "low-frequency",
        "momentary-cessation",
        "may-trip",
        "tripped",
        "high-voltage-operated",
        "low-voltage-operated",
        "high-frequency-operated",
        "low-frequency-operated",
    ),
}
