"""What can be read of one DER and not be written: nameplate, measurements, remaining times, states in words."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from workbench.der.behaviour.commands import COMMANDS, Command
from workbench.der.behaviour.schedules import SCHEDULES, Schedule
from workbench.der.behaviour.states import (
    active,
    active_modes,
    alarms,
    apparent,
    connection,
    limits,
    reactive,
    ride_through,
    state_word,
    throttle,
    throttles,
)
from workbench.der.behaviour.words import ENUMERATIONS, MODES
from workbench.der.quantities import Value

if TYPE_CHECKING:
    from workbench.der.behaviour.fleet import Fleet

Reading = Callable[["Fleet", int], Value]

MEASURED = {
    "monitoring-active-power": "active-power",
    "monitoring-reactive-power": "reactive-power",
    "monitoring-available-active-power": "available-power",
    "monitoring-energy-delivered": "energy-delivered",
    "monitoring-stored-energy": "stored-energy",
    "monitoring-operational-state": "operational-state",
}
"""Readings that are kept as an array, with the column of each."""

DC_VOLTS = 400.0
"""What the model holds the DC side at."""
WARMS = 15.0
"""How much warmer than the air the cabinet is at full power, degC."""


def _rating(key: str) -> Reading:
    return lambda fleet, index: float(fleet.ratings.get(key, index))


def _state(key: str) -> Reading:
    return lambda fleet, index: float(fleet.state.get(key, index))


def _condition(key: str) -> Reading:
    return lambda fleet, index: float(fleet.conditions.get(key, index))


def volts(fleet: Fleet, index: int) -> float:
    """Return the voltage at the terminals of one DER, V: between conductors for split phase and three phases."""
    return float(
        fleet.conditions.get("voltage_pu", index) * fleet.ratings.get("nameplate-nominal-voltage", index)
    )


def power_factor(fleet: Fleet, index: int) -> float:
    """Return the power factor of one DER: 1 where there is no power; its sign is that of active power."""
    size = apparent(fleet, index)
    return active(fleet, index) / size if size > 0 else 1.0


def phase_volts(fleet: Fleet, index: int) -> float:
    """Return the voltage of a phase to neutral, V."""
    return volts(fleet, index) / (1.0, 2.0, math.sqrt(3.0))[fleet.construction.phases - 1]


def phase_amperes(fleet: Fleet, index: int) -> float:
    """Return the current of each phase, A; 0 where there is no voltage."""
    voltage = phase_volts(fleet, index) * fleet.construction.phases
    return apparent(fleet, index) / voltage if voltage > 0 else 0.0


def _of_phase(whole: Reading, number: int, *, shared: bool) -> Reading:
    """Return the reading of one phase: 0 where the DER has no such phase.

    Args:
        shared: whether the phases share the amount equally.
    """

    def read(fleet: Fleet, index: int) -> float:
        phases = fleet.construction.phases
        if number > phases:
            return 0.0
        amount = float(whole(fleet, index))  # type: ignore[arg-type]
        return amount / phases if shared else amount

    return read


def _between(number: int) -> Reading:
    def read(fleet: Fleet, index: int) -> float:
        return volts(fleet, index) if fleet.construction.phases == 3 or number == 1 else 0.0

    return read


def available_reactive(fleet: Fleet, index: int) -> float:
    """Return the reactive power that could be injected beside the active power of now, var."""
    size = fleet.wanted.get("setting-maximum-apparent-power", index)
    left = math.sqrt(max(size**2 - active(fleet, index) ** 2, 0.0))
    return float(min(left, fleet.wanted.get("setting-maximum-reactive-injection", index)))


def state_of_charge(fleet: Fleet, index: int) -> float:
    """Return usable energy in percent of the capacity; 0 without storage."""
    capacity = fleet.ratings.get("nameplate-storage-capacity", index)
    return float(100.0 * fleet.state.get("stored-energy", index) / capacity) if capacity > 0 else 0.0


def waiting(fleet: Fleet, index: int) -> float:
    """Return how long until one DER may come back, if it waits, s."""
    if fleet.state.get("in-service", index):
        return 0.0
    return max(0.0, longest_wait(fleet, index) - float(fleet.state.get("good-time", index)))


def longest_wait(fleet: Fleet, index: int) -> float:
    """Return the whole wait of one DER before it comes back, s."""
    get = fleet.wanted.get
    share = fleet.state.get("delay-share", index)
    return float(get("enter-service-delay", index) + share * get("enter-service-random-delay", index))


def cabinet(fleet: Fleet, index: int) -> float:
    """Return the temperature of the cabinet: that of the air and what the power adds, degC."""
    share = abs(active(fleet, index)) / fleet.ratings.get("nameplate-active-power", index)
    return float(fleet.conditions.get("temperature", index) + WARMS * share)


def _remaining(command: Command, what: str) -> Reading:
    return lambda fleet, index: fleet.commands.remaining(command, what, index, fleet.time)


def _in_force(command: Command) -> Reading:
    switch = command.switch or command.values[0]
    return lambda fleet, index: bool(fleet.commands.force.get(switch, index))


def _all() -> Mapping[str, Reading]:
    found: dict[str, Reading] = {
        key: _rating(key)
        for key in (
            "nameplate-active-power",
            "nameplate-active-power-overexcited",
            "nameplate-power-factor-overexcited",
            "nameplate-active-power-underexcited",
            "nameplate-power-factor-underexcited",
            "nameplate-apparent-power",
            "nameplate-reactive-injection",
            "nameplate-reactive-absorption",
            "nameplate-charge-active-power",
            "nameplate-charge-apparent-power",
            "nameplate-discharge-active-power",
            "nameplate-discharge-apparent-power",
            "nameplate-nominal-voltage",
            "nameplate-maximum-voltage",
            "nameplate-minimum-voltage",
            "nameplate-maximum-current",
            "nameplate-reactive-susceptance",
            "nameplate-storage-capacity",
            "nameplate-nominal-frequency",
        )
    }
    found |= {
        "nameplate-normal-category": lambda fleet, index: (
            f"category-{fleet.construction.normal_category.lower()}"
        ),
        "nameplate-abnormal-category": lambda fleet, index: (
            f"category-{fleet.construction.abnormal_category.lower()}"
        ),
        "nameplate-supported-modes": lambda fleet, index: frozenset(MODES),
        "nameplate-manufacturer": lambda fleet, index: fleet.construction.manufacturer,
        "nameplate-model": lambda fleet, index: fleet.construction.model,
        "nameplate-serial-number": lambda fleet, index: f"{fleet.construction.serial_number}{index:07d}",
        "nameplate-software-version": lambda fleet, index: fleet.construction.software_version,
        "kind": lambda fleet, index: ENUMERATIONS["kind"][fleet.ratings.get("kind", index)],
        "phases": lambda fleet, index: ENUMERATIONS["phases"][fleet.construction.phases - 1],
        "monitoring-active-power": _state("active-power"),
        "monitoring-reactive-power": _state("reactive-power"),
        "monitoring-apparent-power": apparent,
        "monitoring-power-factor": power_factor,
        "monitoring-net-active-power": lambda fleet, index: (
            active(fleet, index) - float(fleet.conditions.get("load", index))
        ),
        "monitoring-frequency": _condition("frequency_hz"),
        "monitoring-current": lambda fleet, index: phase_amperes(fleet, index) * fleet.construction.phases,
        "monitoring-voltage-line-to-neutral": phase_volts,
        "monitoring-voltage-line-to-line": volts,
        "monitoring-voltage-phase-ab": _between(1),
        "monitoring-voltage-phase-bc": _between(2),
        "monitoring-voltage-phase-ca": _between(3),
        "monitoring-energy-delivered": _state("energy-delivered"),
        "monitoring-energy-absorbed": _state("energy-absorbed"),
        "monitoring-reactive-energy-injected": _state("reactive-energy-injected"),
        "monitoring-reactive-energy-absorbed": _state("reactive-energy-absorbed"),
        "monitoring-ambient-temperature": _condition("temperature"),
        "monitoring-cabinet-temperature": cabinet,
        "monitoring-operational-state": state_word,
        "monitoring-connection-status": connection,
        "monitoring-alarm-status": alarms,
        "monitoring-state-of-charge": state_of_charge,
        "monitoring-stored-energy": _state("stored-energy"),
        "monitoring-state-of-health": lambda fleet, index: 100.0,
        "storage-status": lambda fleet, index: "ok",
        "monitoring-available-active-power": _state("available-power"),
        "monitoring-available-reactive-power": available_reactive,
        "monitoring-active-modes": active_modes,
        "monitoring-limit-flags": limits,
        "monitoring-ride-through-status": ride_through,
        "monitoring-throttle": throttle,
        "monitoring-throttle-sources": throttles,
        "monitoring-energised": lambda fleet, index: bool(fleet.state.get("energises", index)),
        "monitoring-dc-power": active,
        "monitoring-dc-voltage": lambda fleet, index: DC_VOLTS,
        "monitoring-dc-current": lambda fleet, index: active(fleet, index) / DC_VOLTS,
        "enter-service-remaining": waiting,
        "enter-service-maximum-delay": longest_wait,
        "volt-var-voltage-reference-now": _centre,
    }
    for number, phase in enumerate("abc", 1):
        found |= {
            f"monitoring-voltage-phase-{phase}": _of_phase(phase_volts, number, shared=False),
            f"monitoring-current-phase-{phase}": _of_phase(phase_amperes, number, shared=False),
            f"monitoring-active-power-phase-{phase}": _of_phase(active, number, shared=True),
            f"monitoring-reactive-power-phase-{phase}": _of_phase(reactive, number, shared=True),
            f"monitoring-apparent-power-phase-{phase}": _of_phase(apparent, number, shared=True),
            f"monitoring-power-factor-phase-{phase}": _of_phase(power_factor, number, shared=False),
        }
    for command in COMMANDS:
        found[command.timer("revert-remaining")] = _remaining(command, "revert-at")
        found[command.timer("window-remaining")] = _remaining(command, "effect-at")
        found[command.timer("in-force")] = _in_force(command)
    for schedule in SCHEDULES:
        found[schedule.key("active")] = _runs(schedule)
    return found


def _runs(schedule: Schedule) -> Reading:
    return lambda fleet, index: bool(fleet.state.get("schedules", index) & schedule.bit)


def _centre(fleet: Fleet, index: int) -> float:
    if fleet.wanted.get("volt-var-reference-adjustment", index):
        return float(fleet.state.get("volt-var-centre", index))
    return float(fleet.wanted.get("volt-var-voltage-reference", index))


READINGS: Mapping[str, Any] = _all()
