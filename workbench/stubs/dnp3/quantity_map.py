"""What a master needs of the mapping: which points carry a quantity, and what they mean together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from workbench.der import codecs
from workbench.der.codecs.coding import form
from workbench.der.codecs.dnp3 import Window, raw_addresses, window
from workbench.der.device import NotPossible, NotWritable, UnknownQuantity
from workbench.der.quantities import Binding, Protocol, Value, quantities
from workbench.stubs.dnp3.commands import Command
from workbench.stubs.dnp3.curve_window import PARTS
from workbench.stubs.dnp3.device_points import ATTRIBUTES
from workbench.stubs.dnp3.points import PointId, Raw
from workbench.stubs.dnp3.telling import told_value


class QuantityMap:
    """The quantities that one edition of the list of points names."""

    def __init__(self, edition: Protocol) -> None:
        self.edition = edition
        self.attributes: Mapping[str, int] = ATTRIBUTES
        self._bindings = {
            key: row.bindings[edition] for key, row in quantities().items() if edition in row.bindings
        }
        self._curves = {
            key for key, binding in self._bindings.items() if form(binding) == "curve" and _window(binding)
        }
        self._reads: dict[str, tuple[PointId, ...]] = {}
        self._writes: dict[str, PointId] = {}
        self._keys: dict[PointId, list[str]] = {}
        self._outputs: dict[PointId, str] = {}
        for key, binding in self._bindings.items():
            self._add(key, binding)

    def _add(self, key: str, binding: Binding) -> None:
        if key in self._curves:
            return
        for written in (False, True):
            try:
                codes = raw_addresses(binding, written=written)
            except NotPossible:
                continue
            points = tuple(PointId.of(code) for code in codes)
            if not written:
                self._reads[key] = points
                for point in points:
                    self._keys.setdefault(point, []).append(key)
            elif len(points) == 1:
                self._writes[key] = points[0]
                self._outputs.setdefault(points[0], key)

    def is_curve(self, key: str) -> bool:
        """Return whether a quantity goes through the window of curves."""
        return key in self._curves

    def keys_of(self, point: PointId) -> Sequence[str]:
        """Return the quantities that a point carries, alone or with others."""
        return self._keys.get(point, ())

    def points_read(self, key: str) -> Sequence[PointId]:
        """Return the points in which a quantity is read.

        Raises:
            UnknownQuantity: the edition has none for it.
        """
        points = self._reads.get(key)
        if not points:
            raise UnknownQuantity(f"{key} is not read in {self.edition.words}.")
        return points

    def value(self, key: str, raw: Mapping[PointId, Raw], values: Mapping[str, Value]) -> Value | None:
        """Return what points mean for a quantity, or None where some are missing or mean nothing."""
        points = self._reads[key]
        if any(point not in raw for point in points):
            return None
        carried: object = raw[points[0]]
        if len(points) > 1:
            carried = {str(point): raw[point] for point in points}
        try:
            return codecs.decode(self._bindings[key], carried, codecs.Context(values=values))
        except NotPossible:
            return None

    def commands(self, key: str, value: Value, values: Mapping[str, Value]) -> list[Command]:
        """Return what has to be operated for a quantity to have a value.

        Raises:
            NotPossible: the edition cannot say it.
        """
        point = self.output(key)
        raw = codecs.encode(self._bindings[key], value, codecs.Context(values=values), written=True).raw
        return [Command(point, raw)]

    def output(self, key: str) -> PointId:
        """Return the one output of a quantity.

        Raises:
            NotPossible: the edition has none for it.
        """
        if key not in self._bindings:
            raise UnknownQuantity(f"There is no quantity {key!r} in {self.edition.words}.")
        if key in self._curves:
            raise NotWritable(f"{key} is written through the window of curves, not by one output.")
        if key not in self._writes:
            raise NotWritable(f"{key} is only read in {self.edition.words}.")
        return self._writes[key]

    def operated(self, point: PointId, raw: Raw, values: Mapping[str, Value]) -> tuple[str, Value]:
        """Return the quantity of an output, and the value that it is told by a raw one.

        Raises:
            NotPossible: it is the output of no quantity, or the raw value means nothing.
        """
        key = self._outputs.get(point)
        if key is None:
            raise UnknownQuantity(f"{point} is the output of no quantity in {self.edition.words}.")
        carried = bool(raw) if point.kind.is_binary else raw
        binding, context = self._bindings[key], codecs.Context(values=values)
        return key, codecs.decode(binding, carried, context, written=True)

    # Curves

    def curve_head(self, key: str) -> tuple[PointId, PointId]:
        """Return the input that tells a mode's number of a curve, and the selector of the window."""
        mode = raw_addresses(self._bindings[key], written=False)[0]
        return PointId.of(mode), PointId.of(window(self.edition, True).address(0))

    def window_points(self) -> Sequence[PointId]:
        """Return the inputs of the window."""
        shown = window(self.edition, False)
        return [PointId.of(shown.address(part)) for part in range(PARTS)]

    def curve(self, key: str, raw: Mapping[PointId, Raw], values: Mapping[str, Value]) -> Value:
        """Return the curve that the window shows, for a mode. Raises as ``commands``."""
        carried = {str(point): value for point, value in raw.items()}
        return codecs.decode(self._bindings[key], carried, codecs.Context(values=values))

    def curve_commands(
        self, key: str, value: Value, number: int, values: Mapping[str, Value]
    ) -> list[Command]:
        """Return what has to be operated for a mode to use a curve, the mode itself last. Raises as ``commands``."""
        context = codecs.Context(values=values, curve=number)
        raw = codecs.encode(self._bindings[key], value, context, written=True).raw
        return [Command(PointId.of(code), part) for code, part in raw.items()]

    def tell(self, point: PointId, raw: Raw) -> str:
        """Return a point and its value in words."""
        keys = [self._outputs[point]] if point in self._outputs else self._keys.get(point, [])
        alone = [key for key in keys if point.kind.is_output or len(self._reads[key]) == 1]
        if not alone:
            return told_value(point, raw, keys[0] if keys else "")
        return told_value(point, raw, alone[0], self._bindings[alone[0]])


def _window(binding: Binding) -> Window | None:
    try:
        return window(binding.protocol, False) if raw_addresses(binding, written=False) else None
    except (NotPossible, KeyError):
        return None
