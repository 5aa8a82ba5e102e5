"""The edit window of curves: one curve at a time is seen and changed through it, chosen by its selector.

Curves are numbered from 1. A mode names the number of the curve that it uses. What is written into the window changes
the numbered curve; the device takes it when a mode is told to use that number, whole or not at all.
"""

from __future__ import annotations

from collections.abc import Mapping

from workbench.der import codecs
from workbench.der.codecs.dnp3 import MOST_POINTS, Window, window
from workbench.der.device import OutOfRange
from workbench.der.quantities import Binding, Curve, Protocol
from workbench.stubs.dnp3.points import PointId

CURVES = 20
"""How many numbered curves there are."""
PARTS = 5 + 2 * MOST_POINTS
"""Points of the window: selector, type, number of points, two units, and pairs."""


class CurveWindow:
    """Numbered curves in raw values, and the one that the window shows."""

    def __init__(self, protocol: Protocol) -> None:
        self.inputs = window(protocol, False)
        self.outputs = window(protocol, True)
        self.selected = 1
        self.version = 0
        """Goes up whenever the window may show something else."""
        self._curves: dict[int, dict[int, int]] = {}
        self._parts = {
            PointId.of(each.address(part)): part
            for each in (self.inputs, self.outputs)
            for part in range(PARTS)
        }

    def points(self) -> Mapping[PointId, int]:
        """Return every point of the window, each with its part: 0 is the selector."""
        return self._parts

    def read(self, part: int) -> int:
        """Return what a point of the window shows."""
        return self.selected if part == 0 else self._curves.get(self.selected, {}).get(part, 0)

    def check(self, part: int, raw: int) -> None:
        """Refuse what the window cannot take.

        Raises:
            OutOfRange: a number of no curve, or too many points.
        """
        if part == 0 and not 1 <= raw <= CURVES:
            raise OutOfRange(f"The curves are numbered 1 to {CURVES}; there is no curve {raw}.")
        if part == 2 and not 0 <= raw <= MOST_POINTS:
            raise OutOfRange(f"A curve has 0 to {MOST_POINTS} points, not {raw}.")

    def write(self, part: int, raw: int) -> None:
        """Change what the window shows: another curve, or a part of the one that it shows."""
        self.check(part, raw)
        self.version += 1
        if part == 0:
            self.selected = raw
        else:
            self._curves.setdefault(self.selected, {})[part] = raw

    def keep(self, number: int, binding: Binding, curve: Curve, context: codecs.Context) -> None:
        """Show a curve that the device has under a number.

        Raises:
            NotPossible: it cannot be said in this protocol.
        """
        raw = codecs.encode(binding, curve, context).raw
        parts = {PointId.of(self.inputs.address(part)): part for part in range(1, PARTS)}
        kept = {parts[PointId.of(code)]: value for code, value in raw.items() if PointId.of(code) in parts}
        self._curves[number] = kept
        self.version += 1

    def curve(self, number: int, binding: Binding, mode: str, context: codecs.Context) -> Curve:
        """Return a numbered curve as a value for a mode.

        Args:
            mode: address of the output that names the curve.

        Raises:
            NotPossible: there is no such curve, or it is none for this mode.
        """
        if not 1 <= number <= CURVES:
            raise OutOfRange(f"The curves are numbered 1 to {CURVES}; there is no curve {number}.")
        parts = self._curves.get(number)
        if not parts:
            raise OutOfRange(
                f"Curve {number} is empty; write it through the window at {self.outputs.address(0)}."
            )
        raw = {self.outputs.address(part): parts.get(part, 0) for part in range(1, PARTS)}
        raw |= {self.outputs.address(0): number, mode: number}
        value = codecs.decode(binding, raw, context, written=True)
        assert isinstance(value, tuple)
        return value


__all__ = ["CURVES", "CurveWindow", "Window"]
