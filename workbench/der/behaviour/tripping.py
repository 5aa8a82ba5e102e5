"""Ride-through, must-trip and momentary cessation.

IEEE 1547-2018, clauses 6.4.1 and 6.4.2 (voltage), 6.5.1 and 6.5.2 (frequency), 8.1 (unintentional islands). A DER
rides on until a must-trip time is over, in the may-trip region too, and ceases to energise while a momentary cessation
curve says so.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from workbench.der.behaviour.columns import Part, some
from workbench.der.behaviour.curves import MOST_ZONES
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
ISLAND_SECONDS = 2.0
"""An unintentional island is detected and left within this (IEEE 1547-2018, 8.1.1)."""

_BITS = {word: np.uint16(1 << bit) for bit, word in enumerate(BITMAPS["monitoring-ride-through-status"])}
_SIDES = {
    "voltage-trip-high": "high-voltage",
    "voltage-trip-low": "low-voltage",
    "frequency-trip-high": "high-frequency",
    "frequency-trip-low": "low-frequency",
}
_NONE = np.uint16(0)


def timers() -> list[str]:
    """Return the keys of the times that are kept, s."""
    zones = [f"{direction}-{zone}" for direction in DIRECTIONS for zone in range(MOST_ZONES)]
    return zones + list(MAY_TRIP.values()) + ["island-time"]


@dataclass(frozen=True, slots=True)
class Ride:
    """What voltage and frequency do to DERs in one step.

    Args:
        trips: which have to trip now.
        ceases: which have to cease for the moment.
        status: what they ride through, as bits of ``monitoring-ride-through-status``.
        operated: which protection makes those trip that have to, as such bits.
    """

    trips: Part
    ceases: Part
    status: Part
    operated: Part


def ride(moment: Moment) -> Ride:
    """Advance all timers by the step and return what they come to."""
    trips: Part = islanded(moment)
    ceases: Part = np.False_
    status: Part = _NONE
    operated: Part = _NONE
    volts = measured_volts(moment)
    for direction in DIRECTIONS:
        low = direction.endswith("low")
        value = volts if direction.startswith("voltage") else moment.condition("frequency_hz")
        enabled = moment.setting(f"{direction}-enable")
        side = _SIDES[direction]
        outside, trips_here = _must_trip(moment, direction, value, enabled)
        may = _may_trip(moment, direction, value, enabled)
        for happens, word in ((outside, side), (may, side), (may, "may-trip")):
            if some(happens):
                status = status | np.where(happens, _BITS[word], _NONE)
        if some(trips_here):
            trips = trips | trips_here
            operated = operated | np.where(trips_here, _BITS[f"{side}-operated"], _NONE)
        cessation = moment.setting(CESSATION[direction])
        if moment.curves.zones(cessation):
            threshold, _ = moment.curves.zone(cessation, 0, low=low)
            ceases = ceases | (enabled & _beyond(value, threshold, low))
    if some(ceases):
        status = status | np.where(ceases, _BITS["momentary-cessation"], _NONE)
    return Ride(trips, ceases, status, operated)


def tripped_status(tripped: Part) -> Part:
    """Return the bit that says that a DER has tripped and is not back."""
    return np.where(tripped, _BITS["tripped"], _NONE)


def _must_trip(moment: Moment, direction: str, value: Part, enabled: Part) -> tuple[Part, Part]:
    """Advance the timers of the zones of a must-trip curve; return what is outside, and what has to trip."""
    low = direction.endswith("low")
    numbers = moment.setting(direction)
    anywhere: Part = np.False_
    trips: Part = np.False_
    for zone in range(moment.curves.zones(numbers)):
        threshold, seconds = moment.curves.zone(numbers, zone, low=low)
        outside = enabled & _beyond(value, threshold, low)
        held = _held(moment, f"{direction}-{zone}", outside)
        if held is not None:
            anywhere = anywhere | outside
            trips = trips | (outside & (held >= seconds))
    return anywhere, trips


def _may_trip(moment: Moment, direction: str, value: Part, enabled: Part) -> Part:
    """Return which DERs are free to trip: outside for longer than the may-trip curve asks them to ride on."""
    low = direction.endswith("low")
    key = MAY_TRIP[direction]
    numbers = moment.setting(key)
    if not moment.curves.zones(numbers):
        return np.False_
    nearest, _ = moment.curves.zone(numbers, 0, low=low)
    held = _held(moment, key, enabled & _beyond(value, nearest, low))
    if held is None:
        return np.False_
    may: Part = np.False_
    for zone in range(moment.curves.zones(numbers)):
        threshold, seconds = moment.curves.zone(numbers, zone, low=low)
        may = may | (enabled & _beyond(value, threshold, low) & (held > seconds))
    return may


def _held(moment: Moment, timer: str, outside: Part) -> Part | None:
    """Return for how long each DER has been outside, s; nothing where none is."""
    if not some(outside):
        if moment.state.differs(timer):
            moment.keep(timer, 0.0)
        return None
    held = np.where(outside, moment.state.part(timer, moment.part) + moment.seconds, 0.0)
    moment.state.set(timer, moment.part, held)
    return held


def islanded(moment: Moment) -> Part:
    """Return which DERs have to trip because they found themselves in an unintentional island."""
    alone = moment.setting("anti-islanding-enable") & moment.condition("islanded")
    held = _held(moment, "island-time", alone)
    return np.False_ if held is None else alone & (held >= ISLAND_SECONDS)


def measured_volts(moment: Moment) -> Part:
    """Return the voltage in percent of the set reference, corrected by the set offset."""
    nominal = moment.rating("nameplate-nominal-voltage")
    volts = moment.condition("voltage_pu") * nominal + moment.setting("setting-voltage-reference-offset")
    return 100.0 * volts / moment.setting("setting-voltage-reference")


def _beyond(value: Part, threshold: Part, low: bool) -> Part:
    return value < threshold if low else value > threshold
