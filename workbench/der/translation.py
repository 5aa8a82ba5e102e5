"""Any binding of a quantity into any other, by the table, with what is lost on the way; and editions kept apart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from types import MappingProxyType

from workbench.der.codecs import (
    NOTHING,
    Context,
    Loss,
    NotCarried,
    Raw,
    companions,
    decode,
    encode,
)
from workbench.der.codecs.tables import conversion
from workbench.der.editions import EditionMismatch, check_editions
from workbench.der.quantities import Binding, Protocol, Value, quantities
from workbench.der.wording import said

__all__ = ["EditionMismatch", "Translation", "binding_in", "check_editions", "translate", "translate_value"]


@dataclass(frozen=True)
class Translation:
    """What one binding says, said by another.

    Args:
        raw: as the other protocol carries it; ``None`` where it cannot say it at all, which is then told as a loss.
        value: in the unit of the table.
        losses: what did not survive.
        words: one sentence: what became what.
        notes: what a reader must not get wrong about either binding: shared points, signs, references.
        companions: other values that the raw value carried, to be written beside it.
    """

    raw: Raw
    value: Value
    losses: tuple[Loss, ...]
    words: str
    notes: tuple[str, ...] = ()
    companions: Mapping[str, Value] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def carried(self) -> bool:
        """Whether the other protocol can say it, with losses or without."""
        return not any(loss.kind == "mode" for loss in self.losses)


def binding_in(key: str, protocol: Protocol) -> Binding | None:
    """Return what a protocol calls a quantity; ``None`` where it has no name for it.

    Raises:
        KeyError: there is no such quantity.
    """
    return quantities()[key].bindings.get(protocol)


def translate(
    raw: Raw,
    source: Binding,
    target: Binding | Protocol,
    context: Context = NOTHING,
    target_context: Context | None = None,
    *,
    written: bool = True,
) -> Translation:
    """Say in one protocol what another said.

    Args:
        raw: what ``source`` carries.
        target: the other binding of the same quantity, or its protocol, which may have no name for it.
        context: what decoding needs; also what encoding needs, where ``target_context`` is not given.
        written: a command from a client to a device; else a reading, from the device's side (they differ in DNP3 only).

    Raises:
        NotPossible: the raw value means nothing, does not fit on the other side (nothing is clipped), or something
            else has to be known.
        ValueError: the two bindings are of different quantities.
    """
    if isinstance(target, Binding) and target.quantity != source.quantity:
        raise ValueError(
            f"{source.quantity} cannot be said as {target.quantity}: a binding is translated into another of the same "
            "quantity."
        )
    value = decode(source, raw, context, written=written and bool(source.write))
    beside = companions(source, raw, context)
    known = target_context or context
    if beside:
        known = Context(known.scales, {**known.values, **beside}, known.points, known.curve)
    protocol = target if isinstance(target, Protocol) else target.protocol
    done = translate_value(source.quantity, value, protocol, known, written=written)
    losses = (*done.losses, *_apart(source, protocol, beside))
    words = f"{_address(source, written)} ({source.protocol.words}) says {said(source.quantity, value)}; {done.words}"
    notes = tuple(dict.fromkeys((*_notes(source), *done.notes)))
    return Translation(done.raw, value, losses, words, notes, MappingProxyType(beside))


def translate_value(
    key: str, value: Value, target: Protocol, context: Context = NOTHING, *, written: bool = True
) -> Translation:
    """Say a value in a protocol.

    Raises:
        NotPossible: as ``translate``.
        KeyError: there is no such quantity.
    """
    row = quantities()[key]
    binding = row.bindings.get(target)
    if binding is None or not (binding.write if written and row.writable else binding.read or binding.write):
        why = "has no name for it" if binding is None else "can read it, but has no way to set it"
        loss = Loss("mode", f"{row.name}: {target.words} {why}; it is lost there.")
        return Translation(None, value, (loss,), f"{target.words} {why}.")
    direction = written and bool(binding.write) if binding.read else True
    try:
        encoded = encode(binding, value, context, written=direction)
    except NotCarried as reason:
        loss = Loss("mode", str(reason))
        return Translation(
            None, value, (loss,), f"{target.words} cannot say {said(key, value)}.", _notes(binding)
        )
    words = f"{target.words} says it as {_address(binding, direction)} = {encoded.raw}."
    return Translation(encoded.raw, value, encoded.losses, words, _notes(binding))


def _address(binding: Binding, written: bool) -> str:
    return (binding.write if written else binding.read) or binding.read or binding.write


def _apart(source: Binding, target: Protocol, beside: Mapping[str, Value]) -> list[Loss]:
    """Tell what one number holds here and another element holds there."""
    found = []
    for key, value in beside.items():
        other = binding_in(key, target)
        if other is not None and conversion(source.quantity, target) is None:
            words = (
                f"{quantities()[source.quantity].name}: {_address(source, written=False)} also says {said(key, value)} "
                f"by its sign; in {target.words} that stands in {other.read or other.write} and is written there."
            )
            found.append(Loss("companion", words))
    return found


@cache
def _notes(binding: Binding) -> tuple[str, ...]:
    """Return what a reader must not get wrong about a binding: its conversion, and who shares its address."""
    rule = conversion(binding.quantity, binding.protocol)
    notes = [f"{binding.read or binding.write}: {rule.note}"] if rule else []
    sharing = [
        f"{other.name} ({key})"
        for key, other in quantities().items()
        if key != binding.quantity and _same_address(other.bindings.get(binding.protocol), binding)
    ]
    if sharing:
        notes.append(f"{binding.write or binding.read} is also that of {', '.join(sharing)}.")
    return tuple(notes)


def _same_address(other: Binding | None, binding: Binding) -> bool:
    if other is None or "MirrorMeterReading" in binding.read or "group 0" in binding.read:
        return False
    mine, theirs = binding.write or binding.read, other.write or other.read
    # An element's presence and its value are two quantities of one element, which is no trap.
    return mine == theirs and not mine.startswith("DERCurve")
