"""Ride-through, must-trip and momentary cessation.

IEEE 1547-2018, clauses 6.4.1 and 6.4.2 (voltage), 6.5.1 and 6.5.2 (frequency), 8.1.2 (unintentional islands); Rule 21,
Hh.2.b to Hh.2.d. A DER rides on until a must-trip time is over, in the may-trip region too, and ceases to energise
while a momentary cessation curve says so.
"""

from __future__ import annotations

import numpy as np

from workbench.der.behaviour.columns import Part
from workbench.der.behaviour.moment import Moment
from workbench.der.behaviour.words import BITMAPS

DIRECTIONS = ("voltage-trip-high", "voltage-trip-low", "frequency-trip-high", "frequency-trip-low")
CESSATION = {
    "voltage-trip-high": "momentary-cessation-high",
    "voltage-trip-low": "momentary-cessation-low",
    "frequency-trip-high": "frequency-momentary-cessation-high",
    "frequency-trip-low": "frequency-momentary-cessation-low",
}
MAY_TRIP = {
    "voltage-trip-high": "voltage-may-trip-high",
    "voltage-trip-low": "voltage-may-trip-low",
    "frequency-trip-high": "frequency-may-trip-high",
    "frequency-trip-low": "frequency-may-trip-low",
}
MOST_ZONES = 5
"""Steps of a trip curve that are timed one by one."""
ISLAND_SECONDS = 2.0
"""An unintentional island is detected and left within this (IEEE 1547-2018, 8.1.1)."""

_BITS = {word: 1 << bit for bit, word in enumerate(BITMAPS["monitoring-ride-through-status"])}
_RIDING = {
    "voltage-trip-high": _BITS["high-voltage"],
    "voltage-trip-low": _BITS["low-voltage"],
    "frequency-trip-high": _BITS["high-frequency"],
    "frequency-trip-low": _BITS["low-frequency"],
}


def timers() -> list[str]:
    """Return the keys of the times that are kept, s."""
    return [f"{direction}-{zone}" for direction in DIRECTIONS for zone in range(MOST_ZONES)]


def trips(moment: Moment) -> tuple[Part, Part]:
    """Advance all timers and return which DERs have to trip now, and which have to cease for the moment."""
    tripping: Part = np.False_
    ceasing: Part = np.False_
    riding: Part = np.uint8(0)
    volts = measured_volts(moment)
    for direction in DIRECTIONS:
        low = direction.endswith("low")
        value = volts if direction.startswith("voltage") else moment.condition("frequency_hz")
        enabled = moment.setting(f"{direction}-enable")
        numbers = moment.setting(direction)
        for zone in range(min(MOST_ZONES, moment.curves.zones(numbers, low=low))):
            timer = f"{direction}-{zone}"
            threshold, seconds = moment.curves.zone(numbers, zone, low=low)
            outside = enabled & _beyond(value, threshold, low)
            if not np.any(outside):
                if moment.state.differs(timer):
                    moment.keep(timer, 0.0)
                continue
            held = np.where(outside, moment.state.part(timer, moment.part) + moment.seconds, 0.0)
            moment.state.set(timer, moment.part, held)
            tripping = tripping | (outside & (held >= seconds))
            riding = riding | np.where(outside, _RIDING[direction], 0).astype(np.uint8)
        cessation = moment.setting(CESSATION[direction])
        if moment.curves.zones(cessation, low=low):
            threshold, _ = moment.curves.zone(cessation, 0, low=low)
            ceasing = ceasing | (enabled & _beyond(value, threshold, low))
    riding = riding | np.where(ceasing, _BITS["momentary-cessation"], 0).astype(np.uint8)
    riding = riding | np.where(tripping, _BITS["tripped"], 0).astype(np.uint8)
    moment.keep("ride-through", riding)
    return tripping | islanded(moment), ceasing


def islanded(moment: Moment) -> Part:
    """Return which DERs have to trip because they found themselves in an unintentional island."""
    alone = moment.setting("anti-islanding-enable") & moment.condition("islanded")
    if not np.any(alone) and not moment.state.differs("island-time"):
        return np.False_
    held = np.where(alone, moment.state.part("island-time", moment.part) + moment.seconds, 0.0)
    moment.state.set("island-time", moment.part, held)
    return alone & (held >= ISLAND_SECONDS)


def measured_volts(moment: Moment) -> Part:
    """Return the voltage in percent of the set reference, corrected by the set offset."""
    nominal = moment.rating("nameplate-nominal-voltage")
    volts = moment.condition("voltage_pu") * nominal + moment.setting("setting-voltage-reference-offset")
    return 100.0 * volts / moment.setting("setting-voltage-reference")


def _beyond(value: Part, threshold: Part, low: bool) -> Part:
    return value < threshold if low else value > threshold
