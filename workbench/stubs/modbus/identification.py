"""Device identification (function 43, MEI type 14): which objects an answer carries."""

from __future__ import annotations

from collections.abc import Mapping

from workbench.stubs.modbus.frames import ExceptionCode, Identify, Refused

BASIC, REGULAR, EXTENDED, ONE = 1, 2, 3, 4
_LAST_OF = {BASIC: 0x02, REGULAR: 0x7F, EXTENDED: 0xFF}
_INDIVIDUAL_ACCESS = 0x80
_ROOM = 253 - 7
"""Octets for objects in one PDU."""


def objects_pdu(asked: Identify, objects: Mapping[int, bytes]) -> bytes:
    """Return the answer's octets after its MEI type (V1.1b3, clause 6.21).

    A stream that begins at an object that does not exist begins at object 0, as the clause says; objects that find
    no room are announced by *more follows* and the number of the next.

    Raises:
        Refused: the one object that was asked does not exist.
    """
    if asked.category == ONE:
        if asked.first not in objects:
            raise Refused(
                ExceptionCode.ILLEGAL_DATA_ADDRESS, f"there is no object {asked.first} in the identification"
            )
        chosen = [asked.first]
    else:
        stream = [number for number in sorted(objects) if number <= _LAST_OF[asked.category]]
        first = asked.first if asked.first in stream else 0
        chosen = [number for number in stream if number >= first]
    told, room, following = [], _ROOM, 0
    for number in chosen:
        value = objects[number][: _ROOM - 2]
        if len(value) + 2 > room:
            following = number
            break
        told.append(bytes((number, len(value))) + value)
        room -= len(value) + 2
    conformity = _INDIVIDUAL_ACCESS | (BASIC if max(objects) <= 2 else REGULAR)
    head = bytes((asked.category, conformity, 0xFF if following else 0, following, len(told)))
    return head + b"".join(told)


def objects_of(octets: bytes) -> dict[int, bytes]:
    """Return the objects in an answer's octets after its MEI type.

    Raises:
        Refused: the octets end before an object does.
    """
    found: dict[int, bytes] = {}
    position = 5
    for _ in range(octets[4]):
        if position + 2 > len(octets) or position + 2 + octets[position + 1] > len(octets):
            raise Refused(ExceptionCode.ILLEGAL_DATA_VALUE, "an identification ends within an object")
        number, length = octets[position], octets[position + 1]
        found[number] = octets[position + 2 : position + 2 + length]
        position += 2 + length
    return found
