"""What a Modbus server serves: the registers of its units, and how it says no."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from workbench.stubs.modbus.frames import ExceptionCode, Refused


class NoSuchUnit(Refused):
    """No device has this unit address; answered as a gateway does whose target does not respond."""

    def __init__(self, unit: int) -> None:
        super().__init__(ExceptionCode.GATEWAY_TARGET_FAILED_TO_RESPOND, f"there is no unit {unit} here")


class NoSuchAddress(Refused):
    """Some of the registers do not exist."""

    def __init__(self, why: str) -> None:
        super().__init__(ExceptionCode.ILLEGAL_DATA_ADDRESS, why)


class NoSuchValue(Refused):
    """The device does not take this value; nothing was changed."""

    def __init__(self, why: str) -> None:
        super().__init__(ExceptionCode.ILLEGAL_DATA_VALUE, why)


class NoAnswer(Exception):
    """The device is silent: the request is taken and nothing comes back."""


class RegisterBank(Protocol):
    """Holding registers of several units; two octets a register, the higher first.

    The server has checked that a range lies within 0 to 65535 and that ``registers`` has a whole number of them.
    """

    def read(self, unit: int, address: int, count: int) -> bytes:
        """Return ``count`` registers from an address.

        Raises:
            Refused: no such unit or address.
            NoAnswer: the unit is silent; ``write`` and ``identification`` may raise it too.
        """

    def write(self, unit: int, address: int, registers: bytes) -> None:
        """Write registers from an address on: all of them, or none.

        Raises:
            Refused: no such unit or address, or a value that is not taken; nothing changed then.
        """

    def identification(self, unit: int) -> Mapping[int, bytes]:
        """Return the objects of the device identification by number; 0, 1 and 2 are maker, product and revision.

        Raises:
            Refused: no such unit.
        """

    def words(self, unit: int, address: int, registers: bytes) -> str:
        """Return what registers say, for the log: points and values where they have names."""
