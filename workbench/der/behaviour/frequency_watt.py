"""Frequency-watt: active power follows the frequency, by droop or by curve.

IEEE 1547-2018, clause 6.5.2.7; Rule 21, Hh.2.m and Phase 3, function 5. The answer starts from the active power at
the moment at which the frequency left the deadband.
"""

from __future__ import annotations

import numpy as np

from workbench.der.behaviour.columns import Part
from workbench.der.behaviour.moment import Moment

NOTHING, OVER, UNDER = 0, 1, 2
SETTLED = 1e-3
"""Share of the rating within which the answer counts as come back."""


def follow(moment: Moment, power: Part, up: Part, down: Part) -> Part:
    """Return active power after frequency-watt, W.

    Args:
        power: what the DER would deliver without it, W.
        up: how far it could go up, W; ``down`` the same.
    """
    hertz = moment.condition("frequency_hz") - moment.rating("nameplate-nominal-frequency")
    enabled = moment.setting("frequency-watt-enable")
    over = enabled & (hertz > moment.setting("frequency-watt-deadband-high"))
    under = enabled & (hertz < -moment.setting("frequency-watt-deadband-low"))
    if not (np.any(over) or np.any(under) or np.any(moment.state.part("frequency-watt", moment.part))):
        return power
    maximum = moment.setting("setting-maximum-active-power")
    nominal = moment.rating("nameplate-nominal-frequency")
    was = moment.state.part("frequency-watt", moment.part)
    begins = (over & (was != OVER)) | (under & (was != UNDER))
    before = np.where(
        begins, moment.kept("active-power"), moment.state.part("frequency-watt-before", moment.part)
    )
    last = np.where(
        was == NOTHING, moment.kept("active-power"), moment.state.part("frequency-watt-power", moment.part)
    )
    excess = np.where(
        over,
        (hertz - moment.setting("frequency-watt-deadband-high"))
        / moment.setting("frequency-watt-droop-high"),
        (hertz + moment.setting("frequency-watt-deadband-low")) / moment.setting("frequency-watt-droop-low"),
    )
    least = np.maximum(moment.setting("frequency-watt-minimum-power") / 100.0 * maximum, down)
    # The least power holds for what frequency takes away; a DER that was below it already stays where it is.
    end = np.clip(before - excess / nominal * maximum, np.minimum(least, before), up)
    end = np.where(over | under, end, power)
    after = last + (end - last) * moment.share(moment.setting("frequency-watt-response-time"))
    ends = ~(over | under) & (np.abs(after - power) < SETTLED * maximum)
    acts = (over | under | (was != NOTHING)) & ~ends
    side = np.where(over, OVER, np.where(under, UNDER, was))
    moment.state.set("frequency-watt", moment.part, np.where(acts, side, NOTHING))
    moment.state.set("frequency-watt-before", moment.part, before)
    moment.state.set("frequency-watt-power", moment.part, after)
    return np.where(acts, after, power)
