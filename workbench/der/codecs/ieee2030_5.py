"""IEEE 2030.5: numbers with a multiplier, hundredths, links whose presence is the switch, curves, readings.

The raw value is what the XML holds, without tags: an integer, ``true`` or ``false`` as a truth value, a text, or a
mapping of the elements inside (``{"value": 50, "multiplier": 2}``). An element that is absent is ``None``.
"""

from __future__ import annotations

import re

from workbench.der.codecs import conversions
from workbench.der.codecs.coding import Context, NotCarried, Raw, form, integer, member, name
from workbench.der.codecs.numbers import from_scaled, same, to_scaled
from workbench.der.codecs.tables import Attribute, attributes, coded, curves
from workbench.der.device import OutOfRange, UnknownQuantity
from workbench.der.quantities import Binding, Curve, Protocol, Value

POWERS = range(-9, 10)
"""Powers of ten that a multiplier may state."""
FINEST = -4
"""Below this power no quantity here needs to be stated; numbers that need it are rounded, and it is told."""
MOST_POINTS = 10
"""Points of a curve, by the schema."""


def decode(binding: Binding, raw: Raw, context: Context) -> Value:
    """Return the value for what the XML holds.

    Raises:
        UnknownQuantity: the element is absent.
        NotPossible: it means nothing, or something else has to be known.
    """
    found = attributes()[binding.quantity]
    if found.form == "presence":
        return raw is not None and raw is not False
    if raw is None:
        raise UnknownQuantity(f"{name(binding)} is absent.")
    match found.form:
        case "boolean":
            return _truth(binding, raw)
        case "member-boolean":
            return _word(binding, int(_truth(binding, _part(binding, raw, found))))
        case "text":
            return str(raw)
        case "interval":
            parts = (integer(binding, member(binding, raw, part), part) for part in ("start", "duration"))
            start, duration = map(float, parts)
            return ((start, duration),)
        case "hexadecimal" | "stated-hexadecimal":
            return _decode_bits(binding, _part(binding, raw, found))
        case "curve":
            return _decode_curve(binding, raw, context)
    significand = integer(binding, _part(binding, raw, found))
    if form(binding) == "enum":
        return _word(binding, significand)
    if form(binding) == "str":
        return f"PEN {significand}"
    number = from_scaled(significand, _power(binding, found, raw))
    return conversions.to_value(binding, number, context) * _fixed_var_share(binding, found, raw, context)


def encode(binding: Binding, value: Value, context: Context) -> Raw:
    """Return what the XML has to hold.

    Raises:
        NotPossible: it does not fit, has no code, or something else has to be known. Nothing is clipped.
    """
    found = attributes()[binding.quantity]
    match found.form:
        case "presence" | "boolean":
            return value
        case "member-boolean":
            return {found.member: bool(_code(binding, value))}
        case "text":
            return _text(binding, found, value)
        case "interval":
            return _interval(binding, value)
        case "hexadecimal" | "stated-hexadecimal":
            assert isinstance(value, frozenset)
            return _encode_bits(binding, found, value)
        case "curve":
            assert isinstance(value, tuple)
            return _encode_curve(binding, value, context)
    if form(binding) == "enum":
        return _inside(found, _code(binding, value))
    if isinstance(value, str):
        return _enterprise(binding, value)
    assert isinstance(value, int | float)
    return _encode_number(binding, found, value, context)


def _encode_number(binding: Binding, found: Attribute, value: float, context: Context) -> Raw:
    if found.form == "fixed-var":
        wanted = conversions.reference("constant-reactive-power-mode", context)
        codes = {row.word: int(row.code) for row in coded("constant-reactive-power-mode", binding.protocol)}
        carried = wanted if wanted in codes else "maximum-reactive-power"
        number = value * conversions.share(binding, wanted, carried, context)
        return {"refType": codes[carried], "value": _bounded(binding, found, number, found.exponent)}
    number = conversions.to_number(binding, value, context)
    if found.form == "multiplied":
        power = best_power(number, found.least or 0, found.greatest or 0)
        return {found.member: _bounded(binding, found, number, power), "multiplier": power}
    if found.form == "reading":
        power = best_power(number, found.least or 0, found.greatest or 0)
        reading = {
            "uom": _uom(binding),
            "powerOfTenMultiplier": power,
            "value": _bounded(binding, found, number, power),
        }
        return reading if found.phase is None else {**reading, "phase": found.phase}
    return _inside(found, _bounded(binding, found, number, found.exponent))


