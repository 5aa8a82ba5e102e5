"""Which quantities an outstation serves of a device, and by which points."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from workbench.der.codecs.coding import form
from workbench.der.codecs.dnp3 import plan, raw_addresses
from workbench.der.codecs.tables import conversion
from workbench.der.device import NotPossible
from workbench.der.dnp3_points import points as listed
from workbench.der.dnp3_points import profile_1815_2
from workbench.der.quantities import Binding, Protocol, Quantity, quantities
from workbench.stubs.dnp3.points import Kind, PointId


@dataclass(frozen=True)
class Served:
    """A quantity with the points that carry it.

    Args:
        inputs, outputs: their addresses; of a curve the index of its mode only.
    """

    quantity: Quantity
    binding: Binding
    inputs: tuple[str, ...] = ()
    outputs: tuple[str, ...] = ()
    curve: bool = False


def served(keys: Collection[str], protocol: Protocol) -> Iterable[Served]:
    """Yield the quantities that a device has and the edition names, each point in one of them."""
    there = set(keys)
    bound = [
        (quantity, quantity.bindings[protocol])
        for key, quantity in quantities().items()
        if key in there and protocol in quantity.bindings
    ]
    bound.sort(key=_precedence)
    taken: set[str] = set()
    for quantity, binding in bound:
        curve = form(binding) == "curve"
        if not _carried(binding, curve):
            continue
        inputs, outputs = (_codes(binding, written, curve) for written in (False, True))
        inputs = tuple(code for code in inputs if code not in taken)
        outputs = tuple(code for code in outputs if code not in taken) if len(outputs) == 1 else ()
        if not inputs and not outputs:
            continue
        taken.update(inputs, outputs)
        yield Served(quantity, binding, inputs, outputs, curve)


def _precedence(bound: tuple[Quantity, Binding]) -> tuple[bool, bool, bool]:
    quantity, binding = bound
    converted = conversion(quantity.key, binding.protocol) is not None
    return quantity.group != "Monitoring", converted, not quantity.writable


def _carried(binding: Binding, curve: bool) -> bool:
    """Return whether the edition has codes for a quantity's words, and a window for its curve."""
    try:
        found = plan(binding, not binding.read)
    except NotPossible:
        return False
    if curve:
        return found.window is not None
    return form(binding) != "enum" or bool(found.words)


def _codes(binding: Binding, written: bool, curve: bool) -> tuple[str, ...]:
    """Return the addresses of a binding in one direction; of a curve the index of its mode only."""
    if not (binding.write if written else binding.read):
        return ()
    try:
        found = raw_addresses(binding, written=written)
    except NotPossible:
        return ()
    return found[:1] if curve else found


def load(protocol: Protocol) -> None:
    """Read the tables that points are made from, so that the first master need not wait for it."""
    listed(protocol)
    event_classes()


@cache
def event_classes() -> Mapping[PointId, int]:
    """Return the event class of each point by the profile of IEEE 1815.2; AN2018-001 is served by the same."""
    profile = profile_1815_2()
    classes = {
        PointId(Kind.BINARY_INPUT, point.point_index): point.event_class.to_dnp3_class()
        for point in profile.bi.points
    }
    for point in profile.ai.all_points_full():
        classes[PointId(Kind.ANALOG_INPUT, point.point_index)] = point.event_class.to_dnp3_class()
    for counter in profile.ctr:
        index = counter.point_index
        classes[PointId(Kind.COUNTER, index)] = counter.counter_event_class.to_dnp3_class()
        classes[PointId(Kind.FROZEN_COUNTER, index)] = counter.frozen_counter_event_class.to_dnp3_class()
    return MappingProxyType(classes)
