"""A device as points: quantities become raw values by the table, and commands become quantities again."""

from __future__ import annotations

import logging
import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import as_file, files
from types import MappingProxyType
from typing import Any

from dnp3.mesa import load_profile

from workbench.der import codecs
from workbench.der.codecs.coding import form
from workbench.der.codecs.dnp3 import plan, raw_addresses
from workbench.der.codecs.tables import conversion
from workbench.der.device import Device, NotPossible, NotWritable, OutOfRange, UnknownQuantity
from workbench.der.dnp3_points import points as listed
from workbench.der.quantities import Binding, Protocol, Quantity, Value, quantities
from workbench.stubs.dnp3.curve_window import CurveWindow
from workbench.stubs.dnp3.editions import CONFIGURATION_VERSION, PROFILE_VERSION, VERSIONS
from workbench.stubs.dnp3.points import Kind, Point, PointId, Raw
from workbench.stubs.dnp3.telling import told_value

LOGGER = logging.getLogger("workbench.stubs")

ATTRIBUTES: Mapping[str, int] = {
    "nameplate-software-version": 242,
    "nameplate-serial-number": 248,
    "nameplate-model": 250,
    "nameplate-manufacturer": 252,
}
"""Quantities that are device attributes (group 0), by the variation of each (A.1 of IEEE 1815-2012)."""

DEADBANDS: Mapping[str, tuple[float, str]] = {
    "W": (0.01, "nameplate-active-power"),
    "var": (0.01, "nameplate-apparent-power"),
    "VA": (0.01, "nameplate-apparent-power"),
    "A": (0.01, "nameplate-maximum-current"),
    "V": (0.005, "nameplate-nominal-voltage"),
    "PF": (0.01, ""),
    "Hz": (0.02, ""),
    "%": (1.0, ""),
    "degC": (1.0, ""),
}
"""How far a measured value moves before it is an event: by its unit, a share of a rating or, without one, an amount."""


@dataclass(frozen=True)
class _Served:
    """A quantity with the points that carry it.

    Args:
        inputs, outputs: their addresses; of a curve the index of its mode only.
    """

    quantity: Quantity
    binding: Binding
    inputs: tuple[str, ...] = ()
    outputs: tuple[str, ...] = ()
    curve: bool = False


@dataclass
class _Encoded:
    """What a value became, kept until it changes."""

    value: Value
    context: tuple[Value | None, ...]
    inputs: Mapping[str, Raw] = field(default_factory=dict)
    outputs: Mapping[str, Raw] = field(default_factory=dict)


