"""A value of a quantity as every protocol carries it, for readers: what goes over the wire, and what is lost.

The same translator that the gateways execute. What a conversion needs beside the value comes from an example device,
which is named with the result.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from workbench.der.codecs import Context, Loss, sunspec
from workbench.der.device import NotPossible
from workbench.der.quantities import Binding, Protocol, Value, quantities
from workbench.der.translation import translate_value
from workbench.der.wording import NotUnderstood, example, said, understood

__all__ = ["EXAMPLE_DEVICE", "NotUnderstood", "Said", "example", "said_everywhere", "said_words"]

EXAMPLE_DEVICE: Mapping[str, Value] = MappingProxyType(
    {
        "setting-maximum-active-power": 8000.0,
        "setting-maximum-apparent-power": 10_000.0,
        "setting-maximum-reactive-injection": 4400.0,
        "setting-voltage-reference": 240.0,
        "monitoring-available-reactive-power": 4400.0,
        "monitoring-available-active-power": 8000.0,
        "monitoring-active-power": 5000.0,
        "monitoring-reactive-power": 1000.0,
        "nameplate-nominal-frequency": 60.0,
        "constant-power-factor-excitation": "injecting",
    }
)
"""What percentages and signs refer to where somebody only tries a value."""
EXAMPLE_WORDS = (
    "For an example device of 8 kW, 10 kVA and 4.4 kvar at 240 V and 60 Hz that delivers 5 kW and 1 kvar; "
    "scale factors as a device of that size would choose them."
)
POWERS = (0, -1, -2, -3, 1, 2, 3, -4)
"""Scale factors that are tried in this order, until one says the value without loss."""


@dataclass(frozen=True)
class Said:
    """A value as one protocol carries it.

    Args:
        protocol: its name in addresses and files.
        address: where it is written, or read where it cannot be written.
        raw: what is carried, as text; empty where nothing is.
        carried: the same as a plain value: a number, a truth value, a text, or names with such.
        losses: sentences, each saying what is lost.
        refused: why it cannot be carried at all; empty where it can.
        notes: what a reader must not get wrong.
    """

    protocol: str
    words: str
    address: str
    raw: str
    losses: tuple[str, ...]
    refused: str
    notes: tuple[str, ...]
    carried: object = None

    @property
    def whole(self) -> bool:
        """Whether the value arrives as it was sent."""
        return not self.losses and not self.refused


def said_everywhere(key: str, text: str) -> list[Said]:
    """Return what somebody typed as every protocol carries it.

    Raises:
        NotUnderstood: it is no value of the quantity.
        KeyError: there is no such quantity.
    """
    value = understood(key, text)
    bound = {protocol for row in quantities().values() for protocol in row.bindings}
    return [_said(key, value, protocol) for protocol in Protocol if protocol in bound]


def said_words(key: str, text: str) -> str:
    """Return what somebody typed as it was understood.

    Raises:
        NotUnderstood: as ``said_everywhere``.
    """
    return said(key, understood(key, text))


def _said(key: str, value: Value, protocol: Protocol) -> Said:
    binding = quantities()[key].bindings.get(protocol)
    try:
        context = _context(binding, value)
        # A sender who cannot write it is shown how a reader meets it.
        written = binding is not None and bool(binding.write)
        done = translate_value(key, value, protocol, context, written=written)
    except NotPossible as refused:
        address = (binding.write or binding.read) if binding else ""
        return Said(protocol.value, protocol.words, address, "", (), str(refused), ())
    losses = tuple(loss.words for loss in done.losses)
    notes = (*done.notes, *_scale_words(binding, context))
    if not done.carried:
        address = (binding.write or binding.read) if binding else ""
        return Said(protocol.value, protocol.words, address, "", (), " ".join(losses), notes)
    assert binding is not None
    return Said(
        protocol.value,
        protocol.words,
        binding.write or binding.read,
        _raw(done.raw),
        losses,
        "",
        notes,
        done.raw,
    )


def _context(binding: Binding | None, value: Value) -> Context:
    """Return what the conversion needs; scale factors that say the value whole, where there are such."""
    context = Context(values=EXAMPLE_DEVICE)
    if binding is None or binding.protocol.family != "sunspec":
        return context
    names = sunspec.scale_names(binding)
    tried = [context.scaled(dict(zip(names, powers, strict=True))) for powers in _powers(len(names))]
    best, fewest = tried[0], -1
    for candidate in tried:
        losses = _losses(binding, value, candidate)
        if losses is None:
            continue
        if not losses:
            return candidate
        if fewest < 0 or len(losses) < fewest:
            best, fewest = candidate, len(losses)
    return best


def _powers(count: int) -> Sequence[tuple[int, ...]]:
    if count < 2:
        return [(power,) * count for power in POWERS]
    return [(first, second) for first in POWERS for second in POWERS]


def _losses(binding: Binding, value: Value, context: Context) -> tuple[Loss, ...] | None:
    try:
        written = bool(binding.write)
        return translate_value(binding.quantity, value, binding.protocol, context, written=written).losses
    except NotPossible:
        return None


def _scale_words(binding: Binding | None, context: Context) -> tuple[str, ...]:
    if not context.scales or binding is None:
        return ()
    return (", ".join(f"{name} = {power}" for name, power in context.scales.items()) + ".",)


def _raw(raw: object) -> str:
    if isinstance(raw, bool):
        return "true" if raw else "false"
    if isinstance(raw, dict):
        return ", ".join(f"{name} {_raw(part)}" for name, part in raw.items())
    if isinstance(raw, list):
        return ", ".join(f"({_raw(part)})" for part in raw)
    return str(raw)
