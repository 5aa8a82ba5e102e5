"""What the inverter can deliver together: apparent power, reactive capability, current.

IEEE 1547-2018, clauses 5.2 and 5.4.2.
"""

from __future__ import annotations

import numpy as np

from workbench.der.behaviour import reactive_power
from workbench.der.behaviour.columns import Part, some
from workbench.der.behaviour.moment import Moment

ROUNDS = 16
"""Rounds in which a point on the watt-var curve is found; each at least halves the distance."""


def apparent_power(moment: Moment, active: Part) -> Part:
    """Return the apparent power that the DER can deliver at the voltage of now, VA.

    Args:
        active: for its sign: charging has a limit of its own.
    """
    setting = np.where(
        active < 0,
        moment.setting("setting-maximum-charge-apparent-power"),
        moment.setting("setting-maximum-apparent-power"),
    )
    phases = moment.rating("current-factor")
    volts = moment.condition("voltage_pu") * moment.rating("nameplate-nominal-voltage")
    return np.minimum(setting, phases * volts * moment.rating("nameplate-maximum-current"))


def within(moment: Moment, active: Part, reactive: Part, first: Part, keeps: Part) -> tuple[Part, Part]:
    """Return active and reactive power, W and var, within what the DER can do.

    Where both together are too much, reactive power is kept if its function says so, and active power otherwise. A
    power factor is kept by less of both; where its reactive power alone is too much, as much of that as there is.

    Args:
        first: whether reactive power is kept.
        keeps: whether a power factor is kept.
    """
    apparent = apparent_power(moment, active)
    least = -np.minimum(moment.setting("setting-maximum-reactive-absorption"), apparent)
    most = np.minimum(moment.setting("setting-maximum-reactive-injection"), apparent)
    size = np.hypot(active, reactive)
    if some(keeps):
        alike = np.where(keeps, np.minimum(apparent / np.maximum(size, 1e-9), 1.0), 1.0)
        fits = (reactive * alike <= most) & (reactive * alike >= least)
        active = np.where(keeps & fits, active * alike, active)
        reactive = np.where(keeps & fits, reactive * alike, reactive)
        first = first | keeps
    reactive = np.clip(reactive, least, most)
    over = np.hypot(active, reactive) > apparent
    if not some(over):
        return active, reactive
    active = np.clip(active, -apparent, apparent)
    given_active = np.copysign(np.sqrt(np.maximum(apparent**2 - reactive**2, 0.0)), active)
    given_reactive = np.copysign(np.sqrt(np.maximum(apparent**2 - active**2, 0.0)), reactive)
    return np.where(over & first, given_active, active), np.where(over & ~first, given_reactive, reactive)


def on_watt_var(moment: Moment, active: Part) -> Part:
    """Return active power reduced, where watt-var comes first, to where its curve meets the apparent power, W."""
    if not some(moment.setting("watt-var-enable")):
        return active
    decides = reactive_power.wins(moment, active, "watt-var")
    follows = decides & (moment.setting("watt-var-priority") == reactive_power.REACTIVE_FIRST)
    if not some(follows):
        return active
    apparent = apparent_power(moment, active)
    found = active
    for _ in range(ROUNDS):
        reactive = reactive_power.watt_var(moment, found)
        room = np.sqrt(np.maximum(apparent**2 - reactive**2, 0.0))
        found = np.copysign(np.minimum(np.abs(active), 0.5 * (np.abs(found) + room)), active)
    over = np.hypot(active, reactive_power.watt_var(moment, active)) > apparent
    return np.where(follows & over, found, active)
