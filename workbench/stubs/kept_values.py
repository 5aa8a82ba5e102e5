"""Values of quantities in files of state, as JSON can hold them: what comes back is what went in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workbench.der.quantities import Value

_WORDS = "words"


def kept(values: Mapping[str, Value]) -> dict[str, Any]:
    """Return values by key as JSON has them: points of a curve as lists, a set of words as an object."""
    return {key: _kept(value) for key, value in values.items()}


def _kept(value: Value) -> object:
    if isinstance(value, frozenset):
        return {_WORDS: sorted(value)}
    return [list(point) for point in value] if isinstance(value, tuple) else value


def restored(found: Mapping[str, Any]) -> dict[str, Value]:
    """Return what ``kept`` was given.

    Raises:
        ValueError: something that is no value.
    """
    return {key: _restored(key, raw) for key, raw in found.items()}


def _restored(key: str, raw: object) -> Value:
    if isinstance(raw, bool | int | float | str):
        return raw
    if isinstance(raw, dict) and set(raw) == {_WORDS}:
        return frozenset(str(word) for word in raw[_WORDS])
    if isinstance(raw, list) and all(isinstance(point, list) and len(point) == 2 for point in raw):
        return tuple((float(x), float(y)) for x, y in raw)
    raise ValueError(f"{key} has {str(raw)[:40]!r}, which is no value")
