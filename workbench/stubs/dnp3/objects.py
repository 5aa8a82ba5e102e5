"""Values as DNP3 objects: which group and variation carries a kind of point, and the octets of one object.

How wide each object is and what it is made of comes from dnp3py's table of Annex A of IEEE 1815-2012.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Iterator, Sequence
from itertools import pairwise

from dnp3.application.fragment import ObjectBlock
from dnp3.application.qualifiers import ObjectHeader
from dnp3.objects.layout import TimeKind, ValueCodec, WireLayout, layout_for

from workbench.stubs.dnp3.points import Kind, PointId, Raw

ONLINE, RESTART, COMMUNICATION_LOST, OVER_RANGE, STATE = 0x01, 0x02, 0x04, 0x20, 0x80
"""Bits of the octet of flags (11.6.1): the same for all kinds but the last two."""

STATIC = {
    Kind.BINARY_INPUT: (1, 2),
    Kind.BINARY_OUTPUT: (10, 2),
    Kind.COUNTER: (20, 1),
    Kind.FROZEN_COUNTER: (21, 1),
    Kind.ANALOG_INPUT: (30, 1),
    Kind.ANALOG_OUTPUT: (40, 1),
}
"""Group and default variation of a value: with flags, 32 bits wide."""

EVENT = {
    Kind.BINARY_INPUT: (2, 2),
    Kind.COUNTER: (22, 5),
    Kind.FROZEN_COUNTER: (23, 5),
    Kind.ANALOG_INPUT: (32, 3),
}
"""Group and default variation of an event: with flags and time."""

STATIC_KIND = {group: kind for kind, (group, _) in STATIC.items()}
EVENT_KIND = {group: kind for kind, (group, _) in EVENT.items()}

ALL_OBJECTS, COUNTED = 0x06, 0x07
"""Qualifiers: no range, and a count in one octet."""
_UNSIGNED = {1: "<B", 2: "<H", 4: "<I"}


def layout(group: int, variation: int) -> WireLayout | None:
    """Return how an object of a value is laid out, or None for one that this outstation does not send.

    Relative times need a common time before them and are left to outstations that are short of octets.
    """
    wire = layout_for(group, variation)
    if wire is None or wire.time is TimeKind.RELATIVE:
        return None
    codecs = (ValueCodec.PACKED, ValueCodec.FLAG_STATE, ValueCodec.INT, ValueCodec.UINT)
    return wire if wire.codec in (*codecs, ValueCodec.FLOAT32, ValueCodec.FLOAT64) else None


def octets(wire: WireLayout, value: Raw, flags: int, at: int = 0) -> bytes:
    """Return one object. A value that does not fit is sent as the nearest that does, flagged so (11.6.1.1).

    Args:
        at: milliseconds since 1970, for a layout with time.
    """
    time = at.to_bytes(6, "little") if wire.time is TimeKind.ABSOLUTE else b""
    if wire.codec is ValueCodec.FLAG_STATE:
        return bytes([flags | (STATE if value else 0)]) + time
    content, fits = _number(wire, value)
    lead = bytes([flags if fits else flags | OVER_RANGE]) if wire.has_flags else b""
    return lead + content + time


def _number(wire: WireLayout, value: Raw) -> tuple[bytes, bool]:
    width = wire.value_width
    if wire.codec is ValueCodec.FLOAT64:
        return struct.pack("<d", value), True
    if wire.codec is ValueCodec.FLOAT32:
        try:
            return struct.pack("<f", value), True
        except OverflowError:
            return struct.pack("<f", math.copysign(3.4028234663852886e38, value)), False
    if wire.codec is ValueCodec.UINT:
        # A counter goes on from zero when it is full; it is never over its range.
        return (int(value) % (1 << 8 * width)).to_bytes(width, "little"), True
    limit = 1 << (8 * width - 1)
    if math.isnan(value):
        return (-limit).to_bytes(width, "little", signed=True), False
    whole = round(value) if math.isfinite(value) else (limit if value > 0 else -limit - 1)
    near = min(max(whole, -limit), limit - 1)
    return near.to_bytes(width, "little", signed=True), near == whole


def ranged(
    group: int, variation: int, first: int, objects: Sequence[bytes] | bytes, last: int
) -> ObjectBlock:
    """Return a block of neighbouring indexes, each object at its place."""
    width, qualifier = (1, 0x00) if last <= 0xFF else (2, 0x01)
    limits = first.to_bytes(width, "little") + last.to_bytes(width, "little")
    content = objects if isinstance(objects, bytes) else b"".join(objects)
    return ObjectBlock(ObjectHeader(group, variation, qualifier), limits + content)


def indexed(group: int, variation: int, objects: Sequence[tuple[int, bytes]]) -> ObjectBlock:
    """Return a block of objects, each with its index before it."""
    wide = len(objects) > 0xFF or any(index > 0xFF for index, _ in objects)
    width, qualifier = (2, 0x28) if wide else (1, 0x17)
    content = b"".join(index.to_bytes(width, "little") + content for index, content in objects)
    return ObjectBlock(
        ObjectHeader(group, variation, qualifier), len(objects).to_bytes(width, "little") + content
    )


def packed(values: Sequence[bool]) -> bytes:
    """Return bits, eight to an octet, the first in the lowest."""
    content = bytearray((len(values) + 7) // 8)
    for place, value in enumerate(values):
        content[place // 8] |= bool(value) << place % 8
    return bytes(content)


def runs(indexes: Sequence[int], longest: int) -> Iterator[list[int]]:
    """Yield rising indexes in runs without a gap, none longer than ``longest``."""
    if not indexes:
        return
    run = [indexes[0]]
    for before, index in pairwise(indexes):
        if index != before + 1 or len(run) == longest:
            yield run
            run = []
        run.append(index)
    yield run


def headers(points: Sequence[PointId]) -> list[ObjectBlock]:
    """Return what asks for the values of points: neighbours in one header, each in its default variation."""
    blocks: list[ObjectBlock] = []
    before: PointId | None = None
    for point in points:
        index = point.index.to_bytes(2, "little")
        if before == PointId(point.kind, point.index - 1):
            blocks[-1] = ObjectBlock(blocks[-1].header, blocks[-1].data[:2] + index)
        else:
            blocks.append(ObjectBlock(ObjectHeader(STATIC[point.kind][0], 0, 0x01), index + index))
        before = point
    return blocks
