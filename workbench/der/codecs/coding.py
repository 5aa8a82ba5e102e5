"""What encoding and decoding share: what else has to be known, what is lost, and the errors."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, Literal

from workbench.der.device import NotPossible, OutOfRange
from workbench.der.quantities import Binding, Quantity, Value, quantities

Raw = Any
"""What a protocol carries: an integer, a truth value, a text, or a mapping of names (points, XML elements) to such."""

Kind = Literal["rounding", "word", "points", "range", "mode", "companion"]


class NotCarried(NotPossible):
    """The other side has no way to say this value, though it names the quantity."""


class NeedsValue(NotPossible):
    """The conversion needs another value of the same device, which was not given."""


@dataclass(frozen=True, slots=True)
class Loss:
    """Something that did not survive.

    Args:
        kind: ``rounding`` (the number changed by ``amount``), ``word`` (a word became another, or went away),
            ``points`` (points of a curve were left out), ``mode`` (the other side has no name for the quantity or
            none for this value), ``companion`` (what one binding carries in this value travels elsewhere there).
        words: a sentence for readers.
        amount: of a rounding, in the unit of the quantity, as what arrives minus what was sent.
    """

    kind: Kind
    words: str
    amount: float = 0.0


@dataclass(frozen=True, slots=True)
class Encoded:
    """A value as a protocol carries it, and what was lost on the way."""

    raw: Raw
    losses: tuple[Loss, ...] = ()


@dataclass(frozen=True)
class Context:
    """What a conversion has to know beside the number itself.

    Args:
        scales: SunSpec scale factors by the name of their point, as read together with the number; they may change
            between two reads, so none is ever kept.
        values: other values of the same device, by their key: what percentages refer to
            (``setting-maximum-active-power``), the excitation of a power factor, the nominal frequency.
        points: how many points of a curve the other side holds now; ``None`` for as many as its definition allows.
        curve: number of the curve, where curves are numbered.
    """

    scales: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    values: Mapping[str, Value] = field(default_factory=lambda: MappingProxyType({}))
    points: int | None = None
    curve: int = 1

    def scaled(self, scales: Mapping[str, int]) -> Context:
        """Return the same context with other scale factors."""
        return replace(self, scales=scales)

    def number(self, key: str, whose: Binding) -> float:
        """Return a number among the other values.

        Raises:
            NeedsValue: it was not given, or is none.
        """
        value = self.values.get(key)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise NeedsValue(
                f"{name(whose)}: to convert this, the value of {key} has to be known, and it was not given."
            )
        return float(value)


NOTHING = Context()
"""A context in which nothing else is known."""


def name(binding: Binding) -> str:
    """Return a binding as errors name it."""
    return f"{binding.quantity} ({binding.read or binding.write} in {binding.protocol.words})"


def quantity(binding: Binding) -> Quantity:
    """Return the quantity that a binding names."""
    return quantities()[binding.quantity]


def check_form(binding: Binding, value: Value) -> None:
    """Check that a value has the form of its quantity.

    Raises:
        OutOfRange: another form, not a number, or infinite.
    """
    wanted = form(binding)
    if not _has_form(wanted, value):
        raise OutOfRange(f"{name(binding)} takes {FORMS[wanted]}, not {value!r}.")


FORMS: Mapping[str, str] = MappingProxyType(
    {
        "bool": "true or false",
        "enum": "a word",
        "bitmap": "a set of words",
        "str": "a text",
        "curve": "pairs of numbers",
        "number": "a number",
    }
)
"""What a value is, in words, by its form."""
INTERVAL = "schedule-event"
"""The one quantity in seconds whose value is pairs: start (seconds since 1970, UTC) and duration."""


def form(binding: Binding) -> str:
    """Return ``bool``, ``enum``, ``bitmap``, ``str``, ``curve`` or ``number``."""
    unit = quantity(binding).unit
    if "," in unit or binding.quantity == INTERVAL:
        return "curve"
    return unit if unit in ("bool", "enum", "bitmap", "str") else "number"


def _has_form(wanted: str, value: Value) -> bool:
    match wanted:
        case "bool":
            return isinstance(value, bool)
        case "enum" | "str":
            return isinstance(value, str)
        case "bitmap":
            return isinstance(value, frozenset)
        case "curve":
            return isinstance(value, tuple) and all(
                len(pair) == 2 and all(map(_finite, pair)) for pair in value
            )
    return _finite(value)


def _finite(number: object) -> bool:
    return isinstance(number, int | float) and not isinstance(number, bool) and math.isfinite(number)


def integer(binding: Binding, raw: Raw, what: str = "") -> int:
    """Return a raw value that has to be an integer.

    Args:
        what: which part of the raw value it is, for the sentence.

    Raises:
        OutOfRange: it is none, or larger than anything that a protocol here carries.
    """
    if isinstance(raw, bool) or not isinstance(raw, int) or abs(raw) >= LARGEST:
        part = f"{name(binding)}, {what}" if what else name(binding)
        raise OutOfRange(f"{part}: an integer is needed, not {_short(raw)}.")
    return raw


def member(binding: Binding, raw: Raw, name_of: str) -> Raw:
    """Return a part of a raw value by its name.

    Raises:
        OutOfRange: the raw value has no parts, or not this one.
    """
    if not isinstance(raw, Mapping) or raw.get(name_of) is None:
        raise OutOfRange(f"{name(binding)}: {name_of} is absent.")
    return raw[name_of]


LARGEST = 2**64
"""No integer of a protocol here has more bits."""


def _short(raw: Raw) -> str:
    text = repr(raw) if not isinstance(raw, int) or isinstance(raw, bool) else "one of more than 64 bits"
    return text if len(text) <= 60 else f"{text[:59]}…"
