"""Values of a device in the registers of a point: by the mapping of quantities, or by the table of its own points.

What a quantity of ``quantities.csv`` is called and how it is coded stands there and in the codecs; what a point holds
that no quantity is bound to stands in ``sunspec_device_points.csv``.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Protocol as Shape

from workbench.der import codecs
from workbench.der.codecs import conversions, sunspec
from workbench.der.codecs.coding import Context, NeedsValue
from workbench.der.codecs.numbers import from_scaled, to_scaled
from workbench.der.codecs.tables import coded
from workbench.der.codecs.thinning import thinned
from workbench.der.device import Device, NotPossible, OutOfRange, UnknownQuantity
from workbench.der.quantities import TABLES, Binding, Curve, Protocol, Value, quantities
from workbench.der.sunspec_models import model
from workbench.der.sunspec_points import Point

Raw = int | float | str


class Codec(Shape):
    """How one value stands in one point."""

    @property
    def keys(self) -> tuple[str, ...]:
        """Quantities of the device that a write sets; the first is the one that is read."""

    @property
    def alone(self) -> bool:
        """Whether what the registers hold follows from the value and its scale factor alone."""

    def encode(self, value: Value, context: Context) -> Raw:
        """Return what the registers hold, before it is packed."""

    def decode(self, raw: Raw, like: Value, context: Context) -> dict[str, Value]:
        """Return what a written raw value sets, by key.

        Args:
            like: the value now, whose form tells what is meant.
        """


@dataclass(frozen=True)
class Bound:
    """By a binding of the mapping, or several that name one point."""

    binding: Binding
    keys: tuple[str, ...]
    alone: bool

    def encode(self, value: Value, context: Context) -> Raw:
        """Return what the registers hold."""
        raw: Raw = sunspec.encode(self.binding, value, context)
        return raw

    def decode(self, raw: Raw, like: Value, context: Context) -> dict[str, Value]:
        """Return what a written raw value sets, with what its sign says besides."""
        value = codecs.decode(self.binding, raw, context)
        return dict.fromkeys(self.keys, value) | codecs.companions(self.binding, raw, context)


@dataclass(frozen=True)
class Own:
    """By a row of the table of the device's own points.

    Args:
        words: word to code, where the value is a word or a set of words.
        rule: ``negated`` for the opposite sign, ``second-bit`` for a switch that is the second bit, ``read`` for what
            is built in though the model lets it be written, or nothing.
    """

    point: Point
    keys: tuple[str, ...]
    words: tuple[tuple[str, int], ...]
    rule: str
    alone: bool = True

    def encode(self, value: Value, context: Context) -> Raw:
        """Return what the registers hold."""
        if isinstance(value, bool):
            return int(value) << (self.rule == "second-bit")
        if isinstance(value, frozenset):
            if self.point.type.startswith("enum"):
                return next((code for word, code in self.words if word in value), 0)
            return sum(1 << bit for word, bit in self.words if word in value)
        if isinstance(value, str):
            if not self.words:
                return value
            for word, code in self.words:
                if word == value:
                    return code
            raise OutOfRange(f"{self.point.name} has no code for {value!r}.")
        assert isinstance(value, int | float)
        number = to_scaled(-value if self.rule == "negated" else value, self._power(context))
        limits = self.point.limits
        if limits and not limits[0] <= number <= limits[1]:
            raise OutOfRange(f"{self.point.name}: {value:g} does not fit.")
        return number

    def decode(self, raw: Raw, like: Value, context: Context) -> dict[str, Value]:
        """Return what a written raw value sets."""
        return dict.fromkeys(self.keys, self._value(raw, like, context))

    def _value(self, raw: Raw, like: Value, context: Context) -> Value:
        if isinstance(raw, str):
            return raw
        assert isinstance(raw, int)
        if isinstance(like, bool):
            switch = raw >> (self.rule == "second-bit")
            if switch not in (0, 1) or switch << (self.rule == "second-bit") != raw:
                raise OutOfRange(f"{self.point.name} does not take {raw}.")
            return bool(switch)
        if isinstance(like, str):
            for word, code in self.words:
                if code == raw:
                    return word
            raise OutOfRange(f"{self.point.name}: {raw} is no code that the device takes.")
        number = from_scaled(raw, self._power(context))
        return -number if self.rule == "negated" else number

    def _power(self, context: Context) -> int:
        return _scale(self.point, context)


class CurveCodec(Shape):
    """How a curve stands in the points of one curve's group, whose names begin after the number of the curve."""

    @property
    def key(self) -> str:
        """Key of the quantity."""

    def encode(self, value: Curve, context: Context) -> Mapping[str, int]:
        """Return what the points hold; those past the last point of the curve are left out."""

    def decode(self, raw: Mapping[str, Raw | None], context: Context) -> Value:
        """Return the curve that the points hold."""

    def names(self, most: int) -> Iterator[str]:
        """Yield the names of all points for curves of up to some points."""