def best_power(number: float, least: int, greatest: int) -> int:
    """Return the multiplier for a number: the greatest that says it exactly, else the finest for which it fits."""
    fitting = [power for power in POWERS if power >= FINEST and least <= to_scaled(number, power) <= greatest]
    if not fitting:
        return 0
    exact = [power for power in fitting if _says(number, power)]
    return min(exact, key=abs) if exact else fitting[0]


def _says(number: float, power: int) -> bool:
    return same(from_scaled(to_scaled(number, power), power), number)


def _bounded(binding: Binding, found: Attribute, number: float, power: int) -> int:
    raw = to_scaled(number, power)
    assert found.least is not None
    assert found.greatest is not None
    # A coarse multiplier would round what is below nothing to nothing.
    below = found.least == 0 and number < 0 and not same(number, 0.0)
    if below or not found.least <= raw <= found.greatest:
        widest = POWERS[-1] if found.form in ("multiplied", "reading") else power
        low, high = from_scaled(found.least, widest), from_scaled(found.greatest, widest)
        raise OutOfRange(f"{name(binding)}: {number:g} does not fit; {low:g} to {high:g} can be said there.")
    return raw


def _inside(found: Attribute, raw: int) -> Raw:
    return {found.member: raw} if found.member else raw


def _part(binding: Binding, raw: Raw, found: Attribute) -> Raw:
    return member(binding, raw, found.member) if found.member else raw


def _truth(binding: Binding, raw: Raw) -> bool:
    if not isinstance(raw, bool):
        raise OutOfRange(f"{name(binding)} is true or false, not {raw!r}.")
    return raw


def _power(binding: Binding, found: Attribute, raw: Raw) -> int:
    if found.form == "reading" and raw.get("uom") != _uom(binding):
        raise OutOfRange(f"{name(binding)}: the reading is in unit {raw.get('uom')}, not in {_uom(binding)}.")
    if found.form not in ("multiplied", "reading"):
        return found.exponent
    where = "multiplier" if found.form == "multiplied" else "powerOfTenMultiplier"
    return _multiplier(binding, raw.get(where, 0))


def _multiplier(binding: Binding, raw: Raw) -> int:
    power = integer(binding, raw, "multiplier")
    if power not in POWERS:
        raise OutOfRange(f"{name(binding)}: its multiplier is {power}; allowed is -9 to 9.")
    return power


def _uom(binding: Binding) -> int:
    found = re.search(r"uom (\d+)", binding.read)
    assert found is not None
    return int(found.group(1))


def _fixed_var_share(binding: Binding, found: Attribute, raw: Raw, context: Context) -> float:
    if found.form != "fixed-var":
        return 1.0
    code = str(member(binding, raw, "refType"))
    words = coded("constant-reactive-power-mode", binding.protocol)
    carried = next((row.word for row in words if row.code == code), "")
    wanted = conversions.reference("constant-reactive-power-mode", context)
    return conversions.share(binding, carried, wanted, context)


def _word(binding: Binding, code: int) -> str:
    for row in coded(binding.quantity, binding.protocol):
        if row.read and int(row.code) == code:
            return row.word
    raise OutOfRange(f"{name(binding)}: {code} is no code that is known here.")


def _code(binding: Binding, value: Value) -> int:
    words = coded(binding.quantity, binding.protocol)
    for row in words:
        if row.word == value:
            return int(row.code)
    known = ", ".join(row.word for row in words)
    raise NotCarried(f"{name(binding)} has no code for {value!r}; it has codes for {known or 'none'}.")


def _decode_bits(binding: Binding, raw: Raw) -> frozenset[str]:
    if not isinstance(raw, str) or not re.fullmatch(r"[0-9A-Fa-f]{1,16}", raw):
        raise OutOfRange(f"{name(binding)} holds hexadecimal digits, not {raw!r}.")
    bits = int(raw, 16)
    return frozenset(
        row.word
        for row in coded(binding.quantity, binding.protocol)
        if row.read and bits >> int(row.code) & 1
    )


def _encode_bits(binding: Binding, found: Attribute, value: frozenset[str]) -> Raw:
    bits = {int(row.code) for row in coded(binding.quantity, binding.protocol) if row.word in value}
    width = 2 if found.form == "stated-hexadecimal" else 8
    digits = f"{sum(1 << bit for bit in bits):0{width}X}"
    return {found.member: digits} if found.member else digits


def _text(binding: Binding, found: Attribute, value: Value) -> str:
    text = str(value)
    if found.greatest is not None and len(text.encode()) > found.greatest:
        raise OutOfRange(f"{name(binding)} holds {found.greatest} octets; {text!r} is longer.")
    return text


