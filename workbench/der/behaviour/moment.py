"""One step of a run of DERs: what each function reads and writes while it works."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from workbench.der.behaviour.chance import Chance
from workbench.der.behaviour.columns import Columns, Part
from workbench.der.behaviour.curves import Curves


@dataclass(slots=True)
class Moment:
    """What the functions of one step share. Everything is an array over the run, or one value that holds for all.

    Args:
        seconds: length of the step.
        now: time of the fleet at its end, s.
        part: which DERs.
        conditions: what surrounds them.
    """

    seconds: float
    now: float
    part: slice
    conditions: Columns
    ratings: Columns
    settings: Columns
    force: Columns
    times: Columns
    state: Columns
    curves: Curves
    chance: Chance

    def condition(self, key: str) -> Part:
        """Return a condition."""
        return self.conditions.part(key, self.part)

    def rating(self, key: str) -> Part:
        """Return a rating by the key of its quantity."""
        return self.ratings.part(key, self.part)

    def setting(self, key: str) -> Part:
        """Return a setting, as in force where it is commanded for a time."""
        return (self.force if key in self.force else self.settings).part(key, self.part)

    def kept(self, key: str) -> Any:
        """Return what is kept of the last step: a view that may be written to."""
        return self.state.part(key, self.part)

    def keep(self, key: str, value: Part) -> None:
        """Keep a value for the next step and for readers."""
        self.state.part(key, self.part)[...] = value

    def under_way(self, ramp: str) -> Part:
        """Return which share of what is left of a command's ramp goes by in this step; 1 when no ramp runs.

        Args:
            ramp: what goes over, as ``Commands`` names it.
        """
        until = self.times.part(ramp, self.part)
        if np.ndim(until) == 0:
            return np.float64(1.0)
        left = until - (self.now - self.seconds)
        return np.where(left > self.seconds, self.seconds / np.maximum(left, self.seconds), 1.0)

    def curve(self, key: str, place: Part) -> Part:
        """Return the height of each DER's curve at its place."""
        return self.curves.value(self.setting(key), place)

    def share(self, response_time: Part) -> Part:
        """Return which share of the way to its end value a first-order answer goes in this step.

        Args:
            response_time: open-loop response time, s: after it nine tenths of the way are done (IEEE 1547-2018, 3.1).
        """
        return 1.0 - 10.0 ** (-self.seconds / np.maximum(response_time, 1e-9))


def towards(value: Part, end: Part, most: Part) -> Part:
    """Return a value moved towards its end by so much at most."""
    return value + np.clip(end - value, -most, most)
