"""Where the points of schedules are in each edition of the DNP3 lists, found by their names.

AN2018-001 has one window: a schedule has a type, and its points are offsets and values. IEEE 1815.2 has that window
too, under other numbers, for masters of before; its own has no type: each point names the output that it operates.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from types import MappingProxyType

from workbench.der.codecs import tables
from workbench.der.dnp3_points import Point, points
from workbench.der.quantities import Protocol
from workbench.der.schedule import WEEKDAYS, Every

MOST_POINTS = 100
"""Points that a schedule has at most, in both lists."""
ANALOG, BINARY = 1, 2
"""Types of an action: the kind of output that it operates. The profile's examples use 1 so; 2 is inferred."""

_NAMES: Mapping[str, str] = {
    r"schedule(to|indexto)?edit(or)?selector(n)?": "selector",
    r"selectedscheduleidentity": "identity",
    r"selectedschedulepriority": "priority",
    r"selectedscheduletype": "type",
    r"selectedschedulestartdate": "start-date",
    r"selectedschedulestarttime": "start-time",
    r"selectedschedulestopdate": "stop-date",
    r"selectedschedulestoptime": "stop-time",
    r"selectedschedulerepeat(ed)?interval": "interval",
    r"selectedschedulerepeat(ed)?intervalunits": "units",
    r"selectedschedule(repeated)?numberofpoints": "count",
    r"selectedschedulepoint1timeoffset": "offset",
    r"selectedschedulepoint1actiontype": "action-type",
    r"selectedschedulepoint1actionindex": "action-index",
    r"selectedschedulepoint1value": "value",
    r"selectedschedule(is)?ready": "ready",
    r"submitselectedscheduleforvalidation": "submit",
    r"selectedscheduleisvalidated(byoutstation)?": "validated",
    r"enableselectedschedule": "enable",
    r"selectedscheduleisenabledbycontrollingstation": "enabled",
    r"selectedschedulevalidationstat(us|e)": "validation",
    r"selectedschedulestatus": "status",
    r"runningscheduleindex": "running",
    r"schedule1status": "each-status",
    r"schedule1priority": "each-priority",
    r"schedule1activestepnumber": "each-step",
} | {rf"selectedschedulerepeatweekly{day}": day for day in WEEKDAYS}
"""Names without spaces, capitals and signs, and what this program calls the point."""

_PAIR = ("offset", "action-type", "action-index", "value")
_BEFORE = {"not ready": 1, "ready": 3, "running": 4}
"""Status of a schedule where the list has no codes: those of IEC 61850-90-10, which fit its range (inferred)."""


@dataclass(frozen=True, eq=False)
class Block:
    """The points of schedules of one kind in one edition.

    Args:
        outputs, inputs: addresses by what the points are; of those that each point of a schedule has, the first's.
        statuses: codes of the status by their word.
        units: codes of what the repetition is counted in.
        types: quantities by the code of a schedule's type; empty where each point names an output.
        type_names: what the list calls the types, those too for which the mapping has no quantity.
        seconds: in one count of the start's time of day.
    """

    protocol: Protocol
    name: str
    outputs: Mapping[str, str]
    inputs: Mapping[str, str]
    statuses: Mapping[str, int] = field(default_factory=dict)
    units: Mapping[int, Every] = field(default_factory=dict)
    types: Mapping[int, str] = field(default_factory=dict)
    type_names: Mapping[int, str] = field(default_factory=dict)
    seconds: float = 1.0

    @property
    def pair(self) -> tuple[str, ...]:
        """What each point of a schedule is made of, in the order of the addresses."""
        return tuple(each for each in _PAIR if each in self.outputs)

    def point_of(self, part: str, number: int, *, written: bool) -> str:
        """Return the address of a part of one point of a schedule, the first being 1."""
        return self._nth((self.outputs if written else self.inputs)[part], (number - 1) * len(self.pair))

    def each(self, number: int) -> Mapping[str, str]:
        """Return the inputs that tell of one schedule whatever is selected; empty where the list has none."""
        told = [part for part in self.inputs if part.startswith("each-")]
        return {part: self._nth(self.inputs[part], (number - 1) * len(told)) for part in told}

    def window(self, *, written: bool) -> dict[str, str]:
        """Return every address of the window by its part: ``priority``, ``offset 1``, ``value 1``, ``offset 2``, …"""
        single = self.outputs if written else self.inputs
        found = {
            part: address
            for part, address in single.items()
            if part not in self.pair and not part.startswith("each-")
        }
        for number in range(1, MOST_POINTS + 1):
            for part in self.pair:
                found[f"{part} {number}"] = self.point_of(part, number, written=written)
        return found

    def _nth(self, address: str, further: int) -> str:
        return f"{address[:2]}{int(address[2:]) + further}"


