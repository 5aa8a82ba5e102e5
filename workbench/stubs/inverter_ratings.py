"""Ratings of a reference inverter from the few words that a command line has for them."""

from __future__ import annotations

from workbench.der.behaviour.ratings import KINDS, Ratings

INVERTER_KINDS = KINDS
"""What an inverter can be: sun, battery, or both behind one inverter."""


def rated(kind: str, power: float, phases: int) -> Ratings:
    """Return ratings.

    Args:
        power: rated active power, W.

    Raises:
        ValueError: they cannot be, with what is allowed.
    """
    return Ratings(active_power=power, kind=kind, phases=phases, voltage=480.0 if phases == 3 else 240.0)
