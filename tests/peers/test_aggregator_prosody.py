"""An aggregator and a facility over XMPP through a real Prosody, beside HTTP: who has to ask for what is asked."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.required import required
from tests.stubs.gateway.ends import Clock, MemorySouth
from tests.stubs.gateway.fleet import HALF, LIMIT, MemoryFleet
from tests.stubs.gateway.test_gateway import inverter
from workbench.stubs.aggregation.payloads import Asked
from workbench.stubs.aggregator import facility_over_http, facility_over_xmpp, over_http, over_xmpp
from workbench.stubs.chains.messenger import DOMAIN, Messenger
from workbench.stubs.gateway.aggregation_north import AggregationNorth
from workbench.stubs.gateway.aggregation_south import AggregationSouth
from workbench.stubs.gateway.aggregator import Aggregator
from workbench.stubs.gateway.gateway import Gateway, Pace
from workbench.stubs.pki import Authority

HOUR = 3600.0
QUIET = Pace(control=0.05, poll=HOUR, report=HOUR)
"""After its first report a facility says nothing by itself for an hour."""
NAME = "north-1"


def told(gateway: Gateway) -> list[str]:
    """Return what a gateway and the other end of the link between aggregator and facility said to each other."""
    return [one.words for one in gateway.exchanges.latest() if one.protocol in ("http", "xmpp")]


async def until(held: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not held():
            await asyncio.sleep(0.01)


@asynccontextmanager
async def over(way: str, folder: Path, clock: Clock) -> AsyncIterator[tuple[Aggregator, AggregationNorth]]:
    """Yield a running aggregator and a facility's end towards it."""
    if way == "xmpp":
        messenger = Messenger(folder / "xmpp", Authority.create(folder / "pki"), ("fleet", NAME))
        async with messenger:
            addresses = {NAME: f"{NAME}@{DOMAIN}"}
            south = over_xmpp(addresses, messenger.account("fleet"), clock=clock)
            async with _aggregator(south, clock) as aggregator:
                north = facility_over_xmpp(messenger.account(NAME), f"fleet@{DOMAIN}", clock=clock)
                yield aggregator, north
        return
    async with _aggregator(over_http([NAME], clock=clock), clock) as aggregator:
        url = f"http://{aggregator.endpoints[0].host}:{aggregator.endpoints[0].port}"
        yield aggregator, facility_over_http(url, NAME, way=way, interval=HOUR, clock=clock)


def _aggregator(south: AggregationSouth, clock: Clock) -> Aggregator:
    return Aggregator(MemoryFleet(clock), south, pace=QUIET, clock=clock)


@pytest.mark.parametrize("way", ["subscription", "xmpp", "poll"])
def test_who_is_called_back_or_keeps_a_stream_is_told_and_who_polls_has_to_ask(
    way: str, tmp_path: Path
) -> None:
    if way == "xmpp":
        pytest.importorskip("slixmpp", reason="slixmpp is not installed: pip install slixmpp")
        required("Prosody")

    async def scene() -> None:
        clock, devices = Clock(), MemorySouth(_1=inverter())
        clock.now = HALF.start + 1
        async with (
            over(way, tmp_path, clock) as (aggregator, north),
            Gateway(north, devices, pace=QUIET, clock=clock) as facility,
        ):
            fleet = aggregator.north
            assert isinstance(fleet, MemoryFleet)
            await until(lambda: any(words.endswith(" readings") for words in told(aggregator)))
            if way != "poll":  # the letter that answers its greeting is over, and answered
                await until(lambda: "asked: nothing" in told(facility))
                letter = told(facility).index("asked: nothing")
                await until(lambda: "nothing is asked" in told(facility)[letter:])
            before = len(told(facility))
            fleet.wanted = {NAME: Asked({}, (HALF,))}
            await aggregator.control()
            await until(lambda: any(words.startswith(f"asked: {HALF.id}") for words in told(aggregator)))
            if way == "poll":
                assert not any(HALF.id in words for words in told(facility))
                assert devices.devices["1"][LIMIT] == 100.0
                return
            await until(lambda: devices.devices["1"][LIMIT] == HALF.settings[LIMIT])
            assert told(facility)[before] == f"asked: {HALF.id}"  # and it had said nothing before
        assert asyncio.all_tasks() == {asyncio.current_task()}

    asyncio.run(scene())
