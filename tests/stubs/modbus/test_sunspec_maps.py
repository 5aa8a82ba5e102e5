"""The client of SunSpec devices, with maps as devices in the field have them."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from functools import cache

import pytest

from tests.stubs.modbus.sunspec_served import Served
from workbench.der.device import OutOfRange
from workbench.stubs.modbus.client import ModbusClient
from workbench.stubs.modbus.frames import Refused
from workbench.stubs.modbus.sunspec_client import SunSpecClient
from workbench.stubs.modbus.sunspec_unit import SunSpecUnit

MARK = [0x5375, 0x6E53]
END = [0xFFFF, 0]


FREQUENCY_SCALE = 115
"""Where the scale factor of the frequency stands in model 701."""
REQUEST, RESULT, CURVES, FIRST, READ_ONLY = 3, 4, 6, 15, 9
"""Where points of model 705 stand: from its identifier on; the last from the beginning of a curve on."""


class Wire(ModbusClient):
    """A connection to a device that holds what is written, and adopts curves as it is told.

    Args:
        results: what the result of an adoption reads, time by time, once one was asked for; the curve is in
            force when the last is read.
    """

    def __init__(self, registers: Sequence[int], base: int = 40_000, results: Sequence[int] = ()) -> None:
        super().__init__("memory", 0)
        self.registers = list(registers)
        self._base = base
        self._results = list(results)
        self._asked_for = 0

    async def read(self, unit: int, address: int, count: int) -> bytes:
        start = address - self._base
        if start < 0 or start + count > len(self.registers):
            raise Refused(3, 2)
        if self._asked_for and self._results and self.registers[start] == 705:
            self.registers[start + RESULT] = self._results.pop(0)
            if not self._results:
                self._adopt(start)
        return b"".join(word.to_bytes(2) for word in self.registers[start : start + count])

    async def write(self, unit: int, address: int, registers: bytes) -> None:
        start = address - self._base
        words = [int.from_bytes(registers[at : at + 2]) for at in range(0, len(registers), 2)]
        self.registers[start : start + len(words)] = words
        if self.registers[start - REQUEST] == 705 and len(words) == 1:
            (self._asked_for,) = words

    def _adopt(self, start: int) -> None:
        length = (self.registers[start + 1] + 2 - FIRST) // self.registers[start + CURVES]
        first = start + FIRST
        other = first + (self._asked_for - 1) * length
        written = self.registers[other : other + length]
        written[READ_ONLY] = 1
        self.registers[first : first + length] = written


@cache
def _unit() -> SunSpecUnit:
    return Served().unit


def model(number: int) -> list[int]:
    """Return the registers of a model of the reference inverter, identifier and length included."""
    unit = _unit()
    entries = [entry for entry in unit.plan.layout.entries if entry.model == number]
    octets = b"".join(unit.read(entry.address, entry.point.size) for entry in entries)
    return [int.from_bytes(octets[at : at + 2]) for at in range(0, len(octets), 2)]


def mapped(*models: list[int], end: Sequence[int] = END) -> list[int]:
    """Return the registers of a map."""
    return [*MARK, *(word for one in models for word in one), *end]


async def found(registers: Sequence[int], base: int = 40_000) -> SunSpecClient:
    """Return a client that has looked a map up."""
    client = SunSpecClient(Wire(registers, base))
    await client.discover()
    return client


@pytest.mark.parametrize("base", [40_000, 50_000, 0])
def test_a_map_is_found_at_each_of_its_places_with_models_of_a_maker_between(base: int) -> None:
    maker = [64_110, 300, *[0x1234] * 300]
    without = [64_111, 0]
    registers = mapped([*model(1)[:1], 65, *model(1)[2:67]], maker, model(704), without, model(701), maker)

    async def run() -> None:
        client = await found(registers, base)
        assert list(client.blocks)[:1] + sorted(set(client.blocks) - {1, 64_110, 64_111}) == [1, 701, 704]
        assert (await client.read(["monitoring-frequency"]))["monitoring-frequency"] == 60
        await client.write("limit-active-power", 40.0)
        assert await client.read(["limit-active-power"]) == {"limit-active-power": 40.0}

    asyncio.run(run())


@pytest.mark.parametrize("end", [[], [0xFFFF], [0, 0], [0] * 500], ids=["none", "short", "zero", "zeros"])
def test_a_map_may_end_without_its_end(end: list[int]) -> None:
    client = asyncio.run(found(mapped(model(1), model(701), model(704), end=end)))
    assert sorted(client.blocks) == [1, 701, 704]


def test_of_a_model_that_is_there_twice_the_first_counts() -> None:
    second = model(701)
    second[2 + 8 : 2 + 9] = [7]
    client = asyncio.run(found(mapped(model(1), model(701), second)))
    assert client.blocks[701].address == 40_000 + 2 + len(model(1))


@pytest.mark.parametrize("end", [40, 67], ids=["short", "whole"])
def test_what_has_no_scale_factor_says_nothing_and_the_rest_is_read(end: int) -> None:
    whole = model(704)
    short = [704, end - 2, *whole[2:end]] if end < len(whole) else whole
    without = model(701)
    without[FREQUENCY_SCALE] = 0x8000

    async def run() -> None:
        client = await found(mapped(model(1), without, short))
        read = await client.read(client.keys())
        assert "limit-active-power-enable" in read
        assert "monitoring-frequency" not in read

    asyncio.run(run())


CURVE = ((95.0, 30.0), (105.0, -30.0))


@pytest.mark.parametrize(
    "results", [[1], [0, 0, 1], [1, 1, 0, 1]], ids=["at once", "late", "after the one before"]
)
def test_an_adoption_is_waited_for(results: list[int]) -> None:
    async def run() -> None:
        wire = Wire(mapped(model(1), model(705)), results=[*results])
        client = SunSpecClient(wire)
        await client.discover()
        await client.write("volt-var-curve", CURVE)
        assert (await client.read(["volt-var-curve"]))["volt-var-curve"] == CURVE

    asyncio.run(run())


def test_an_adoption_that_fails_or_of_which_nothing_comes_is_no_success(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("workbench.stubs.modbus.sunspec_client.ADOPTION_SECONDS", 0.1)

    async def run(results: Sequence[int], result: int) -> None:
        registers = mapped(model(1), model(705))
        registers[2 + len(model(1)) + RESULT] = result
        client = SunSpecClient(Wire(registers, results=results))
        await client.discover()
        await client.write("volt-var-curve", CURVE)

    with pytest.raises(OutOfRange, match="AdptCrvRslt is 2"):
        asyncio.run(run([0, 2], 0))
    with pytest.raises(OutOfRange, match="AdptCrvRslt is 1, and what is in force reads as before"):
        asyncio.run(run([], 1))


def test_a_curve_is_written_to_an_instance_that_is_not_only_read() -> None:
    async def run() -> None:
        registers = mapped(model(1), model(705))
        at = 2 + len(model(1))
        length = (registers[at + 1] + 2 - FIRST) // registers[at + CURVES]
        registers[at + FIRST + length + READ_ONLY] = 1
        wire = Wire(registers, results=[1])
        client = SunSpecClient(wire)
        await client.discover()
        await client.write("volt-var-curve", CURVE)
        assert wire.registers[at + REQUEST] == 3

    asyncio.run(run())


def test_a_device_with_one_curve_that_is_chosen_has_it_changed() -> None:
    length = 54
    one = [126, 10 + length, *model(126)[2 : 12 + length]]
    one[7] = 1

    async def run() -> None:
        client = await found(mapped(model(1), model(121), one))
        await client.write("volt-var-curve", CURVE)
        read = (await client.read(["volt-var-curve"]))["volt-var-curve"]
        assert read == tuple((pytest.approx(x), pytest.approx(y, abs=0.1)) for x, y in CURVE)

    asyncio.run(run())