@dataclass(frozen=True)
class BoundCurve:
    """By a binding of the mapping."""

    binding: Binding

    @property
    def key(self) -> str:
        """Key of the quantity."""
        return self.binding.quantity

    @property
    def _plan(self) -> sunspec.CurvePlan:
        plan = sunspec.plan(self.binding).curve
        assert plan is not None
        return plan

    def encode(self, value: Curve, context: Context) -> Mapping[str, int]:
        """Return what the points hold, fewer points where there is no room for all."""
        most = codecs.most_points(self.binding, context)
        if most is not None and len(value) > most:
            value = thinned(value, most)
        raw: Mapping[str, int] = sunspec.encode(self.binding, value, context)
        return raw

    def decode(self, raw: Mapping[str, Raw | None], context: Context) -> Value:
        """Return the curve that the points hold."""
        return codecs.decode(self.binding, raw, context)

    def names(self, most: int) -> Iterator[str]:
        """Yield the names of all points."""
        plan = self._plan
        yield plan.count
        if plan.reference:
            yield plan.reference
        for number in range(1, most + 1):
            yield plan.x.format(number)
            yield plan.y.format(number)


@dataclass(frozen=True)
class OwnCurve:
    """By a row of the table of the device's own points: the path of its first axis."""

    key: str
    count: str
    axes: tuple[tuple[str, Point], tuple[str, Point]]

    def encode(self, value: Curve, context: Context) -> Mapping[str, int]:
        """Return what the points hold."""
        most = context.points or len(value)
        kept = value if len(value) <= most else thinned(value, most)
        raw = {self.count: len(kept)}
        for number, pair in enumerate(kept, start=1):
            for (name, point), amount in zip(self.axes, pair, strict=True):
                integer = to_scaled(amount, _scale(point, context))
                limits = point.limits
                if limits and not limits[0] <= integer <= limits[1]:
                    raise OutOfRange(f"{name.format(number)}: {amount:g} does not fit.")
                raw[name.format(number)] = integer
        return raw

    def decode(self, raw: Mapping[str, Raw | None], context: Context) -> Value:
        """Return the curve that the points hold."""
        count = raw[self.count]
        if not isinstance(count, int):
            raise UnknownQuantity(f"{self.count} says nothing.")
        pairs = []
        for number in range(1, count + 1):
            pair = [raw.get(name.format(number)) for name, _ in self.axes]
            if not all(isinstance(integer, int) for integer in pair):
                raise OutOfRange(f"{count} points are in use, and point {number} holds nothing.")
            pairs.append(
                tuple(
                    from_scaled(int(integer or 0), _scale(point, context))
                    for integer, (_, point) in zip(pair, self.axes, strict=True)
                )
            )
        return tuple((x, y) for x, y in pairs)

    def names(self, most: int) -> Iterator[str]:
        """Yield the names of all points."""
        yield self.count
        for number in range(1, most + 1):
            for name, _ in self.axes:
                yield name.format(number)


def _scale(point: Point, context: Context) -> int:
    if not isinstance(point.scale, str):
        return point.scale or 0
    if point.scale not in context.scales:
        raise NeedsValue(f"{point.name}: the device does not show its scale factor {point.scale}.")
    return context.scales[point.scale]


