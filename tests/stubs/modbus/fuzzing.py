"""Sessions of a client that has lost its mind: good frames, broken ones, cut and glued together, on real sockets."""

from __future__ import annotations

import asyncio
import random
import struct
from contextlib import suppress

import pytest

from tests.stubs.fuzzing import PATIENCE, Fuzzing, without_errors
from workbench.der.behaviour.ratings import Ratings
from workbench.stubs.inverter import Inverter
from workbench.stubs.modbus.client import ModbusClient
from workbench.stubs.modbus.frames import HEADER, frame
from workbench.stubs.modbus.sunspec_layout import BASE


class Fuzzer:
    """Makes sessions from a seed.

    Args:
        registers: how many registers the units have from 40000 on.
    """

    def __init__(self, seed: int, registers: int) -> None:
        self._chance = random.Random(seed)
        self._registers = registers

    def session(self) -> list[bytes]:
        """Return the pieces of one session as they are sent."""
        chance = self._chance
        octets = b"".join(self._frame() for _ in range(chance.randint(1, 30)))
        for _ in range(chance.choice((0, 0, 1, 3, 20))):
            octets = self._broken(octets)
        pieces = []
        while octets:
            size = chance.choice((1, 3, 7, 12, 100, 1000, len(octets)))
            pieces.append(octets[:size])
            octets = octets[size:]
        return pieces

    def _frame(self) -> bytes:
        chance = self._chance
        unit = chance.choice((1, 1, 1, 2, 3, 0, 255, chance.randrange(256)))
        return frame(chance.randrange(65536), unit, self._pdu())

    def _pdu(self) -> bytes:
        chance = self._chance
        address = chance.choice(
            (BASE + chance.randrange(self._registers), chance.randrange(65536), 65535, BASE)
        )
        count = chance.choice((1, 2, 10, 125, 126, 0, 65535, chance.randrange(200)))
        data = chance.randbytes(min(2 * count, 246))
        match chance.randrange(9):
            case 0 | 1:
                return struct.pack(">BHH", 3, address, count)
            case 2:
                return struct.pack(">BHH", 6, address, chance.randrange(65536))
            case 3 | 4:
                return struct.pack(">BHHB", 16, address, count, len(data) & 0xFF) + data
            case 5:
                return struct.pack(">BHHH", 22, address, chance.randrange(65536), chance.randrange(65536))
            case 6:
                return struct.pack(">BHHHHB", 23, address, count, BASE, count, len(data) & 0xFF) + data[:240]
            case 7:
                return bytes((43, 14, chance.randrange(6), chance.randrange(256)))
        return chance.randbytes(chance.randint(1, 253))

    def _broken(self, octets: bytes) -> bytes:
        chance = self._chance
        place = chance.randrange(len(octets) + 1)
        match chance.randrange(5):
            case 0:
                return octets[:place] + chance.randbytes(chance.randint(1, 8)) + octets[place:]
            case 1:
                return octets[:place] + octets[place + chance.randint(1, 8) :]
            case 2:
                return octets[: max(place, 1)]
            case 3:
                return octets[:place] + HEADER.pack(1, 0, chance.randrange(65536), 1) + octets[place:]
        flipped = bytearray(octets)
        if flipped:
            flipped[place % len(flipped)] ^= 1 << chance.randrange(8)
        return bytes(flipped)


async def _one(port: int, pieces: list[bytes]) -> None:
    """Carry one session out, whatever the server makes of it."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    taking = asyncio.ensure_future(reader.read(1 << 24))
    with suppress(ConnectionError):
        for piece in pieces:
            writer.write(piece)
            await writer.drain()
        writer.write_eof()
    with suppress(ConnectionError):
        await asyncio.wait_for(taking, PATIENCE)
    writer.close()


async def fuzz(seed: int, seconds: float) -> int:
    """Send sessions for some seconds, several at a time, while a client of sound mind is served; return how many.

    Fails where the other client is not served, a connection stays, or memory grows without bound.
    """
    ratings = Ratings(kind="pv+storage", phases=3, voltage=480.0)
    async with Inverter(3, ratings, step=0.05, summary=True) as inverter:
        port = inverter.endpoints[0].port
        registers = inverter.registers().plan.layout.registers
        fuzzer = Fuzzer(seed, registers)
        sessions = 0
        fuzzing = Fuzzing(seconds)
        async with ModbusClient("127.0.0.1", port, seconds=10) as sound:
            while fuzzing.goes_on:
                await asyncio.gather(*(_one(port, fuzzer.session()) for _ in range(20)))
                sessions += 20
                assert await sound.read(1, BASE, 2) == b"SunS"
            async with asyncio.timeout(10):
                while inverter.connections > 1:
                    await asyncio.sleep(0.01)
            for address in range(BASE, BASE + registers - 125, 125):
                assert len(await sound.read(1, address, 125)) == 250
            fuzzing.check()
    return sessions


def fuzzed(seed: int, seconds: float, caplog: pytest.LogCaptureFixture) -> None:
    """Fuzz, and fail where the device behind the registers failed."""
    with without_errors(caplog):
        assert asyncio.run(fuzz(seed, seconds)) > 0
