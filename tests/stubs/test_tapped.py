"""A stub behind relays: served where it is meant to be, recorded, and whole or not at all."""

from __future__ import annotations

import asyncio
import socket
from pathlib import Path

import pytest

from workbench.stubs.gateway.console import ConsoleNorth
from workbench.stubs.gateway.gateway import Gateway, Pace
from workbench.stubs.gateway.sunspec_south import ModbusTarget, SunSpecSouth
from workbench.stubs.inverter import Inverter
from workbench.stubs.modbus.client import ModbusClient
from workbench.stubs.stub import Stub
from workbench.stubs.tapped import Doors, Tapped


def inverter(doors: Doors) -> Stub:
    """Make an inverter."""
    return Inverter(1, modbus=doors.at("modbus"), dnp3=doors.at("dnp3"), step=0)


def free() -> int:
    """Return a port that is free now."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def test_what_is_served_is_recorded_at_its_usual_port(tmp_path: Path) -> None:
    async def scene() -> None:
        port = free()
        doors = Doors({"modbus": [("127.0.0.1", port)], "dnp3": [("127.0.0.1", 0)]})
        tapped = Tapped(inverter, doors, tmp_path / "x.pcap", kind="inverter")
        async with tapped:
            at = {one.protocol: one.port for one in tapped.endpoints}
            assert at["modbus"] == port
            assert at["dnp3"] not in (0, port)
            assert tapped.name == "inverter"
            async with ModbusClient("127.0.0.1", port) as client:
                assert await client.read(1, 40_000, 2) == b"SunS"
            await tapped.write("limit-active-power", 40.0)
            assert await tapped.read("limit-active-power") == 40.0
            assert tapped.logs()[0].total > 0
            assert tapped.observe().exchanges
        with socket.socket() as caller:
            assert caller.connect_ex(("127.0.0.1", port)) != 0

    asyncio.run(scene())
    captured = (tmp_path / "x.pcap").read_bytes()
    assert b"SunS" in captured
    assert (502).to_bytes(2, "big") in captured


def test_what_is_called_is_recorded_too(tmp_path: Path) -> None:
    async def scene() -> None:
        async with Inverter(1, step=0) as device:
            address = ("127.0.0.1", device.endpoints[0].port)

            def gateway(doors: Doors) -> Stub:
                assert doors.to(address) != address
                south = SunSpecSouth([ModbusTarget(*doors.to(address))])
                return Gateway(ConsoleNorth(), south, pace=Pace(poll=0.05))

            doors = Doors(called=[("modbus", address), ("modbus", address)], editions={"modbus": "7xx"})
            async with Tapped(gateway, doors, tmp_path / "x.pcap", kind="facility-gateway") as tapped:
                assert await tapped.read("nameplate-active-power", "1") == 10_000.0
                assert f"modbus (7xx) at 127.0.0.1:{address[1]}" in tapped.calls()[0]

    asyncio.run(scene())
    assert b"SunS" in (tmp_path / "x.pcap").read_bytes()


def test_an_address_in_use_leaves_nothing_running(tmp_path: Path) -> None:
    async def scene() -> None:
        made: list[Stub] = []

        def make(doors: Doors) -> Stub:
            made.append(inverter(doors))
            return made[0]

        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            tapped = Tapped(make, Doors({"modbus": [taken.getsockname()]}), tmp_path / "x", kind="inverter")
            with pytest.raises(OSError, match="in use"):
                await tapped.start()
        with socket.socket() as caller:
            assert caller.connect_ex(("127.0.0.1", made[0].endpoints[0].port)) != 0

    asyncio.run(scene())


def test_without_relays_doors_are_the_addresses_themselves() -> None:
    doors = Doors({"modbus": [("h", 1), ("h", 2)]}, [("dnp3", ("g", 3))])
    assert (doors.at("modbus"), doors.at("dnp3"), doors.to(("g", 3))) == (("h", 1), None, ("g", 3))
