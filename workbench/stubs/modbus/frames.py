"""The frames of Modbus/TCP as pure functions: a request or an answer from its octets, and back.

Sources: *MODBUS Application Protocol Specification* V1.1b3 (functions, their limits and which exception belongs to
which fault), *MODBUS Messaging on TCP/IP Implementation Guide* V1.0b (header). Parsing is strict: a PDU whose length
is not what its function and its own counts imply is refused, never padded or cut.
"""

from __future__ import annotations

from enum import IntEnum
from struct import Struct
from typing import NamedTuple

HEADER = Struct(">HHHB")
"""Transaction, protocol (always 0), length of what follows it, unit."""
HEADER_LENGTH = 7
SHORTEST, LONGEST = 2, 254
"""What the header's length field may say: the unit and a PDU of 1 to 253 octets."""
MOST_READ = 125
MOST_WRITTEN = 123
MOST_WRITTEN_WITH_READ = 121
MOST_BITS_READ = 2000
MOST_BITS_WRITTEN = 1968
SPACE = 65536
"""How many addresses each table of a unit has."""

_TWO = Struct(">HH")
_THREE = Struct(">HHH")
_FOUR = Struct(">HHHH")


class Function(IntEnum):
    """The functions that are known here, by their codes."""

    READ_COILS = 1
    READ_DISCRETE_INPUTS = 2
    READ_HOLDING_REGISTERS = 3
    READ_INPUT_REGISTERS = 4
    WRITE_COIL = 5
    WRITE_REGISTER = 6
    WRITE_COILS = 15
    WRITE_REGISTERS = 16
    MASK_WRITE_REGISTER = 22
    READ_WRITE_REGISTERS = 23
    IDENTIFY = 43


class ExceptionCode(IntEnum):
    """What an exception says (V1.1b3, clause 7)."""

    ILLEGAL_FUNCTION = 1
    ILLEGAL_DATA_ADDRESS = 2
    ILLEGAL_DATA_VALUE = 3
    SERVER_DEVICE_FAILURE = 4
    GATEWAY_PATH_UNAVAILABLE = 10
    GATEWAY_TARGET_FAILED_TO_RESPOND = 11

    @property
    def words(self) -> str:
        """The exception as the specification names it."""
        return self.name.lower().replace("_", " ")


UNHEARD = frozenset({ExceptionCode.GATEWAY_PATH_UNAVAILABLE, ExceptionCode.GATEWAY_TARGET_FAILED_TO_RESPOND})
"""What a Modbus gateway answers for a device that does not."""


class Refused(Exception):
    """A request that is answered by an exception.

    Args:
        code: the exception; one that the specification does not name may come from a peer.
        why: a sentence for the log; it does not go over the wire.
    """

    def __init__(self, code: int, why: str) -> None:
        super().__init__(why)
        self.code = code
        self.why = why


class FrameError(ValueError):
    """Octets that are no frame, or no answer to what was asked; the connection cannot be trusted after them."""


class Read(NamedTuple):
    """Functions 1 to 4: ``quantity`` coils, inputs or registers from ``address``."""

    function: int
    address: int
    quantity: int


class WriteOne(NamedTuple):
    """Functions 5 and 6: one coil (``ff00`` or ``0000``) or one register, as two octets."""

    function: int
    address: int
    octets: bytes


class WriteMany(NamedTuple):
    """Functions 15 and 16: ``quantity`` coils (eight an octet, the first lowest) or registers."""

    function: int
    address: int
    quantity: int
    octets: bytes


class MaskWrite(NamedTuple):
    """Function 22: the register becomes (itself and ``keep``) or (``set_to`` and not ``keep``)."""

    address: int
    keep: int
    set_to: int

    def applied(self, register: int) -> int:
        """Return what a register becomes."""
        return (register & self.keep) | (self.set_to & ~self.keep & 0xFFFF)


class ReadWrite(NamedTuple):
    """Function 23: registers are written first, then others are read."""

    address: int
    quantity: int
    write_address: int
    octets: bytes


class Identify(NamedTuple):
    """Function 43 with MEI type 14: 1 basic, 2 regular, 3 extended objects from ``first``, or 4 just that one."""

    category: int
    first: int


