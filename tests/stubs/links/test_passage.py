"""Links over real sockets in virtual time: a medium is felt, an outage hangs or breaks off, and all octets arrive."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.stubs.links.streams import echo, listening, run
from tests.stubs.links.virtual_time import VirtualLoop
from workbench.stubs.links import Link, Medium, Outage, Relay, medium
from workbench.stubs.links.media import Direction

HOUR = 3_600.0


@asynccontextmanager
async def relayed(link: Link) -> AsyncIterator[Relay]:
    """Put a link before a server that echoes."""
    server, port = await listening(echo)
    async with server, Relay("127.0.0.1", port, shape=link) as relay:
        yield relay


def virtually(test: Callable[[], Awaitable[None]]) -> None:
    """Run a test in virtual time."""
    run(test, VirtualLoop)


async def asked(relay: Relay, octets: bytes) -> tuple[float, bytes]:
    """Send octets over a new connection, and return how long the answer to all of them took, and it."""
    begun = asyncio.get_running_loop().time()
    reader, writer = await asyncio.open_connection(relay.host, relay.port)
    writer.write(octets)
    writer.write_eof()
    answer = await reader.read(-1)
    writer.close()
    await writer.wait_closed()
    return asyncio.get_running_loop().time() - begun, answer


def test_a_satellite_is_felt_in_the_first_answer_and_in_each() -> None:
    still = medium("satellite").with_(jitter=0, loss=0, reordering=0)

    async def test() -> None:
        async with relayed(Link(still)) as relay:
            loop = asyncio.get_running_loop()
            reader, writer = await asyncio.open_connection(relay.host, relay.port)
            times = []
            for _ in range(3):
                begun = loop.time()
                writer.write(b"x" * 100)
                await reader.readexactly(100)
                times.append(loop.time() - begun)
            writer.close()
            # Once there and back for the connection, once for the question, and 100 octets at 128 and 512 kbit/s.
            each = 0.6 + 800 / 128_000 + 800 / 512_000
            assert times == pytest.approx([each + 0.6, each, each], abs=1e-6)

    virtually(test)


def test_a_line_carries_no_more_than_its_bandwidth() -> None:
    line = Medium("line", up=Direction(bandwidth=80_000), down=Direction(bandwidth=80_000))
    sent = hashlib.shake_256(b"seed").digest(100_000)

    async def test() -> None:
        async with relayed(Link(line)) as relay:
            took, answer = await asked(relay, sent)
            assert answer == sent + b"bye"
            # 10 s up; the way down overlaps it but for the last piece.
            assert 10 <= took < 11
            both = await asyncio.gather(asked(relay, sent), asked(relay, sent))
            assert [answer for _, answer in both] == [sent + b"bye"] * 2
            assert 20 <= max(took for took, _ in both) < 22

    virtually(test)


@settings(max_examples=6, deadline=None)
@given(
    key=st.sampled_from(["power-line-carrier", "ami-mesh", "cellular", "satellite", "public-internet"]),
    seed=st.integers(0, 99),
    sizes=st.lists(st.integers(1, 2_000), min_size=1, max_size=3),
)
def test_what_goes_in_comes_out_in_order_over_every_medium(key: str, seed: int, sizes: list[int]) -> None:
    messages = [hashlib.shake_256(bytes([number])).digest(size) for number, size in enumerate(sizes)]

    async def test() -> None:
        async with relayed(Link(medium(key), seed)) as relay:
            answers = await asyncio.gather(*(asked(relay, message) for message in messages))
        assert [answer for _, answer in answers] == [message + b"bye" for message in messages]
        assert all(took >= 2 * medium(key).round_trip for took, _ in answers)

    virtually(test)


def test_an_outage_on_command_hangs_and_passes_everything_on_afterwards() -> None:
    async def test() -> None:
        link = Link(medium("private-wan"))
        async with relayed(link) as relay:
            reader, writer = await asyncio.open_connection(relay.host, relay.port)
            writer.write(b"before")
            assert await reader.readexactly(6) == b"before"
            link.set(outage=True)
            writer.write(b"during")
            fresh = asyncio.ensure_future(asked(relay, b"new"))
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(reader.readexactly(1), HOUR)
            assert not fresh.done()
            link.set(outage=False)
            assert await reader.readexactly(6) == b"during"
            took, answer = await fresh
            assert answer == b"newbye"
            assert took > HOUR
            writer.close()

    virtually(test)


def test_an_outage_that_resets_takes_idle_connections_down_and_refuses_new_ones() -> None:
    async def test() -> None:
        link = Link(medium("none"), outages=[Outage(60, 120, "reset", "refuse")])
        async with relayed(link) as relay:
            loop = asyncio.get_running_loop()
            reader, writer = await asyncio.open_connection(relay.host, relay.port)
            writer.write(b"x")
            await reader.readexactly(1)
            with pytest.raises(ConnectionResetError):
                await reader.read(1)
            assert loop.time() == pytest.approx(60)
            writer.close()
            with pytest.raises(ConnectionResetError):
                await asked(relay, b"x")
            await asyncio.sleep(120 - loop.time())
            assert (await asked(relay, b"x"))[1] == b"xbye"

    virtually(test)


def test_stopping_in_an_outage_leaves_nothing_behind() -> None:
    async def test() -> None:
        link = Link(medium("satellite"))
        async with relayed(link) as relay:
            reader, writer = await asyncio.open_connection(relay.host, relay.port)
            writer.write(b"x")
            await reader.readexactly(1)
            link.set(outage=True)
            writer.write(b"y" * 100_000)
            await asyncio.sleep(10)
            await relay.stop()
            with pytest.raises(ConnectionResetError):
                await reader.read(1)
            writer.close()

    virtually(test)


def test_a_slow_line_holds_the_sender_back() -> None:
    async def test() -> None:
        async with relayed(Link(medium("ami-mesh"))) as relay:
            _, writer = await asyncio.open_connection(relay.host, relay.port)
            with pytest.raises(TimeoutError):
                for _ in range(1_000):
                    writer.write(bytes(100_000))
                    await asyncio.wait_for(writer.drain(), 1)
            writer.transport.abort()

    virtually(test)