class DeviceValues(Mapping[str, Value]):
    """The values of a device as a mapping, read when asked for.

    Args:
        over: values that stand instead, while something is decoded that was not written yet.
    """

    __slots__ = ("_device", "_over")

    def __init__(self, device: Device, over: Mapping[str, Value] = MappingProxyType({})) -> None:
        self._device = device
        self._over = over

    def __getitem__(self, key: str) -> Value:
        if key in self._over:
            return self._over[key]
        try:
            return self._device.read(key)
        except NotPossible:
            raise KeyError(key) from None

    def __iter__(self) -> Iterator[str]:
        return iter(self._device.keys())

    def __len__(self) -> int:
        return len(self._device.keys())


@dataclass(frozen=True)
class ModelCodecs:
    """How the points of one model are coded.

    Args:
        points: by path without numbers.
        constants: what points hold always, by path without numbers.
        curves: of a group of curves.
    """

    points: Mapping[str, Codec]
    constants: Mapping[str, Raw]
    curves: tuple[CurveCodec, ...]


@cache
def model_codecs(number: int) -> ModelCodecs:
    """Return how the points of a model are coded.

    Args:
        number: of the model; 101 and 102 are coded as 103, which the mapping names.
    """
    protocol = Protocol.SUNSPEC_7XX if number > 700 else Protocol.SUNSPEC_1XX
    points: dict[str, Codec] = {}
    curves: list[CurveCodec] = []
    for path, bindings in _bindings(protocol, 103 if number in (101, 102) else number).items():
        first = bindings[0]
        if sunspec.plan(first).curve:
            curves.append(BoundCurve(first))
        elif path in {known for known, _, _ in model(number).walk()}:
            keys = tuple(binding.quantity for binding in bindings)
            alone = len(keys) == 1 and conversions.rule_of(first.quantity, protocol) is None
            points[path] = Bound(first, keys, alone)
    constants: dict[str, Raw] = {}
    for row in _own_rows(number):
        path, point = row["point"], model(number).point(row["point"])
        if row["constant"]:
            constants[path] = int(row["constant"])
        elif ".Pt." in path:
            curves.append(_own_curve(number, path, row["quantity"]))
        else:
            points[path] = Own(point, (row["quantity"],), _words(row, point, protocol), row["rule"])
    return ModelCodecs(points, constants, tuple(curves))


def _bindings(protocol: Protocol, number: int) -> dict[str, list[Binding]]:
    """Return the bindings to a model by path; where several name one point, the one without a conversion first."""
    found: dict[str, list[Binding]] = {}
    for quantity in quantities().values():
        binding = quantity.bindings.get(protocol)
        if binding is None or binding.certainty == "inferred":
            continue
        of, _, path = binding.read.partition(".")
        if int(of) == number:
            found.setdefault(path, []).append(binding)
    for bindings in found.values():
        bindings.sort(key=lambda binding: conversions.rule_of(binding.quantity, protocol) is not None)
        if quantities()[bindings[0].quantity].unit != "bool":
            del bindings[1:]  # one amount said twice; a switch turns everything that is bound to it
    return found


@cache
def _table() -> Mapping[int, list[dict[str, str]]]:
    found: dict[int, list[dict[str, str]]] = {}
    with (TABLES / "sunspec_device_points.csv").open(encoding="utf-8", newline="") as table:
        for row in csv.DictReader(table):
            found.setdefault(int(row["model"]), []).append(row)
    return MappingProxyType(found)


def _own_rows(number: int) -> list[dict[str, str]]:
    return _table().get(number, [])


def _words(row: Mapping[str, str], point: Point, protocol: Protocol) -> tuple[tuple[str, int], ...]:
    """Return the words of a point with their codes: from the row, or from the enumerations of the mapping."""
    if row["words"]:
        pairs = (pair.split("=") for pair in row["words"].split("; "))
        return tuple((word, point.symbols[symbol]) for word, symbol in pairs)
    known = coded(row["quantity"], protocol)
    return tuple((word.word, point.symbols[word.code]) for word in known if word.code in point.symbols)


def _own_curve(number: int, path: str, key: str) -> OwnCurve:
    group = path.rpartition(".")[0]
    axes = [known for known, _, _ in model(number).walk() if known.rpartition(".")[0] == group]
    axes.sort(key=lambda known: known != path)
    inner = group.partition(".")[2]
    first, second = (
        (f"{inner}[{{}}].{known.rpartition('.')[2]}", model(number).point(known)) for known in axes
    )
    return OwnCurve(key, f"{inner.rpartition('.')[0]}.ActPt", (first, second))
