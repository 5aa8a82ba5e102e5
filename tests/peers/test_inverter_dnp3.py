"""The reference inverter over DNP3, with yadnp3's master: what it is told reaches the model and comes back."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from tests.peers.yadnp3 import Yadnp3, opendnp3
from workbench.der.quantities import Protocol
from workbench.stubs.inverter import Inverter

Test = Callable[[Yadnp3, Inverter], Awaitable[None]]


def driven(
    test: Test,
    *,
    edition: Protocol = Protocol.DNP3_1815_2,
    unit: int = 1,
    adjust: Callable[[Any], None] = lambda config: None,
) -> Inverter:
    inverter = Inverter(3, modbus=None, dnp3=("127.0.0.1", 0), dnp3_edition=edition, step=0)

    async def run() -> None:
        async with inverter:
            endpoint = inverter.endpoints[0]
            assert endpoint.protocol == "dnp3"
            peer = Yadnp3(endpoint.port, outstation=9 + unit, adjust=adjust)
            try:
                await peer.until(lambda what: what.get("task") == "ENABLE_UNSOLICITED")
                await test(peer, inverter)
            finally:
                await peer.stop()

    asyncio.run(run())
    return inverter


def _impatient(config: Any) -> None:
    config.master.responseTimeout = opendnp3.TimeDuration.Seconds(1)


def test_a_limit_reaches_the_model_and_its_power_comes_back() -> None:
    async def test(peer: Yadnp3, inverter: Inverter) -> None:
        master = peer.master
        limit = opendnp3.AnalogOutputInt32(500)
        enable = opendnp3.ControlRelayOutputBlock(opendnp3.OperationType.LATCH_ON)
        assert await peer.command(lambda done: master.SelectAndOperate(limit, 87, done)) == [
            "SUCCESS SUCCESS"
        ]
        assert await peer.command(lambda done: master.DirectOperate(enable, 17, done)) == ["SUCCESS SUCCESS"]
        assert await inverter.read("limit-active-power", "2") == 50.0
        assert await inverter.read("limit-active-power", "1") == 100.0
        inverter.advance(60)
        inverter.changed()
        assert (await peer.value("AI537", 5_000))["unsolicited"]

    driven(test, unit=2)


def test_the_same_number_means_another_thing_in_the_other_edition() -> None:
    async def test(peer: Yadnp3, inverter: Inverter) -> None:
        limit = opendnp3.AnalogOutputInt32(500)
        refused = await peer.command(lambda done: peer.master.DirectOperate(limit, 87, done))
        assert refused == ["SUCCESS NOT_SUPPORTED"]
        assert await inverter.read("limit-active-power") == 100.0
        taken = await peer.command(lambda done: peer.master.DirectOperate(limit, 88, done))
        assert taken == ["SUCCESS SUCCESS"]
        assert await inverter.read("limit-active-power") == 50.0

    driven(test, edition=Protocol.DNP3_AN2018)


def test_what_is_outside_is_refused_with_its_status_and_told_in_words() -> None:
    async def test(peer: Yadnp3, inverter: Inverter) -> None:
        refused = await peer.command(
            lambda done: peer.master.DirectOperate(opendnp3.AnalogOutputInt32(1_200), 87, done)
        )
        assert refused == ["SUCCESS OUT_OF_RANGE"]
        assert await inverter.read("limit-active-power") == 100.0

    told = [exchange.words for exchange in driven(test).exchanges.latest() if exchange.refused]
    assert any("limit-active-power = 120 %WMax (AO87) OUT_OF_RANGE" in words for words in told), told


def test_an_inverter_that_restarts_says_so_and_one_that_is_offline_says_nothing() -> None:
    async def test(peer: Yadnp3, inverter: Inverter) -> None:
        await inverter.disturb(unit="1", restart=True)
        await peer.until(lambda what: what.get("iin", 0) & 0x80 > 0)
        await peer.until(lambda what: what.get("task") == "ENABLE_UNSOLICITED")
        await inverter.disturb(unit="1", offline=True)
        sent = inverter.exchanges.total
        peer.master.ScanClasses(opendnp3.ClassField(True, True, True, True), peer.measurements)
        failed = await peer.until(lambda what: what.get("result", "").endswith("TIMEOUT"))
        assert failed["task"] == "USER_TASK"
        assert inverter.exchanges.total == sent

    driven(test, adjust=_impatient)


def test_a_cold_restart_from_the_master_restarts_the_inverter() -> None:
    async def test(peer: Yadnp3, inverter: Inverter) -> None:
        peer.master.PerformFunction("restart", opendnp3.FunctionCode.COLD_RESTART, [])
        await peer.until(lambda what: what.get("iin", 0) & 0x80 > 0)

    driven(test)
