"""What an outstation holds: the last value of each point, and when a change is an event."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from dnp3.core.flags import AnalogQuality, BinaryQuality, CounterQuality
from dnp3.core.timestamp import DNP3Timestamp
from dnp3.database import (
    AnalogEvent,
    BinaryEvent,
    ClassBuffer,
    Event,
    EventBuffer,
    EventBufferConfig,
    EventClass,
    EventType,
)

from workbench.stubs.dnp3 import objects
from workbench.stubs.dnp3.points import Kind, Point, PointId, Raw

EVENTS_KEPT = 500
"""How many events of one class are kept for one master; the oldest goes when there are more (IIN2.3)."""
COUNTER_MODULUS = 1 << 32


@dataclass(slots=True)
class Held:
    """A point with its last value.

    Args:
        reported: value of its last event, from which a deadband counts.
        late: it was not there at the start, so that its first value is an event: nobody asks for it otherwise.
    """

    point: Point
    value: Raw
    flags: int
    reported: Raw
    late: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """An event, before it is put into anybody's queue. ``at``: milliseconds since 1970."""

    point: Point
    value: Raw
    flags: int
    at: int


class Store:
    """Every point with its last value."""

    def __init__(self, points: Iterable[Point]) -> None:
        self._held: dict[PointId, Held] = {}
        self._indexes: dict[Kind, list[int]] = {}
        self._polled: dict[Kind, list[int]] = {}
        self._add(points, late=False)

    def extend(self, points: Iterable[Point]) -> None:
        """Take points that have come since; those that are there keep their values."""
        self._add(points, late=True)

    def _add(self, points: Iterable[Point], *, late: bool) -> None:
        for point in points:
            held = self._held.get(point.id)
            if held is not None:
                held.point = point
                continue
            initial: Raw = False if point.id.kind.is_binary else 0
            begun = late or point.id.kind is Kind.FROZEN_COUNTER
            self._held[point.id] = Held(point, initial, objects.RESTART, initial, begun)
        self._indexes = {kind: sorted(p.index for p in self._held if p.kind == kind) for kind in Kind}
        self._polled = {
            kind: [index for index in indexes if self._held[PointId(kind, index)].point.polled]
            for kind, indexes in self._indexes.items()
        }

    def indexes(self, kind: Kind) -> Sequence[int]:
        """Return the indexes of a kind of points, rising."""
        return self._indexes[kind]

    def polled(self, kind: Kind) -> Sequence[int]:
        """Return those of them that class 0 has."""
        return self._polled[kind]

    def get(self, kind: Kind, index: int) -> Held | None:
        """Return a point with its value, or None where there is none."""
        return self._held.get(PointId(kind, index))

    def take(self, sample: Mapping[PointId, Raw | None], at: int) -> list[Change]:
        """Take values as they are now and return what is an event by that.

        A value that could not be read stays as it was and is flagged so. The first value of a point is none, but of
        one that has come late, or of a frozen counter, which has no value before it is frozen.

        Args:
            at: milliseconds since 1970.
        """
        changes = []
        for point_id, value in sample.items():
            held = self._held.get(point_id)
            if held is None:
                continue
            flags = objects.ONLINE if value is not None else objects.COMMUNICATION_LOST
            first = bool(held.flags & objects.RESTART) and not held.late
            flagged = flags != held.flags
            if value is not None:
                held.value = value
            held.flags = flags
            if first:
                held.reported = held.value
            elif held.point.event_class and (flagged or _moved(held)):
                held.reported = held.value
                changes.append(Change(held.point, held.value, flags, at))
        return changes

    def freeze(self, indexes: Iterable[int], at: int) -> list[Change]:
        """Copy counters to their frozen ones and return what is an event by that. Args as of ``take``."""
        values = {}
        for index in indexes:
            running, frozen = self.get(Kind.COUNTER, index), self.get(Kind.FROZEN_COUNTER, index)
            if running is not None and frozen is not None:
                values[frozen.point.id] = running.value if running.flags & objects.ONLINE else None
        return self.take(values, at)


def _moved(held: Held) -> bool:
    if held.point.id.kind.is_binary or not held.point.deadband:
        return held.value != held.reported
    moved = abs(held.value - held.reported)
    if held.point.id.kind.is_counter:
        moved = min(moved, COUNTER_MODULUS - moved)
    return moved >= held.point.deadband


class Queue:
    """The events that one master has not confirmed yet, in dnp3py's buffer of three classes.

    An event leaves the queue when the master has confirmed the fragment that carried it, never by being read.
    """

    def __init__(self, kept: int = EVENTS_KEPT) -> None:
        self._buffer = EventBuffer(EventBufferConfig(kept, 0, 0))

    def add(self, change: Change) -> None:
        """Put an event at the end of its class."""
        point, at = change.point, DNP3Timestamp(change.at)
        event_class, index = EventClass(point.event_class), point.id.index
        if point.id.kind is Kind.BINARY_INPUT:
            quality = BinaryQuality(change.flags)
            self._buffer.add_binary_event(event_class, index, bool(change.value), quality, at)
        elif point.id.kind.is_counter:
            frozen = point.id.kind is Kind.FROZEN_COUNTER
            kind = EventType.FROZEN_COUNTER if frozen else EventType.COUNTER
            counted = int(change.value) % COUNTER_MODULUS
            self._buffer.add_counter_event(
                event_class, index, counted, CounterQuality(change.flags), at, event_type=kind
            )
        else:
            quality_of = AnalogQuality(change.flags)
            self._buffer.add_analog_event(event_class, index, change.value, quality_of, at)

    def waiting(self, event_class: int) -> list[tuple[int, Event]]:
        """Return the events of a class with the serial of each, the oldest first."""
        return self._buffer.read_class_events_with_serials(EventClass(event_class))

    def confirm(self, serials: Iterable[int]) -> None:
        """Forget events that the master has."""
        self._buffer.remove_events_by_serials(set(serials))
        for kept in self._classes():
            if kept.count < kept.max_size:
                kept.reset_overflow()

    def has(self, event_class: int, besides: frozenset[int] = frozenset()) -> bool:
        """Return whether events of a class wait, besides those with these serials."""
        if not besides:
            return not self._classes()[event_class - 1].is_empty
        return any(serial not in besides for serial, _ in self.waiting(event_class))

    @property
    def overflowed(self) -> bool:
        """Whether events were lost since the queue was last full."""
        return self._buffer.has_overflow

    def _classes(self) -> tuple[ClassBuffer, ClassBuffer, ClassBuffer]:
        return self._buffer.class1, self._buffer.class2, self._buffer.class3


def kind_of(event: Event) -> Kind:
    """Return the kind of point that made an event."""
    if isinstance(event, BinaryEvent):
        return Kind.BINARY_INPUT
    if isinstance(event, AnalogEvent):
        return Kind.ANALOG_INPUT
    return Kind.FROZEN_COUNTER if event.event_type is EventType.FROZEN_COUNTER else Kind.COUNTER
