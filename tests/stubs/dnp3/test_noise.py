"""Noise and broken frames on some connections, while a master on another is served all along."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress

import pytest
from dnp3.core.enums import FunctionCode

from tests.stubs.dnp3.plain import PlainPoints
from tests.stubs.dnp3.wire import Raw, connected
from tests.stubs.fuzzing import HOUR, PATIENCE, SECONDS, SOAK_TIMEOUT, Fuzzing, closed, without_errors
from workbench.stubs.dnp3.outstation_server import OutstationServer
from workbench.stubs.dnp3.session import Timings
from workbench.stubs.exchanges import ExchangeLog


def _noise(seconds: float, seed: int) -> None:
    """Send noise and broken frames for a time; a master beside it is served all along."""
    chance = random.Random(seed)

    async def test(server: OutstationServer, points: PlainPoints) -> None:
        fuzzing = Fuzzing(seconds)
        rounds = 0

        async def noise() -> None:
            nonlocal rounds
            rounds += 1
            async with connected(server, chance.randrange(2, 6)) as raw:
                with suppress(ConnectionError):
                    for _ in range(20):
                        raw.writer.write(_mangled(raw, chance))
                        await raw.writer.drain()
                    raw.writer.write_eof()
                    # All that was sent is looked at, and then it ends as TCP ends.
                    assert await closed(raw.reader)

        async with connected(server, 1) as watched:

            async def polled() -> None:
                async with asyncio.timeout(PATIENCE):
                    assert (await watched.poll()).values

            await fuzzing.side_by_side(noise, noise, noise, polled)
        assert rounds > 20
        assert len(server.outstation().sessions) <= 8
        async with connected(server, 1) as late, asyncio.timeout(PATIENCE):
            assert (await late.poll()).values
        async with asyncio.timeout(PATIENCE):
            while server._admission.connections:
                await asyncio.sleep(0.01)
        fuzzing.check(3_000)  # nothing else grows here, and there are fewer sessions

    served_for(test, seconds + 60)


def served_for(test: Callable[[OutstationServer, PlainPoints], Awaitable[None]], seconds: float) -> None:
    """As ``served``, with a log that keeps counts only and a limit of its own."""

    async def run() -> None:
        points = PlainPoints()
        server = OutstationServer(
            lambda _: points,
            edition="plain",
            log=ExchangeLog("noise", summary=True),
            timings=Timings(confirm=0.2),
        )
        await server.start()
        try:
            async with asyncio.timeout(seconds):
                await test(server, points)
        finally:
            await server.stop()

    asyncio.run(run())


def _mangled(raw: Raw, chance: random.Random) -> bytes:
    """Return a frame with something wrong, or a right one around a wrong fragment, or noise."""
    function = chance.choice([*FunctionCode, chance.randrange(256)])
    if function == FunctionCode.COLD_RESTART:
        # It would be done, and would end the connection of the master that is watched.
        function = FunctionCode.WARM_RESTART
    groups = [0, 1, 2, 10, 12, 20, 21, 22, 30, 32, 34, 40, 41, 50, 60, 80, chance.randrange(256)]
    fragment = bytes([chance.randrange(256) | 0xC0 & chance.choice([0xC0, 0]), int(function)])
    for _ in range(chance.randrange(4)):
        fragment += bytes(
            [chance.choice(groups), chance.randrange(8), chance.choice([0, 1, 2, 6, 7, 8, 0x17, 0x28, 0x5B])]
        )
        fragment += chance.randbytes(chance.randrange(24))
    octets = raw.frame(fragment)
    what = chance.randrange(4)
    if what == 0:
        place = chance.randrange(len(octets))
        return octets[:place] + bytes([chance.randrange(256)]) + octets[place + 1 :]
    if what == 1:
        return octets[: chance.randrange(len(octets))]
    return octets if what == 2 else chance.randbytes(chance.randrange(400))


def test_noise_stops_nothing(caplog: pytest.LogCaptureFixture) -> None:
    with without_errors(caplog):
        _noise(SECONDS, seed=20)


@pytest.mark.soak
@pytest.mark.timeout(SOAK_TIMEOUT)
def test_noise_stops_nothing_for_an_hour(caplog: pytest.LogCaptureFixture) -> None:
    seed = int(time.time())
    print(f"seed {seed}")
    with without_errors(caplog):
        _noise(HOUR, seed)
