"""One step of a run of DERs, from what surrounds them to what they deliver; the order of the calls is the priority."""

from __future__ import annotations

import numpy as np

from workbench.der.behaviour import (
    active_power,
    capability,
    dynamic_current,
    entering,
    frequency_watt,
    measuring,
    reactive_power,
    schedules,
    volt_watt,
)
from workbench.der.behaviour.active_power import THROTTLED
from workbench.der.behaviour.columns import Part, some
from workbench.der.behaviour.moment import Moment

NOTICED = 1e-6
"""Share of the rating from which on a function counts as holding power back."""


def advance(moment: Moment) -> None:
    """Carry a run of DERs over one step."""
    schedules.run(moment)
    energises = entering.enter(moment)
    solar, up, down = active_power.available(moment)
    maximum = moment.setting("setting-maximum-active-power")
    least = NOTICED * maximum
    sources: Part = np.zeros(np.shape(energises), dtype=np.uint16)

    def held(before: Part, after: Part, what: str) -> None:
        nonlocal sources
        sources = sources | np.where(before - after > least, THROTTLED[what], np.uint16(0))

    if some(moment.condition("temperature") > active_power.HOT):
        held(np.minimum(solar, maximum), up, "temperature")
    told = active_power.wanted(moment, solar, up, down)
    held(np.clip(solar, down, up), told, "set-active-power")
    limited = np.minimum(told, active_power.ceiling(moment))
    held(told, limited, "limit-active-power")
    reference = active_power.ramped(moment, limited, up, down)
    held(limited, reference, "ramp")
    by_voltage = volt_watt.ceiling(moment, up)
    capped = np.maximum(np.minimum(reference, by_voltage), down)
    held(reference, capped, "volt-watt")
    follows = np.minimum(frequency_watt.follow(moment, capped, up, down), frequency_watt.ceiling(moment))
    held(capped, follows, "frequency-watt")
    # Volt-watt comes before an answer to low frequency that would go above it.
    follows = np.clip(np.minimum(follows, by_voltage), down, up)
    soft = np.minimum(moment.kept("soft-start"), moment.state.part("recovery", moment.part)) * maximum
    active = np.clip(follows, -soft, soft)
    held(follows, active, "enter-service")
    active = before = np.where(energises, active, 0.0)
    active = capability.on_watt_var(moment, active)
    reactive, first, keeps = reactive_power.decide(moment, active)
    support = dynamic_current.support(moment)
    reactive = np.where(energises, reactive_power.ramped(moment, reactive) + support, 0.0)
    # A sudden change is answered even where active power would leave no room.
    final, reactive = capability.within(
        moment, active, reactive, first | (support != 0), keeps & (support == 0)
    )
    held(before, final, "reactive-power")
    moment.keep("throttles", np.where(energises, sources, np.uint16(0)))
    measuring.measure(moment, final, reactive, solar, up, down)
