"""What a READ asks for: object headers of a request become blocks of values and of events."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from dnp3.application.fragment import ObjectBlock
from dnp3.application.qualifiers import ObjectHeader
from dnp3.core.flags import IIN
from dnp3.database import Event

from workbench.stubs.dnp3 import objects
from workbench.stubs.dnp3.points import Kind
from workbench.stubs.dnp3.store import Held, Queue, Store, kind_of
from workbench.stubs.dnp3.values import ATTRIBUTES, VISIBLE_STRING

NOTHING = IIN(0)
TIME = 50
"""The group of times."""
CLASSES = 60
"""The group of classes of data."""
ALL_ATTRIBUTES, LIST_OF_ATTRIBUTES = 254, 255
"""Variations of group 0 that ask for every attribute, and for which there are."""
LONGEST_BLOCK = 1_024
"""Octets of one block at most: several go into a fragment."""
LONGEST_ANSWER = 262_144
"""Octets of all fragments of one answer at most: more than every point in its widest variation, and all events."""
_LIST = 254


class NotReadable(Exception):
    """An object header that cannot be answered; ``indication`` says how the protocol calls it."""

    def __init__(self, indication: IIN) -> None:
        super().__init__(indication.name)
        self.indication = indication


@dataclass(frozen=True, slots=True)
class Part:
    """A block that must stay whole within a fragment, with the serials of the events in it."""

    block: ObjectBlock
    serials: tuple[int, ...] = ()


@dataclass
class Reading:
    """An answer in the making.

    Args:
        parts: what is sent, in order.
        indications: what went wrong on the way.
    """

    parts: list[Part] = field(default_factory=list)
    indications: IIN = NOTHING

    @property
    def serials(self) -> frozenset[int]:
        """The events in it."""
        return frozenset(serial for part in self.parts for serial in part.serials)


class Reader:
    """Answers object headers from a store and the queue of one master.

    Args:
        clock: the outstation's time in milliseconds since 1970.
    """

    def __init__(
        self,
        store: Store,
        queue: Queue,
        attributes: Callable[[], Mapping[int, str]],
        clock: Callable[[], int],
    ) -> None:
        self._store = store
        self._queue = queue
        self._attributes = attributes
        self._clock = clock

    def read(self, blocks: Sequence[ObjectBlock]) -> Reading:
        """Return what a request's headers ask for, in their order; the same header twice asks for nothing more.

        An answer without end is not given: what does not fit into ``LONGEST_ANSWER`` is left out and told so.
        """
        reading = Reading()
        left = LONGEST_ANSWER
        for block in dict.fromkeys(blocks):
            try:
                for part in self._read(block, reading):
                    left -= part.block.size
                    if left < 0:
                        reading.indications |= IIN.PARAMETER_ERROR
                        return reading
                    reading.parts.append(part)
            except NotReadable as error:
                reading.indications |= error.indication
        return reading

    def events(self, classes: Sequence[int]) -> list[Part]:
        """Return the events of some classes, each class in the order in which they happened."""
        return [
            part
            for event_class in classes
            for part in self._event_parts(self._queue.waiting(event_class), None)
        ]

    def _read(self, block: ObjectBlock, reading: Reading) -> Iterator[Part]:
        group, variation = block.header.group, block.header.variation
        if group == CLASSES and variation == 1:
            for kind in Kind:
                yield from self._static(kind, *objects.STATIC[kind], self._store.polled(kind))
        elif group == CLASSES and 2 <= variation <= 4:
            yield from self._fresh(block, self._queue.waiting(variation - 1), reading, None)
        elif group in objects.EVENT_KIND:
            kind = objects.EVENT_KIND[group]
            if variation and objects.layout(group, variation) is None:
                raise NotReadable(IIN.OBJECT_UNKNOWN)
            waiting = [
                (serial, event)
                for event_class in (1, 2, 3)
                for serial, event in self._queue.waiting(event_class)
                if kind_of(event) is kind
            ]
            yield from self._fresh(block, waiting, reading, variation or None)
        elif group in objects.STATIC_KIND:
            yield from self._asked(block, objects.STATIC_KIND[group], reading)
        elif group == ATTRIBUTES:
            yield from self._attribute_parts(block)
        elif (group, variation) in ((TIME, 0), (TIME, 1)):
            yield Part(
                ObjectBlock(
                    ObjectHeader(TIME, 1, objects.COUNTED), b"\x01" + self._clock().to_bytes(6, "little")
                )
            )
        else:
            raise NotReadable(IIN.OBJECT_UNKNOWN)

    # Values

    def _asked(self, block: ObjectBlock, kind: Kind, reading: Reading) -> Iterator[Part]:
        group, variation = block.header.group, block.header.variation
        variation = variation or objects.STATIC[kind][1]
        if objects.layout(group, variation) is None:
            raise NotReadable(IIN.OBJECT_UNKNOWN)
        there = self._store.indexes(kind)
        indexes = there
        if block.header.qualifier != objects.ALL_OBJECTS:
            asked = indexes_of(block, there)
            indexes = asked.there
            if asked.missing:
                reading.indications |= IIN.PARAMETER_ERROR
        yield from self._static(kind, group, variation, indexes)

    def _static(self, kind: Kind, group: int, variation: int, indexes: Sequence[int]) -> Iterator[Part]:
        wire = objects.layout(group, variation)
        if wire is None:
            raise NotReadable(IIN.OBJECT_UNKNOWN)
        longest = LONGEST_BLOCK * 8 if wire.is_packed else LONGEST_BLOCK // wire.width
        for run in objects.runs(indexes, longest):
            held = [self._held(kind, index) for index in run]
            content: bytes | list[bytes]
            if wire.is_packed:
                content = objects.packed([bool(each.value) for each in held])
            else:
                content = [objects.octets(wire, each.value, each.flags) for each in held]
            yield Part(objects.ranged(group, variation, run[0], content, run[-1]))

    def _held(self, kind: Kind, index: int) -> Held:
        held = self._store.get(kind, index)
        assert held is not None
        return held

    # Events

    def _fresh(
        self, block: ObjectBlock, waiting: list[tuple[int, Event]], reading: Reading, variation: int | None
    ) -> Iterator[Part]:
        """Yield events that are not in the answer yet, as many as the header asks for."""
        taken = reading.serials
        fresh = [(serial, event) for serial, event in waiting if serial not in taken]
        if block.header.qualifier in (0x07, 0x08, 0x09):
            fresh = fresh[: int.from_bytes(block.data, "little")]
        elif block.header.qualifier != objects.ALL_OBJECTS:
            raise NotReadable(IIN.PARAMETER_ERROR)
        yield from self._event_parts(fresh, variation)

    def _event_parts(self, events: Sequence[tuple[int, Event]], variation: int | None) -> Iterator[Part]:
        for kind, alike in groupby(events, key=lambda entry: kind_of(entry[1])):
            group, usual = objects.EVENT[kind]
            wire = objects.layout(group, variation or usual)
            assert wire is not None
            entries = list(alike)
            longest = LONGEST_BLOCK // (wire.width + 2)
            for start in range(0, len(entries), longest):
                chunk = entries[start : start + longest]
                contents = [
                    (event.index, objects.octets(wire, event.value, int(event.quality), _time(event)))
                    for _, event in chunk
                ]
                serials = tuple(serial for serial, _ in chunk)
                yield Part(objects.indexed(group, variation or usual, contents), serials)

    # Device attributes (A.1)

    def _attribute_parts(self, block: ObjectBlock) -> Iterator[Part]:
        if block.header.qualifier != objects.ALL_OBJECTS and indexes_of(block, [0]).there != [0]:
            raise NotReadable(IIN.PARAMETER_ERROR)
        attributes, asked = self._attributes(), block.header.variation
        if asked == ALL_ATTRIBUTES:
            for variation, text in sorted(attributes.items()):
                yield _attribute(variation, VISIBLE_STRING, text.encode("ascii", "replace"))
        elif asked == LIST_OF_ATTRIBUTES:
            # Each with its properties: 0 says that it cannot be written.
            content = b"".join(bytes([variation, 0]) for variation in sorted(attributes))
            yield _attribute(LIST_OF_ATTRIBUTES, _LIST, content)
        elif asked in attributes:
            yield _attribute(asked, VISIBLE_STRING, attributes[asked].encode("ascii", "replace"))
        else:
            raise NotReadable(IIN.OBJECT_UNKNOWN)


def _attribute(variation: int, kind: int, content: bytes) -> Part:
    content = content[:255]
    header = ObjectHeader(ATTRIBUTES, variation, 0x00)
    return Part(ObjectBlock(header, bytes([0, 0, kind, len(content)]) + content))


def _time(event: Event) -> int:
    return event.timestamp.milliseconds if event.timestamp else 0


@dataclass(frozen=True, slots=True)
class Asked:
    """The indexes that a header names: those that are there, rising, and whether others are missing."""

    there: list[int]
    missing: bool


def indexes_of(block: ObjectBlock, there: Sequence[int]) -> Asked:
    """Return which of the indexes that are there a header names.

    Raises:
        NotReadable: its qualifier is none of those that name points.
    """
    qualifier, data = block.header.qualifier, block.data
    if qualifier == objects.ALL_OBJECTS:
        return Asked(list(there), False)
    if qualifier in (0x00, 0x01, 0x02):
        width = 1 << qualifier
        first, last = (int.from_bytes(data[at : at + width], "little") for at in (0, width))
        if last < first:
            raise NotReadable(IIN.PARAMETER_ERROR)
        found = [index for index in there if first <= index <= last]
        return Asked(found, len(found) < last - first + 1)
    if qualifier in (0x07, 0x08, 0x09):
        return Asked(list(there)[: int.from_bytes(data, "little")], False)
    if qualifier in (0x17, 0x28, 0x39):
        width = {0x17: 1, 0x28: 2, 0x39: 4}[qualifier]
        named = {
            int.from_bytes(data[at : at + width], "little")
            for at in range(width, len(data) - width + 1, width)
        }
        found = [index for index in there if index in named]
        return Asked(found, len(found) < len(named))
    raise NotReadable(IIN.PARAMETER_ERROR)
