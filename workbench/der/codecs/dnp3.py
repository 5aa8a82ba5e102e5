"""DNP3: integers by their multiplier, binary points, blocks of binary points, and curves through the edit window.

The raw value of one point is an integer, or true and false for a binary point. That of several points is a mapping of
their addresses, ``{"BI31": True, …}``; that of a curve the window and the index of the mode, ``{"AO244": 1,
"AO245": 2, …, "AO217": 1}``, in the order in which they have to be written.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from workbench.der.codecs import conversions
from workbench.der.codecs.coding import INTERVAL, Context, NotCarried, Raw, form, integer, member, name
from workbench.der.codecs.numbers import nearest
from workbench.der.codecs.tables import Word, coded, curve_units, curves
from workbench.der.device import OutOfRange, UnknownQuantity
from workbench.der.dnp3_points import Point, addresses, points
from workbench.der.quantities import Binding, Curve, Protocol, Value, quantities

MOST_POINTS = 100
"""Pairs that the edit window holds."""


@dataclass(frozen=True)
class Window:
    """The edit window of curves, in inputs or in outputs: its addresses follow its selector.

    Args:
        kind: ``AI`` or ``AO``.
        selector: index of the point that chooses the curve.
    """

    kind: str
    selector: int

    def address(self, part: int) -> str:
        """Return the address of a part: 0 selector, 1 type, 2 number of points, 3 and 4 units, then x and y in turn."""
        return f"{self.kind}{self.selector + part}"

    def pair(self, number: int) -> tuple[str, str]:
        """Return the addresses of a point's two numbers, the first point being 0."""
        return self.address(5 + 2 * number), self.address(6 + 2 * number)


@dataclass(frozen=True)
class Plan:
    """What a binding needs in one direction.

    Args:
        single: the one point; ``None`` for a block, a curve or what has no index.
        form: of the value.
        words: codes (or binary inputs) and words.
        mode: address of the index of the curve in force; empty where the value is no curve.
        window: of curves.
    """

    single: Point | None
    form: str
    words: tuple[Word, ...]
    mode: str = ""
    window: Window | None = None


@cache
def plan(binding: Binding, written: bool) -> Plan:
    """Return what a binding needs to be read, or to be written.

    Raises:
        NotCarried: it cannot be, in that direction.
    """
    cell = binding.write if written else binding.read
    if not cell:
        raise NotCarried(f"{name(binding)} cannot be {'written' if written else 'read'}.")
    kind = form(binding)
    words = coded(binding.quantity, binding.protocol)
    known = points(binding.protocol)
    found = addresses(cell)
    if kind == "curve" and binding.quantity != INTERVAL:
        return Plan(None, kind, words, found[0], window(binding.protocol, written))
    if len(found) == 1:
        return Plan(known[found[0]], kind, words)
    return Plan(None, kind, words)


@cache
def window(protocol: Protocol, written: bool) -> Window:
    """Return the edit window of curves: the block that the mapping names beside a mode's index."""
    for row in quantities().values():
        binding = row.bindings.get(protocol)
        cell = (binding.write if written else binding.read) if binding else ""
        if " + " in cell:
            first = addresses(cell.split(" + ")[1])[0]
            return Window(first[:2], int(first[2:]))
    raise KeyError(protocol)


def raw_addresses(binding: Binding, *, written: bool) -> tuple[str, ...]:
    """Return the points that carry a binding; of a curve the index of the mode and the head of the window."""
    found = plan(binding, written)
    if found.window is not None:
        return (found.mode, *(found.window.address(part) for part in range(5)))
    return addresses(binding.write if written else binding.read)


def decode(binding: Binding, raw: Raw, context: Context, *, written: bool = False) -> Value:
    """Return the value for what the points hold.

    Args:
        written: the raw value is what a master wrote (outputs), not what it read (inputs).

    Raises:
        NotPossible: it means nothing, or something else has to be known.
    """
    found = plan(binding, written)
    if raw is None:
        raise UnknownQuantity(f"{name(binding)} has no value in the outstation.")
    if found.window is not None:
        return _decode_curve(binding, found, raw, context)
    if found.form == "str":
        return str(raw)
    if found.form == "bitmap":
        return _decode_bitmap(found, raw)
    if isinstance(raw, Mapping) or (
        found.single and found.single.kind[0] == "B" and not isinstance(raw, bool)
    ):
        raise OutOfRange(f"{name(binding)} is one point; {raw!r} is not its value.")
    if found.form == "bool":
        return bool(raw)
    if found.form == "curve":
        conversions.to_value(binding, 0.0, context)
    raw = raw if found.single and found.single.kind[0] == "B" else _analogue(binding, raw)
    if found.form == "enum":
        word = next((row.word for row in found.words if row.read and int(row.code) == raw), None)
        if word is None:
            raise OutOfRange(f"{name(binding)}: {raw} is no code that is known here.")
        return word
    number = raw * found.single.multiplier if found.single else raw
    return conversions.to_value(binding, _tidy(number), context) * _share(binding, context)


def encode(binding: Binding, value: Value, context: Context, *, written: bool = True) -> Raw:
    """Return what the points have to hold.

    Args:
        written: for a master that writes outputs; else for an outstation that fills inputs.

    Raises:
        NotPossible: it does not fit, has no code, or something else has to be known. Nothing is clipped.
    """
    found = plan(binding, written)
    if found.window is not None:
        assert isinstance(value, tuple)
        return _encode_curve(binding, found, value, context)
    if isinstance(value, bool):
        return value
    if isinstance(value, frozenset):
        return _encode_bitmap(binding, found, value, written)
    if isinstance(value, str):
        return value if found.form == "str" else _encode_word(binding, found, value)
    if isinstance(value, tuple):
        return conversions.to_number(binding, 0.0, context)
    number = conversions.to_number(binding, value / _share(binding, context), context)
    if found.single is None or found.single.kind == "CTR":
        return _within(binding, nearest(number), 0, 2**32 - 1, number, 1.0)
    point = found.single
    return _within(
        binding, nearest(number / point.multiplier), point.least, point.greatest, number, point.multiplier
    )