Request = Read | WriteOne | WriteMany | MaskWrite | ReadWrite | Identify

_READ_LIMITS = {1: MOST_BITS_READ, 2: MOST_BITS_READ, 3: MOST_READ, 4: MOST_READ}
_CATEGORIES = range(1, 5)
_READ_DEVICE_IDENTIFICATION = 14


def frame(transaction: int, unit: int, pdu: bytes) -> bytes:
    """Return a whole frame."""
    return HEADER.pack(transaction, 0, len(pdu) + 1, unit) + pdu


def check_header(protocol: int, length: int) -> None:
    """Check the fields of a header without which nobody knows where the next frame begins.

    Raises:
        FrameError: another protocol, or a length that no frame has.
    """
    if protocol:
        raise FrameError(f"protocol {protocol} is not Modbus, which is 0")
    if not SHORTEST <= length <= LONGEST:
        raise FrameError(f"a length of {length} octets; a frame has {SHORTEST} to {LONGEST} after that field")


def exception_pdu(function: int, code: int) -> bytes:
    """Return the answer that refuses a request of a function."""
    return bytes((function | 0x80, code))


def request(pdu: bytes) -> Request:
    """Return the request that a PDU asks.

    Raises:
        Refused: with the exception that V1.1b3 gives for the fault: 1 for a function that is not known here, 3 for
            a length or a count that is not allowed, 2 for addresses past the last.
    """
    function = pdu[0]
    match function:
        case 1 | 2 | 3 | 4:
            _length(pdu, 5)
            address, count = _TWO.unpack_from(pdu, 1)
            _count(count, _READ_LIMITS[function])
            _addresses(address, count)
            return Read(function, address, count)
        case 5 | 6:
            _length(pdu, 5)
            octets = pdu[3:5]
            if pdu[0] == Function.WRITE_COIL and octets not in (b"\xff\x00", b"\x00\x00"):
                raise _value(f"{octets.hex()} for a coil, which takes ff00 or 0000")
            return WriteOne(function, int.from_bytes(pdu[1:3]), octets)
        case 15 | 16:
            return _write_many(function, pdu)
        case 22:
            _length(pdu, 7)
            return MaskWrite(*_THREE.unpack_from(pdu, 1))
        case 23:
            return _read_write(pdu)
        case 43:
            return _identify(pdu)
    raise Refused(ExceptionCode.ILLEGAL_FUNCTION, f"function {function} is not served")


def _write_many(function: int, pdu: bytes) -> WriteMany:
    _at_least(pdu, 7)
    address, count = _TWO.unpack_from(pdu, 1)
    bits = function == Function.WRITE_COILS
    _count(count, MOST_BITS_WRITTEN if bits else MOST_WRITTEN)
    expected = (count + 7) // 8 if bits else 2 * count
    if pdu[5] != expected:
        raise _value(f"{pdu[5]} octets announced for {count} values, which take {expected}")
    _length(pdu, 6 + expected)
    _addresses(address, count)
    return WriteMany(function, address, count, pdu[6:])


def _read_write(pdu: bytes) -> ReadWrite:
    _at_least(pdu, 12)
    address, count, write_address, write_count = _FOUR.unpack_from(pdu, 1)
    _count(count, MOST_READ)
    _count(write_count, MOST_WRITTEN_WITH_READ)
    if pdu[9] != 2 * write_count:
        raise _value(f"{pdu[9]} octets announced for {write_count} registers")
    _length(pdu, 10 + 2 * write_count)
    _addresses(address, count)
    _addresses(write_address, write_count)
    return ReadWrite(address, count, write_address, pdu[10:])


def _identify(pdu: bytes) -> Identify:
    if len(pdu) < 2 or pdu[1] != _READ_DEVICE_IDENTIFICATION:
        raise Refused(
            ExceptionCode.ILLEGAL_FUNCTION, "function 43 is served for device identification (14) only"
        )
    _length(pdu, 4)
    if pdu[2] not in _CATEGORIES:
        raise _value(f"category {pdu[2]} of identification; there are 1 to 4")
    return Identify(pdu[2], pdu[3])


