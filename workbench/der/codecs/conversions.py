"""Numbers that do not mean the same on both sides: signs, slopes and droops, times and rates, percentages of what.

Every rule is named in ``data/der/conversions.csv``; a quantity without a row there needs none.
"""

from __future__ import annotations

from workbench.der.codecs.coding import Context, NeedsValue, NotCarried, name
from workbench.der.codecs.tables import Conversion, conversion
from workbench.der.device import OutOfRange
from workbench.der.quantities import Binding, Protocol, Value

REFERENCES = {
    "maximum-active-power": "setting-maximum-active-power",
    "maximum-reactive-power": "setting-maximum-reactive-injection",
    "available-reactive-power": "monitoring-available-reactive-power",
    "maximum-apparent-power": "setting-maximum-apparent-power",
    "available-active-power": "monitoring-available-active-power",
}
"""The quantity to which each word of a reference points."""
DEFAULT_REFERENCES = {
    "volt-var-reference": "maximum-apparent-power",
    "watt-var-reference": "maximum-apparent-power",
    "volt-watt-reference": "maximum-active-power",
    "constant-reactive-power-mode": "maximum-reactive-power",
}
"""What percentages refer to where the device does not say: the defaults of the device (IEEE 1547 for volt-var)."""


SMALLEST = 1e-9
"""Below this a number has no reciprocal that means anything."""


def rule_of(quantity: str, protocol: Protocol) -> Conversion | None:
    """Return the rule of a quantity in a protocol."""
    return conversion(quantity, protocol)


def to_value(binding: Binding, number: float, context: Context) -> float:
    """Return the value of the table for a number as the protocol means it (after its scaling)."""
    rule = rule_of(binding.quantity, binding.protocol)
    if rule is None or rule.rule == "percent-of":
        return number
    match rule.rule:
        case "negated":
            return -number if number else 0.0
        case "reciprocal":
            return _inverse(binding, 1.0, number)
        case "time-to-rate":
            return _rate(binding, number)
        case "slope-per-hertz":
            return _inverse(binding, 100.0 / context.number(rule.argument, binding), number)
        case "share-of":
            return number / 100.0 * context.number(rule.argument, binding)
        case "eei-set":
            return abs(number)
        case "eei-measured":
            return _measured(binding, rule, abs(number) / 100.0, context)
    raise NotCarried(f"{name(binding)}: {rule.note}")


def to_number(binding: Binding, value: float, context: Context) -> float:
    """Return the number as the protocol means it (before its scaling) for a value of the table."""
    rule = rule_of(binding.quantity, binding.protocol)
    if rule is None or rule.rule == "percent-of":
        return value
    match rule.rule:
        case "negated":
            return -value
        case "reciprocal":
            return _inverse(binding, 1.0, value)
        case "time-to-rate":
            return _rate(binding, value)
        case "slope-per-hertz":
            return _inverse(binding, 100.0 / context.number(rule.argument, binding), value)
        case "share-of":
            reference = context.number(rule.argument, binding)
            if reference <= 0:
                raise OutOfRange(
                    f"{name(binding)}: {rule.argument} is {reference:g}; nothing is a share of that."
                )
            return value / reference * 100.0
        case "eei-set":
            return _signed(binding, rule, value, context)
        case "eei-measured":
            return _eei(binding, rule, value, context)
    raise NotCarried(f"{name(binding)}: {rule.note}")


def companions(binding: Binding, number: float) -> dict[str, Value]:
    """Return other values that the same number carries: the excitation that an EEI sign holds."""
    rule = rule_of(binding.quantity, binding.protocol)
    if rule is None or rule.rule != "eei-set":
        return {}
    return {rule.argument: "injecting" if number < 0 else "absorbing"}


def negated_y(binding: Binding) -> bool:
    """Return whether the second axis of a curve has the opposite sign there."""
    rule = rule_of(binding.quantity, binding.protocol)
    return rule is not None and rule.rule == "negated-y"


def reference(key: str, context: Context) -> str:
    """Return the word for what percentages refer to on the side of the value."""
    word = context.values.get(key)
    return word if isinstance(word, str) else DEFAULT_REFERENCES[key]


def share(binding: Binding, carried: str, wanted: str, context: Context) -> float:
    """Return by what a percentage of ``carried`` is multiplied to be one of ``wanted``; both are words.

    Raises:
        NeedsValue: one of the two settings is not known.
    """
    if carried == wanted:
        return 1.0
    sizes = []
    for word in (carried, wanted):
        if word not in REFERENCES:
            raise NotCarried(f"{name(binding)}: a percentage of {word!r} cannot be converted.")
        sizes.append(context.number(REFERENCES[word], binding))
    if sizes[1] <= 0:
        raise OutOfRange(
            f"{name(binding)}: {REFERENCES[wanted]} is {sizes[1]:g}; nothing is a share of that."
        )
    return sizes[0] / sizes[1]


def _inverse(binding: Binding, numerator: float, number: float) -> float:
    if number < SMALLEST:
        raise OutOfRange(f"{name(binding)} is a size above 0 here, not {number:g}.")
    return numerator / number


def _rate(binding: Binding, number: float) -> float:
    """Return the time of a rise for its rate, or the rate for its time; 0 sets no limit, both ways."""
    return _inverse(binding, 100.0, number) if number else 0.0


def _signed(binding: Binding, rule: Conversion, value: float, context: Context) -> float:
    excitation = context.values.get(rule.argument)
    if excitation not in ("injecting", "absorbing"):
        raise NeedsValue(
            f"{name(binding)}: the sign holds the excitation, so {rule.argument} has to be known."
        )
    if value < 0:
        raise OutOfRange(f"{name(binding)} is 0 to 1 with its excitation apart, not {value:g}.")
    return -value if excitation == "injecting" else value


def _measured(binding: Binding, rule: Conversion, size: float, context: Context) -> float:
    active, _ = rule.argument.split("; ")
    return -size if context.number(active, binding) < 0 else size


def _eei(binding: Binding, rule: Conversion, value: float, context: Context) -> float:
    active, reactive = (context.number(key, binding) for key in rule.argument.split("; "))
    size = abs(value) * 100.0
    # Quadrants 1 and 3, where active and reactive power have one sign, are negative by that convention.
    return -size if active * reactive > 0 else size
