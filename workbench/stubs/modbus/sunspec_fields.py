"""What each register of a layout holds: fixed, a scale factor, a value of the device, something kept, or nothing."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Literal

from workbench.stubs.modbus.sunspec_codecs import Codec, CurveCodec, Own, Raw, model_codecs
from workbench.stubs.modbus.sunspec_layout import (
    BASE,
    CURVES,
    END,
    MARK,
    POINTS,
    Entry,
    Shape,
    layout,
    phase_is_there,
)

Holds = Literal["fixed", "scale", "device", "curve", "kept", "control", "clock", "unit", "nothing"]
CURVE_GROUPS = ("Crv", "curve", "Ctl")
_COUNTERS = ("NPt", "NCrv", "NCrvSet", "NCtl", "NPrt")
_REQUESTS = ("AdptCrvReq", "AdptCtlReq")
_RESULTS = ("AdptCrvRslt", "AdptCtlRslt")
_REVERTS = ("RvrtCrv", "RvrtCtl")
_POINTS_OF_1XX = 20
_REMEMBERED = 4096
"""Ranges of which the fields are remembered; clients ask for the same few."""


@dataclass(frozen=True, slots=True, eq=False)
class Field:
    """What one point holds.

    Args:
        holds: ``device`` a value by ``codec``; ``curve`` part of the curve that is in force; ``kept`` what a client
            put there for later; ``control`` what chooses curves; ``nothing`` what the device lacks.
        codec: of a value; of a kept point it says what adopting it sets.
        raw: of what is fixed.
    """

    entry: Entry
    holds: Holds
    codec: Codec | None = None
    raw: Raw = 0

    @property
    def writable(self) -> bool:
        """Whether a client may change it."""
        if self.holds == "device":
            return self.entry.point.writable and not (
                isinstance(self.codec, Own) and self.codec.rule == "read"
            )
        return self.holds == "kept" or (self.holds == "control" and self.entry.path not in _RESULTS)


@dataclass(frozen=True)
class CurveSet:
    """The curves of one model: the one in force and those that a client keeps.

    Args:
        fields: by number of the curve and path from its group on.
        codecs: of its curves; several in models 707 to 710, none in 711.
        active: name of the point that chooses, which is the point of the request in models 705 to 712.
    """

    model: int
    fields: Mapping[int, Mapping[str, Field]]
    codecs: tuple[CurveCodec, ...]
    active: str
    result: str
    revert: str
    most: int

    @property
    def adopts(self) -> bool:
        """Whether a curve is taken over when it is asked for, and not by being chosen."""
        return bool(self.result)


class Plan:
    """Everything about the registers of devices of one construction, made once and shared by all of them.

    Args:
        shape: of the devices.
        keys: of their quantities.
    """

    def __init__(self, shape: Shape, keys: frozenset[str]) -> None:
        self.layout = layout(shape)
        fields = [_field(entry, shape, keys) for entry in self.layout.entries]
        self.by_name = MappingProxyType(
            {(one.entry.model, one.entry.path): index for index, one in enumerate(fields)}
        )
        for one in _covered(self.layout.models, fields, keys):
            fields[self.by_name[one.entry.model, one.entry.path]] = Field(one.entry, "curve")
        self.fields = tuple(fields)
        found = {number: _curve_set(number, self.fields, keys) for number in self.layout.models}
        self.curves = MappingProxyType({number: one for number, one in found.items() if one})
        self.blank = _blank(self)
        """The registers of a device of which nothing was asked yet."""
        self._indexes: dict[tuple[int, int], tuple[int, ...]] = {}

    def indexes(self, address: int, count: int) -> tuple[int, ...]:
        """Return which fields lie in a range of registers."""
        found = self._indexes.get((address, count))
        if found is None:
            if len(self._indexes) > _REMEMBERED:
                self._indexes.clear()
            found = tuple(
                self.by_name[entry.model, entry.path] for entry in self.layout.within(address, count)
            )
            self._indexes[address, count] = found
        return found


def _blank(of: Plan) -> bytes:
    image = bytearray(2 * of.layout.registers)
    image[: len(MARK)] = MARK
    image[-len(END) :] = END
    for one in of.fields:
        start = 2 * (one.entry.address - BASE)
        octets = one.entry.point.encode(one.raw if one.holds == "fixed" else None)
        image[start : start + len(octets)] = octets
    return bytes(image)


@lru_cache(maxsize=16)
def plan(shape: Shape, keys: frozenset[str]) -> Plan:
    """Return the plan for devices of a shape that have some keys."""
    return Plan(shape, keys)


def _field(entry: Entry, shape: Shape, keys: Collection[str]) -> Field:
    point, of = entry.point, model_codecs(entry.model)
    if entry.path == "ID" or (point.fixed is not None and entry.path != "L"):
        return Field(entry, "fixed", raw=entry.model if entry.path == "ID" else point.fixed or 0)
    if entry.path == "L":
        return Field(entry, "fixed", raw=layout(shape).lengths[entry.model])
    if point.type == "sunssf":
        return Field(entry, "scale")
    if point.type == "pad" or not phase_is_there(entry.model, entry.path, shape.phases):
        return Field(entry, "nothing")
    if entry.path in _COUNTERS:
        return Field(entry, "fixed", raw=_counted(entry, shape))
    if entry.base.endswith(".ReadOnly"):
        return Field(entry, "fixed", raw=int(entry.instance == 1))
    if entry.path in (*_REQUESTS, *_RESULTS, *_REVERTS, "ActCrv"):
        return Field(entry, "control")
    if (entry.model, entry.path) == (1, "DA"):
        return Field(entry, "unit")
    if (entry.model, entry.path) in ((122, "Tms"), (122, "TmSrc")):
        return Field(entry, "clock")
    if entry.base in of.constants:
        return Field(entry, "fixed", raw=of.constants[entry.base])
    codec = of.points.get(entry.base)
    has = codec is not None and all(key in keys for key in codec.keys)
    in_curve = entry.instance and entry.base.partition(".")[0] in CURVE_GROUPS
    if in_curve and entry.instance > 1:
        return _of_client(entry, codec if has else None, keys)
    if entry.base.endswith(".CrvNam"):
        return Field(entry, "nothing")
    return Field(entry, "device", codec) if has else Field(entry, "nothing")


def _of_client(entry: Entry, codec: Codec | None, keys: Collection[str]) -> Field:
    """Return the field of a curve that a client keeps: of what the device has, or can be told in a curve."""
    curve = any(
        entry.within in set(one.names(_most(entry.model))) and one.key in keys
        for one in model_codecs(entry.model).curves
    )
    if codec is not None or curve or entry.base.endswith(".CrvNam"):
        writable = entry.point.writable
        return Field(entry, "kept" if writable else "nothing", codec)
    return Field(entry, "nothing")


def _counted(entry: Entry, shape: Shape) -> int:
    if entry.path == "NPt":
        return _most(entry.model)
    return 1 if entry.path == "NPrt" else CURVES


def _most(number: int) -> int:
    return POINTS if number > 700 else _POINTS_OF_1XX


def _curve_set(number: int, fields: tuple[Field, ...], keys: Collection[str]) -> CurveSet | None:
    within: dict[int, dict[str, Field]] = {}
    control: dict[str, Field] = {}
    for one in fields:
        if one.entry.model != number:
            continue
        if one.entry.instance and one.entry.base.partition(".")[0] in CURVE_GROUPS:
            within.setdefault(one.entry.instance, {})[one.entry.within] = one
        elif one.holds == "control":
            control[one.entry.path] = one
    if not within:
        return None
    codecs = tuple(codec for codec in model_codecs(number).curves if codec.key in keys)

    def named(*names: str) -> str:
        return next((name for name in names if name in control), "")

    return CurveSet(
        number, within, codecs, named("ActCrv", *_REQUESTS), named(*_RESULTS), named(*_REVERTS), _most(number)
    )


def _covered(numbers: Collection[int], fields: Collection[Field], keys: Collection[str]) -> list[Field]:
    """Return the fields of the first curves that are filled from the curves that are in force."""
    names = {
        number: {
            name
            for codec in model_codecs(number).curves
            if codec.key in keys
            for name in codec.names(_most(number))
        }
        for number in numbers
    }
    return [one for one in fields if one.entry.instance == 1 and one.entry.within in names[one.entry.model]]