def request_pdu(asked: Request) -> bytes:
    """Return the PDU of a request; the caller keeps to the limits, as a test may want to break them."""
    match asked:
        case Read(function, address, count):
            return bytes((function,)) + _TWO.pack(address, count)
        case WriteOne(function, address, octets):
            return bytes((function,)) + address.to_bytes(2) + octets
        case WriteMany(function, address, count, octets):
            return bytes((function,)) + _TWO.pack(address, count) + bytes((len(octets),)) + octets
        case MaskWrite(address, keep, set_to):
            return b"\x16" + _THREE.pack(address, keep, set_to)
        case ReadWrite(address, count, write_address, octets):
            head = _FOUR.pack(address, count, write_address, len(octets) // 2)
            return b"\x17" + head + bytes((len(octets),)) + octets
        case Identify(category, first):
            return bytes((Function.IDENTIFY, _READ_DEVICE_IDENTIFICATION, category, first))


def function_of(asked: Request) -> int:
    """Return the code of a request's function."""
    return request_pdu(asked)[0]


def answer_pdu(asked: Request, octets: bytes = b"") -> bytes:
    """Return the answer that does as asked.

    Args:
        octets: what was read, for the functions that read.
    """
    match asked:
        case Read(function):
            return bytes((function, len(octets))) + octets
        case ReadWrite():
            return bytes((Function.READ_WRITE_REGISTERS, len(octets))) + octets
        case WriteMany(function, address, count):
            return bytes((function,)) + _TWO.pack(address, count)
        case Identify():
            return bytes((Function.IDENTIFY, _READ_DEVICE_IDENTIFICATION)) + octets
    return request_pdu(asked)


def answered(asked: Request, pdu: bytes) -> bytes:
    """Return what an answer brings: the octets that were read, empty where something was written.

    Raises:
        Refused: the answer is an exception.
        FrameError: the PDU does not answer this request.
    """
    function = function_of(asked)
    if pdu[0] == function | 0x80:
        if len(pdu) != 2:
            raise FrameError(f"an exception of {len(pdu)} octets; it has 2")
        raise Refused(pdu[1], f"function {function} was answered by exception {exception_words(pdu[1])}")
    if pdu[0] != function:
        raise FrameError(f"an answer of function {pdu[0]} to a request of function {function}")
    match asked:
        case Read(_, _, count):
            expected = (count + 7) // 8 if function <= Function.READ_DISCRETE_INPUTS else 2 * count
        case ReadWrite(_, count):
            expected = 2 * count
        case Identify():
            if len(pdu) < 7 or pdu[1] != _READ_DEVICE_IDENTIFICATION:
                raise FrameError("an identification that is too short")
            return pdu[2:]
        case _:
            if pdu != answer_pdu(asked):
                raise FrameError(f"the answer {pdu.hex()} does not confirm what was asked to be written")
            return b""
    if len(pdu) != 2 + expected or pdu[1] != expected:
        raise FrameError(f"an answer of {len(pdu) - 2} octets where {expected} were asked")
    return pdu[2:]


def exception_words(code: int) -> str:
    """Return an exception's number with its name."""
    try:
        return f"{code} ({ExceptionCode(code).words})"
    except ValueError:
        return f"{code} (not in the specification)"


def _value(why: str) -> Refused:
    return Refused(ExceptionCode.ILLEGAL_DATA_VALUE, why)


def _length(pdu: bytes, expected: int) -> None:
    if len(pdu) != expected:
        raise _value(f"a request of function {pdu[0]} with {len(pdu)} octets; it has {expected}")


def _at_least(pdu: bytes, least: int) -> None:
    if len(pdu) < least:
        raise _value(f"a request of function {pdu[0]} with {len(pdu)} octets; it has at least {least}")


def _count(count: int, most: int) -> None:
    if not 1 <= count <= most:
        raise _value(f"a quantity of {count}; 1 to {most} are allowed")


def _addresses(address: int, count: int) -> None:
    if address + count > SPACE:
        raise Refused(
            ExceptionCode.ILLEGAL_DATA_ADDRESS, f"{count} from address {address}; the last address is 65535"
        )
