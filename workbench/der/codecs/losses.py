"""What was lost, measured: the value that arrives against the value that was sent."""

from __future__ import annotations

from collections.abc import Iterator

from workbench.der.codecs.coding import Loss, name
from workbench.der.codecs.numbers import same
from workbench.der.quantities import Binding, Curve, Value, quantities


def losses(binding: Binding, sent: Value, arrived: Value) -> tuple[Loss, ...]:
    """Return what differs between a value and what the other side will read from its encoding."""
    if isinstance(sent, bool) or isinstance(arrived, bool):
        return () if sent == arrived else (_changed(binding, sent, arrived),)
    if isinstance(sent, tuple) and isinstance(arrived, tuple):
        return tuple(_curve(binding, sent, arrived))
    if isinstance(sent, frozenset) and isinstance(arrived, frozenset):
        return tuple(_words(binding, sent, arrived))
    if isinstance(sent, int | float) and isinstance(arrived, int | float):
        return tuple(_number(binding, sent, arrived))
    return () if sent == arrived else (_changed(binding, sent, arrived),)


def _number(binding: Binding, sent: float, arrived: float) -> Iterator[Loss]:
    if not same(sent, arrived):
        unit = quantities()[binding.quantity].unit
        amount = arrived - sent
        words = (
            f"{name(binding)}: {sent:.10g} {unit} becomes {arrived:.10g} {unit}, the nearest that it can say."
        )
        yield Loss("rounding", words, amount)


def _words(binding: Binding, sent: frozenset[str], arrived: frozenset[str]) -> Iterator[Loss]:
    gone, new = sorted(sent - arrived), sorted(arrived - sent)
    if gone:
        yield Loss("word", f"{name(binding)} has no code for {', '.join(gone)}, which is lost.")
    if new:
        yield Loss("word", f"{name(binding)}: the code also means {', '.join(new)}, which is read as well.")


def _changed(binding: Binding, sent: object, arrived: object) -> Loss:
    return Loss("word", f"{name(binding)}: {sent} becomes {arrived}, the nearest that it can say.")


def _curve(binding: Binding, sent: Curve, arrived: Curve) -> Iterator[Loss]:
    if len(sent) != len(arrived):
        yield Loss("points", f"{name(binding)}: {len(sent)} points become {len(arrived)}.")
        return
    units = quantities()[binding.quantity].unit.split(",")
    for axis, unit in enumerate(units if len(units) == 2 else ("s", "s")):
        amounts = [
            b[axis] - a[axis] for a, b in zip(sent, arrived, strict=True) if not same(a[axis], b[axis])
        ]
        if amounts:
            most = max(amounts, key=abs)
            which = "first" if axis == 0 else "second"
            words = f"{name(binding)}: the {which} axis changes by up to {abs(most):.6g} {unit}."
            yield Loss("rounding", words, most)
