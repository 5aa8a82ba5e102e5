"""The reference inverter as its owner has it: started, written, observed, disturbed, restarted and stopped."""

from __future__ import annotations

import asyncio
import json
import struct
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from workbench.der.behaviour.ratings import Ratings
from workbench.der.device import NotPossible, UnknownQuantity
from workbench.stubs.inverter import Inverter
from workbench.stubs.modbus.client import ModbusClient
from workbench.stubs.modbus.frames import Refused
from workbench.stubs.state_file import StateUnreadable


class Wire:
    """A client of an inverter's units by names of points."""

    def __init__(self, inverter: Inverter, client: ModbusClient) -> None:
        self._inverter = inverter
        self._client = client

    async def read(self, point: str, unit: int = 1) -> object:
        entry = self._entry(point)
        return entry.point.decode(await self._client.read(unit, entry.address, entry.point.size))

    async def write(self, point: str, raw: int, unit: int = 1) -> None:
        entry = self._entry(point)
        await self._client.write(unit, entry.address, entry.point.encode(raw))

    def _entry(self, point: str):
        number, _, path = point.partition(".")
        return self._inverter.registers().field(int(number), path).entry


def run(inverter: Inverter, job: Callable[[Inverter, Wire], Awaitable[None]]) -> None:
    async def whole() -> None:
        async with inverter, ModbusClient("127.0.0.1", inverter.endpoints[0].port, seconds=1) as client:
            await job(inverter, Wire(inverter, client))
        assert asyncio.all_tasks() == {asyncio.current_task()}

    asyncio.run(whole())


def test_a_limit_over_the_wire_is_in_force_when_the_model_goes_on() -> None:
    async def job(inverter: Inverter, wire: Wire) -> None:
        await wire.write("704.WMaxLimPct", 3000)
        await wire.write("704.WMaxLimPctEna", 1)
        inverter.advance(10)
        assert await wire.read("701.W") == 3000
        assert await inverter.read("monitoring-active-power") == pytest.approx(3000)
        seen = inverter.observe()
        assert seen.measured["1"]["monitoring-active-power"] == pytest.approx(3000)
        assert seen.commanded["1"]["limit-active-power"] == 30.0
        assert seen.accepted["1"]["limit-active-power-in-force"] is True
        assert any("704.WMaxLimPct 30 Pct" in one.words for one in seen.exchanges)

    run(Inverter(step=0), job)


def test_the_model_goes_on_by_itself() -> None:
    async def job(inverter: Inverter, wire: Wire) -> None:
        began = inverter.fleet.time
        async with asyncio.timeout(5):
            while inverter.fleet.time < began + 0.02:
                await asyncio.sleep(0.005)

    run(Inverter(step=0.01), job)


def test_several_inverters_are_units_of_one_port_and_of_further_ports() -> None:
    async def job(inverter: Inverter, wire: Wire) -> None:
        await inverter.write("limit-active-power", 20.0, unit="2")
        assert await wire.read("704.WMaxLimPct", unit=2) == 2000
        assert await wire.read("704.WMaxLimPct", unit=3) == 10_000
        for unit in (0, 248, 255):
            with pytest.raises(Refused) as refused:
                await wire.read("704.WMaxLimPct", unit=unit)
            assert refused.value.code == 11
        assert len(inverter.endpoints) == 2
        await inverter.write("limit-active-power", 10.0, unit="250")
        async with ModbusClient("127.0.0.1", inverter.endpoints[1].port) as second:
            assert await Wire(inverter, second).read("704.WMaxLimPct", unit=3) == 1000
            assert await Wire(inverter, second).read("1.DA", unit=3) == 3
            with pytest.raises(Refused):
                await Wire(inverter, second).read("1.DA", unit=4)
        with pytest.raises(UnknownQuantity, match="1 to 250"):
            await inverter.read("limit-active-power", unit="251")

    run(Inverter(250, step=0), job)


def test_a_single_inverter_is_reached_without_its_address_too() -> None:
    async def job(inverter: Inverter, wire: Wire) -> None:
        for unit in (0, 1, 255):
            assert await wire.read("1.DA", unit=unit) == 1

    run(Inverter(step=0), job)


def test_what_surrounds_it_is_disturbed() -> None:
    async def job(inverter: Inverter, wire: Wire) -> None:
        await inverter.disturb(irradiance=0.5, frequency_hz=59.9, voltage_pu=1.02)
        inverter.advance(30)
        assert await wire.read("701.W") == 5000
        assert await wire.read("701.Hz") == 59_900
        assert await wire.read("701.VL1") == 2448
        await inverter.disturb(scale_factor="701.W_SF=2", clock_step=100.0)
        assert await wire.read("701.W") == 50
        assert await wire.read("122.Tms") == 100
        with pytest.raises(NotPossible, match=r"voltage_pu.*restart"):
            await inverter.disturb(weather="bad")
        for wrong in ({"scale_factor": "701"}, {"clock_step": "soon"}, {"offline": 3}, {"unit": "9"}):
            with pytest.raises(NotPossible):
                await inverter.disturb(**wrong)

    run(Inverter(step=0, clock=lambda: 946_684_800.0), job)


