"""One device in SunSpec registers: read point by point as they are asked for, written all or nothing."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

from workbench.der.codecs.coding import Context
from workbench.der.codecs.numbers import from_scaled, to_scaled
from workbench.der.device import Device, NotPossible, UnknownQuantity
from workbench.der.quantities import Value
from workbench.stubs.modbus.bank import NoSuchAddress, NoSuchValue
from workbench.stubs.modbus.sunspec_codecs import DeviceValues, Raw
from workbench.stubs.modbus.sunspec_curves import CurveKeeper
from workbench.stubs.modbus.sunspec_fields import Field, Plan, plan
from workbench.stubs.modbus.sunspec_layout import BASE, MARK, Shape
from workbench.stubs.modbus.sunspec_scales import scales_of

EPOCH_2000 = 946_684_800
"""SunSpec counts seconds from the beginning of 2000, UTC."""
_LATEST = 2**32 - 2
"""The last second that 32 bits tell, in 2136."""
_SWITCHES = ("enable", "connect-disconnect", "enter-service-permit")


class SunSpecUnit:
    """Serves a device as SunSpec models from address 40000 on.

    Args:
        device: what is served.
        unit: address by which it is reached, which it tells in model 1.
        clock: seconds since 1970, UTC, for model 122.
        moment: number of the device's last change; ``None`` where nobody counts, and every read asks the device.
    """

    def __init__(
        self,
        device: Device,
        unit: int = 1,
        *,
        clock: Callable[[], float] = time.time,
        moment: Callable[[], int | None] = lambda: None,
    ) -> None:
        self.device = device
        self.unit = unit
        self.plan: Plan = plan(shape_of(device), frozenset(device.keys()))
        self._built = scales_of(self.plan.layout, device)
        self.scales = dict(self._built)
        self._clock = clock
        self._moment = moment
        self._image = bytearray(self.plan.blank)
        self._seen: dict[int, int | None] = {}
        """At which moment each field was brought up to date; only what somebody asks for is in it."""
        self._told: dict[int, Value] = {}
        """Which value each field holds: one that is still the same need not be coded again."""
        self._values = DeviceValues(device)
        self._contexts: dict[int, Context] = {}
        for number, names in self.scales.items():
            for name, exponent in names.items():
                self.put(self.field(number, name), exponent)
        self.put(self.field(1, "DA"), unit)
        self.curves = {number: CurveKeeper(self, found) for number, found in self.plan.curves.items()}

    def read(self, address: int, count: int) -> bytes:
        """Return registers.

        Raises:
            NoSuchAddress: some do not exist.
        """
        self._check(address, count)
        self._refresh(self.plan.indexes(address, count))
        start = 2 * (address - BASE)
        return bytes(self._image[start : start + 2 * count])

    def write(self, address: int, registers: bytes) -> None:
        """Write registers: all of them, or none.

        A point that is only read may be written with what it holds, so that a client may write a run of points.

        Raises:
            NoSuchAddress: some do not exist, are only read, or a point would be written in part.
            NoSuchValue: the device does not take a value.
        """
        count = len(registers) // 2
        self._check(address, count)
        indexes = self.plan.indexes(address, count)
        self._refresh(indexes)
        written: dict[Field, bytes] = {}
        for index in indexes:
            field = self.plan.fields[index]
            octets = self._octets_for(field, address, registers)
            if field.writable:
                written[field] = octets
            elif octets != self._octets_of(field):
                raise NoSuchAddress(f"{field.entry.name} is only read")
        if address < BASE + 2 or address + count > self.plan.layout.last - 2:
            raise NoSuchAddress("the marks of beginning and end are only read")
        self._carry_out(written)

    def words(self, address: int, registers: bytes) -> str:
        """Return points and values in a range of registers, the first few."""
        told: list[str] = []
        for index in self.plan.indexes(address, len(registers) // 2):
            field = self.plan.fields[index]
            try:
                octets = self._octets_for(field, address, registers)
                raw = field.entry.point.decode(octets)
            except (NoSuchAddress, ValueError):
                continue
            if raw is not None and field.holds not in ("scale", "nothing"):
                told.append(f"{field.entry.name} {self._said(field, raw)}")
        if address == BASE and registers[:4] == MARK:
            told.insert(0, "SunS")
        more = f" and {len(told) - 6} more" if len(told) > 6 else ""
        return ", ".join(told[:6]) + more

    def rescale(self, number: int, name: str, exponent: int) -> None:
        """Change a scale factor; what clients keep in registers that it scales is converted.

        Raises:
            UnknownQuantity: the device has no such scale factor.
            NotPossible: an exponent that is not allowed, or that something kept has no room for.
        """
        scales = self.scales.get(number, {})
        if name not in scales:
            raise UnknownQuantity(f"There is no scale factor {number}.{name} here.")
        if not -10 <= exponent <= 10:
            raise NotPossible(f"A scale factor is -10 to 10, not {exponent}.")
        converted: list[tuple[Field, int]] = []
        for field in self.plan.fields:
            if field.entry.model != number or field.holds != "kept" or field.entry.point.scale != name:
                continue
            self.curves[number].begin()
            raw = field.entry.point.decode(self._octets_of(field))
            if isinstance(raw, int):
                new = to_scaled(from_scaled(raw, scales[name]), exponent)
                limits = field.entry.point.limits
                if limits and not limits[0] <= new <= limits[1]:
                    raise NotPossible(f"{field.entry.name} has no room for its value at 10^{exponent}.")
                converted.append((field, new))
        self.scales[number] = scales | {name: exponent}
        self._contexts.pop(number, None)
        self.put(self.field(number, name), exponent)
        for field, value in converted:
            self.put(field, value)
        self._seen.clear()
        self._told.clear()

    def kept(self) -> dict[str, Any]:
        """Return what is of no quantity: curves that clients keep, and scale factors that changed."""
        return {
            "scales": {
                f"{number}.{name}": value
                for number, names in self.scales.items()
                for name, value in names.items()
                if value != self._built[number][name]
            },
            "registers": {
                field.entry.name: self._octets_of(field).hex()
                for field in self.plan.fields
                if field.holds in ("kept", "control") and self.curves[field.entry.model].begun
            },
        }

    def restore(self, kept: Mapping[str, Any]) -> None:
        """Put back what ``kept`` returned; what has no place here, or no longer, is left out."""
        for name, exponent in kept.get("scales", {}).items():
            number, _, path = name.partition(".")
            with suppress(ValueError):  # not possible, or no number
                self.rescale(int(number), path, int(exponent))
        for name, digits in kept.get("registers", {}).items():
            with suppress(ValueError, KeyError):
                number, _, path = name.partition(".")
                field, octets = self.field(int(number), path), bytes.fromhex(digits)
                if field.holds in ("kept", "control") and len(octets) == field.entry.point.octets:
                    self.curves[field.entry.model].begin()
                    self.put_octets(field, octets)

    def context(self, number: int, over: Mapping[str, Value] | None = None) -> Context:
        """Return what codecs have to know for a model.

        Args:
            over: values that stand instead of those of the device.
        """
        if over:
            return Context(self.scales.get(number, {}), DeviceValues(self.device, over), self._points(number))
        found = self._contexts.get(number)
        if found is None:
            found = Context(self.scales.get(number, {}), self._values, self._points(number))
            self._contexts[number] = found
        return found

    def raw(self, field: Field) -> Raw | None:
        """Return what a point holds in the registers now, without asking the device."""
        return field.entry.point.decode(self._octets_of(field))

    def field(self, number: int, path: str) -> Field:
        """Return what a point holds.

        Raises:
            KeyError: the device has no such model or point.
        """
        return self.plan.fields[self.plan.by_name[number, path]]

    def fields_within(self, address: int, count: int) -> list[Field]:
        """Return what the points in a range of registers hold; nothing outside of the models."""
        return [self.plan.fields[index] for index in self.plan.indexes(address, count)]

    def put(self, field: Field, raw: Raw | None) -> None:
        """Put a value into the registers of a point."""
        self.put_octets(field, field.entry.point.encode(raw))

    def put_octets(self, field: Field, octets: bytes) -> None:
        """Put octets into the registers of a point."""
        start = 2 * (field.entry.address - BASE)
        self._image[start : start + len(octets)] = octets

    def changed(self) -> None:
        """Ask the device again at the next read."""
        self._seen.clear()

    def set(self, values: Mapping[str, Value]) -> None:
        """Set quantities of the device: all of them, or none; switches come last.

        Raises:
            NotPossible: the device refuses one.
        """
        before: list[tuple[str, Value]] = []
        try:
            for key, value in sorted(values.items(), key=lambda pair: pair[0].endswith(_SWITCHES)):
                old = self.device.read(key)
                self.device.write(key, value)
                before.append((key, old))
        except NotPossible:
            for key, old in reversed(before):
                self.device.write(key, old)
            raise
        finally:
            self.changed()

    def _carry_out(self, written: Mapping[Field, bytes]) -> None:
        """Do what was written, or refuse all of it."""
        values: dict[str, Value] = {}
        held = {field: self._octets_of(field) for field in written if field.holds in ("kept", "control")}
        try:
            for field, octets in written.items():
                if field.holds == "device":
                    values |= self._decoded(field, octets)
                else:
                    self._keep(field, octets)
            touched = {field.entry.model for field in held}
            for number in touched:
                names = {field.entry.path for field in held if field.entry.model == number}
                values = self.curves[number].chosen(names) | values
            self.set(values)
            for number in touched:
                if any(field.entry.path == self.curves[number].request for field in held):
                    self.curves[number].adopt()
        except (NotPossible, NoSuchValue) as refusal:
            for field, octets in held.items():
                self.put_octets(field, octets)
            raise NoSuchValue(str(refusal)) from None

    def _decoded(self, field: Field, octets: bytes) -> dict[str, Value]:
        assert field.codec is not None
        raw = self._raw_of(field, octets)
        like = self.device.read(field.codec.keys[0])
        return field.codec.decode(raw, like, self.context(field.entry.model))

    def _keep(self, field: Field, octets: bytes) -> None:
        raw = self._raw_of(field, octets, missing=field.holds == "kept")
        symbols = field.entry.point.symbols
        if symbols and raw is not None and raw not in symbols.values():
            raise NoSuchValue(f"{field.entry.name} has no code {raw!r}")
        self.curves[field.entry.model].check(field, raw)
        self.put_octets(field, octets)

    def _raw_of(self, field: Field, octets: bytes, *, missing: bool = False) -> Any:
        try:
            raw = field.entry.point.decode(octets)
        except ValueError as fault:
            raise NoSuchValue(str(fault)) from None
        if raw is None and not missing:
            raise NoSuchValue(f"{field.entry.name} takes a value, not the one for 'not implemented'")
        return raw

    def _refresh(self, indexes: tuple[int, ...]) -> None:
        """Bring the registers of some fields up to date."""
        moment, seen, fields = self._moment(), self._seen, self.plan.fields
        curves: set[int] = set()
        for index in indexes:
            if moment is not None and seen.get(index) == moment:
                continue
            field = fields[index]
            if field.holds == "device":
                self._fetch(index, field)
            elif field.holds in ("curve", "kept", "control"):
                curves.add(field.entry.model)
            elif field.holds == "clock":
                self._tell_time(field)
                continue
            seen[index] = moment
        for number in curves:
            self.curves[number].show()

    def _fetch(self, index: int, field: Field) -> None:
        """Put the device's value into a point; what does not fit is told as not implemented."""
        codec = field.codec
        assert codec is not None
        raw: Raw | None
        try:
            value = self.device.read(codec.keys[0])
            if codec.alone:
                if self._told.get(index) == value:
                    return
                self._told[index] = value
            raw = codec.encode(value, self.context(field.entry.model))
            if len(codec.keys) > 1 and not all(self.device.read(key) for key in codec.keys):
                raw = 0
        except NotPossible:
            raw = None
        self.put(field, raw)

    def _tell_time(self, field: Field) -> None:
        if field.entry.path == "Tms":
            seconds = int(self._clock()) - EPOCH_2000
            self.put(field, min(max(seconds, 0), _LATEST))
        else:
            self.put(field, "system")

    def _octets_of(self, field: Field) -> bytes:
        start = 2 * (field.entry.address - BASE)
        return bytes(self._image[start : start + field.entry.point.octets])

    def _octets_for(self, field: Field, address: int, registers: bytes) -> bytes:
        """Return the octets of a point among registers.

        Raises:
            NoSuchAddress: only a part of them is there.
        """
        start = 2 * (field.entry.address - address)
        end = start + field.entry.point.octets
        if start < 0 or end > len(registers):
            raise NoSuchAddress(f"{field.entry.name} takes {field.entry.point.size} registers, all at once")
        return registers[start:end]

    def _points(self, number: int) -> int | None:
        found = self.plan.curves.get(number)
        return found.most if found else None

    def _said(self, field: Field, raw: Raw) -> str:
        point = field.entry.point
        if isinstance(raw, str):
            return repr(raw)
        for symbol, code in point.symbols.items():
            if point.type.startswith("enum") and code == raw:
                return symbol
        scale = point.scale
        exponent = self.scales[field.entry.model].get(scale, 0) if isinstance(scale, str) else scale or 0
        number = raw * 10**exponent if exponent >= 0 else raw / 10**-exponent
        return f"{number:g} {point.units}".rstrip()

    def _check(self, address: int, count: int) -> None:
        last = self.plan.layout.last
        if address < BASE or address + count > last:
            raise NoSuchAddress(
                f"registers {BASE} to {last - 1} exist, not {address} to {address + count - 1}"
            )


def shape_of(device: Device) -> Shape:
    """Return the shape of a device: three phases and no storage where it does not say."""
    keys = device.keys()
    phases = device.read("phases") if "phases" in keys else "three-phase"
    kind = device.read("kind") if "kind" in keys else "pv"
    numbers = {"single-phase": 1, "split-phase": 2, "three-phase": 3}
    return Shape(numbers.get(str(phases), 3), "storage" in str(kind))
