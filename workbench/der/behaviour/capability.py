"""What the inverter can deliver together: apparent power, reactive capability, current.

IEEE 1547-2018, clauses 5.2 and 5.4.2; Rule 21, Hh.2.j.
"""

from __future__ import annotations

import numpy as np

from workbench.der.behaviour.columns import Part
from workbench.der.behaviour.moment import Moment


def within(moment: Moment, active: Part, reactive: Part, first: Part, keeps: Part) -> tuple[Part, Part]:
    """Return active and reactive power, W and var, within what the DER can do.

    Args:
        first: whether reactive power is kept and active power gives way.
        keeps: whether a power factor is kept, so that both give way alike.
    """
    apparent = moment.setting("setting-maximum-apparent-power")
    apparent = np.minimum(
        apparent, moment.rating("nameplate-apparent-power") * np.maximum(moment.condition("voltage_pu"), 0.0)
    )
    least = -moment.setting("setting-maximum-reactive-absorption")
    most = moment.setting("setting-maximum-reactive-injection")
    reactive = np.clip(reactive, least, most)
    size = np.hypot(active, reactive)
    over = size > apparent
    if not np.any(over):
        return active, reactive
    alike = apparent / np.maximum(size, 1e-9)
    kept_reactive = np.clip(reactive, -apparent, apparent)
    kept_active = np.clip(active, -apparent, apparent)
    given_active = np.copysign(np.sqrt(np.maximum(apparent**2 - kept_reactive**2, 0.0)), active)
    given_reactive = np.copysign(np.sqrt(np.maximum(apparent**2 - kept_active**2, 0.0)), reactive)
    alone_active = np.where(first, given_active, kept_active)
    alone_reactive = np.where(first, kept_reactive, given_reactive)
    return (
        np.where(over, np.where(keeps, active * alike, alone_active), active),
        np.where(over, np.where(keeps, reactive * alike, alone_reactive), reactive),
    )
