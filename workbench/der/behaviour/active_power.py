"""How much active power a DER wants to deliver, and how much it may.

Available power, set active power, limit active power and ramp rates: IEEE 1547-2018, clause 4.6.2; Rule 21,
Hh.2.k (ramp rates). Positive is delivered, negative is charged.
"""

from __future__ import annotations

import numpy as np

from workbench.der.behaviour.columns import Part, some
from workbench.der.behaviour.commands import ACTIVE_RAMP
from workbench.der.behaviour.moment import Moment, towards
from workbench.der.behaviour.words import THROTTLES

THROTTLED = {word: np.uint16(1 << bit) for bit, word in enumerate(THROTTLES)}
SET_IN_WATTS = 1
"""Number of the word ``watts`` of ``set-active-power-mode``."""
HOT, DERATED = 50.0, 0.025
"""Air from which on the DER delivers less, degC, and how much less of its maximum for each degree more."""


def available(moment: Moment) -> tuple[Part, Part, Part]:
    """Return what the sun gives, how far the DER could go up, and how far down (below 0: charging), W."""
    rated = moment.rating("nameplate-active-power")
    maximum = moment.setting("setting-maximum-active-power") * _cool(moment)
    solar = moment.rating("has-pv") * moment.condition("irradiance") * rated
    if not some(moment.rating("has-storage")):
        return solar, np.minimum(solar, maximum), np.float64(0.0)
    capacity = moment.rating("nameplate-storage-capacity")
    energy = moment.kept("stored-energy")
    reserve = capacity * moment.setting("storage-minimum-reserve") / 100.0
    hours = moment.seconds / 3600.0
    discharge = np.clip((energy - reserve) / hours, 0.0, moment.setting("setting-maximum-discharge-rate"))
    charge = np.clip((capacity - energy) / hours, 0.0, moment.setting("setting-maximum-charge-rate"))
    return solar, np.minimum(solar + discharge, maximum), -charge


def _cool(moment: Moment) -> Part:
    """Return the share of active power that the heat leaves."""
    air = moment.condition("temperature")
    if not some(air > HOT):
        return np.float64(1.0)
    return np.clip(1.0 - DERATED * (air - HOT), 0.0, 1.0)


def wanted(moment: Moment, solar: Part, up: Part, down: Part) -> Part:
    """Return the active power that the DER is to deliver before any limit, W.

    Without a command photovoltaics deliver what there is and storage rests.
    """
    unset = np.clip(solar, down, up)
    told = moment.setting("set-active-power-enable")
    if not some(told):
        return unset
    share = moment.setting("set-active-power") / 100.0
    reference = np.where(
        share < 0,
        moment.setting("setting-maximum-charge-rate"),
        moment.setting("setting-maximum-active-power"),
    )
    watts = np.where(
        moment.setting("set-active-power-mode") == SET_IN_WATTS,
        moment.setting("set-active-power-absolute"),
        share * reference,
    )
    return np.where(told, np.clip(watts, down, up), unset)


def ceiling(moment: Moment) -> Part:
    """Return the limit on delivered active power, W; the set maximum where no limit is in force."""
    share = np.where(moment.setting("limit-active-power-enable"), moment.setting("limit-active-power"), 100.0)
    return share / 100.0 * moment.setting("setting-maximum-active-power")


def ramped(moment: Moment, power: Part, up: Part, down: Part) -> Part:
    """Return the power as far as ramps let it come in this step, W.

    The ramp time of a command counts where it has one, the default ramp rate elsewhere. No ramp holds what is not
    there any more: when the sun goes, power goes with it, and rises by the ramp when it is back.

    Args:
        power: where it is to come, W.
        up: how far the DER could go up, W; ``down`` the same.
    """
    rate = (
        moment.setting("setting-default-ramp-rate") / 100.0 * moment.setting("setting-maximum-active-power")
    )
    before = np.clip(moment.kept("reference-power"), down, up)
    after = towards(before, power, np.where(rate > 0, rate * moment.seconds, np.inf))
    share = moment.under_way(ACTIVE_RAMP)
    if np.ndim(share):
        after = np.where(share < 1.0, before + (power - before) * share, after)
    after = np.where(moment.kept("in-service"), after, 0.0)
    moment.keep("reference-power", after)
    return after
