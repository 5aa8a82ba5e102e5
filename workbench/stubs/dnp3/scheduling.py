"""A master's way with schedules: they are written and read through the window of the outstation, one at a time.

Two masters that use the window of one outstation at the same time write into each other's schedules: the protocol has
one selector for all of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from workbench.der.codecs.dnp3_schedules import parts_of, schedule_of
from workbench.der.device import OutOfRange
from workbench.der.dnp3_schedules import Block, blocks
from workbench.der.quantities import Protocol, Value
from workbench.der.schedule import WEEKDAYS, Schedule
from workbench.stubs.dnp3.commands import Command
from workbench.stubs.dnp3.master import Master
from workbench.stubs.dnp3.points import PointId
from workbench.stubs.dnp3.quantity_map import QuantityMap

PORTION = 50
"""Commands of one request: it has to fit into one fragment."""


@dataclass(frozen=True)
class ReadSchedule:
    """A schedule as the window shows it.

    Args:
        schedule: None where nothing was written yet.
        in_use: whether the outstation carries one out under this number. It is what was put into use, which may be
            another one than what the window shows now.
        status: the outstation's code for what becomes of it.
        word: what that code means.
    """

    schedule: Schedule | None
    in_use: bool
    status: int
    word: str


async def write_schedule(
    master: Master, number: int, schedule: Schedule, *, block: Block | None = None, select: bool = False
) -> None:
    """Write a schedule into a number and put it into use: selector, parts, validation, use, in this order.

    Args:
        number: from 1.
        block: which window; default: the edition's own.
        select: put it into use by select and operate, instead of operating at once.

    Raises:
        NotPossible: the edition cannot say it (nothing is written then), or the outstation refuses it: with its
            status. What was in use under the number before stays in use then.
        NoAnswer: the outstation does not answer.
    """
    window = block or blocks(master.edition)[0]
    targets = _Targets(master.edition, {key: known.value for key, known in master.values.items()})
    parts = parts_of(window, schedule, targets)
    addresses = window.window(written=True)
    commands = [
        Command(PointId.of(addresses[part]), bool(raw) if part in WEEKDAYS else raw)
        for part, raw in parts.items()
    ]
    commands.insert(0, Command(PointId.of(addresses["selector"]), number))
    whose = f"schedule {number}"
    for start in range(0, len(commands), PORTION):
        await master.operate(commands[start : start + PORTION], whose=whose)
    for switch in ("submit", "enable", "ready"):
        if switch in addresses:
            await master.operate([Command(PointId.of(addresses[switch]), True)], select=select, whose=whose)


async def end_schedule(master: Master, number: int, *, block: Block | None = None) -> None:
    """Put a schedule out of use; it stays in the window. Raises as ``write_schedule``."""
    window = block or blocks(master.edition)[0]
    addresses = window.window(written=True)
    switch = addresses.get("enable") or addresses["ready"]
    commands = [Command(PointId.of(addresses["selector"]), number), Command(PointId.of(switch), False)]
    await master.operate(commands, whose=f"schedule {number}")


async def read_schedule(master: Master, number: int, *, block: Block | None = None) -> ReadSchedule:
    """Have the window show a schedule, and read it.

    Raises:
        NotPossible: there is no such number, or what the window shows is no schedule that is known here.
        NoAnswer: the outstation does not answer.
    """
    window = block or blocks(master.edition)[0]
    selector = PointId.of(window.outputs["selector"])
    await master.operate([Command(selector, number)], whose=f"schedule {number}")
    places = {part: PointId.of(address) for part, address in window.window(written=False).items()}
    raw = await master.read_points(list(places.values()))
    parts = {part: int(raw[point]) for part, point in places.items() if point in raw}
    if parts.get("selector") != number:
        raise OutOfRange(f"The window shows schedule {parts.get('selector')}, not {number}.")
    targets = _Targets(master.edition, {key: known.value for key, known in master.values.items()})
    status = parts.get("status", 0)
    return ReadSchedule(
        schedule_of(window, parts, targets) if parts.get("count") else None,
        bool(parts.get("enabled", parts.get("ready", 0))),
        status,
        next((word for word, code in window.statuses.items() if code == status), "empty"),
    )


class _Targets:
    """The outputs of an edition, by what is known of the outstation."""

    def __init__(self, edition: Protocol, values: Mapping[str, Value]) -> None:
        self._map = _map(edition)
        self._values = values

    def address_of(self, key: str) -> str:
        return str(self._map.output(key))

    def raw_of(self, key: str, value: Value) -> int:
        raw = self._map.commands(key, value, self._values)[0].raw
        return int(raw or 0)

    def operated(self, address: str, raw: int) -> tuple[str, Value]:
        return self._map.operated(PointId.of(address), raw, self._values)


@cache
def _map(edition: Protocol) -> QuantityMap:
    return QuantityMap(edition)
