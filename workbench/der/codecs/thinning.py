"""Fewer points for a curve that has more than the other side holds: those whose absence changes the curve least."""

from __future__ import annotations

from workbench.der.quantities import Curve


def thinned(curve: Curve, count: int) -> Curve:
    """Return a curve of at most ``count`` points; first and last stay, and so does every point while it can.

    Points are taken away one at a time, always the one that lies nearest to the line between its neighbours.

    Raises:
        ValueError: fewer than two points are allowed, which is no curve.
    """
    if len(curve) <= count:
        return curve
    if count < 2:
        raise ValueError(f"A curve needs two points at least; {count} are allowed.")
    kept = list(curve)
    while len(kept) > count:
        at = min(range(1, len(kept) - 1), key=lambda place: _bend(*kept[place - 1 : place + 2]))
        del kept[at]
    return tuple(kept)


def greatest_change(curve: Curve, other: Curve) -> float:
    """Return by how much the second axis differs at most, at the places of the first curve's points."""
    return max((abs(y - height(other, x)) for x, y in curve), default=0.0)


def height(curve: Curve, x: float) -> float:
    """Return the second axis at a place of the first, on straight lines between points and flat outside them."""
    before = curve[0]
    for point in curve:
        if point[0] >= x:
            width = point[0] - before[0]
            return point[1] if width <= 0 else before[1] + (point[1] - before[1]) * (x - before[0]) / width
        before = point
    return before[1]


def _bend(before: tuple[float, float], here: tuple[float, float], after: tuple[float, float]) -> float:
    width = after[0] - before[0]
    if width == 0:
        return abs(after[1] - before[1])
    line = before[1] + (after[1] - before[1]) * (here[0] - before[0]) / width
    return abs(here[1] - line)
