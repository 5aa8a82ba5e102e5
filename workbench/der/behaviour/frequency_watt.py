"""Frequency-watt: active power follows the frequency, by droop or by curve.

IEEE 1547-2018, clause 6.5.2.7. Droop starts from the active power at the
moment at which the frequency left the deadband; the curve, which IEEE 1547 does not have, is a limit.
"""

from __future__ import annotations

import numpy as np

from workbench.der.behaviour.columns import Part, some
from workbench.der.behaviour.moment import Moment

NOTHING, OVER, UNDER = 0, 1, 2
SETTLED = 1e-3
"""Share of the rating within which the answer counts as come back."""


def follow(moment: Moment, power: Part, up: Part, down: Part) -> Part:
    """Return active power after droop, W.

    Above nominal the lesser of droop and of what else holds the power down counts; below nominal droop may go above
    a commanded limit, up to what the DER can do.

    Args:
        power: what the DER would deliver without it, W.
        up: how far it could go up, W; ``down`` the same.
    """
    nominal = moment.rating("nameplate-nominal-frequency")
    hertz = moment.condition("frequency_hz") - nominal
    enabled = moment.setting("frequency-watt-enable") & moment.kept("in-service")
    high, low = moment.setting("frequency-watt-deadband-high"), moment.setting("frequency-watt-deadband-low")
    over, under = enabled & (hertz > high), enabled & (hertz < -low)
    was = moment.state.part("frequency-watt", moment.part)
    acting = over | under
    if not (some(acting) or some(was)):
        return power
    maximum = moment.setting("setting-maximum-active-power")
    now = moment.kept("active-power")
    begins = (over & (was != OVER)) | (under & (was != UNDER))
    before = np.where(begins, now, moment.state.part("frequency-watt-before", moment.part))
    last = np.where(was == NOTHING, now, moment.state.part("frequency-watt-power", moment.part))
    excess = np.where(
        over,
        (hertz - high) / moment.setting("frequency-watt-droop-high"),
        (hertz + low) / moment.setting("frequency-watt-droop-low"),
    )
    least = np.maximum(moment.setting("frequency-watt-minimum-power") / 100.0 * maximum, down)
    # A DER that was below its least power already stays where it was.
    end = np.clip(before - excess / nominal * maximum, np.minimum(least, before), up)
    end = np.where(acting, end, power)
    after = last + (end - last) * moment.share(moment.setting("frequency-watt-response-time"))
    goes_on = acting | ((was != NOTHING) & enabled & (np.abs(after - power) >= SETTLED * maximum))
    side = np.where(over, OVER, np.where(under, UNDER, was))
    moment.state.set("frequency-watt", moment.part, np.where(goes_on, side, NOTHING))
    moment.state.set("frequency-watt-before", moment.part, before)
    moment.state.set("frequency-watt-power", moment.part, after)
    followed = np.where(side == UNDER, np.minimum(after, up), np.minimum(after, power))
    return np.where(goes_on, followed, power)


def ceiling(moment: Moment) -> Part:
    """Return the limit by the curve of frequency, W; more than anything where none is in force."""
    enabled = moment.setting("frequency-watt-curve-enable")
    if not some(enabled):
        if moment.state.differs("frequency-watt-share"):
            moment.keep("frequency-watt-share", 100.0)
        return np.float64(np.inf)
    enabled = enabled & moment.kept("in-service")
    end = np.where(enabled, moment.curve("frequency-watt-curve", moment.condition("frequency_hz")), 100.0)
    before = moment.state.part("frequency-watt-share", moment.part)
    after = before + (end - before) * moment.share(moment.setting("frequency-watt-response-time"))
    moment.state.set("frequency-watt-share", moment.part, after)
    return np.where(enabled, after / 100.0 * moment.setting("setting-maximum-active-power"), np.inf)
