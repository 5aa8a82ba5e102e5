"""Random shares that depend on nothing but the seed, the DER and how often was drawn."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray


class Chance:
    """Draws for many DERs at a time; the same seed gives the same row of draws.

    The mixing is that of SplitMix64 (Steele, Lea, Flood, 2014).
    """

    def __init__(self, seed: int) -> None:
        self._seed = np.uint64(seed % 2**64)
        self._drawn = 0

    def draw(self, indices: Any) -> NDArray[np.float64]:
        """Return a number from 0 up to 1 for each DER."""
        self._drawn += 1
        with np.errstate(over="ignore"):
            mixed = self._mix(np.atleast_1d(np.asarray(indices, dtype=np.uint64)) + self._seed)
            mixed = self._mix(mixed ^ self._mix(np.atleast_1d(np.uint64(self._drawn))))
        return (mixed >> np.uint64(11)) / float(2**53)

    @staticmethod
    def _mix(number: NDArray[np.uint64]) -> NDArray[np.uint64]:
        number = number + np.uint64(0x9E3779B97F4A7C15)
        number = (number ^ (number >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        number = (number ^ (number >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return number ^ (number >> np.uint64(31))
