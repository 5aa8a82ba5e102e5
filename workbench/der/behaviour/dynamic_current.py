"""Dynamic reactive current: sudden changes of the voltage are answered with reactive power at once.

IEEE 1547-2018, clause 6.4.2.6; SunSpec model 128.
"""

from __future__ import annotations

import numpy as np

from workbench.der.behaviour.columns import Part, some
from workbench.der.behaviour.moment import Moment
from workbench.der.behaviour.tripping import measured_volts
from workbench.der.behaviour.words import ENUMERATIONS

EDGE = ENUMERATIONS["dynamic-reactive-current"].index("edge")


def support(moment: Moment) -> Part:
    """Return the reactive power that comes on top of that of the other functions, var.

    The voltage is compared with its slow mean. Outside the deadband the answer grows with the distance: from the
    edge of the deadband on, or from the mean on, as the gradient mode says.
    """
    enabled = moment.setting("dynamic-reactive-current-enable")
    if not some(enabled):
        if moment.state.differs("mean-volts"):
            moment.keep("mean-volts", np.nan)
        return np.float64(0.0)
    volts = measured_volts(moment)
    mean = moment.state.part("mean-volts", moment.part)
    # The mean begins where the voltage is when the function begins.
    mean = np.where(np.isnan(mean), volts, mean)
    change = volts - mean
    low = moment.setting("dynamic-reactive-current-deadband-low")
    high = moment.setting("dynamic-reactive-current-deadband-high")
    edge = moment.setting("dynamic-reactive-current") == EDGE
    sag = np.where(change < -low, -change - np.where(edge, low, 0.0), 0.0)
    swell = np.where(change > high, change - np.where(edge, high, 0.0), 0.0)
    share = sag * moment.setting("dynamic-reactive-current-gradient-sag") - swell * moment.setting(
        "dynamic-reactive-current-gradient-swell"
    )
    slow = 1.0 - np.exp(-moment.seconds / moment.setting("dynamic-reactive-current-filter-time"))
    moment.state.set("mean-volts", moment.part, np.where(enabled, mean + change * slow, np.nan))
    return np.where(enabled, share / 100.0 * moment.setting("setting-maximum-apparent-power"), 0.0)
