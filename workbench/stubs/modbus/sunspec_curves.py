"""Curves in SunSpec: one that is in force and is only read, others that clients fill, choose and have adopted.

Models 705 to 712: a client fills a curve, then writes its number to ``AdptCrvReq``; the device copies it to the first
and says in ``AdptCrvRslt`` how that went. Models 126 to 140: ``ActCrv`` is the number of the one in force, and what is
written to it then is in force at once. When the function was given another curve by another way, the first is.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from workbench.der.device import NotPossible, OutOfRange
from workbench.der.quantities import Value
from workbench.stubs.modbus.bank import NoSuchValue
from workbench.stubs.modbus.sunspec_codecs import Raw
from workbench.stubs.modbus.sunspec_fields import CurveSet, Field
from workbench.stubs.modbus.sunspec_layout import CURVES

if TYPE_CHECKING:
    from workbench.stubs.modbus.sunspec_unit import SunSpecUnit

COMPLETED, FAILED = 1, 2


class CurveKeeper:
    """The curves of one model of one device.

    Args:
        unit: whose registers hold them.
        curves: which fields those are.
    """

    def __init__(self, unit: SunSpecUnit, curves: CurveSet) -> None:
        self._unit = unit
        self._curves = curves
        self.begun = False
        """Whether anybody looked at the curves yet; what clients may fill begins as what is in force then."""

    @property
    def request(self) -> str:
        """Name of the point that asks for adoption; empty where curves are chosen."""
        return self._curves.active if self._curves.adopts else ""

    def begin(self) -> None:
        """Fill the curves, the first time that they are looked at."""
        if self.begun:
            return
        self.begun = True
        curves = self._curves
        for name, raw in ((curves.active, 1), (curves.result, COMPLETED), (curves.revert, 0)):
            if name:
                self._unit.put(self._control(name), raw)
        self.show()
        for number in range(2, CURVES + 1):
            self._copy(number)

    def show(self) -> None:
        """Put what is in force into the first curve."""
        self.begin()
        unit, first = self._unit, self._curves.fields[1]
        context = unit.context(self._curves.model)
        for codec in self._curves.codecs:
            raw: dict[str, Raw] = {}
            try:
                value = unit.device.read(codec.key)
                assert isinstance(value, tuple)
                raw = dict(codec.encode(value, context))
            except NotPossible:
                pass
            for name in codec.names(self._curves.most):
                if name in first:
                    unit.put(first[name], raw.get(name))
        if self._curves.active == "ActCrv":
            unit.put(self._control("ActCrv"), self._active())

    def check(self, field: Field, raw: Raw | None) -> None:
        """Check what is to be kept.

        Raises:
            NoSuchValue: a number of a curve or of points that there is not.
        """
        name = field.entry.path
        if field.holds == "control":
            least = 0 if name == self._curves.revert else 1
            if not (isinstance(raw, int) and least <= raw <= CURVES):
                raise NoSuchValue(f"{field.entry.name} takes {least} to {CURVES}, not {raw}")
        elif field.entry.base.endswith("ActPt") and not (isinstance(raw, int) and raw <= self._curves.most):
            raise NoSuchValue(f"{field.entry.name}: there are {self._curves.most} points, not {raw}")

    def chosen(self, written: Collection[str]) -> dict[str, Value]:
        """Return what the registers that were written just now set in the device at once.

        Raises:
            NotPossible: the curve that is chosen cannot be read.
        """
        values: dict[str, Value] = {}
        if not self._curves.adopts:
            number = int(self._unit.raw(self._control("ActCrv")) or 1)
            touched = "ActCrv" in written or any(name.startswith(f"curve[{number}].") for name in written)
            if touched and number > 1:
                values = self._values(number)
        revert = self._curves.revert
        if revert:
            number = int(self._unit.raw(self._control(revert)) or 0)
            group = "Ctl" if self._curves.model == 711 else "Crv"
            if revert in written or (
                number > 1 and any(name.startswith(f"{group}[{number}].") for name in written)
            ):
                values |= self._reverting(number)
        return values

    def adopt(self) -> None:
        """Take over the curve that is asked for; how that went stands in the point of the result."""
        unit = self._unit
        number = int(unit.raw(self._control(self._curves.active)) or 0)
        result = COMPLETED
        if number > 1:
            try:
                unit.set(self._values(number))
            except NotPossible:
                result = FAILED
        unit.put(self._control(self._curves.result), result)

    def _values(self, number: int) -> dict[str, Value]:
        """Return what a curve that a client keeps would set.

        Raises:
            NotPossible: it does not say enough, or nothing that the device takes.
        """
        unit, model = self._unit, self._curves.model
        fields = self._curves.fields[number]
        values: dict[str, Value] = {}
        for one in fields.values():
            if one.holds != "kept" or one.codec is None:
                continue
            raw = unit.raw(one)
            if raw is not None:
                like = unit.device.read(one.codec.keys[0])
                values |= one.codec.decode(raw, like, unit.context(model))
        for codec in self._curves.codecs:
            raws = {name: unit.raw(fields[name]) for name in codec.names(self._curves.most) if name in fields}
            first = next(iter(raws.values()), None)
            if first is None:
                raise OutOfRange(f"Curve {number} of model {model} does not say how many points it has.")
            values[codec.key] = codec.decode(raws, unit.context(model, values))
        return values

    def _reverting(self, number: int) -> dict[str, Value]:
        """Return what the device has to hold so that it goes back to a curve; 0 ends the function."""
        unit = self._unit
        keys = unit.device.keys()
        if number > 1:
            found = self._values(number)
        else:
            names = [codec.key for codec in self._curves.codecs] + [
                key
                for one in self._curves.fields[1].values()
                if one.codec is not None
                for key in one.codec.keys
            ]
            found = {key: unit.device.read(key) for key in names} if number else {}
        values = {f"{key}-revert-value": value for key, value in found.items()}
        ena = unit.field(self._curves.model, "Ena").codec
        if ena is not None:
            values[ena.keys[0].removesuffix("-enable") + "-revert-enable"] = bool(number)
        return {key: value for key, value in values.items() if key in keys}

    def _active(self) -> int:
        """Return the number of the curve in force: the one that was chosen, if nothing else came between."""
        number, device = int(self._unit.raw(self._control("ActCrv")) or 1), self._unit.device
        if number == 1:
            return 1
        try:
            same = all(device.read(key) == value for key, value in self._values(number).items())
        except NotPossible:
            return 1
        return number if same else 1

    def _copy(self, number: int) -> None:
        """Begin a client's curve as what is in force."""
        unit, model = self._unit, self._curves.model
        for name, one in self._curves.fields[number].items():
            first = self._curves.fields[1][name]
            if one.holds != "kept":
                continue
            if first.holds == "device" and first.codec is not None:
                try:
                    value = unit.device.read(first.codec.keys[0])
                    unit.put(one, first.codec.encode(value, unit.context(model)))
                except NotPossible:
                    unit.put(one, None)
            else:
                unit.put(one, unit.raw(first))

    def _control(self, name: str) -> Field:
        return self._unit.field(self._curves.model, name)
