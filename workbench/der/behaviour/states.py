"""What a DER delivers, and what it says of itself in words: state, connection, alarms, limits, functions."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING

from workbench.der.behaviour.active_power import HOT
from workbench.der.behaviour.commands import COMMANDS
from workbench.der.behaviour.entering import FAULT, OFF, RUNNING, STANDBY, THROTTLED, TRIPPED
from workbench.der.behaviour.tripping import CESSATION, DIRECTIONS, MAY_TRIP
from workbench.der.behaviour.words import BITMAPS, MODES, OPERATIONAL_STATES

if TYPE_CHECKING:
    from workbench.der.behaviour.fleet import Fleet

_MODES = frozenset(MODES)


@lru_cache(maxsize=4096)
def _words(key: str, bits: int) -> frozenset[str]:
    return frozenset(word for bit, word in enumerate(BITMAPS[key]) if bits >> bit & 1)


def active(fleet: Fleet, index: int) -> float:
    """Return active power of one DER, W."""
    return float(fleet.state.get("active-power", index))


def reactive(fleet: Fleet, index: int) -> float:
    """Return reactive power of one DER, var."""
    return float(fleet.state.get("reactive-power", index))


def apparent(fleet: Fleet, index: int) -> float:
    """Return apparent power of one DER, VA."""
    return math.hypot(active(fleet, index), reactive(fleet, index))


def state_word(fleet: Fleet, index: int) -> str:
    """Return the operational state of one DER in words: throttled where something holds its power back."""
    state = fleet.state.get("operational-state", index)
    if state == RUNNING:
        if fleet.state.get("throttles", index):
            state = THROTTLED
        elif fleet.state.get("available-power", index) <= 0 and not fleet.ratings.get("has-storage", index):
            state = STANDBY
    return OPERATIONAL_STATES[state]


def connection(fleet: Fleet, index: int) -> frozenset[str]:
    """Return whether one DER is connected, available and operating."""
    found = set()
    if fleet.commands.force.get("connect-disconnect", index):
        found.add("connected")
        if fleet.state.get("available-power", index) > 0 or fleet.ratings.get("has-storage", index):
            found.add("available")
    if fleet.state.get("energises", index):
        found.add("operating")
    if fleet.conditions.get("fault", index):
        found.add("fault")
    return frozenset(found)


def alarms(fleet: Fleet, index: int) -> frozenset[str]:
    """Return the alarms that stand: those of voltage and frequency until the DER is back after they made it trip."""
    found = set()
    state = fleet.state.get("operational-state", index)
    if state == OFF:
        found.add("manual-shutdown")
    if state == TRIPPED:
        found.add("grid-disconnect")
    if state == FAULT:
        found.add("hardware-test-failure")
    if fleet.conditions.get("temperature", index) > HOT:
        found.add("over-temperature")
    riding = ride_through(fleet, index)
    for word, alarm in (
        ("high-voltage", "ac-over-voltage"),
        ("low-voltage", "ac-under-voltage"),
        ("high-frequency", "over-frequency"),
        ("low-frequency", "under-frequency"),
    ):
        if word in riding or f"{word}-operated" in riding:
            found.add(alarm)
    return frozenset(found)


def ride_through(fleet: Fleet, index: int) -> frozenset[str]:
    """Return what one DER rides through, and whether it has tripped."""
    return _words("monitoring-ride-through-status", fleet.state.get("ride-through", index))


def throttles(fleet: Fleet, index: int) -> frozenset[str]:
    """Return what holds active power back."""
    return _words("monitoring-throttle-sources", fleet.state.get("throttles", index))


def throttle(fleet: Fleet, index: int) -> float:
    """Return which share of the available active power is held back, %."""
    could = fleet.state.get("available-power", index)
    if could <= 0 or not throttles(fleet, index):
        return 0.0
    return float(min(100.0, max(0.0, 100.0 * (1.0 - active(fleet, index) / could))))


def limits(fleet: Fleet, index: int) -> frozenset[str]:
    """Return the limits at which one DER stands."""
    found = set()
    held = throttles(fleet, index)
    get = fleet.wanted.get
    if "limit-active-power" in held or active(fleet, index) >= get("setting-maximum-active-power", index) > 0:
        found.add("active-power")
    most = get("setting-maximum-apparent-power", index)
    if apparent(fleet, index) >= most * (1 - 1e-9) > 0:
        found.add("apparent-power")
    var = reactive(fleet, index)
    if var > 0 and var >= get("setting-maximum-reactive-injection", index):
        found.add("reactive-power-injection")
    if var < 0 and -var >= get("setting-maximum-reactive-absorption", index):
        found.add("reactive-power-absorption")
    if active(fleet, index) < 0 and -active(fleet, index) >= get("setting-maximum-charge-rate", index):
        found.add("charge-rate")
    if 0 < fleet.state.get("available-power", index) <= active(fleet, index):
        found.add("available-power")
    return frozenset(found)


def active_modes(fleet: Fleet, index: int) -> frozenset[str]:
    """Return the functions that are in force."""
    force = fleet.commands.force.get
    found = {command.name for command in COMMANDS if command.switch and force(command.switch, index)}
    if not force("connect-disconnect", index):
        found.add("connect-disconnect")
    if fleet.wanted.get("enter-service-permit", index):
        found.add("enter-service")
    if fleet.wanted.get("dynamic-reactive-current-enable", index):
        found.add("dynamic-reactive-current")
    if fleet.state.get("schedules", index):
        found.add("scheduled")
    for direction in DIRECTIONS:
        if fleet.wanted.get(f"{direction}-enable", index):
            what, _, side = direction.split("-")
            found.add(f"{side}-{what}-trip")
            companions = {"may-trip": MAY_TRIP[direction], "momentary-cessation": CESSATION[direction]}
            for word, key in companions.items():
                if fleet.curves.curve(fleet.wanted.get(key, index)):
                    found.add(f"{side}-{what}-{word}")
    return frozenset(found) & _MODES
