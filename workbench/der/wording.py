"""Values as a reader says them: with the unit of the table, words in order, points of a curve as pairs."""

from __future__ import annotations

import math

from workbench.der.codecs.coding import INTERVAL
from workbench.der.codecs.tables import words as known_words
from workbench.der.quantities import Value, quantities

UNITS = {"PF": "", "pu": "per unit", "degC": "°C", "enum": "", "str": "", "bitmap": "", "bool": ""}
"""Units that are read otherwise than they are written in the table."""


def said(key: str, value: Value) -> str:
    """Return a value of a quantity in words: ``50 %WMax``, ``on``, ``(92 %, 44 %), …``.

    Args:
        key: of the quantity; one that the table has not is said without a unit.
    """
    row = quantities().get(key)
    units = [UNITS.get(unit, unit) for unit in (row.unit.split(",") if row else [""])]
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, frozenset):
        return ", ".join(sorted(value)) or "none"
    if isinstance(value, tuple):
        pairs = [_pair(pair, units if len(units) == 2 else ["s", "s"]) for pair in value]
        return ", ".join(pairs) or "no points"
    if isinstance(value, str):
        return value
    return _amount(value, units[0])


def _pair(pair: tuple[float, float], units: list[str]) -> str:
    return f"({_amount(pair[0], units[0])}, {_amount(pair[1], units[1])})"


def _amount(number: float, unit: str) -> str:
    return f"{number:.10g} {unit}".strip()


class NotUnderstood(ValueError):
    """Words that are no value of the quantity; the message says which are."""


def understood(key: str, text: str) -> Value:
    """Return the value that somebody typed: ``50``, ``50 %WMax``, ``on``, ``volt-var, scheduled``, ``92 44; 98 0``.

    Args:
        key: of a quantity of the table.

    Raises:
        NotUnderstood: in a sentence, with an example of what is.
        KeyError: there is no such quantity.
    """
    row = quantities()[key]
    unit, words = row.unit, text.strip()
    if "," in unit or key == INTERVAL:
        return _curve(row.name, unit, words)
    match unit:
        case "bool":
            return _truth(row.name, words)
        case "bitmap":
            return _words(key, row.name, words)
        case "enum":
            return next(iter(_words(key, row.name, words, one=True)))
        case "str":
            return words
    return _number(row.name, unit, words)


def example(key: str) -> str:
    """Return what may be typed as a value of a quantity."""
    unit = quantities()[key].unit
    if key == INTERVAL:
        return "1402617600 3600"
    if "," in unit:
        return EXAMPLES.get(unit, "92 44; 98 0; 102 0; 108 -44")
    if unit in ("enum", "bitmap"):
        return known_words(key)[0]
    return EXAMPLES.get(unit, "50")


EXAMPLES = {
    "bool": "on",
    "str": "A-100",
    "PF": "0.95",
    "Hz": "60",
    "pu": "0.05",
    "V": "240",
    "W": "5000",
    "VA": "5000",
    "var": "2000",
    "%,s": "120 0.16; 110 2",
    "Hz,s": "62 0.16; 61.2 300",
    "Hz,%": "60 100; 62 0",
    "%,PF": "0 1; 50 1; 100 0.9",
}
_SWITCH = {
    "on": True,
    "true": True,
    "yes": True,
    "1": True,
    "off": False,
    "false": False,
    "no": False,
    "0": False,
}


def _truth(name: str, words: str) -> bool:
    if words.lower() not in _SWITCH:
        raise NotUnderstood(f"{name} is on or off, not '{words}'.")
    return _SWITCH[words.lower()]


def _words(key: str, name: str, words: str, *, one: bool = False) -> frozenset[str]:
    given = [word for part in words.lower().split(",") if (word := part.strip()) and word != "none"]
    wrong = [word for word in given if word not in known_words(key)]
    if wrong or (one and len(given) != 1):
        found = f"'{', '.join(wrong)}'" if wrong else f"{len(given)} words"
        allowed = ", ".join(known_words(key))
        raise NotUnderstood(
            f"{name} knows {'one of these words' if one else 'these words'}: {allowed}; not {found}."
        )
    return frozenset(given)


def _number(name: str, unit: str, words: str) -> float:
    number = words.removesuffix(UNITS.get(unit, unit)).removesuffix("%").strip()
    try:
        value = float(number)
    except ValueError:
        raise NotUnderstood(f"{name} is a number in {unit}, such as 50; not '{words}'.") from None
    if not math.isfinite(value):
        raise NotUnderstood(f"{name} is a number in {unit}, not '{words}'.")
    return value


def _curve(name: str, unit: str, words: str) -> Value:
    pairs = []
    for part in filter(None, (point.strip(" ()") for point in words.split(";"))):
        numbers = part.replace(",", " ").replace("%", " ").split()
        if len(numbers) != 2:
            raise NotUnderstood(
                f"{name} is pairs of numbers ({unit}) with semicolons between, such as 92 44; 98 0. No pair: '{part}'."
            )
        pairs.append((_number(name, unit, numbers[0]), _number(name, unit, numbers[1])))
    return tuple(pairs)
