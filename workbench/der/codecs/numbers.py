"""Integers with a power of ten, as every protocol here carries numbers."""

from __future__ import annotations

import math
import sys

WHOLE = 2.0**52
"""From here on a binary fraction has no room for halves."""
EXACT = 1e-9
"""Difference, relative above 1, up to which two numbers are the same: that of floating-point arithmetic."""


def same(one: float, other: float) -> bool:
    """Return whether two numbers differ by no more than arithmetic does."""
    return abs(one - other) <= EXACT * max(1.0, abs(one), abs(other))


def from_scaled(integer: int, power: int) -> float:
    """Return integer times ten to the power; divided, not multiplied, below zero, so that 95 at -2 is 0.95."""
    factor: int = 10 ** abs(power)
    return integer * factor if power >= 0 else integer / factor


def to_scaled(number: float, power: int) -> int:
    """Return the nearest integer for a number at a power of ten; halves go away from zero."""
    if power == 0 and isinstance(number, int):
        return number
    factor: int = 10 ** abs(power)
    return nearest(number / factor if power >= 0 else number * factor)


def nearest(quotient: float) -> int:
    """Return the nearest integer, halves away from zero."""
    # What left the range of binary fractions on the way fits nowhere: the greatest of them stands for it.
    size = min(abs(quotient), sys.float_info.max)
    # The 1e-9 takes back what binary fractions lose: 1.005 times 100 is meant as 100.5, not as 100.49999999999999.
    whole = int(size) if size >= WHOLE else math.floor(size + 0.5 + 1e-9)
    return whole if quotient >= 0 else -whole
