"""A device as points: quantities become raw values by the table, and commands become quantities again."""

from __future__ import annotations

import logging
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from workbench.der import codecs
from workbench.der.codecs.coding import form
from workbench.der.device import Device, NotPossible, NotWritable, OutOfRange, UnknownQuantity
from workbench.der.dnp3_points import points as listed
from workbench.der.quantities import Protocol, Value
from workbench.stubs.dnp3.curve_window import CurveWindow
from workbench.stubs.dnp3.editions import CONFIGURATION_VERSION, PROFILE_VERSION, VERSIONS
from workbench.stubs.dnp3.points import Kind, Point, PointId, Raw
from workbench.stubs.dnp3.schedule_keeper import Keeper
from workbench.stubs.dnp3.schedule_window import ScheduleWindows
from workbench.stubs.dnp3.served_quantities import Served, event_classes, served
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
        schedules: who keeps and carries out schedules; without one there are no points for them.
    """

    def __init__(
        self,
        device: Device,
        protocol: Protocol = Protocol.DNP3_1815_2,
        *,
        name: str = "",
        deadbands: Mapping[str, float] | None = None,
        schedules: Keeper | None = None,
    ) -> None:
        self.protocol = protocol
        self._device = device
        self._name = name
        self._window = CurveWindow(protocol)
        self._schedules = ScheduleWindows(protocol, schedules, self) if schedules is not None else None
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
        self._served = list(served(keys, self.protocol))
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
        if self._schedules is not None:
            yield from self._schedules.points()

    def _deadband(self, each: Served, deadbands: Mapping[str, float]) -> float:
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
        whole = not self._shown
        if whole:
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
        if self._schedules is not None:
            changes |= self._schedules.changes(whole=whole)
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
        schedule = self._schedules.window_of(point) if self._schedules is not None else None
        if schedule is not None:
            self._within(point, raw, whole=True)
            schedule.check(point, raw)
            return
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
        schedule = self._schedules.window_of(point) if self._schedules is not None else None
        if schedule is not None and point.kind.is_output:
            self._within(point, raw, whole=True)
            schedule.operate(point, raw)
            return
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

    # What a schedule may operate

    def address_of(self, key: str) -> str:
        """Return the output of a quantity."""
        for each in self._served:
            if each.quantity.key == key and each.outputs:
                return each.outputs[0]
        raise UnknownQuantity(f"This outstation has no output for {key} in {self.protocol.words}.")

    def operated(self, address: str, raw: int) -> tuple[str, Value]:
        """Return what an output means that is told a raw value."""
        point = PointId.of(address)
        each = self._by_output.get(point)
        if each is None:
            raise UnknownQuantity(f"{address} is no output here that a schedule could operate.")
        return each.quantity.key, self._value(each, point, bool(raw) if point.kind.is_binary else raw)

    def raw_of(self, key: str, value: Value) -> int:
        """Return what the output of a quantity is told for a value."""
        each = self._by_output[PointId.of(self.address_of(key))]
        return int(codecs.encode(each.binding, value, self._context(), written=True).raw)

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

    def _encode(self, each: Served, context: codecs.Context, state: tuple[Value | None, ...]) -> _Encoded:
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
        self, each: Served, codes: tuple[str, ...], value: Value, context: codecs.Context, *, written: bool
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

    def _value(self, each: Served, point: PointId, raw: Raw) -> Value:
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
