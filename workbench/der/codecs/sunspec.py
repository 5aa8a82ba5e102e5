"""SunSpec: integers with their scale factors, symbols, bits, and curves of models 7xx and 1xx.

A point is addressed as in the table, ``704.WMaxLimPct``. The raw value of a curve is a mapping of the points in one
curve's group, ``{"ActPt": 2, "DeptRef": 1, "Pt[1].V": 950, …}`` or ``{"ActPt": 2, "V1": 950, …}``.
Models and points: SunSpec Alliance (Apache-2.0), as pysunspec2 carries them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from workbench.der.codecs import conversions
from workbench.der.codecs.coding import (
    Context,
    NeedsValue,
    NotCarried,
    Raw,
    form,
    integer,
    member,
    name,
    quantity,
)
from workbench.der.codecs.numbers import from_scaled, to_scaled
from workbench.der.codecs.tables import Word, coded, curves
from workbench.der.device import OutOfRange, UnknownQuantity
from workbench.der.quantities import Binding, Value
from workbench.der.sunspec_models import Model, model
from workbench.der.sunspec_points import NOT_SCALED, SCALES, Point


@dataclass(frozen=True)
class Plan:
    """What a binding needs to be encoded: its model and its point.

    Args:
        model: number of the model.
        path: of the point in the model, without numbers; for a curve that of the group of its points.
        point: of the value; of a curve the first axis.
        form: of the value.
        words: codes and words of an enumeration, bits and words of a bitmap.
        curve: how the points of a curve are named; ``None`` for anything else.
    """

    model: int
    path: str
    point: Point
    form: str
    words: tuple[tuple[int, str, bool], ...]
    curve: CurvePlan | None = None


@dataclass(frozen=True)
class CurvePlan:
    """How the points of a curve are named in the group of one curve.

    Args:
        x, y: names with ``{}`` for the number: ``Pt[{}].V``, ``V{}``.
        x_point, y_point: their points.
        count: name of how many are in use.
        reference: name of what the second axis refers to; empty where there is none.
        codes: word to code of that reference.
        most: how many points the model's definition allows; ``None`` where a count point says it.
    """

    x: str
    y: str
    x_point: Point
    y_point: Point
    count: str
    reference: str
    codes: tuple[tuple[int, str, bool], ...]
    most: int | None


@cache
def plan(binding: Binding) -> Plan:
    """Return what a binding needs, found once."""
    number, path = (binding.read or binding.write).split(".", 1)
    of = model(int(number))
    kind = form(binding)
    if kind == "curve" and binding.quantity in curves():
        return _curve_plan(binding, of, path)
    point = of.point(path)
    words = _codes(point, coded(binding.quantity, binding.protocol))
    return Plan(of.id, path, point, kind, words)


def scale_names(binding: Binding) -> tuple[str, ...]:
    """Return the scale factor points that have to be read together with the value."""
    found = plan(binding)
    points = (found.curve.x_point, found.curve.y_point) if found.curve else (found.point,)
    return tuple(dict.fromkeys(point.scale for point in points if isinstance(point.scale, str)))


def decode(binding: Binding, raw: Raw, context: Context) -> Value:
    """Return the value for what the registers hold.

    Raises:
        UnknownQuantity: the point is not implemented.
        NotPossible: the raw value means nothing, or something else has to be known.
    """
    found = plan(binding)
    if raw is None:
        raise UnknownQuantity(f"{name(binding)} is not implemented by the device.")
    if found.curve is not None:
        return _decode_curve(binding, found.curve, raw, context)
    if found.form == "str":
        return str(raw)
    if found.form == "curve":
        conversions.to_value(binding, 0.0, context)
    raw = integer(binding, raw)
    if found.form == "number":
        scaled = from_scaled(raw, exponent(binding, found.point, context))
        return conversions.to_value(binding, scaled, context)
    bits = found.point.type.startswith("bitfield")
    if found.form == "bool":
        return bool(raw & 1) if bits else _truth(binding, raw)
    if found.form == "bitmap" and bits:
        return frozenset(word for bit, word, read in found.words if read and raw >> bit & 1)
    word = next((word for code, word, read in found.words if read and code == raw), None)
    if found.form == "bitmap" and raw in found.point.symbols.values():
        return frozenset() if word is None else frozenset({word})
    if word is None:
        raise OutOfRange(f"{name(binding)}: {raw} is no code that is known here.")
    return word


def encode(binding: Binding, value: Value, context: Context) -> Raw:
    """Return what the registers have to hold.

    Raises:
        NotPossible: the value does not fit, has no code, or something else has to be known. Nothing is clipped.
    """
    found = plan(binding)
    if found.curve is not None:
        assert isinstance(value, tuple)
        return _encode_curve(binding, found.curve, value, context)
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, frozenset):
        return _encode_bitmap(found, value)
    if isinstance(value, str):
        return _encode_text(binding, found, value)
    if isinstance(value, tuple):
        return conversions.to_number(binding, 0.0, context)
    number = conversions.to_number(binding, value, context)
    return scaled(binding, found.point, number, context)


def exponent(binding: Binding, point: Point, context: Context) -> int:
    """Return the power of ten by which a point's integer is multiplied, as it was read.

    Raises:
        NeedsValue: the scale factor was not read.
        OutOfRange: it is not implemented, or outside -10 to 10.
    """
    if point.scale is None or isinstance(point.scale, int):
        return point.scale or 0
    if point.scale not in context.scales:
        raise NeedsValue(f"{name(binding)}: the scale factor {point.scale} has to be read together with it.")
    found = context.scales[point.scale]
    if found == NOT_SCALED:
        raise OutOfRange(f"{name(binding)}: its scale factor {point.scale} is not implemented.")
    if found not in SCALES:
        raise OutOfRange(f"{name(binding)}: its scale factor {point.scale} is {found}; allowed is -10 to 10.")
    return found


def scaled(binding: Binding, point: Point, number: float, context: Context) -> int:
    """Return the integer for a number.

    Raises:
        OutOfRange: the register cannot hold it.
    """
    power = exponent(binding, point, context)
    raw = to_scaled(number, power)
    limits = point.limits
    assert limits is not None
    if not limits[0] <= raw <= limits[1]:
        least, greatest = (from_scaled(limit, power) for limit in limits)
        raise OutOfRange(
            f"{name(binding)}: {number:g} does not fit; {least:g} to {greatest:g} {point.units} can be said there."
        )
    return raw


def _codes(point: Point, words: tuple[Word, ...]) -> tuple[tuple[int, str, bool], ...]:
    return tuple((point.symbols[word.code], word.word, word.read) for word in words)


def _truth(binding: Binding, raw: int) -> bool:
    if raw not in (0, 1):
        raise OutOfRange(f"{name(binding)} is 0 or 1, not {raw}.")
    return raw == 1


def _encode_bitmap(found: Plan, value: frozenset[str]) -> int:
    codes = [code for code, word, _ in found.words if word in value]
    if found.point.type.startswith("bitfield"):
        return sum(1 << bit for bit in codes)
    # An enumeration holds one state: that of the word which it knows, or the one that says it is not so.
    others = set(found.point.symbols.values()) - {code for code, _, _ in found.words}
    return codes[0] if codes else min(others)


def _encode_text(binding: Binding, found: Plan, value: str) -> Raw:
    if found.form == "str":
        if len(value.encode()) > found.point.octets:
            raise OutOfRange(f"{name(binding)} holds {found.point.octets} octets; {value!r} is longer.")
        return value
    for code, word, _ in found.words:
        if word == value:
            return code
    known = ", ".join(word for _, word, _ in found.words)
    raise NotCarried(f"{name(binding)} has no code for {value!r}; it has codes for {known or 'none'}.")


def _curve_plan(binding: Binding, of: Model, path: str) -> Plan:
    *groups, last = path.split(".")
    within = {known: point for known, point, _ in of.walk()}
    if binding.protocol.startswith("sunspec-7"):
        prefix = ".".join(groups)
        names = [known for known in within if known.rpartition(".")[0] == prefix]
        inner = prefix.partition(".")[2]
        pattern = {known: f"{inner}[{{}}].{known.rpartition('.')[2]}" for known in names}
        outer, most = prefix.rpartition(".")[0], None
    else:
        outer = groups[0] if groups else last
        names = [known for known in within if re.fullmatch(rf"{outer}\.[A-Za-z]+1", known)]
        pattern = {known: known.partition(".")[2][:-1] + "{}" for known in names}
        most = sum(bool(re.fullmatch(re.escape(names[0][:-1]) + r"\d+", known)) for known in within)
    first = _first_axis(binding, path, names, within)
    second = next(known for known in names if known != first)
    count = f"{outer}.ActPt"
    reference = f"{outer}.DeptRef" if f"{outer}.DeptRef" in within else ""
    key = curves()[binding.quantity].reference
    codes = _codes(within[reference], coded(key, binding.protocol)) if reference and key else ()
    top = outer.partition(".")[2]
    inside = f"{top}." if top else ""
    made = CurvePlan(
        pattern[first],
        pattern[second],
        within[first],
        within[second],
        f"{inside}ActPt",
        f"{inside}DeptRef" if codes else "",
        codes,
        most,
    )
    assert count in within
    return Plan(of.id, outer, within[first], "curve", (), made)


def _first_axis(binding: Binding, path: str, names: list[str], within: dict[str, Point]) -> str:
    """Return the point of the first axis: the one that the table names, or the one of its unit."""
    if path in names:
        return path
    unit = quantity(binding).unit.split(",")[0]
    return next(known for known in names if unit in within[known].units)


def _decode_curve(binding: Binding, found: CurvePlan, raw: Raw, context: Context) -> Value:
    count = integer(binding, member(binding, raw, found.count), found.count)
    powers = [exponent(binding, point, context) for point in (found.x_point, found.y_point)]
    factor = 1.0
    if found.reference:
        wanted = conversions.reference(curves()[binding.quantity].reference, context)
        carried = next((word for code, word, _ in found.codes if code == raw.get(found.reference)), "")
        factor = conversions.share(binding, carried, wanted, context)
    if conversions.negated_y(binding):
        factor = -factor
    points = []
    for number in range(1, count + 1):
        pair = [raw.get(pattern.format(number)) for pattern in (found.x, found.y)]
        if None in pair:
            raise OutOfRange(f"{name(binding)}: {count} points are in use, and point {number} holds nothing.")
        x, y = (from_scaled(integer(binding, part), power) for part, power in zip(pair, powers, strict=True))
        points.append((x, y * factor if factor != 1.0 else y))
    return tuple(points)


def _encode_curve(binding: Binding, found: CurvePlan, value: Value, context: Context) -> Raw:
    assert isinstance(value, tuple)
    raw: dict[str, int] = {found.count: len(value)}
    factor = 1.0
    if found.reference:
        wanted = conversions.reference(curves()[binding.quantity].reference, context)
        codes = {word: code for code, word, _ in found.codes}
        carried = wanted if wanted in codes else "maximum-reactive-power"
        factor = conversions.share(binding, wanted, carried, context)
        raw[found.reference] = codes[carried]
    if conversions.negated_y(binding):
        factor = -factor
    for number, (x, y) in enumerate(value, start=1):
        raw[found.x.format(number)] = scaled(binding, found.x_point, x, context)
        raw[found.y.format(number)] = scaled(binding, found.y_point, y * factor, context)
    return raw