def _analogue(binding: Binding, raw: Raw) -> float:
    """Return the number of an analogue point, which some masters write as a fraction.

    Raises:
        OutOfRange: it is no number, or infinite.
    """
    if isinstance(raw, float):
        if not math.isfinite(raw):
            raise OutOfRange(f"{name(binding)}: a number is needed, not {raw}.")
        return raw
    return integer(binding, raw)


def _share(binding: Binding, context: Context) -> float:
    """Return by what the percentage of the point is multiplied to refer to what the value refers to."""
    rule = conversions.rule_of(binding.quantity, binding.protocol)
    if rule is None or rule.rule != "percent-of":
        return 1.0
    wanted = conversions.reference("constant-reactive-power-mode", context)
    return conversions.share(binding, rule.argument, wanted, context)


def _within(binding: Binding, raw: int, least: int, greatest: int, number: float, multiplier: float) -> int:
    if not least <= raw <= greatest:
        low, high = least * multiplier, greatest * multiplier
        raise OutOfRange(f"{name(binding)}: {number:g} does not fit; {low:g} to {high:g} can be said there.")
    return raw


def _tidy(number: float) -> float:
    """Take back what a multiplier such as 0.001 adds in binary fractions: 59999 times it is 59.999."""
    return float(f"{number:.12g}") if isinstance(number, float) else number


def _encode_word(binding: Binding, found: Plan, value: str) -> Raw:
    for row in found.words:
        if row.word == value:
            code = int(row.code)
            return bool(code) if found.single and found.single.kind[0] == "B" else code
    known = ", ".join(row.word for row in found.words)
    raise NotCarried(f"{name(binding)} has no code for {value!r}; it has codes for {known or 'none'}.")


def _decode_bitmap(found: Plan, raw: Raw) -> Value:
    states = raw if isinstance(raw, Mapping) else {found.single.address if found.single else "": raw}
    return frozenset(row.word for row in found.words if row.read and states.get(row.code) is True)


def _encode_bitmap(binding: Binding, found: Plan, value: frozenset[str], written: bool) -> Raw:
    on = {row.code for row in found.words if row.word in value}
    if found.single is not None:
        return found.single.address in on
    return {address: address in on for address in addresses(binding.write if written else binding.read)}


def _decode_curve(binding: Binding, found: Plan, raw: Raw, context: Context) -> Value:
    window = found.window
    assert window is not None
    row = curves()[binding.quantity]

    def whole(address: str) -> int:
        return integer(binding, member(binding, raw, address), address)

    index, selected = whole(found.mode), whole(window.address(0))
    if index != selected:
        raise OutOfRange(
            f"{name(binding)}: the mode uses curve {index}, and the window shows curve {selected}."
        )
    kind, count = whole(window.address(1)), whole(window.address(2))
    if kind != int(row.dnp3_type):
        raise OutOfRange(f"{name(binding)}: curve {index} is of type {kind}; type {row.dnp3_type} is needed.")
    if not 0 <= count <= MOST_POINTS:
        raise OutOfRange(f"{name(binding)}: a curve has 0 to {MOST_POINTS} points, not {count}.")
    units = []
    for axis, part in (("x", 3), ("y", 4)):
        code = whole(window.address(part))
        if (axis, code) not in curve_units():
            raise OutOfRange(f"{name(binding)}: unit {code} of its {axis} axis is not known here.")
        units.append(curve_units()[axis, code].multiplier)
    factor = _curve_factor(binding, str(raw[window.address(4)]), context)
    pairs = []
    for number in range(count):
        x, y = (
            _tidy(whole(address) * unit) for address, unit in zip(window.pair(number), units, strict=True)
        )
        pairs.append((x, y * factor if factor != 1.0 else y))
    return tuple((y, x) for x, y in pairs) if "dnp3" in row.turned else tuple(pairs)


def _curve_factor(binding: Binding, code: str, context: Context) -> float:
    key = curves()[binding.quantity].reference
    if not key:
        return 1.0
    carried = next((row.word for row in coded(key, binding.protocol) if row.code == code), "")
    return conversions.share(binding, carried, conversions.reference(key, context), context)


def _encode_curve(binding: Binding, found: Plan, value: Curve, context: Context) -> Raw:
    window = found.window
    assert window is not None
    row = curves()[binding.quantity]
    y_unit = row.dnp3_y_unit
    factor = 1.0
    if row.reference:
        codes = {word.word: word.code for word in coded(row.reference, binding.protocol)}
        wanted = conversions.reference(row.reference, context)
        carried = wanted if wanted in codes else next(iter(codes))
        factor = conversions.share(binding, wanted, carried, context)
        y_unit = codes[carried]
    raw = {
        window.address(0): context.curve,
        window.address(1): int(row.dnp3_type),
        window.address(2): len(value),
        window.address(3): int(row.dnp3_x_unit),
        window.address(4): int(y_unit),
    }
    x_step, y_step = (
        curve_units()[axis, int(code)].multiplier for axis, code in (("x", row.dnp3_x_unit), ("y", y_unit))
    )
    for number, pair in enumerate(value):
        x, y = reversed(pair) if "dnp3" in row.turned else pair
        for address, part, step in zip(window.pair(number), (x, y * factor), (x_step, y_step), strict=True):
            raw[address] = _within(binding, nearest(part / step), -(2**31), 2**31 - 1, part, step)
    raw[found.mode] = context.curve
    return raw