class DevicePoints:
    """What an outstation serves of a device, in one edition of the list of points.

    Quantities that the device does not have are no points. Where two quantities share a point, one fills it: what was
    measured before what was set, and what needs no conversion before what does.

    Args:
        deadbands: by quantity, in its unit; those that are not named have the usual ones.
    """

    def __init__(
        self,
        device: Device,
        protocol: Protocol = Protocol.DNP3_1815_2,
        *,
        name: str = "",
        deadbands: Mapping[str, float] | None = None,
    ) -> None:
        self.protocol = protocol
        self._device = device
        self._name = name
        self._window = CurveWindow(protocol)
        self._deadbands = dict(deadbands or {})
        self._numbers: dict[str, int] = {}
        self._encoded: dict[str, _Encoded] = {}
        self._told: set[str] = set()
        self._shown: dict[str, _Encoded] = {}
        self._window_shown = -1
        self._arrange()

    def _arrange(self) -> None:
        """Find the points of what the device has now: a gateway learns only by and by what its devices can."""
        keys = self._device.keys()
        self._known = len(keys)
        self._served = list(_served(keys, self.protocol))
        self._by_input = {PointId.of(code): each for each in self._served for code in each.inputs}
        self._by_output = {PointId.of(code): each for each in self._served for code in each.outputs}
        for each in self._served:
            if each.curve:
                self._numbers.setdefault(each.quantity.key, len(self._numbers) + 1)
        self._references = [key for key in _REFERENCES if key in keys]
        self._encoded.clear()
        self._shown.clear()
        self._window_shown = -1
        self.points: Mapping[PointId, Point] = MappingProxyType(dict(self._listed(self._deadbands)))

    def _listed(self, deadbands: Mapping[str, float]) -> Iterable[tuple[PointId, Point]]:
        classes = event_classes()
        yield PROFILE_VERSION, Point(PROFILE_VERSION, "profile version")
        for point, each in (*self._by_input.items(), *self._by_output.items()):
            deadband = 0.0
            if point.kind is Kind.ANALOG_INPUT:
                deadband = self._deadband(each, deadbands) / listed(self.protocol)[str(point)].multiplier
            event_class = 0 if point.kind.is_output else classes.get(point, 0)
            yield point, Point(point, each.quantity.key, event_class, deadband)
            if point.kind is Kind.COUNTER:
                frozen = PointId(Kind.FROZEN_COUNTER, point.index)
                yield frozen, Point(frozen, f"{each.quantity.key} (frozen)", classes.get(frozen, 0))
        if self._numbers:
            for point in self._window.points():
                yield point, Point(point, "curve window")

    def _deadband(self, each: _Served, deadbands: Mapping[str, float]) -> float:
        quantity = each.quantity
        if quantity.key in deadbands:
            return deadbands[quantity.key]
        if quantity.group != "Monitoring" or quantity.unit not in DEADBANDS:
            return 0.0
        amount, rating = DEADBANDS[quantity.unit]
        if not rating:
            return amount
        value = self._read(rating)
        known = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
        return amount * abs(value) if known and isinstance(value, int | float) else 0.0

    # What an outstation asks

    def sample(self) -> Mapping[PointId, Raw | None]:
        """Return every value now; None for what the device cannot say, or the protocol not carry."""
        self._shown.clear()
        self._window_shown = -1
        return {PROFILE_VERSION: VERSIONS[self.protocol], **self.changes()}

    def changes(self) -> Mapping[PointId, Raw | None]:
        """Return the values of the quantities that have changed, and of the window if it shows something else."""
        if len(self._device.keys()) != self._known:
            self._arrange()
        changes: dict[PointId, Raw | None] = {}
        if not self._shown:
            changes[PROFILE_VERSION] = VERSIONS[self.protocol]
        context = self._context()
        state = tuple(context.values.get(key) for key in _REFERENCES)
        for each in self._served:
            found = self._encode(each, context, state)
            if self._shown.get(each.quantity.key) is found:
                continue
            self._shown[each.quantity.key] = found
            for codes, raws in ((each.inputs, found.inputs), (each.outputs, found.outputs)):
                for code in codes:
                    changes[PointId.of(code)] = raws.get(code)
        if self._numbers and self._window_shown != self._window.version:
            self._window_shown = self._window.version
            for point, part in self._window.points().items():
                changes[point] = self._window.read(part)
        return changes

    def attributes(self) -> Mapping[int, str]:
        """Return the device attributes that are texts."""
        told = {CONFIGURATION_VERSION: self.protocol.words}
        if self._name:
            told[247] = self._name
        for key, variation in ATTRIBUTES.items():
            value = self._read(key)
            if isinstance(value, str):
                told[variation] = value
        return told

    def check(self, point: PointId, raw: Raw) -> None:
        """Refuse what cannot be a value of an output."""
        if point in self._window.points() and point in self.points:
            self._within(point, raw, whole=True)
            if not point.kind.is_output:
                raise NotWritable(f"{point} is only read.")
            self._window.check(self._window.points()[point], int(raw))
            return
        each = self._by_output.get(point)
        if each is None:
            raise UnknownQuantity(
                f"This outstation has no output {point} in {self.protocol.words} that can be operated."
            )
        self._value(each, point, raw)

    def operate(self, point: PointId, raw: Raw) -> None:
        """Write the quantity of an output; a curve when its mode is told to use it."""
        self.check(point, raw)
        part = self._window.points().get(point)
        if part is not None:
            self._window.write(part, int(raw))
            return
        each = self._by_output[point]
        self._device.write(each.quantity.key, self._value(each, point, raw))
        if each.curve:
            self._numbers[each.quantity.key] = int(raw)
            self._encoded.pop(each.quantity.key, None)

    def tell(self, point: PointId, raw: Raw) -> str:
        """Return a point and its value, by quantity and unit where it is one value."""
        each = self._by_output.get(point) if point.kind.is_output else self._by_input.get(point)
        if each is None or each.curve or len(each.outputs if point.kind.is_output else each.inputs) > 1:
            named = self.points.get(point)
            return told_value(point, raw, named.name if named else "")
        return told_value(point, raw, each.quantity.key, each.binding, self._context())

    # Values

    def _context(self) -> codecs.Context:
        values = {}
        for key in self._references:
            value = self._read(key)
            if value is not None:
                values[key] = value
        return codecs.Context(values=values)

    def _read(self, key: str) -> Value | None:
        try:
            return self._device.read(key)
        except (NotPossible, OSError):
            return None

    def _encode(self, each: _Served, context: codecs.Context, state: tuple[Value | None, ...]) -> _Encoded:
        """Return the raw values of a quantity; those of the last time where nothing has changed since."""
        key = each.quantity.key
        value = self._read(key)
        before = self._encoded.get(key)
        if before is not None and before.value == value and before.context == state:
            return before
        found = _Encoded(value if value is not None else "", state)
        self._encoded.pop(key, None)
        if value is not None:
            found.inputs = self._raw(each, each.inputs, value, context, written=False)
            found.outputs = self._raw(each, each.outputs, value, context, written=True)
            self._encoded[key] = found
        return found

    def _raw(
        self, each: _Served, codes: tuple[str, ...], value: Value, context: codecs.Context, *, written: bool
    ) -> Mapping[str, Raw]:
        if not codes:
            return {}
        key = each.quantity.key
        raw: Any
        try:
            if each.curve:
                assert isinstance(value, tuple)
                self._window.keep(self._numbers[key], each.binding, value, context)
                return dict.fromkeys(codes, self._numbers[key])
            raw = codecs.encode(each.binding, value, context, written=written).raw
        except NotPossible as reason:
            if key not in self._told:
                self._told.add(key)
                LOGGER.warning("%s", reason)
            return {}
        return dict(raw) if isinstance(raw, Mapping) else dict.fromkeys(codes, raw)

    def _value(self, each: _Served, point: PointId, raw: Raw) -> Value:
        """Return what an output is told as a value of its quantity.

        Raises:
            NotPossible: it is none.
        """
        whole = each.curve or form(each.binding) != "number"
        self._within(point, raw, whole=whole)
        if each.curve:
            return self._window.curve(int(raw), each.binding, str(point), self._context())
        if point.kind.is_binary:
            return codecs.decode(each.binding, bool(raw), self._context(), written=True)
        return codecs.decode(each.binding, int(raw) if whole else raw, self._context(), written=True)

    def _within(self, point: PointId, raw: Raw, *, whole: bool) -> None:
        """Refuse a raw value outside what the list of points allows."""
        if point.kind.is_binary:
            return
        place = listed(self.protocol).get(str(point))
        least, greatest = (place.least, place.greatest) if place else (0, 0)
        if least >= greatest:
            least, greatest = -(2**31), 2**31 - 1
        if not math.isfinite(raw) or not least <= raw <= greatest:
            raise OutOfRange(f"{point} takes {least} to {greatest}, not {raw:g}.")
        if whole and raw != int(raw):
            raise OutOfRange(f"{point} takes whole numbers, not {raw:g}.")


def _served(keys: Collection[str], protocol: Protocol) -> Iterable[_Served]:
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
        yield _Served(quantity, binding, inputs, outputs, curve)


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
    with as_file(files("dnp3") / "mesa" / "data" / "profiles" / "full.json") as path:
        profile = load_profile(path)
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


_REFERENCES = (
    "setting-maximum-active-power",
    "setting-maximum-reactive-injection",
    "setting-maximum-apparent-power",
    "monitoring-available-reactive-power",
    "monitoring-available-active-power",
    "constant-reactive-power-mode",
    "volt-var-reference",
    "watt-var-reference",
    "volt-watt-reference",
)
"""Quantities to which percentages may refer."""
