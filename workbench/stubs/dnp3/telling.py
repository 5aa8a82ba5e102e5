"""One point and its value in words, for logs and errors."""

from __future__ import annotations

from workbench.der import codecs
from workbench.der.codecs.coding import NotCarried
from workbench.der.device import NotPossible
from workbench.der.quantities import Binding, Value, quantities
from workbench.stubs.dnp3.points import PointId, Raw


def told_value(
    point: PointId,
    raw: Raw,
    key: str,
    binding: Binding | None = None,
    context: codecs.Context = codecs.NOTHING,
) -> str:
    """Return a point and its value in words.

    Args:
        key: of the quantity, or another name; may be empty.
        binding: of the quantity whose only point this is; without one the raw value is told.
    """
    try:
        if binding is None:
            raise NotCarried(key)
        value = codecs.decode(binding, raw, context, written=point.kind.is_output)
    except NotPossible:
        return f"{key}: {point} = {_plain(raw)}" if key else f"{point} = {_plain(raw)}"
    unit = quantities()[key].unit
    amount = "" if unit in ("bool", "enum", "bitmap", "str") else f" {unit}"
    return f"{key} = {_words(value)}{amount} ({point})"


def _plain(raw: Raw) -> str:
    return ("on" if raw else "off") if isinstance(raw, bool) else f"{raw:g}"


def _words(value: Value) -> str:
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, int | float):
        return f"{value:g}"
    return ", ".join(sorted(value)) if isinstance(value, frozenset) else str(value)
