"""Values as a reader says them: with the unit of the table, words in order, points of a curve as pairs."""

from __future__ import annotations

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
