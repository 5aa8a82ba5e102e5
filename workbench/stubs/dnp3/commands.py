"""Control objects: relay output blocks and analog outputs, as a master writes them and an outstation echoes them."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dnp3.application.fragment import ObjectBlock
from dnp3.application.qualifiers import ObjectHeader
from dnp3.core.enums import ControlCode, OperationType, TripCloseCode

from workbench.stubs.dnp3.points import Kind, PointId, Raw

_RELAY, _ANALOG = 12, 41
_RELAY_FORM = struct.Struct("<BBIIB")
_ANALOG_FORMS = {
    1: struct.Struct("<iB"),
    2: struct.Struct("<hB"),
    3: struct.Struct("<fB"),
    4: struct.Struct("<dB"),
}
_PREFIXED = {0x17: 1, 0x28: 2}
_INT32 = range(-(1 << 31), 1 << 31)


@dataclass(frozen=True, slots=True)
class Command:
    """One output with the value that it is to have.

    Args:
        raw: None for a control code that says neither on nor off.
        status: what an outstation put there; 0 is success.
    """

    point: PointId
    raw: Raw | None
    status: int = 0


def commands_of(block: ObjectBlock) -> Iterator[Command]:
    """Yield the commands of a block; none where it is no control block or not a whole one."""
    header, data = block.header, block.data
    width = _PREFIXED.get(header.qualifier)
    form = _form(header.group, header.variation)
    if width is None or form is None or len(data) < width:
        return
    count = int.from_bytes(data[:width], "little")
    if len(data) != width + count * (width + form.size):
        return
    for place in range(count):
        start = width + place * (width + form.size)
        index = int.from_bytes(data[start : start + width], "little")
        content = form.unpack_from(data, start + width)
        if header.group == _RELAY:
            yield Command(PointId(Kind.BINARY_OUTPUT, index), _state(content[0]), content[-1])
        else:
            yield Command(PointId(Kind.ANALOG_OUTPUT, index), content[0], content[-1])


def _form(group: int, variation: int) -> struct.Struct | None:
    if (group, variation) == (_RELAY, 1):
        return _RELAY_FORM
    return _ANALOG_FORMS.get(variation) if group == _ANALOG else None


def latched(code: ControlCode) -> bool | None:
    """Return what a control code latches: 5.6.2 of IEEE 1815.2-2025 has every output latch, whatever its pulse."""
    if code.clear:
        return None
    if code.op_type in (OperationType.LATCH_ON, OperationType.LATCH_OFF) and code.tcc is TripCloseCode.NUL:
        return code.op_type is OperationType.LATCH_ON
    if code.op_type is OperationType.PULSE_ON:
        return {TripCloseCode.NUL: True, TripCloseCode.CLOSE: True, TripCloseCode.TRIP: False}.get(code.tcc)
    return False if code.op_type is OperationType.PULSE_OFF and code.tcc is TripCloseCode.NUL else None


def _state(octet: int) -> bool | None:
    try:
        return latched(ControlCode(octet))
    except ValueError:  # no control code
        return None


def command_blocks(commands: Sequence[Command]) -> tuple[ObjectBlock, ...]:
    """Return the blocks of a control request, in the order of the commands: relays latch, whole numbers have 32 bits.

    Raises:
        ValueError: a command without a value.
    """
    blocks: list[ObjectBlock] = []
    for command in commands:
        if command.raw is None:
            raise ValueError(f"{command.point} has no value to be given.")
        index = command.point.index.to_bytes(2, "little")
        if command.point.kind is Kind.BINARY_OUTPUT:
            code = ControlCode.LATCH_ON if command.raw else ControlCode.LATCH_OFF
            header = ObjectHeader(_RELAY, 1, 0x28)
            content = _RELAY_FORM.pack(int(code), 1, 0, 0, 0)
        else:
            whole = isinstance(command.raw, int) or float(command.raw).is_integer()
            variation = 1 if whole and int(command.raw) in _INT32 else 3
            header = ObjectHeader(_ANALOG, variation, 0x28)
            content = _ANALOG_FORMS[variation].pack(int(command.raw) if variation == 1 else command.raw, 0)
        if blocks and blocks[-1].header == header:
            counted = int.from_bytes(blocks[-1].data[:2], "little") + 1
            blocks[-1] = ObjectBlock(
                header, counted.to_bytes(2, "little") + blocks[-1].data[2:] + index + content
            )
        else:
            blocks.append(ObjectBlock(header, b"\x01\x00" + index + content))
    return tuple(blocks)
