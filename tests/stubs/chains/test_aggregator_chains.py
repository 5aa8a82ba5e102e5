"""The chains with an aggregator, whole: a limit goes down over every hop, and readings come up."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

import pytest

from scripts.programs import PROGRAMS
from tests.stubs.links.streams import run
from workbench.stubs.chains.plan import NotRunnable, Plan
from workbench.stubs.chains.running import RunningChain
from workbench.stubs.chains.standing import FACILITY
from workbench.stubs.head_end import HeadEnd

LIMIT, ON, POWER = "limit-active-power", "limit-active-power-enable", "monitoring-active-power"
STUBS = ("head-end", "aggregator", "facility-gateway", "inverter")

PROSODY = PROGRAMS["Prosody"]


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


@pytest.fixture(scope="module")
def spoken() -> dict[str, list[str] | BaseException]:
    """Run both chains at once, and return what was said in each, or why it failed."""

    async def both() -> dict[str, list[str] | BaseException]:
        protocols = ["http", "xmpp"] if PROSODY.path() else ["http"]
        outcomes = await asyncio.gather(*map(limited_and_released, protocols), return_exceptions=True)
        assert asyncio.all_tasks() == {asyncio.current_task()}
        return dict(zip(protocols, outcomes, strict=True))

    return asyncio.run(both())


def test_by_http(spoken: dict[str, list[str] | BaseException]) -> None:
    _asked_and_answered(spoken["http"])


def test_by_xmpp_through_a_prosody_of_its_own(spoken: dict[str, list[str] | BaseException]) -> None:
    if "xmpp" not in spoken:
        pytest.skip(PROSODY.how_to_get_it())
    _asked_and_answered(spoken["xmpp"])


def _asked_and_answered(said: list[str] | BaseException) -> None:
    if isinstance(said, BaseException):
        raise said
    begun = said.index("begun")
    asked = next(
        at for at, words in enumerate(said) if words.startswith("asked: ") and "nothing" not in words
    )
    accepted = next(at for at, words in enumerate(said) if words.endswith(" accepted"))
    assert begun < asked < accepted


def test_without_a_prosody_the_chain_is_not_runnable_and_says_how_to_get_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("shutil.which", lambda *_, **__: None)

    async def scene() -> None:
        with pytest.raises(NotRunnable, match=re.escape(PROSODY.how_to_get_it())):
            await RunningChain(plan("xmpp")).start()

    run(scene)


def test_an_aggregator_does_not_speak_what_it_does_not() -> None:
    async def scene() -> None:
        wrong = Plan("CFG-X", "", STUBS, ("",) * 4, ("dnp3", "http", "modbus"))
        with pytest.raises(NotRunnable, match="ieee-2030.5"):
            await RunningChain(wrong).start()

    run(scene)
