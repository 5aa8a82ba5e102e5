"""The chains with an aggregator, whole: a limit goes down over every hop, and readings come up."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.stubs.links.streams import run
from workbench.stubs.chains.messenger import program
from workbench.stubs.chains.plan import NotRunnable, Plan
from workbench.stubs.chains.running import RunningChain
from workbench.stubs.chains.standing import FACILITY
from workbench.stubs.head_end import HeadEnd

LIMIT, ON, POWER = "limit-active-power", "limit-active-power-enable", "monitoring-active-power"
STUBS = ("head-end", "aggregator", "facility-gateway", "inverter")


def plan(protocol: str) -> Plan:
    return Plan("CFG-X", "", STUBS, ("",) * 4, ("ieee-2030.5", protocol, "modbus"))


async def until(chain: RunningChain, key: str, value: object) -> None:
    async with asyncio.timeout(60):
        while await chain.stubs[-1].read(key) != value:
            await asyncio.sleep(0.02)


async def limited_and_released(protocol: str) -> list[str]:
    """Run a chain whole, and return what its aggregator and facility said to each other, the order kept."""
    async with RunningChain(plan(protocol)) as chain:
        head_end, aggregator, facility, inverter = chain.stubs
        assert chain.head is not None
        assert chain.head.ready()
        (hop,) = (hop for hop in chain.hops if hop.protocol == protocol)
        assert hop.relay.connections >= 1  # what follows goes over the relay
        assert isinstance(head_end, HeadEnd)
        of_aggregator, device = head_end.utility.registry
        assert device.via == of_aggregator.lfdi
        full = await inverter.read(POWER)
        assert isinstance(full, int | float)
        assert await chain.until(lambda _: _power(head_end, device.name) == pytest.approx(full, rel=0.01), 60)

        await chain.command({LIMIT: 50.0}, 600)
        await until(chain, ON, True)
        assert await inverter.read(LIMIT) == 50.0
        half = pytest.approx(full / 2, rel=0.02)
        assert await chain.until(lambda _: _power(head_end, device.name) == half, 60)
        assert await chain.until(
            lambda seen: any(f"{FACILITY} answered" in note and "accepted" in note for note in seen[1].notes),
            60,
        )
        said = [one.words for one in facility.exchanges.latest() if one.protocol == protocol]
        await chain.release()
        await until(chain, ON, False)
        assert aggregator.observe().commanded[FACILITY] == {}
        return said


def _power(head_end: HeadEnd, name: str) -> object:
    return head_end.observe().measured[name].get(POWER)


def test_by_http() -> None:
    async def scene() -> None:
        said = await limited_and_released("http")
        assert said[0] == "begun"
        assert any(words.startswith("asked: ") for words in said)

    run(scene)


def test_by_xmpp_through_a_prosody_of_its_own() -> None:
    pytest.importorskip("slixmpp", reason="slixmpp is not installed: pip install slixmpp")
    try:
        program()
    except NotRunnable as missing:
        pytest.skip(str(missing))
    asyncio.run(_by_xmpp())


async def _by_xmpp() -> None:
    said = await limited_and_released("xmpp")
    assert any(words.startswith("asked: ") for words in said)
    assert asyncio.all_tasks() == {asyncio.current_task()}


def test_without_a_prosody_the_chain_is_not_runnable_and_says_how_to_get_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("shutil.which", lambda *_, **__: None)

    async def scene() -> None:
        with pytest.raises(NotRunnable, match="apt-get install prosody"):
            await RunningChain(plan("xmpp")).start()

    run(scene)


def test_an_aggregator_does_not_speak_what_it_does_not() -> None:
    async def scene() -> None:
        wrong = Plan("CFG-X", "", STUBS, ("",) * 4, ("dnp3", "http", "modbus"))
        with pytest.raises(NotRunnable, match="ieee-2030.5"):
            await RunningChain(wrong).start()

    run(scene)