@cache
def blocks(protocol: Protocol) -> tuple[Block, ...]:
    """Return the windows of schedules of an edition, the edition's own first.

    Raises:
        KeyError: the protocol is not DNP3.
    """
    by_purpose: dict[str, list[tuple[str, Point]]] = {}
    for point in points(protocol).values():
        part = _part(point)
        if part:
            by_purpose.setdefault(point.purpose, []).append((part, point))
    made = [_block(protocol, purpose, found) for purpose, found in by_purpose.items()]
    return tuple(sorted(made, key=lambda block: bool(block.types)))


@cache
def how_many(protocol: Protocol) -> str:
    """Return the address of the input that tells how many schedules there are."""
    return next(
        address for address, point in points(protocol).items() if point.name == "Number of System Schedules"
    )


def _part(point: Point) -> str:
    name = re.sub(r"[^a-z0-9]", "", point.name.split(".")[0].lower()).removeprefix("set")
    part = next((part for form, part in _NAMES.items() if re.fullmatch(form, name)), "")
    # One profile calls the same point in words that differ between output and input.
    return {"validated": "submit", "enabled": "enable"}.get(part, part) if point.kind == "BO" else part


def _block(protocol: Protocol, purpose: str, found: Iterable[tuple[str, Point]]) -> Block:
    outputs: dict[str, str] = {}
    inputs: dict[str, str] = {}
    by_address: dict[str, Point] = {}
    for part, point in found:
        (outputs if point.kind[1] == "O" else inputs).setdefault(part, point.address)
        by_address[point.address] = point
    typed = "type" in outputs
    time = by_address[outputs["start-time"]]
    told = by_address[inputs["each-status"]].codes if "each-status" in inputs else ()
    return Block(
        protocol,
        f"{protocol} {purpose.lower()}".strip(),
        MappingProxyType(outputs),
        MappingProxyType(inputs),
        {word.lower(): code for code, word in told} or dict(_BEFORE),
        {code: Every(word.lower()) for code, word in _codes(protocol, by_address, outputs["units"])},
        _types(by_address[outputs["type"]].greatest) if typed else {},
        dict(_codes(protocol, by_address, outputs["type"])) if typed else {},
        time.multiplier * (0.001 if time.units == "milliseconds" else 1.0),
    )


def _codes(protocol: Protocol, there: Mapping[str, Point], address: str) -> tuple[tuple[int, str], ...]:
    """Return the codes of a point; AN2018-001 is served by those that IEEE 1815.2 keeps for masters of before."""
    if there[address].codes:
        return there[address].codes
    wanted = _part(there[address])
    return next(
        point.codes
        for point in points(Protocol.DNP3_1815_2).values()
        if point.kind == "AO" and point.codes and _part(point) == wanted
    )


def _types(greatest: int) -> Mapping[int, str]:
    types = {int(row["code"]): row["quantity"] for row in tables.rows("dnp3_schedule_types")}
    return MappingProxyType({code: quantity for code, quantity in types.items() if code <= greatest})
