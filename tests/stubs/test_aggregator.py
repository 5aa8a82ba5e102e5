"""An aggregator between a real head-end and facilities over HTTP, some called back and some that poll."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.stubs.gateway.ends import MemorySouth
from tests.stubs.gateway.test_gateway import inverter
from tests.stubs.links.streams import run
from workbench.stubs.aggregator import aggregator, facility_over_http, over_http
from workbench.stubs.gateway.aggregator import Aggregator
from workbench.stubs.gateway.gateway import Gateway, Pace
from workbench.stubs.head_end import HeadEnd
from workbench.stubs.pki import Authority, Standard
from workbench.stubs.tls import server_context

LIMIT, ON, POWER = "limit-active-power", "limit-active-power-enable", "monitoring-active-power"
PACE = Pace(control=0.1, poll=0.1, report=0.1)
PIN = 111115
HOUR = 3600.0


class Facility:
    """A gateway with one inverter in memory, at an aggregator."""

    def __init__(self, name: str, url: str, way: str) -> None:
        self.devices = MemorySouth(_1=inverter() | {"setting-maximum-apparent-power": 5_000.0})
        self.make: Callable[[], Gateway] = lambda: Gateway(
            facility_over_http(url, name, way=way, interval=HOUR), self.devices, name=name, pace=PACE
        )

    def limit(self) -> float | None:
        """Return the limit that is in force."""
        device = self.devices.devices["1"]
        limit = device[LIMIT]
        return limit if device[ON] and isinstance(limit, float) else None


async def until(held: Callable[[], bool]) -> None:
    async with asyncio.timeout(60):
        while not held():
            await asyncio.sleep(0.01)


def test_a_control_for_a_group_reaches_its_facilities_alone_and_who_is_called_back_before_who_polls(
    tmp_path: Path,
) -> None:
    authority = Authority.create(tmp_path)
    issued = {
        name: authority.issue(name, Standard.IEEE_2030_5) for name in ("utility", "fleet", "a", "b", "c")
    }
    lfdis = {name: issued[name].lfdi for name in ("a", "b", "c")}

    async def scene() -> None:
        async with HeadEnd(server_context(issued["utility"]), poll_rate=1) as utility:
            utility.register(issued["fleet"].lfdi, PIN)
            for name, group in (("a", "Feeder/F-1"), ("b", "Feeder/F-2"), ("c", "Feeder/F-2")):
                utility.register(lfdis[name], PIN, [group], via=issued["fleet"].lfdi)
            north = utility.endpoints[0].host, utility.endpoints[0].port
            south = over_http(lfdis)
            async with aggregator(north, issued["fleet"], lfdis, south, pin=PIN, pace=PACE) as fleet:
                await _with_facilities(utility, fleet, lfdis)

    run(scene)


async def _with_facilities(utility: HeadEnd, fleet: Aggregator, lfdis: dict[str, str]) -> None:
    url = f"http://{fleet.south.endpoints[0].host}:{fleet.south.endpoints[0].port}"
    ways = {"a": "subscription", "b": "subscription", "c": "poll"}
    facilities = {name: Facility(name, url, way) for name, way in ways.items()}
    a, b, c = facilities.values()
    registry = utility.utility.registry
    async with a.make(), b.make():
        async with c.make():
            await until(lambda: all(POWER in registry.named(lfdi).reported for lfdi in lfdis.values()))
            assert await utility.read(POWER, lfdis["b"]) == pytest.approx(1_000.0)
            first = await utility.issue({LIMIT: 40.0}, group="Feeder/F-2", duration=HOUR)
            await until(lambda: b.limit() == 40.0)
            # Who polls has not asked since, though it was told at the same moment as who is called back.
            assert (a.limit(), c.limit()) == (None, None)
            commanded = fleet.observe().commanded
            assert {name: commanded[name].get(LIMIT) for name in ways} == {"a": None, "b": 40.0, "c": 40.0}
            await until(
                lambda: {one.device for one in utility.answers(first.mrid)} == {lfdis["b"], lfdis["c"]}
            )
        async with c.make():  # which asks when it begins
            await until(lambda: c.limit() == 40.0)
            await utility.issue({LIMIT: 30.0}, group="Feeder/F-1", duration=HOUR)
            await until(lambda: a.limit() == 30.0)
            assert b.limit() == c.limit() == 40.0
            await utility.cancel(first.mrid)
            await until(lambda: b.limit() is None)
            assert (a.limit(), c.limit()) == (30.0, 40.0)
            await until(lambda: "b answered to " not in " ".join(fleet.observe().notes))
            # What a facility's device refuses is answered to the utility for that facility.
            b.devices.limits[LIMIT] = 60.0
            high = await utility.issue({LIMIT: 70.0}, group="Feeder/F-2", duration=HOUR)
            await until(
                lambda: any(
                    one.device == lfdis["b"] and one.words.startswith("rejected")
                    for one in utility.answers(high.mrid)
                )
            )
            assert b.limit() is None
