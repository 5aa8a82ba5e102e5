"""The ends of a gateway by what is spoken there: DNP3 of one edition on one side, of another on the other."""

from __future__ import annotations

import asyncio

import pytest

from workbench.der.quantities import Protocol
from workbench.stubs.dnp3.editions import EditionMismatch
from workbench.stubs.dnp3.master import Master
from workbench.stubs.gateway.gateway import Gateway, Pace
from workbench.stubs.gateway.spoken import Place, calling, serving
from workbench.stubs.inverter import Inverter

BRISK = Pace(control=0.02, poll=0.05, whole=0.3, report=0.5)
AN2018, OF_1815_2 = Protocol.DNP3_AN2018, Protocol.DNP3_1815_2


def outstation(edition: Protocol) -> Inverter:
    return Inverter(1, modbus=None, dnp3=("127.0.0.1", 0), dnp3_edition=edition, step=0)


def gateway(device: Inverter, north: Protocol, south: Protocol) -> Gateway:
    places = [Place("127.0.0.1", device.endpoints[0].port)]
    return Gateway(
        serving("dnp3", "127.0.0.1", 0, edition=north), calling("dnp3", places, edition=south), pace=BRISK
    )


@pytest.mark.parametrize(("north", "south"), [(AN2018, OF_1815_2), (OF_1815_2, AN2018)])
def test_a_gateway_stands_between_two_editions(north: Protocol, south: Protocol) -> None:
    async def scene() -> None:
        async with (
            asyncio.timeout(20),
            outstation(south) as device,
            gateway(device, north, south) as between,
        ):
            (served,) = between.endpoints
            assert served.edition == north.words.removeprefix("DNP3, ")
            assert between.calls() == (f"devices at 127.0.0.1:{device.endpoints[0].port} ({south.words})",)
            with pytest.raises(EditionMismatch, match="nothing was written"):
                await Master("127.0.0.1", served.port, edition=south).connect()
            async with Master("127.0.0.1", served.port, edition=north) as master:
                await master.write("limit-active-power", 40.0)
                await master.write("limit-active-power-enable", True)
                while not await device.read("limit-active-power-enable"):
                    await asyncio.sleep(0.02)
                assert await device.read("limit-active-power") == 40.0

    asyncio.run(scene())


def test_a_device_of_another_edition_than_was_said_is_not_commanded() -> None:
    async def scene() -> None:
        async with (
            asyncio.timeout(20),
            outstation(AN2018) as device,
            gateway(device, OF_1815_2, OF_1815_2) as between,
        ):
            (note,) = (note for note in between.observe().notes if "not spoken to" in note)
            assert "AO87 in DNP3, IEEE 1815.2-2025 and AO88 in DNP3, AN2018-001" in note

    asyncio.run(scene())