def test_a_unit_that_is_offline_answers_nothing_and_the_others_do() -> None:
    async def job(inverter: Inverter, wire: Wire) -> None:
        await inverter.disturb(unit="2", offline=True)
        with pytest.raises(TimeoutError):
            await wire.read("701.W", unit=2)
        assert await wire.read("701.W", unit=1) == 10_000
        assert inverter.observe().notes == ("unit 2 does not answer",)
        await inverter.disturb(unit="2", offline=False)
        assert await wire.read("701.W", unit=2) == 10_000

    run(Inverter(2, step=0), job)


def test_a_restart_keeps_settings_and_ends_what_was_commanded() -> None:
    async def job(inverter: Inverter, wire: Wire) -> None:
        await wire.write("702.WMax", 7000)
        await wire.write("705.Ena", 1)
        await wire.write("704.WMaxLimPct", 5000)
        await wire.write("704.WMaxLimPctEna", 1)
        await wire.write("704.VarSetRvrtTms", 600)
        await wire.write("704.VarSetEna", 1)
        await wire.write("705.Crv[2].Pt[1].V", 9100)
        await inverter.disturb(restart=True)
        inverter.advance(1)
        assert await wire.read("702.WMax") == 7000
        assert await wire.read("705.Ena") == 1
        assert await wire.read("705.Crv[2].Pt[1].V") == 9100
        assert await wire.read("704.WMaxLimPctEna") == 0, "a limit by command is volatile"
        assert await wire.read("704.VarSetEna") == 0, "so is what would have gone back by itself"
        assert await wire.read("701.W") == 0
        assert 0 < int(str(await wire.read("703.ESDlyRemTms"))) <= 300
        inverter.advance(700)
        assert await wire.read("701.W") == 7000

    run(Inverter(ratings=Ratings(active_power=80_000), step=0), job)


def test_who_may_not_enter_service_may_not_after_a_restart(tmp_path: Path) -> None:
    async def job(inverter: Inverter, wire: Wire) -> None:
        await inverter.write("enter-service-permit", False)
        await inverter.disturb(restart=True)
        inverter.advance(700)
        assert await inverter.read("enter-service-permit") is False
        assert await wire.read("701.W") == 0

    run(Inverter(step=0), job)


def test_a_disconnect_stays_over_a_restart() -> None:
    async def job(inverter: Inverter, wire: Wire) -> None:
        await wire.write("123.Conn", 0)
        await inverter.disturb(restart=True)
        inverter.advance(700)
        assert await wire.read("123.Conn") == 0
        assert await wire.read("701.W") == 0

    run(Inverter(step=0), job)


def test_settings_and_curves_are_kept_in_a_file_that_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "kept" / "inverter.json"

    async def change(inverter: Inverter, wire: Wire) -> None:
        await wire.write("703.ESDlyTms", 33, unit=2)
        await wire.write("704.WMaxLimPctEna", 1, unit=2)
        await wire.write("705.Crv[2].Pt[1].V", 9100, unit=2)
        async with asyncio.timeout(5):
            while not path.exists():
                await asyncio.sleep(0.02)
        kept = json.loads(path.read_text())
        assert kept["units"]["2"]["device"]["settings"]["enter-service-delay"] == 33

    async def look(inverter: Inverter, wire: Wire) -> None:
        assert await wire.read("703.ESDlyTms", unit=2) == 33
        assert await wire.read("705.Crv[2].Pt[1].V", unit=2) == 9100
        assert await wire.read("703.ESDlyTms", unit=1) == 300
        assert await wire.read("704.WMaxLimPctEna", unit=2) == 0
        assert await wire.read("701.W", unit=2) == 0
        inverter.advance(40)
        assert int(str(await wire.read("701.W", unit=2))) > 0

    async def nothing(inverter: Inverter, wire: Wire) -> None:
        pass

    run(Inverter(2, step=0, state=path), change)
    run(Inverter(2, step=0, state=path), nothing)
    run(Inverter(2, step=0, state=path), look)
    assert [one.name for one in path.parent.iterdir()] == ["inverter.json"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        '{"format":2,"units":{}}',
        '{"format":1,"units":{"1":{"device":{"settings":{"x":1}}}}}',
        "\udcff",
    ],
)
def test_a_file_that_no_inverter_wrote_is_told_and_left_alone(tmp_path: Path, text: str) -> None:
    path = tmp_path / "other.json"
    octets = text.encode("utf-8", "surrogateescape")
    path.write_bytes(octets)

    async def job() -> None:
        inverter = Inverter(step=0, state=path)
        with pytest.raises(StateUnreadable, match=r"other\.json"):
            await inverter.start()
        await inverter.stop()

    asyncio.run(job())
    assert path.read_bytes() == octets


def test_an_address_that_is_taken_is_told_and_nothing_is_left_running() -> None:
    async def job() -> None:
        async with Inverter(step=0) as first:
            port = first.endpoints[0].port
            second = Inverter(300, step=0, modbus=("127.0.0.1", port))
            with pytest.raises(OSError):
                await second.start()
            assert second.endpoints == ()
        assert asyncio.all_tasks() == {asyncio.current_task()}

    asyncio.run(job())


def test_it_is_stopped_twice_and_started_again() -> None:
    async def job() -> None:
        inverter = Inverter(step=0)
        for _ in range(2):
            await inverter.start()
            async with ModbusClient("127.0.0.1", inverter.endpoints[0].port) as client:
                assert await client.read(1, 40_000, 2) == b"SunS"
                with pytest.raises(Refused):
                    await client.write(1, 40_000, struct.pack(">H", 1))
            await inverter.stop()
            await inverter.stop()

    asyncio.run(job())
