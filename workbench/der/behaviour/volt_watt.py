"""Volt-watt: the voltage limits active power. IEEE 1547-2018, clause 5.4.2."""

from __future__ import annotations

import numpy as np

from workbench.der.behaviour.columns import Part, some
from workbench.der.behaviour.commands import VOLT_WATT_RAMP
from workbench.der.behaviour.moment import Moment
from workbench.der.behaviour.tripping import measured_volts

OF_AVAILABLE = 1
"""Number of the word ``available-active-power`` of ``volt-watt-reference``."""


def ceiling(moment: Moment, up: Part) -> Part:
    """Return the limit on active power, W; below 0 where the curve asks storage to charge.

    Args:
        up: how far the DER could go, W, for curves that are a share of that.
    """
    enabled = moment.setting("volt-watt-enable")
    if not some(enabled):
        if moment.state.differs("volt-watt-share"):
            moment.keep("volt-watt-share", 100.0)
        return np.float64(np.inf)
    enabled = enabled & moment.kept("in-service")
    end = np.where(enabled, moment.curve("volt-watt-curve", measured_volts(moment)), 100.0)
    before = moment.state.part("volt-watt-share", moment.part)
    after = before + (end - before) * moment.share(moment.setting("volt-watt-response-time"))
    after = np.where(enabled, after, 100.0)
    moment.state.set("volt-watt-share", moment.part, after)
    reference = np.where(
        moment.setting("volt-watt-reference") == OF_AVAILABLE,
        np.maximum(up, 0.0),
        moment.setting("setting-maximum-active-power"),
    )
    limit = after / 100.0 * reference
    share = moment.under_way(VOLT_WATT_RAMP)
    if np.ndim(share):
        # Within the ramp time of the command the limit comes down from what the DER delivers already.
        last = np.maximum(moment.kept("active-power"), limit)
        limit = np.where(share < 1.0, last + (limit - last) * share, limit)
    return np.where(enabled, limit, np.inf)
