"""What lasts: a fault is told once, and it begins anew, ever later while it goes on."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from tests.stubs.ieee2030_5.utility_side import PIN, Certificates, head_end
from tests.stubs.links.virtual_time import VirtualLoop
from workbench.stubs.exchanges import ExchangeLog
from workbench.stubs.gateway.aggregate import Aggregate
from workbench.stubs.gateway.ieee2030_5_fleet import Ieee2030Fleet
from workbench.stubs.gateway.ieee2030_5_north import Ieee2030North
from workbench.stubs.gateway.lasting import lasting
from workbench.stubs.ieee2030_5.client import Client
from workbench.stubs.tls import client_context


def play(scene: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Play a scene in virtual time."""
    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        runner.run(scene())


def test_it_begins_anew_ever_later_until_it_does_well() -> None:
    begun: list[float] = []
    told: list[str] = []

    async def act() -> None:
        begun.append(asyncio.get_running_loop().time())
        if len(begun) == 6:
            await asyncio.sleep(1_000)
        raise KeyError("what nobody foresaw" if len(begun) != 2 else "another")

    async def scene() -> None:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(1_070):
                await lasting(act, told.append, 2.0, longest=20.0)

    play(scene)
    assert [round(at) for at in begun] == [0, 2, 6, 14, 30, 50, 1_052, 1_056, 1_064]
    assert told == [
        "KeyError: 'what nobody foresaw'",
        "KeyError: 'another'",
        "KeyError: 'what nobody foresaw'",
        "KeyError: 'what nobody foresaw'",
    ], "not at each beginning, but again after it did well"


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    """Return certificates of one authority."""
    return Certificates(tmp_path_factory.mktemp("pki"))


@pytest.mark.parametrize("fleet", [False, True])
def test_a_follower_that_fails_as_nobody_foresaw_says_so_and_follows_on(
    certificates: Certificates, monkeypatch: pytest.MonkeyPatch, fleet: bool
) -> None:
    failing = False
    poll = Client.poll

    async def brittle(self: Client) -> None:
        if failing:
            raise KeyError("what nobody foresaw")
        await poll(self)

    monkeypatch.setattr(Client, "poll", brittle)

    async def until(held: Callable[[], object]) -> None:
        async with asyncio.timeout(10):
            while not held():
                await asyncio.sleep(0.01)

    async def scene() -> None:
        nonlocal failing
        async with head_end(certificates, poll_rate=1) as utility:
            own = certificates.of("device")
            utility.register(own.der, PIN)
            at, tls = utility.endpoints[0], client_context(own)
            north: Ieee2030North | Ieee2030Fleet
            if fleet:
                north = Ieee2030Fleet(at.host, at.port, tls, {"1": own.lfdi}, retry=0.02)
            else:
                north = Ieee2030North(at.host, at.port, tls, retry=0.02)
            log, changed = ExchangeLog("gateway"), asyncio.Event()
            await north.start(Aggregate({}, lambda key, value: None), changed, log)

            def faults() -> list[str]:
                return [one.words for one in log.latest() if one.refused]

            def asks(percent: float) -> bool:
                now = utility.utility.clock()
                if isinstance(north, Ieee2030Fleet):
                    asked = north.asked_of("1", now)
                    return asked is not None and any(
                        ask.settings["limit-active-power"] == percent for ask in asked.asks
                    )
                return north.standing(now).values.get("limit-active-power") == percent

            try:
                await utility.issue({"limit-active-power": 50.0}, duration=600)
                await until(lambda: asks(50.0))
                failing = True
                await until(faults)
                assert asks(50.0), "the schedule stays"
                await utility.issue({"limit-active-power": 30.0}, duration=600)
                failing = False
                await until(lambda: asks(30.0))
                assert faults() == ["following failed: KeyError: 'what nobody foresaw'"]
            finally:
                await north.stop()

    asyncio.run(scene())
