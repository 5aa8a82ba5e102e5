"""A gateway over DNP3, with yadnp3's master: what it commands by one edition reaches a device of the other."""

from __future__ import annotations

import asyncio

from tests.peers.yadnp3 import Yadnp3, opendnp3
from workbench.der.quantities import Protocol
from workbench.stubs.gateway.gateway import Gateway, Pace
from workbench.stubs.gateway.spoken import Place, calling, serving
from workbench.stubs.inverter import Inverter


def test_a_master_of_an2018_001_limits_a_device_of_ieee_1815_2_through_a_gateway() -> None:
    async def run() -> None:
        device = Inverter(1, modbus=None, dnp3=("127.0.0.1", 0), step=0)
        async with device:
            gateway = Gateway(
                serving("dnp3", "127.0.0.1", 0, edition=Protocol.DNP3_AN2018),
                calling("dnp3", [Place("127.0.0.1", device.endpoints[0].port)]),
                pace=Pace(control=0.02, poll=0.1),
            )
            async with gateway, asyncio.timeout(20):
                peer = Yadnp3(gateway.endpoints[0].port)
                try:
                    await peer.value("AI0", 100)
                    master, limit = peer.master, opendnp3.AnalogOutputInt32(500)
                    # AO87 is the ceiling of active power in IEEE 1815.2, and here the limit on charging, which this
                    # device has not.
                    assert await peer.command(lambda done: master.DirectOperate(limit, 87, done)) == [
                        "SUCCESS NOT_SUPPORTED"
                    ]
                    enable = opendnp3.ControlRelayOutputBlock(opendnp3.OperationType.LATCH_ON)
                    for output, number in ((limit, 88), (enable, 17)):
                        assert await peer.command(
                            lambda done, output=output, number=number: master.SelectAndOperate(
                                output, number, done
                            )
                        ) == ["SUCCESS SUCCESS"]
                    while not await device.read("limit-active-power-enable"):
                        await asyncio.sleep(0.02)
                    assert await device.read("limit-active-power") == 50.0
                finally:
                    await peer.stop()

    asyncio.run(run())
