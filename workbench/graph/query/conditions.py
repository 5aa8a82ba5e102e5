"""The parts of a query, each of which writes itself as text that reads back to the same."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

_BARE = re.compile(r'[^\s()|"=<>~!]+')


@dataclass(frozen=True)
class Value:
    """One value of a comparison; in quotes it means itself, even where it reads ``none``."""

    text: str
    quoted: bool = False

    def __str__(self) -> str:
        if not self.quoted and _BARE.fullmatch(self.text):
            return self.text
        return _quoted(self.text)


@dataclass(frozen=True)
class Compared:
    """``field operator value|value``: one of the values must fit, or with ``!`` none of them."""

    field: str
    operator: str
    values: tuple[Value, ...]

    def __str__(self) -> str:
        return f"{self.field}{self.operator}{'|'.join(str(value) for value in self.values)}"


@dataclass(frozen=True)
class Present:
    """``has:field``: something stands in the field."""

    field: str

    def __str__(self) -> str:
        return f"has:{self.field}"


@dataclass(frozen=True)
class Searched:
    """Words in quotes on their own: they stand in the code, the title or the text."""

    text: str

    def __str__(self) -> str:
        return _quoted(self.text)


@dataclass(frozen=True)
class Negation:
    """``not condition``."""

    inner: Condition

    def __str__(self) -> str:
        inside = isinstance(self.inner, AllOf | AnyOf)
        return f"not ({self.inner})" if inside else f"not {self.inner}"


@dataclass(frozen=True)
class AllOf:
    """Conditions side by side: all must hold."""

    parts: tuple[Condition, ...]

    def __str__(self) -> str:
        return " ".join(f"({part})" if isinstance(part, AnyOf) else str(part) for part in self.parts)


@dataclass(frozen=True)
class AnyOf:
    """Conditions with ``or`` between them: one must hold."""

    parts: tuple[Condition, ...]

    def __str__(self) -> str:
        return " or ".join(str(part) for part in self.parts)


Condition = Compared | Present | Searched | Negation | AllOf | AnyOf


def negation(inner: Condition) -> Condition:
    """The opposite of a condition; twice the opposite is the condition itself."""
    return inner.inner if isinstance(inner, Negation) else Negation(inner)


def all_of(parts: Iterable[Condition]) -> Condition:
    """All conditions at once, without needless nesting."""
    flat = tuple(_flattened(parts, AllOf))
    return flat[0] if len(flat) == 1 else AllOf(flat)


def any_of(parts: Iterable[Condition]) -> Condition:
    """One condition of several, without needless nesting."""
    flat = tuple(_flattened(parts, AnyOf))
    return flat[0] if len(flat) == 1 else AnyOf(flat)


def fields_named(condition: Condition) -> set[str]:
    """Names of every field that a condition speaks of."""
    if isinstance(condition, Compared | Present):
        return {condition.field}
    if isinstance(condition, Negation):
        return fields_named(condition.inner)
    if isinstance(condition, AllOf | AnyOf):
        return {name for part in condition.parts for name in fields_named(part)}
    return set()


def depth(condition: Condition) -> int:
    """How many conditions stand inside one another."""
    if isinstance(condition, Negation):
        return 1 + depth(condition.inner)
    if isinstance(condition, AllOf | AnyOf):
        return 1 + max(depth(part) for part in condition.parts)
    return 1


def _flattened(parts: Iterable[Condition], group: type[AllOf] | type[AnyOf]) -> Iterable[Condition]:
    for part in parts:
        if isinstance(part, group):
            yield from part.parts
        else:
            yield part


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
