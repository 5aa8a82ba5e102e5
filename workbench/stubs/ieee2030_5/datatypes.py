"""Simple types of IEEE 2030.5: which text stands for which value, and what is allowed.

The annotations of a resource's fields carry one of these, so that reading and writing XML need no table beside the
classes. Names are those of the schema, because messages must match them.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Annotated


class Invalid(ValueError):
    """A document that the schema does not allow; the message says where, what stood there and what is allowed."""


class SimpleType(ABC):
    """How one value stands in a document."""

    @abstractmethod
    def read(self, text: str) -> object:
        """Return the value of a text.

        Raises:
            Invalid: with what is allowed.
        """

    @abstractmethod
    def write(self, value: object) -> str:
        """Return the text of a value.

        Raises:
            Invalid: with what is allowed.
        """


@dataclass(frozen=True, slots=True)
class Whole(SimpleType):
    """A whole number between two bounds, both allowed."""

    low: int
    high: int

    def read(self, text: str) -> int:
        """Return the number; white space around it does not count."""
        text = text.strip()
        if not re.fullmatch(r"[+-]?[0-9]{1,20}", text):
            raise Invalid(f"{text[:40]!r} is not a whole number from {self.low} to {self.high}")
        return self._checked(int(text))

    def write(self, value: object) -> str:
        """Return the digits."""
        if isinstance(value, bool) or not isinstance(value, int):
            raise Invalid(f"{value!r} is not a whole number from {self.low} to {self.high}")
        return str(self._checked(value))

    def _checked(self, value: int) -> int:
        if not self.low <= value <= self.high:
            raise Invalid(f"{value} is not within {self.low} to {self.high}")
        return value


_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Text(SimpleType):
    """Words of at most so many characters."""

    longest: int

    def read(self, text: str) -> str:
        """Return the text as it stands."""
        if len(text) > self.longest:
            raise Invalid(f"a text of {len(text)} characters is longer than the {self.longest} allowed")
        return text

    def write(self, value: object) -> str:
        """Return the text; characters that no XML document can carry are refused."""
        if not isinstance(value, str) or _NOT_IN_XML.search(value):
            raise Invalid(f"{value!r} is not a text that XML can carry")
        return self.read(value)


_ADDRESS = re.compile(
    r"([a-z][a-z0-9+.-]*://(\[[0-9a-fA-F:.]+\])?)?([A-Za-z0-9._~/?@!$&'()*+,;=-]|:(?!$)|#|%[0-9A-Fa-f]{2})*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Location(SimpleType):
    """An address, absolute or from the root of the server; the schema sets no length, no server has a longer one."""

    longest: int

    def read(self, text: str) -> str:
        """Return the address; white space around it does not count."""
        text = text.strip()
        if len(text) > self.longest or text.count("#") > 1 or not _ADDRESS.fullmatch(text):
            raise Invalid(f"{text[:80]!r} is not an address of at most {self.longest} characters")
        return text

    def write(self, value: object) -> str:
        """Return the address."""
        if not isinstance(value, str):
            raise Invalid(f"{value!r} is not an address")
        return self.read(value)


@dataclass(frozen=True, slots=True)
class Hexadecimal(SimpleType):
    """Octets, kept as capital hexadecimal digits: two for each octet, at most so many octets."""

    longest: int

    def read(self, text: str) -> str:
        """Return the digits in capitals.

        An odd number of digits, which the schema does not allow, is read as if a 0 stood before it: devices send
        that.
        """
        text = text.strip().upper()
        if not re.fullmatch("[0-9A-F]*", text):
            raise Invalid(f"{text[:40]!r} is not hexadecimal")
        text = "0" * (len(text) % 2) + text
        if len(text) > 2 * self.longest:
            raise Invalid(f"{text[:48]!r} is longer than the {2 * self.longest} hexadecimal digits allowed")
        return text

    def write(self, value: object) -> str:
        """Return the digits."""
        if not isinstance(value, str):
            raise Invalid(f"{value!r} is not hexadecimal digits")
        return self.read(value)


@dataclass(frozen=True, slots=True)
class Switch(SimpleType):
    """True or false."""

    def read(self, text: str) -> bool:
        """Return the value of ``true``, ``false``, ``1`` or ``0``."""
        match text.strip():
            case "true" | "1":
                return True
            case "false" | "0":
                return False
        raise Invalid(f"{text[:40]!r} is neither true nor false")

    def write(self, value: object) -> str:
        """Return ``true`` or ``false``."""
        if not isinstance(value, bool):
            raise Invalid(f"{value!r} is neither true nor false")
        return "true" if value else "false"


@dataclass(frozen=True, slots=True)
class Attribute:
    """Marks a field that is an attribute of its element."""


ATTRIBUTE = Attribute()
SWITCH = Switch()
ADDRESS = Location(2048)

UInt8 = Annotated[int, Whole(0, 2**8 - 1)]
UInt16 = Annotated[int, Whole(0, 2**16 - 1)]
UInt32 = Annotated[int, Whole(0, 2**32 - 1)]
UInt40 = Annotated[int, Whole(0, 2**48 - 1)]
"""The schema bounds it as it does 48 bits."""
UInt48 = Annotated[int, Whole(0, 2**48 - 1)]
Int8 = Annotated[int, Whole(-(2**7), 2**7 - 1)]
Int16 = Annotated[int, Whole(-(2**15), 2**15 - 1)]
Int32 = Annotated[int, Whole(-(2**31), 2**31 - 1)]
Int48 = Annotated[int, Whole(-(2**47), 2**47)]
"""The schema allows 2 to the 47th itself."""
Int64 = Annotated[int, Whole(-(2**63), 2**63 - 1)]
String6 = Annotated[str, Text(6)]
String16 = Annotated[str, Text(16)]
String32 = Annotated[str, Text(32)]
String42 = Annotated[str, Text(42)]
String192 = Annotated[str, Text(192)]
HexBinary8 = Annotated[str, Hexadecimal(1)]
HexBinary16 = Annotated[str, Hexadecimal(2)]
HexBinary32 = Annotated[str, Hexadecimal(4)]
HexBinary64 = Annotated[str, Hexadecimal(8)]
HexBinary128 = Annotated[str, Hexadecimal(16)]
HexBinary160 = Annotated[str, Hexadecimal(20)]
Address = Annotated[str, ADDRESS]
Boolean = Annotated[bool, SWITCH]
