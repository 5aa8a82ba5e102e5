"""What a DER measures and counts."""

from __future__ import annotations

import numpy as np

from workbench.der.behaviour.columns import Part, some
from workbench.der.behaviour.moment import Moment


def measure(moment: Moment, active: Part, reactive: Part, solar: Part, up: Part, down: Part) -> None:
    """Keep the readings of this step, and count energy over it.

    Args:
        active: W; ``reactive``, var.
        solar: what the sun gives, W.
        up: how far the DER could go, W; ``down`` the same.
    """
    hours = moment.seconds / 3600.0
    moment.keep("active-power", active)
    moment.keep("reactive-power", reactive)
    moment.keep("available-power", up)
    ceasing = moment.kept("ceasing")
    if some(ceasing):
        # What stays connected while the DER does not energise goes on giving reactive power.
        volts = moment.condition("voltage_pu") * moment.rating("nameplate-nominal-voltage")
        reactive = np.where(ceasing, volts**2 * moment.rating("nameplate-reactive-susceptance"), reactive)
        moment.keep("reactive-power", reactive)
    _count(moment, "energy-delivered", "energy-absorbed", active * hours)
    _count(moment, "reactive-energy-injected", "reactive-energy-absorbed", reactive * hours)
    if some(moment.rating("has-storage")):
        # What the sun gives beyond the delivery charges the storage as far as that can take it.
        from_sun = np.minimum(solar, active - down)
        energy = moment.kept("stored-energy") - (active - from_sun) * hours
        capacity = moment.rating("nameplate-storage-capacity")
        moment.keep("stored-energy", np.clip(energy, 0.0, capacity) * moment.rating("has-storage"))


def _count(moment: Moment, up: str, down: str, amount: Part) -> None:
    forward = moment.kept(up)
    forward += np.maximum(amount, 0.0)
    if moment.state.differs(down) or some(amount < 0):
        before = moment.state.part(down, moment.part)
        moment.state.set(down, moment.part, before - np.minimum(amount, 0.0))
