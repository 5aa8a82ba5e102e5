"""Where the SunSpec models of a device lie in its registers, and which point each register belongs to."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from types import MappingProxyType
from typing import NamedTuple

from workbench.der.sunspec_models import model
from workbench.der.sunspec_points import Point

BASE = 40_000
"""Where clients look for ``SunS``, one of the three addresses that the specification allows."""
MARK = b"SunS"
END = b"\xff\xff\x00\x00"
"""An identifier that no model has, and no length: the end."""
CURVES = 3
"""Curves of each function: the first tells what is in force and is read only, the others are the client's."""
POINTS = 10
"""Points of each curve of models 705 to 712; 1xx models have room for 20."""

_INVERTER = {1: 101, 2: 102, 3: 103}
"""Model of measurements by phases."""
_1XX = (120, 121, 122, 123, 124, 126, 127, 128, 129, 130, 131, 132, 134, 135, 136, 139, 140)
_7XX = tuple(range(701, 715))
_STORAGE_ONLY = (124, 713)
_COUNTS = {
    "NCrv": CURVES,
    "NCrvSet": CURVES,
    "NCtl": CURVES,
    "NPt": POINTS,
    "NPrt": 1,
    "curve": CURVES,
}


class Shape(NamedTuple):
    """What decides which models a device has.

    Args:
        phases: 1, 2 (split phase) or 3.
        storage: whether it stores energy.
    """

    phases: int
    storage: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """One point in the registers of a device.

    Args:
        model: number of its model.
        path: of the point in the model, groups numbered: ``Crv[1].Pt[2].V``.
        base: the same without numbers.
        instance: number of its curve, control or port; 0 outside of them.
        within: path from that group on, ``Pt[2].V``.
        address: of its first register.
        point: its definition.
    """

    model: int
    path: str
    base: str
    instance: int
    within: str
    address: int
    point: Point

    @property
    def name(self) -> str:
        """The point as the table and logs name it."""
        return f"{self.model}.{self.path}"


class Layout:
    """The models of devices of one shape, in the order of their addresses.

    Args:
        shape: of the devices.
    """

    def __init__(self, shape: Shape) -> None:
        self.shape = shape
        numbers = [1, _INVERTER[shape.phases], *_1XX, *_7XX]
        if not shape.storage:
            numbers = [number for number in numbers if number not in _STORAGE_ONLY]
        self.models = tuple(numbers)
        entries: list[Entry] = []
        address = BASE + len(MARK) // 2
        lengths: dict[int, int] = {}
        for number in numbers:
            of = model(number)
            counts = {name: _COUNTS[name] for name in of.counters()}
            lengths[number] = of.length(counts)
            for placed in of.layout(counts):
                entries.append(_entry(number, placed.path, address + placed.offset, placed.point))
            address += lengths[number] + 2
        self.lengths: Mapping[int, int] = MappingProxyType(lengths)
        self.entries = tuple(entries)
        self.last = address + len(END) // 2
        """The first address after the end."""
        self._starts = [entry.address for entry in entries]

    @property
    def registers(self) -> int:
        """How many registers there are from ``BASE`` on."""
        return self.last - BASE

    @cached_property
    def by_path(self) -> Mapping[tuple[int, str], Entry]:
        """Every entry by model and path."""
        return MappingProxyType({(entry.model, entry.path): entry for entry in self.entries})

    def within(self, address: int, count: int) -> tuple[Entry, ...]:
        """Return the points of which some register lies in a range."""
        first = bisect_left(self._starts, address)
        if first and self.entries[first - 1].address + self.entries[first - 1].point.size > address:
            first -= 1
        return self.entries[first : bisect_left(self._starts, address + count)]


def _entry(number: int, path: str, address: int, point: Point) -> Entry:
    group, found, within = path.partition("].")
    instance = int(group.rpartition("[")[2]) if found else 0
    return Entry(number, path, re.sub(r"\[\d+\]", "", path), instance, within or path, address, point)


@cache
def layout(shape: Shape) -> Layout:
    """Return the layout of a shape, made once."""
    return Layout(shape)


def phase_is_there(number: int, name: str, phases: int) -> bool:
    """Return whether a point of a measuring model belongs to a phase that the device has.

    Args:
        name: ``AphB``, ``PPVphBC``, ``WL3``, ``VL2L3``; any other point is there.
    """
    if number in _INVERTER.values():
        found = re.fullmatch(r"(?:A|PPV|PhV)ph([ABC]+)", name)
        conductors = [" ABC".index(letter) for letter in found.group(1)] if found else [0]
        between = bool(found) and len(conductors) == 2
    elif number == 701:
        conductors = [int(digit) for digit in re.findall(r"L(\d)", name)] or [0]
        between = len(conductors) == 2
    else:
        return True
    if between and phases < 3:
        return phases == 2 and conductors == [1, 2]
    return max(conductors) <= phases
