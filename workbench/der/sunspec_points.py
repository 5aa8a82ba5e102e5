"""One SunSpec point in registers: integers, strings and addresses, big-endian, with the value that means 'not there'.

Source: SunSpec Device Information Model Specification, point types; the same values as in pysunspec2.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

Raw = int | float | str
"""What a register holds: an integer before its scale factor, a floating-point number, a text."""

NOT_SCALED = -32768
"""A scale factor point that is not implemented."""

SCALES = range(-10, 11)
"""The scale factors that the specification allows."""


@dataclass(frozen=True, slots=True)
class _Form:
    """How an integer type stands in registers: its ``struct`` letter, its limits, what means 'not implemented'."""

    letter: str
    least: int
    greatest: int
    missing: int


_INTEGERS = {
    "int16": _Form(">h", -32767, 32767, -32768),
    "uint16": _Form(">H", 0, 65534, 65535),
    "count": _Form(">H", 0, 65534, 65535),
    "acc16": _Form(">H", 0, 65535, 0),
    "enum16": _Form(">H", 0, 65534, 65535),
    "bitfield16": _Form(">H", 0, 0x7FFF, 0xFFFF),
    "pad": _Form(">H", 0, 65535, 0x8000),
    "sunssf": _Form(">h", -10, 10, NOT_SCALED),
    "int32": _Form(">i", -(2**31) + 1, 2**31 - 1, -(2**31)),
    "uint32": _Form(">I", 0, 2**32 - 2, 2**32 - 1),
    "acc32": _Form(">I", 0, 2**32 - 1, 0),
    "enum32": _Form(">I", 0, 2**32 - 2, 2**32 - 1),
    "bitfield32": _Form(">I", 0, 2**31 - 1, 2**32 - 1),
    "ipaddr": _Form(">I", 0, 2**32 - 1, 0),
    "int64": _Form(">q", -(2**63) + 1, 2**63 - 1, -(2**63)),
    "uint64": _Form(">Q", 0, 2**64 - 2, 2**64 - 1),
    "acc64": _Form(">Q", 0, 2**64 - 1, 0),
    "bitfield64": _Form(">Q", 0, 2**63 - 1, 2**64 - 1),
}
_FLOATS = {"float32": ">f", "float64": ">d"}
# An accumulator at 0 counts as "nothing accumulated": a number that can be read, so only writing None makes use of it.
_ZERO_IS_A_NUMBER = frozenset({"acc16", "acc32", "acc64"})


@dataclass(frozen=True, slots=True)
class Point:
    """A point of a model.

    Args:
        type: SunSpec's name of the type: ``uint16``, ``enum16``, ``sunssf``, ``string`` …
        size: registers that it takes.
        scale: name of its scale factor point, a fixed scale factor, or ``None``.
        units: as the model names them, with the reference of a percentage where it says so (``WMaxPct``).
        symbols: names of an enumeration with their codes, or of a bitfield with the numbers of their bits.
        fixed: the value that the model prescribes, for the identifier and the length of models without groups.
    """

    name: str
    label: str
    type: str
    size: int
    scale: str | int | None = None
    units: str = ""
    writable: bool = False
    mandatory: bool = False
    static: bool = False
    symbols: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    fixed: int | None = None

    @property
    def octets(self) -> int:
        """How many octets it takes."""
        return self.size * 2

    @property
    def limits(self) -> tuple[int, int] | None:
        """Least and greatest integer that the type can hold; ``None`` for texts and floating-point numbers."""
        form = _INTEGERS.get(self.type)
        return None if form is None else (form.least, form.greatest)

    def missing(self) -> bytes:
        """Return the octets that say that the point is not implemented."""
        form = _INTEGERS.get(self.type)
        if form is not None:
            return struct.pack(form.letter, form.missing)
        if self.type in _FLOATS:
            return struct.pack(_FLOATS[self.type], math.nan)
        return (b"\xff" if self.type == "eui48" else b"\0") * self.octets

    def decode(self, octets: bytes) -> Raw | None:
        """Return what the octets hold, before any scale factor; ``None`` when the point is not implemented.

        Raises:
            ValueError: not as many octets as the point takes, or a text that is not UTF-8.
        """
        if len(octets) != self.octets:
            raise ValueError(f"{self.name} takes {self.octets} octets; {len(octets)} came.")
        form = _INTEGERS.get(self.type)
        if form is not None:
            number: int = struct.unpack(form.letter, octets)[0]
            absent = number == form.missing and self.type not in _ZERO_IS_A_NUMBER
            return None if absent else number
        if self.type in _FLOATS:
            real: float = struct.unpack(_FLOATS[self.type], octets)[0]
            return None if math.isnan(real) else real
        if octets == self.missing():
            return None
        if self.type == "string":
            return _text(self.name, octets)
        return octets.hex(":")

    def encode(self, raw: Raw | None) -> bytes:
        """Return the octets for a raw value; ``None`` gives those that mean 'not implemented'.

        Raises:
            ValueError: the value is of another kind or does not fit; nothing is clipped.
        """
        if raw is None:
            return self.missing()
        form = _INTEGERS.get(self.type)
        if form is not None:
            if not isinstance(raw, int):
                raise ValueError(f"{self.name} ({self.type}) holds an integer, not {raw!r}.")
            if not form.least <= raw <= form.greatest:
                raise ValueError(
                    f"{self.name} ({self.type}) holds {form.least} to {form.greatest}; {raw} does not fit."
                )
            return struct.pack(form.letter, raw)
        if self.type in _FLOATS:
            if isinstance(raw, str):
                raise ValueError(f"{self.name} ({self.type}) holds a number, not {raw!r}.")
            return struct.pack(_FLOATS[self.type], raw)
        return self._encode_text(raw)

    def _encode_text(self, raw: Raw) -> bytes:
        if not isinstance(raw, str):
            raise ValueError(f"{self.name} ({self.type}) holds a text, not {raw!r}.")
        octets = raw.encode() if self.type == "string" else bytes.fromhex(raw.replace(":", ""))
        if len(octets) > self.octets:
            raise ValueError(f"{self.name} holds {self.octets} octets; the text has {len(octets)}.")
        return octets.ljust(self.octets, b"\0")


def _text(name: str, octets: bytes) -> str:
    try:
        return octets.rstrip(b"\0").decode()
    except UnicodeDecodeError:
        raise ValueError(f"{name} holds octets that are not UTF-8: {octets.hex()}.") from None