def _enterprise(binding: Binding, value: str) -> int:
    found = re.fullmatch(r"PEN (\d{1,10})", value)
    if found is None or int(found.group(1)) > 2**32 - 1:
        raise NotCarried(f"{name(binding)} is an enterprise number, as 'PEN 40732'; it cannot say {value!r}.")
    return int(found.group(1))


def _interval(binding: Binding, value: Value) -> Raw:
    if not isinstance(value, tuple) or len(value) != 1:
        raise OutOfRange(f"{name(binding)} is one start and one duration in seconds, not {value!r}.")
    start, duration = (to_scaled(number, 0) for number in value[0])
    if duration < 0 or duration >= 2**32:
        raise OutOfRange(f"{name(binding)}: a duration is 0 to {2**32 - 1} s, not {duration}.")
    return {"start": start, "duration": duration}


def curve_type(binding: Binding) -> int:
    """Return the number of a curve's type in the edition of the binding."""
    row = curves()[binding.quantity]
    cell = row.type_2_0_4 if binding.protocol is Protocol.IEEE_2030_5_XSD_2_0_4 else row.type_2018
    return int(cell)


def _decode_curve(binding: Binding, raw: Raw, context: Context) -> Value:
    row = curves()[binding.quantity]
    kind = member(binding, raw, "curveType")
    if kind != curve_type(binding):
        raise OutOfRange(
            f"{name(binding)}: the curve is of type {kind}; in this edition it is type {curve_type(binding)}."
        )
    powers = [_multiplier(binding, raw.get(part, 0)) for part in ("xMultiplier", "yMultiplier")]
    factor = -1.0 if conversions.negated_y(binding) else 1.0
    if row.reference:
        code = str(raw.get("yRefType"))
        carried = next(
            (word.word for word in coded(row.reference, binding.protocol) if word.code == code), ""
        )
        factor = conversions.share(binding, carried, conversions.reference(row.reference, context), context)
    points = []
    pairs = raw.get("CurveData") or ()
    if not isinstance(pairs, list | tuple):
        raise OutOfRange(f"{name(binding)}: CurveData is a list of points, not {pairs!r}.")
    for data in pairs:
        x, y = (
            from_scaled(integer(binding, member(binding, data, part), part), power)
            for part, power in zip(("xvalue", "yvalue"), powers, strict=True)
        )
        # The flag of a power factor: true absorbs reactive power, which is negative in the table.
        y = -y if data.get("excitation") else y
        points.append((x, y * factor if factor != 1.0 else y))
    return tuple((y, x) for x, y in points) if "ieee-2030.5" in row.turned else tuple(points)


def _encode_curve(binding: Binding, value: Curve, context: Context) -> Raw:
    row = curves()[binding.quantity]
    reference, factor = row.y_reference, -1.0 if conversions.negated_y(binding) else 1.0
    if row.reference:
        codes = {word.word: word.code for word in coded(row.reference, binding.protocol)}
        wanted = conversions.reference(row.reference, context)
        carried = (
            wanted
            if wanted in codes
            else next(word for word in ("maximum-reactive-power", *codes) if word in codes)
        )
        factor = conversions.share(binding, wanted, carried, context)
        reference = codes[carried]
    pairs = [tuple(reversed(pair)) if "ieee-2030.5" in row.turned else pair for pair in value]
    axes = [[x for x, _ in pairs], [y * factor for _, y in pairs]]
    powers = [_axis_power(numbers) for numbers in axes]
    power_factor = binding.quantity == "watt-power-factor-curve"
    data = []
    for x, y in zip(*axes, strict=True):
        integers = [
            _curve_integer(binding, number, power) for number, power in zip((x, y), powers, strict=True)
        ]
        point: dict[str, Raw] = {"xvalue": integers[0], "yvalue": integers[1]}
        if power_factor and binding.protocol is Protocol.IEEE_2030_5_2018:
            point |= {"yvalue": abs(integers[1]), "excitation": integers[1] < 0}
        data.append(point)
    return {
        "curveType": curve_type(binding),
        "xMultiplier": powers[0],
        "yMultiplier": powers[1],
        "yRefType": int(reference or 0),
        "CurveData": data,
    }


def _axis_power(numbers: list[float]) -> int:
    """Return the multiplier of an axis: the greatest up to 0 that says all its numbers exactly, else the finest."""
    for power in range(0, FINEST - 1, -1):
        if all(_says(number, power) for number in numbers):
            return power
    return FINEST


def _curve_integer(binding: Binding, number: float, power: int) -> int:
    raw = to_scaled(number, power)
    if abs(raw) > 2**31 - 1:
        raise OutOfRange(f"{name(binding)}: {number:g} is too large for a point of a curve.")
    return raw
