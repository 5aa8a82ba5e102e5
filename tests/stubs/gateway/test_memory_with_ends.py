"""What gateways keep over a restart with real ends: a server of IEEE 2030.5, an aggregator, two gateways in a row."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.stubs.gateway.ends import Clock, MemorySouth
from tests.stubs.gateway.fleet import HALF, LIMIT, ON, STILL, MemoryFleet
from tests.stubs.gateway.memory_transport import linked
from tests.stubs.gateway.test_gateway import SLOW, inverter
from tests.stubs.gateway.test_memory import Site
from tests.stubs.ieee2030_5.utility_side import PIN, START, Certificates, head_end
from workbench.stubs.aggregation import Message
from workbench.stubs.aggregation.letters import read
from workbench.stubs.aggregation.payloads import Asked
from workbench.stubs.gateway.aggregation_north import AggregationNorth
from workbench.stubs.gateway.aggregation_south import AggregationSouth
from workbench.stubs.gateway.aggregator import Aggregator
from workbench.stubs.gateway.console import ConsoleNorth
from workbench.stubs.gateway.ends import North, South
from workbench.stubs.gateway.gateway import Gateway, Pace
from workbench.stubs.gateway.ieee2030_5_north import Ieee2030North
from workbench.stubs.gateway.pair import GatewayPair
from workbench.stubs.head_end import HeadEnd
from workbench.stubs.tls import client_context


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path / "gateway.json")


async def until(held: Callable[[], bool]) -> None:
    async with asyncio.timeout(30):
        while not held():
            await asyncio.sleep(0.005)


def test_a_schedule_is_carried_out_over_restarts_with_the_link_down_and_answered_once(
    site: Site, tmp_path: Path
) -> None:
    certificates = Certificates(tmp_path / "pki")
    site.clock.now = START

    def north(utility: HeadEnd, *, down: bool = False) -> Ieee2030North:
        at = utility.endpoints[0]
        context = client_context(certificates.of("gateway"))
        return Ieee2030North(at.host, 9 if down else at.port, context, pin=PIN, retry=0.01, clock=site.clock)

    async def scene() -> None:
        async with head_end(certificates, clock=site.clock, poll_rate=3600) as utility:
            utility.register(certificates.of("gateway").der, PIN)
            issued = [
                await utility.issue({LIMIT: value}, start=START + start, duration=100)
                for start, value in ((100, 40.0), (300, 30.0), (500, 20.0))
            ]
            async with site.gateway(north(utility)) as gateway:
                await until(lambda: len(utility.answers()) == 3)
                await gateway.control()
                assert site.limit is None
            held = {}
            for moment in (150, 210, 350, 450):
                site.clock.now = START + moment
                async with site.gateway(north(utility, down=True)) as gateway:
                    await gateway.control()
                    held[moment] = site.limit
                    await until(lambda: any("Connect" in one.words for one in gateway.exchanges.latest()))
            assert held == {150: 40.0, 210: None, 350: 30.0, 450: None}
            async with site.gateway(north(utility)) as gateway:
                await until(lambda: len(utility.answers(issued[1].mrid)) == 3)
                site.clock.now = START + 550
                await gateway.control()
                assert site.limit == 20.0
            said = [[one.words for one in utility.answers(each.mrid)] for each in issued]
            assert said[:2] == [["received", "started", "completed"]] * 2
            answered = {
                one.response.status: one.response.createdDateTime for one in utility.answers(issued[0].mrid)
            }
            assert answered == {1: START, 2: START + 150, 3: START + 210}, (
                "when it was, not when it could be said"
            )

    asyncio.run(scene())


def test_a_facility_and_its_aggregator_go_on_with_what_was_asked(tmp_path: Path) -> None:
    async def scene() -> None:
        clock = Clock()
        transport, links = linked("a")
        fleet, devices = MemoryFleet(clock), MemorySouth(_1=inverter())

        def aggregator() -> Aggregator:
            south = AggregationSouth(transport, ["a"], protocol="memory", clock=clock)
            return Aggregator(fleet, south, pace=STILL, state=tmp_path / "aggregator.json", clock=clock)

        def facility() -> Gateway:
            north = AggregationNorth(links["a"], protocol="memory", watchdog=600, clock=clock)
            return Gateway(north, devices, pace=SLOW, state=tmp_path / "a.json", clock=clock)

        async def settle(*gateways: Gateway) -> None:
            for gateway in gateways * 3:
                await gateway.control()
                for _ in range(30):
                    await asyncio.sleep(0)

        fleet.wanted["a"] = Asked({}, (HALF,))
        fleet.kept = lambda: {"asks": len(fleet.wanted["a"].asks) if fleet.wanted["a"] else 0}  # type: ignore[method-assign]
        publish, kept = transport.publish, []

        async def noted(peer: str, message: Message) -> None:
            payload = read(message.body).payload
            if isinstance(payload, Asked):
                whole = json.loads((tmp_path / "aggregator.json").read_text())["aggregator"]
                kept.append((whole["north"]["asks"], sum(ask.end is not None for ask in payload.asks)))
            await publish(peer, message)

        transport.publish = noted  # type: ignore[method-assign]
        async with aggregator() as above, facility() as below:
            await settle(below, above)
            await below.poll()
            await below.report()
            await settle(above)
            await above.write(LIMIT, 70.0, "a")
            await settle(above, below)
            assert devices.devices["1"][LIMIT] == 70.0
            later = replace(HALF, id="A-2", start=HALF.start + 300, end=HALF.start + 400)
            fleet.wanted["a"] = Asked({}, (HALF, later))
            await settle(above, below)
            assert kept[-1] == (2, 2)
            assert all(there >= sent for there, sent in kept), "it is kept before it is sent"
            facilities = json.loads((tmp_path / "aggregator.json").read_text())["aggregator"]["facilities"]
            assert facilities["a"]["commanded"] == {LIMIT: 70.0}
        fleet.wanted["a"] = None  # the utility cannot be reached
        clock.now = HALF.start + 1
        async with facility() as below:
            await settle(below)
            assert (devices.devices["1"][LIMIT], devices.devices["1"][ON]) == (50.0, True)
            clock.now = HALF.start + 200
            await settle(below)
            assert devices.devices["1"][LIMIT] == 70.0
        async with aggregator() as above:
            await settle(above)
            assert above.observe().commanded["a"] == {LIMIT: 70.0}

    asyncio.run(scene())


@pytest.mark.parametrize("between", ["dnp3", "modbus"])
def test_both_standard_gateways_keep_their_parts_in_one_file(site: Site, between: str) -> None:
    async def scene() -> None:
        pace = Pace(control=0.02, poll=0.05, whole=0.3, report=0.5)

        def pair(operator: North, south: South) -> GatewayPair:
            return GatewayPair(operator, south, between=between, pace=pace, state=site.path)

        async with asyncio.timeout(20):
            operator = ConsoleNorth()
            async with pair(operator, site.south) as both:
                assert both.utility is not None
                await until(lambda: LIMIT in both.utility.devices.keys())  # noqa: SIM118
                operator.command({LIMIT: 40.0})
                await until(lambda: site.limit == 40.0)
            kept = json.loads(site.path.read_text())["gateway-pair"]
            assert set(kept) == {"facility-gateway", "utility-gateway"}
            assert kept["facility-gateway"]["north"]["commands"][LIMIT] == 40.0
            again = ConsoleNorth()
            async with pair(again, site.south) as both:
                assert [order.values for order in again.orders.values()] == [{LIMIT: 40.0}]
                again.release()
                await until(lambda: site.limit is None)

    asyncio.run(scene())
