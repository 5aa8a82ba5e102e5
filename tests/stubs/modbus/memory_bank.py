"""A bank of plain registers for tests of the wire."""

from __future__ import annotations

from collections.abc import Mapping

from workbench.stubs.modbus.bank import NoAnswer, NoSuchAddress, NoSuchUnit, NoSuchValue

SILENT_UNIT = 9
FORBIDDEN = 0xDEAD
FAILING_ADDRESS = 90


class MemoryBank:
    """Units 1 and 2 with 100 registers each, from address 0; unit 9 is silent; the value dead is not taken."""

    def __init__(self) -> None:
        self.units = {1: bytearray(200), 2: bytearray(200)}

    def read(self, unit: int, address: int, count: int) -> bytes:
        registers = self._registers(unit)
        if address + count > 100:
            raise NoSuchAddress(f"registers 0 to 99 exist, not {address} to {address + count - 1}")
        if address <= FAILING_ADDRESS < address + count and count == 3:
            raise ZeroDivisionError("a defect of the device")
        return bytes(registers[2 * address : 2 * (address + count)])

    def write(self, unit: int, address: int, registers: bytes) -> None:
        kept = self._registers(unit)
        if 2 * address + len(registers) > 200:
            raise NoSuchAddress("registers 0 to 99 exist")
        if any(
            int.from_bytes(registers[place : place + 2]) == FORBIDDEN for place in range(0, len(registers), 2)
        ):
            raise NoSuchValue("dead is not taken")
        kept[2 * address : 2 * address + len(registers)] = registers

    def identification(self, unit: int) -> Mapping[int, bytes]:
        self._registers(unit)
        return {0: b"Maker", 1: b"Product", 2: b"1.0", 3: b"http://example.org", 128: b"x" * 200}

    def words(self, unit: int, address: int, registers: bytes) -> str:
        return ""

    def _registers(self, unit: int) -> bytearray:
        if unit == SILENT_UNIT:
            raise NoAnswer
        if unit not in self.units:
            raise NoSuchUnit(unit)
        return self.units[unit]
