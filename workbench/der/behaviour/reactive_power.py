"""Which function decides on reactive power, and how much: positive injects, negative absorbs.

Constant power factor (IEEE 1547-2018, clause 5.3.2; Rule 21, Hh.2.i), volt-var (5.3.3; Hh.2.h), watt-var (5.3.4) and
constant reactive power (5.3.5). One of them is in force at a time; where several are commanded, ``priorities`` says
which.
"""

from __future__ import annotations

import numpy as np

from workbench.der.behaviour.columns import Part
from workbench.der.behaviour.moment import Moment
from workbench.der.behaviour.tripping import measured_volts
from workbench.der.behaviour.words import CURVE_REFERENCES, EXCITATIONS

ABSORBING = EXCITATIONS.index("absorbing")
VARS = len(CURVE_REFERENCES)
"""Number of the word ``vars`` of ``constant-reactive-power-mode``."""


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
    if np.any(chosen == 2):
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
    if np.any(adjusts):
        own = moment.state.part("volt-var-centre", moment.part)
        slow = 1.0 - np.exp(-moment.seconds / moment.setting("volt-var-reference-time-constant"))
        own = np.where(adjusts, np.clip(own + (volts - own) * slow, 95.0, 105.0), centre)
        moment.state.set("volt-var-centre", moment.part, own)
        centre = own
    share = moment.curve("volt-var-curve", volts - centre + 100.0)
    end = share / 100.0 * reference(moment, moment.setting("volt-var-reference"), share, active)
    before = moment.kept("volt-var-power")
    after = before + (end - before) * moment.share(moment.setting("volt-var-response-time"))
    moment.keep("volt-var-power", after)
    return after


def constant_power_factor(moment: Moment, active: Part) -> tuple[Part, Part]:
    """Return whether a power factor is kept, and reactive power by it, var."""
    generating = active >= 0
    enabled = np.where(
        generating,
        moment.setting("constant-power-factor-enable"),
        moment.setting("constant-power-factor-absorbing-enable"),
    )
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
    return enabled, np.where(excitation == ABSORBING, -size, size)


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


def decide(moment: Moment, active: Part) -> tuple[Part, Part, Part]:
    """Return reactive power by the function that is in force, var; whether it comes first; whether a factor is kept.

    Args:
        active: active power, W.
    """
    power: Part = np.zeros(np.shape(active))
    first: Part = np.zeros(np.shape(active), dtype=bool)
    if np.any(moment.setting("constant-reactive-power-enable")):
        enabled = moment.setting("constant-reactive-power-enable")
        power = np.where(enabled, constant_reactive_power(moment, active), power)
        first = np.where(enabled, moment.setting("constant-reactive-power-priority") == 1, first)
    if np.any(moment.setting("watt-var-enable")):
        enabled = moment.setting("watt-var-enable")
        power = np.where(enabled, watt_var(moment, active), power)
        first = np.where(enabled, moment.setting("watt-var-priority") == 1, first)
    if np.any(moment.setting("volt-var-enable")):
        enabled = moment.setting("volt-var-enable")
        power = np.where(enabled, volt_var(moment, active), power)
        first = np.where(enabled, moment.setting("volt-var-priority") == 1, first)
    keeps, by_factor = constant_power_factor(moment, active)
    if np.any(keeps):
        power = np.where(keeps, by_factor, power)
    return power, first, keeps
