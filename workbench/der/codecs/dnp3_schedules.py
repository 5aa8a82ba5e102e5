"""Schedules as the window of a DNP3 list holds them, by the parts of the window in raw values, and back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol

from workbench.der.codecs.coding import NotCarried
from workbench.der.codecs.numbers import nearest
from workbench.der.device import NotPossible, OutOfRange
from workbench.der.dnp3_schedules import ANALOG, BINARY, MOST_POINTS, Block
from workbench.der.quantities import Value
from workbench.der.schedule import DAY, LATEST, WEEKDAYS, Entry, Every, Schedule

_GREATEST = 2**31 - 1
_ROUNDING = 1e-4
"""Seconds by which a start may be off before it counts as one that cannot be said: what is lost in a float."""


class Operated(Protocol):
    """What a schedule may operate, as who carries it out sees it."""

    def address_of(self, key: str) -> str:
        """Return the output of a quantity. Raises ``NotPossible`` where there is none."""

    def operated(self, address: str, raw: int) -> tuple[str, Value]:
        """Return what an output means that is told a raw value. Raises ``NotPossible`` where that is nothing."""


class Said(Protocol):
    """What a schedule may operate, as who writes it sees it."""

    def address_of(self, key: str) -> str:
        """Return the output of a quantity. Raises ``NotPossible`` where there is none."""

    def raw_of(self, key: str, value: Value) -> int:
        """Return what the output of a quantity is told for a value. Raises ``NotPossible`` where it cannot be."""


def schedule_of(block: Block, parts: Mapping[str, int], outputs: Operated) -> Schedule:
    """Return the schedule that the parts of a window say; a part that is not there is 0.

    Raises:
        OutOfRange: it is none that can be carried out, with everything that is wrong.
    """
    wrong: list[str] = []

    def part(name: str) -> int:
        return int(parts.get(name, 0))

    every = block.units.get(part("units"), Every.NEVER)
    if part("units") not in block.units:
        wrong.append(f"unit {part('units')} of the repetition is not known")
    start = _moment(block, part, "start", wrong)
    stop = _moment(block, part, "stop", wrong) if "stop-date" in block.outputs else 0.0
    schedule = Schedule(
        start,
        _entries(block, part, outputs, wrong),
        part("priority"),
        part("identity"),
        every,
        part("interval"),
        frozenset(day for day in WEEKDAYS if part(day)),
        stop or None,
    )
    if stop and stop <= start:
        wrong.append("its stop is not after its start")
    period, last = schedule.period, schedule.entries[-1].offset if schedule.entries else 0.0
    if period is not None and last >= period:
        wrong.append(f"its last offset is {last:g} s, and it begins again after {period:g} s")
    if wrong:
        raise OutOfRange(f"The schedule is not valid: {'; '.join(wrong)}.")
    return schedule


def _moment(block: Block, part: Callable[[str], int], which: str, wrong: list[str]) -> float:
    date, time = part(f"{which}-date") * DAY, part(f"{which}-time") * block.seconds
    if not 0 <= time <= DAY or not 0 <= date + time < LATEST:
        wrong.append(f"its {which} is no time of a day before the year 10000")
        return 0.0
    return date + time


def _entries(
    block: Block, part: Callable[[str], int], outputs: Operated, wrong: list[str]
) -> tuple[Entry, ...]:
    count = part("count")
    if not 1 <= count <= MOST_POINTS:
        wrong.append(f"it has 1 to {MOST_POINTS} points, not {count}")
        return ()
    kind = block.types.get(part("type"), "")
    if block.types and not kind:
        named = block.type_names.get(part("type"), "")
        known = ", ".join(map(str, block.types))
        wrong.append(
            f"type {part('type')}{f' ({named})' if named else ''} cannot be scheduled here; {known} can"
        )
        return ()
    entries: list[Entry] = []
    before = -1
    for number in range(1, count + 1):
        offset = part(f"offset {number}")
        if offset < before or (kind and offset == before) or offset < 0:
            wrong.append(f"the offset of point {number} is not after that of the point before it")
        before = max(offset, before)
        try:
            address = outputs.address_of(kind) if kind else _address(part, number)
            key, value = outputs.operated(address, part(f"value {number}"))
        except NotPossible as reason:
            wrong.append(f"point {number}: {str(reason).rstrip('.')}")
            continue
        entries.append(Entry(float(offset), key, value))
    return tuple(entries)


def _address(part: Callable[[str], int], number: int) -> str:
    action = part(f"action-type {number}")
    if action not in (ANALOG, BINARY):
        raise OutOfRange(f"an action of type {action} is not known; {ANALOG} is analog, {BINARY} is binary.")
    return f"{'AO' if action == ANALOG else 'BO'}{part(f'action-index {number}')}"


def parts_of(block: Block, schedule: Schedule, outputs: Said) -> dict[str, int]:
    """Return the parts of the window that say a schedule, in the order in which they are written.

    Raises:
        NotPossible: the list cannot say it.
    """
    if not 1 <= len(schedule.entries) <= MOST_POINTS:
        raise OutOfRange(f"A schedule has 1 to {MOST_POINTS} entries, not {len(schedule.entries)}.")
    parts = {"identity": schedule.identity, "priority": schedule.priority}
    if block.types:
        parts["type"] = _type(block, schedule)
    for which, moment in (("start", schedule.start), ("stop", schedule.stop)):
        if f"{which}-date" in block.outputs:
            date, time = divmod(moment or 0.0, DAY)
            count = nearest(time / block.seconds)
            if abs(count * block.seconds - time) > _ROUNDING:
                raise NotCarried(f"The {which} of a schedule is said in whole {block.seconds:g} s there.")
            parts |= {f"{which}-date": int(date), f"{which}-time": count}
        elif moment is not None:
            raise NotCarried("A schedule has no stop there: it is put out of use instead.")
    parts["interval"] = schedule.interval
    parts["units"] = next(code for code, every in block.units.items() if every is schedule.every)
    parts |= {day: int(day in schedule.weekdays) for day in WEEKDAYS}
    parts["count"] = len(schedule.entries)
    for number, entry in enumerate(schedule.entries, 1):
        parts |= _point(block, number, entry, outputs)
    for part, raw in parts.items():
        if not part.startswith("value") and not 0 <= raw <= _GREATEST:
            raise OutOfRange(f"The {part} of a schedule is 0 to {_GREATEST}, not {raw}.")
    return parts


def _type(block: Block, schedule: Schedule) -> int:
    keys = {entry.key for entry in schedule.entries}
    code = next((code for code, key in block.types.items() if {key} == keys), None)
    if code is None:
        known = ", ".join(block.types.values())
        raise NotCarried(f"A schedule is of one of {known} there, not of {', '.join(sorted(keys))}.")
    return code


def _point(block: Block, number: int, entry: Entry, outputs: Said) -> dict[str, int]:
    if entry.offset != int(entry.offset):
        raise NotCarried(f"An offset is said in whole seconds there, not as {entry.offset:g} s.")
    address = outputs.address_of(entry.key)
    parts = {
        "offset": int(entry.offset),
        "action-type": ANALOG if address.startswith("AO") else BINARY,
        "action-index": int(address[2:]),
        "value": outputs.raw_of(entry.key, entry.value),
    }
    return {f"{part} {number}": parts[part] for part in block.pair}
