"""Chains whole, over real sockets: what the utility sends arrives at the inverter, and what it measures comes back."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from workbench.der.quantities import Value
from workbench.stubs.chains.plan import NotRunnable, Plan
from workbench.stubs.chains.running import RunningChain

CURVE = ((92.0, 30.0), (98.0, 0.0), (102.0, 0.0), (108.0, -30.0))


def planned(stubs: str, protocols: str, inverters: int = 1, media: tuple[str, ...] = ()) -> Plan:
    places = tuple(stubs.split())
    return Plan("CFG-TEST", "A chain", places, places, tuple(protocols.split()), media, inverters)


async def held(chain: RunningChain, key: str, value: Value, unit: str = "1") -> None:
    """Wait until an inverter holds a value."""
    async with asyncio.timeout(25):
        while await chain.stubs[-1].read(key, unit) != value:
            await asyncio.sleep(0.02)


def run(plan: Plan, act: Callable[[RunningChain], Awaitable[None]], **settings: Any) -> None:
    async def whole() -> None:
        async with RunningChain(plan, **settings) as chain:
            await act(chain)
        await chain.stop()  # a second time, which does nothing
        assert len(asyncio.all_tasks()) == 1, asyncio.all_tasks()

    asyncio.run(whole())


@pytest.mark.parametrize(
    ("stubs", "protocols"),
    [
        ("head-end inverter", "ieee-2030.5"),
        ("head-end facility-gateway inverter", "dnp3 modbus"),
        ("head-end utility-gateway inverter", "modbus modbus"),
        ("head-end standard-gateway standard-gateway inverter", "dnp3 ieee-2030.5 modbus"),
    ],
)
def test_a_limit_arrives_and_is_released_and_the_reading_comes_back(stubs: str, protocols: str) -> None:
    async def act(chain: RunningChain) -> None:
        await chain.command({"limit-active-power": 50.0})
        await held(chain, "limit-active-power-enable", True)
        await held(chain, "limit-active-power", 50.0)
        half = await chain.until(
            lambda seen: any(
                values.get("monitoring-active-power") == pytest.approx(5_000.0, rel=0.02)
                for values in seen[0].measured.values()
            )
        )
        assert half, chain.observe()[0]
        await chain.release()
        await held(chain, "limit-active-power-enable", False)

    run(planned(stubs, protocols), act)


def test_both_ends_of_a_hop_speak_its_edition_where_the_hop_is_told_to_listen() -> None:
    async def act(chain: RunningChain) -> None:
        ready: Any = chain.ready()
        told = [(hop["protocol"], hop["edition"], hop["host"]) for hop in ready["hops"]]
        assert told == [("dnp3", "AN2018-001", "0.0.0.0"), ("dnp3", "IEEE 1815.2-2025", "127.0.0.1")]
        assert [one["port"] for one in ready["endpoints"]] == [hop.relay.port for hop in chain.hops]
        assert {log.stub for log in chain.logs()} == {"head-end", "utility-gateway", "inverter"}
        await chain.command({"limit-active-power": 50.0})
        await held(chain, "limit-active-power-enable", True)
        for place, point in ((0, "AO88"), (2, "AO87")):
            words = [one.words for one in chain.observe()[place].exchanges]
            assert any(f"limit-active-power = 50 %WMax ({point}) SUCCESS" in said for said in words), words
        assert all(hop.relay.accepted for hop in chain.hops)

    run(planned("head-end utility-gateway inverter", "dnp3-an2018 dnp3"), act, listening={1: ("0.0.0.0", 0)})


def test_a_curve_and_a_disconnection_reach_every_inverter_behind_a_facility_gateway() -> None:
    async def act(chain: RunningChain) -> None:
        await chain.command({"volt-var-curve": CURVE})
        await chain.command({"connect-disconnect": False})
        for unit in ("1", "2", "3"):
            await held(chain, "volt-var-curve", CURVE, unit)
            await held(chain, "connect-disconnect", False, unit)
        gateway = chain.observe()[1]
        assert set(gateway.commanded) == {"1", "2", "3"}
        assert gateway.accepted["3"]["connect-disconnect"] is False
        answered = await chain.until(lambda seen: any("started" in note for note in seen[0].notes))
        assert answered, chain.observe()[0].notes

    run(planned("head-end facility-gateway inverter", "ieee-2030.5 modbus", 3), act)


def test_a_schedule_goes_on_while_the_link_to_the_utility_is_cut() -> None:
    async def act(chain: RunningChain) -> None:
        await chain.command({"limit-active-power": 30.0}, 4.0)
        await held(chain, "limit-active-power-enable", True)
        chain.hops[0].link.set(outage=True)
        await held(chain, "limit-active-power-enable", False)  # it ended by the gateway's own clock
        assert chain.hops[0].link.outage(asyncio.get_running_loop().time()) is not None

    run(planned("head-end facility-gateway inverter", "ieee-2030.5 modbus"), act)


def test_each_hop_is_captured_where_that_is_asked_for(tmp_path: Path) -> None:
    async def act(chain: RunningChain) -> None:
        await chain.command({"limit-active-power": 50.0})
        await held(chain, "limit-active-power-enable", True)

    run(planned("head-end utility-gateway inverter", "dnp3 modbus"), act, captures=tmp_path)
    first, second = (tmp_path / f"hop-{number}.pcap" for number in (1, 2))
    assert b"\x05\x64" in first.read_bytes()  # the start of a DNP3 frame
    assert b"SunS" in second.read_bytes()


def test_what_cannot_be_run_is_refused_in_a_sentence() -> None:
    async def act(chain: RunningChain) -> None:
        raise AssertionError("it runs")

    with pytest.raises(NotRunnable, match="begins at a head-end"):
        planned("inverter head-end", "modbus")
    with pytest.raises(NotRunnable, match="2 stubs do not make 2 hops"):
        planned("head-end inverter", "modbus modbus")
    with pytest.raises(NotRunnable, match="allowed are 1 to 50"):
        planned("head-end inverter", "modbus", 51)
    with pytest.raises(NotRunnable, match="does not speak smoke"):
        run(planned("head-end inverter", "smoke"), act)
    with pytest.raises(NotRunnable, match="No medium 'string'"):
        run(planned("head-end inverter", "modbus", media=("string",)), act)
