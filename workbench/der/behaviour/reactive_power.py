"""Which function decides on reactive power, and how much: positive injects, negative absorbs.

Constant power factor (IEEE 1547-2018, clause 5.3.2; Rule 21, Hh.2.i), volt-var (5.3.3; Hh.2.j), watt-var (5.3.4) and
constant reactive power (5.3.5), and watt-power factor, which IEEE 1547 does not have. One of them is in force at a
time; where several are commanded, ``priorities`` says which.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np

from workbench.der.behaviour.columns import Part, some
from workbench.der.behaviour.commands import REACTIVE_RAMP
from workbench.der.behaviour.moment import Moment, towards
from workbench.der.behaviour.priorities import priorities
from workbench.der.behaviour.tripping import measured_volts
from workbench.der.behaviour.words import CURVE_REFERENCES, EXCITATIONS, PRIORITIES

REACTIVE_FIRST = PRIORITIES.index("reactive")
ABSORBING = EXCITATIONS.index("absorbing")
VARS = len(CURVE_REFERENCES)
"""Number of the word ``vars`` of ``constant-reactive-power-mode``."""
LOWEST_CENTRE, HIGHEST_CENTRE = 95.0, 105.0
"""Bounds of the voltage reference that adjusts itself, % (IEEE 1547-2018, 5.3.3)."""


def reference(moment: Moment, chosen: Part, share: Part, active: Part) -> Part:
    """Return what a share of reactive power is a share of, var.

    Args:
        chosen: number of a word of ``CURVE_REFERENCES``.
        share: for its sign: injection and absorption may be rated apart.
        active: active power, W, for what that leaves.
    """
    most = np.where(
        share < 0,
        moment.setting("setting-maximum-reactive-absorption"),
        moment.setting("setting-maximum-reactive-injection"),
    )
    apparent = moment.setting("setting-maximum-apparent-power")
    found = np.where(chosen == 0, moment.setting("setting-maximum-active-power"), most)
    found = np.where(chosen == 3, apparent, found)
    if some(chosen == 2):
        left = np.sqrt(np.maximum(apparent**2 - active**2, 0.0))
        found = np.where(chosen == 2, np.minimum(left, most), found)
    return found


def volt_var(moment: Moment, active: Part) -> Part:
    """Return reactive power by the curve of voltage, var, with its open-loop response.

    The curve lies around a reference that follows the voltage where autonomous adjustment is on.
    """
    volts = measured_volts(moment)
    centre = moment.setting("volt-var-voltage-reference")
    adjusts = moment.setting("volt-var-reference-adjustment")
    if some(adjusts):
        own = moment.state.part("volt-var-centre", moment.part)
        slow = 1.0 - np.exp(-moment.seconds / moment.setting("volt-var-reference-time-constant"))
        own = np.where(adjusts, own + (volts - own) * slow, centre)
        moment.state.set("volt-var-centre", moment.part, own)
        centre = np.where(adjusts, np.clip(own, LOWEST_CENTRE, HIGHEST_CENTRE), centre)
    share = moment.curve("volt-var-curve", volts - centre + 100.0)
    end = share / 100.0 * reference(moment, moment.setting("volt-var-reference"), share, active)
    before = np.where(
        moment.setting("volt-var-enable"), moment.kept("volt-var-power"), moment.kept("reactive-power")
    )
    after = before + (end - before) * moment.share(moment.setting("volt-var-response-time"))
    moment.keep("volt-var-power", np.where(moment.kept("in-service"), after, 0.0))
    return after


def constant_power_factor(moment: Moment, active: Part) -> Part:
    """Return reactive power by the power factor that is kept, var: one when generating, another when charging."""
    generating = active >= 0
    factor: Part = np.where(
        generating,
        moment.setting("constant-power-factor-injecting"),
        moment.setting("constant-power-factor-absorbing"),
    )
    excitation: Part = np.where(
        generating,
        moment.setting("constant-power-factor-excitation"),
        moment.setting("constant-power-factor-absorbing-excitation"),
    )
    size = np.abs(active) * np.sqrt(1.0 - factor**2) / np.maximum(factor, 1e-6)
    return np.where(excitation == ABSORBING, -size, size)


def watt_var(moment: Moment, active: Part) -> Part:
    """Return reactive power by the curve of active power, var."""
    base = np.where(
        active < 0,
        np.maximum(moment.setting("setting-maximum-charge-rate"), 1e-9),
        np.maximum(moment.setting("setting-maximum-active-power"), 1e-9),
    )
    share = moment.curve("watt-var-curve", 100.0 * active / base)
    return share / 100.0 * reference(moment, moment.setting("watt-var-reference"), share, active)


def constant_reactive_power(moment: Moment, active: Part) -> Part:
    """Return the reactive power that is asked for, var."""
    mode = moment.setting("constant-reactive-power-mode")
    share = moment.setting("constant-reactive-power")
    found = share / 100.0 * reference(moment, mode, share, active)
    return np.where(mode == VARS, moment.setting("constant-reactive-power-absolute"), found)


def watt_power_factor(moment: Moment, active: Part) -> Part:
    """Return reactive power by the curve of power factor over active power, var.

    Between a point that injects and one that absorbs the way goes over power factor 1.
    """
    base = np.maximum(moment.setting("setting-maximum-active-power"), 1e-9)
    distance = moment.curves.factor(moment.setting("watt-power-factor-curve"), 100.0 * active / base)
    factor = 1.0 - np.abs(distance)
    size = np.abs(active) * np.sqrt(np.maximum(1.0 - factor**2, 0.0)) / np.maximum(factor, 1e-6)
    return np.copysign(size, distance)


@dataclass(frozen=True, slots=True)
class Function:
    """One of the functions that decide on reactive power.

    Args:
        switch: key of whether it is in force.
        power: gives reactive power, var, from active power.
        priority: key of which power comes first; empty where the function keeps a power factor.
    """

    switch: str
    power: Callable[[Moment, Part], Part]
    priority: str = ""

    def enabled(self, moment: Moment, active: Part) -> Part:
        """Return whether the function is in force, for a DER with this active power, W."""
        if self.switch != CONSTANT_POWER_FACTOR:
            return moment.setting(self.switch)
        charging = moment.setting("constant-power-factor-absorbing-enable")
        return np.where(active < 0, charging, moment.setting(self.switch))


CONSTANT_POWER_FACTOR = "constant-power-factor-enable"
FUNCTIONS = {
    "constant power factor": Function(CONSTANT_POWER_FACTOR, constant_power_factor),
    "volt-var": Function("volt-var-enable", volt_var, "volt-var-priority"),
    "watt-var": Function("watt-var-enable", watt_var, "watt-var-priority"),
    "watt-power factor": Function("watt-power-factor-enable", watt_power_factor),
    "constant reactive power": Function(
        "constant-reactive-power-enable", constant_reactive_power, "constant-reactive-power-priority"
    ),
}
"""The functions by the names that they have in ``data/der/priorities.csv``."""


@cache
def in_order() -> tuple[Function, ...]:
    """Return the functions, the one that wins last, as the table orders them."""
    rows = [row for row in priorities() if row.decides == "reactive-power" and row.function in FUNCTIONS]
    assert len(rows) == len(FUNCTIONS), "data/der/priorities.csv lacks a function of reactive power"
    return tuple(FUNCTIONS[row.function] for row in sorted(rows, key=lambda row: -row.rank))


def wins(moment: Moment, active: Part, name: str) -> Part:
    """Return whether this function is the one that decides.

    Args:
        active: active power, W.
        name: as in ``FUNCTIONS``.
    """
    found: Part = np.False_
    for function in in_order():
        enabled = function.enabled(moment, active)
        found = enabled | found if function is FUNCTIONS[name] else found & ~enabled
    return found


def decide(moment: Moment, active: Part) -> tuple[Part, Part, Part]:
    """Return reactive power by the function that is in force, var; whether it comes first; whether a factor is kept.

    Args:
        active: active power, W.
    """
    power: Part = np.zeros(np.shape(active))
    first: Part = np.zeros(np.shape(active), dtype=bool)
    keeps: Part = np.zeros(np.shape(active), dtype=bool)
    for function in in_order():
        enabled = function.enabled(moment, active)
        if not some(enabled):
            continue
        power = np.where(enabled, function.power(moment, active), power)
        if function.priority:
            comes_first = moment.setting(function.priority) == REACTIVE_FIRST
            first, keeps = np.where(enabled, comes_first, first), keeps & ~enabled
        else:
            keeps = keeps | enabled
    return power, first, keeps


def ramped(moment: Moment, power: Part) -> Part:
    """Return reactive power as far as ramps let it come in this step, var.

    The ramp time of a command counts where it has one, the set ramp rate elsewhere; without either it is at once.
    """
    before = moment.kept("reference-reactive-power")
    rate = moment.setting("setting-reactive-ramp-rate")
    after = power
    if some(rate > 0):
        most = rate / 100.0 * moment.setting("setting-maximum-reactive-injection") * moment.seconds
        after = np.where(rate > 0, towards(before, power, most), power)
    share = moment.under_way(REACTIVE_RAMP)
    if np.ndim(share):
        after = np.where(share < 1.0, before + (power - before) * share, after)
    after = np.where(moment.kept("in-service"), after, 0.0)
    moment.keep("reference-reactive-power", after)
    return after
