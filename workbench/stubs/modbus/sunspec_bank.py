"""Devices as SunSpec models behind unit addresses: what the Modbus server serves for an inverter."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

from workbench.der.device import NotPossible
from workbench.stubs.modbus.bank import NoAnswer, NoSuchUnit
from workbench.stubs.modbus.sunspec_unit import SunSpecUnit

ITSELF = (0, 255)
"""Unit addresses by which a server that is one device is reached besides its own (Messaging on TCP/IP, 4.4.1.2)."""
_OBJECTS = {
    0: "nameplate-manufacturer",
    1: "nameplate-model",
    2: "nameplate-software-version",
    4: "nameplate-model",
    5: "nameplate-serial-number",
}


class SunSpecBank:
    """Registers of the devices at one port.

    Args:
        addresses: unit addresses that there are.
        make: makes the registers of one, when it is first asked for.
        written: called with the unit address after a client wrote.
    """

    def __init__(
        self,
        addresses: Collection[int],
        make: Callable[[int], SunSpecUnit],
        written: Callable[[int], None] = lambda unit: None,
    ) -> None:
        self._addresses = {address: address for address in addresses}
        if len(addresses) == 1:
            self._addresses |= dict.fromkeys(ITSELF, *addresses)
        self._make = make
        self._made: dict[int, SunSpecUnit] = {}
        self._written = written
        self.silent: set[int] = set()
        """Unit addresses that do not answer."""

    def unit(self, unit: int) -> SunSpecUnit:
        """Return the registers of a unit.

        Raises:
            NoSuchUnit: there is none.
            NoAnswer: it is silent.
        """
        address = self._addresses.get(unit)
        if address is None:
            raise NoSuchUnit(unit)
        if address in self.silent:
            raise NoAnswer
        found = self._made.get(address)
        if found is None:
            found = self._made[address] = self._make(address)
        return found

    def made(self) -> Mapping[int, SunSpecUnit]:
        """Return the registers of the units that were asked for up to now, by address."""
        return self._made

    def read(self, unit: int, address: int, count: int) -> bytes:
        """Return registers.

        Raises:
            Refused: no such unit or address.
            NoAnswer: the unit is silent.
        """
        return self.unit(unit).read(address, count)

    def write(self, unit: int, address: int, registers: bytes) -> None:
        """Write registers: all of them, or none.

        Raises:
            Refused: with the exception and the reason; nothing changed then.
            NoAnswer: the unit is silent.
        """
        found = self.unit(unit)
        found.write(address, registers)
        self._written(found.unit)

    def identification(self, unit: int) -> Mapping[int, bytes]:
        """Return maker, model, version and serial number.

        Raises:
            Refused: no such unit.
            NoAnswer: the unit is silent.
        """
        device = self.unit(unit).device
        told: dict[int, bytes] = {}
        for number, key in _OBJECTS.items():
            try:
                told[number] = str(device.read(key)).encode()
            except NotPossible:
                if number < 3:
                    told[number] = b""
        return told

    def words(self, unit: int, address: int, registers: bytes) -> str:
        """Return which points registers hold, and what they say."""
        found = self._made.get(self._addresses.get(unit, -1))
        return found.words(address, registers) if found else ""
