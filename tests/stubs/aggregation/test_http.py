"""Aggregator and facilities over HTTP: polling, waiting, being called back."""

from __future__ import annotations

import asyncio
import io
import random
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from aiohttp import ClientError, ClientSession

from tests.stubs.aggregation.contract import PAYLOADS, both_ways, kept_until_acknowledged, same, settled, take
from tests.stubs.links.streams import run
from tests.stubs.links.virtual_time import VirtualLoop
from workbench.stubs.aggregation import Message, TooLarge, TooMuchWaiting, UnknownPeer
from workbench.stubs.aggregation.http_facility import HttpFacility, Way
from workbench.stubs.aggregation.http_side import HttpAggregator
from workbench.stubs.aggregation.mailbox import LARGEST_BODY, MOST_WAITING
from workbench.stubs.pki import Authority, Fault, Standard
from workbench.stubs.tls import client_context, server_context

WAYS = pytest.mark.parametrize("way", list(Way))


def virtually(test: Callable[[], Awaitable[None]]) -> None:
    """Run a test in virtual time: pauses and polls take none."""
    run(test, VirtualLoop)


@WAYS
def test_all_payloads_pass_both_ways(way: Way) -> None:
    async def test() -> None:
        async with (
            HttpAggregator(["north", "south"]) as aggregator,
            HttpFacility(aggregator.url, "north", way=way) as facility,
        ):
            await both_ways(aggregator, facility, "north")

    virtually(test)


@WAYS
def test_the_largest_body_passes_whole(way: Way) -> None:
    largest = (Message(random.Random(1).randbytes(LARGEST_BODY)), Message(b"after"))

    async def test() -> None:
        async with (
            HttpAggregator(["north"]) as aggregator,
            HttpFacility(aggregator.url, "north", way=way) as facility,
        ):
            for message in largest:
                await aggregator.publish("north", message)
                await facility.publish("aggregator", message)
            same(await take(facility, 2), largest, "aggregator")
            same(await take(aggregator, 2), largest, "north")

    virtually(test)


@WAYS
def test_a_message_is_kept_until_it_is_acknowledged(way: Way) -> None:
    async def test() -> None:
        async with (
            HttpAggregator(["north"]) as aggregator,
            HttpFacility(aggregator.url, "north", way=way) as facility,
        ):
            await kept_until_acknowledged(aggregator, facility, "north")

    virtually(test)


@WAYS
def test_each_waits_for_the_other_to_be_there(way: Way) -> None:
    async def test() -> None:
        first = HttpAggregator(["north"])
        await first.start()
        port = first.address[1]
        await first.stop()
        async with HttpFacility(first.url, "north", way=way) as facility:
            await facility.publish("aggregator", PAYLOADS[0])
            await asyncio.sleep(300)
            async with HttpAggregator(["north"], port=port) as aggregator:
                same(await take(aggregator, 1), PAYLOADS[:1], "north")
                await aggregator.publish("north", PAYLOADS[1])
                same(await take(facility, 1), PAYLOADS[1:2], "aggregator")
                await settled(aggregator, "north")

    virtually(test)


def test_polls_come_at_their_interval_and_a_long_poll_does_not_wait_for_one() -> None:
    async def took(way: Way) -> float:
        loop = asyncio.get_running_loop()
        async with (
            HttpAggregator(["north"]) as aggregator,
            HttpFacility(aggregator.url, "north", way=way, interval=900) as facility,
        ):
            await asyncio.sleep(10)
            begun = loop.time()
            await aggregator.publish("north", PAYLOADS[0])
            async with asyncio.timeout(1_000):
                message = await anext(facility.messages())
            await facility.ack(message)
            return loop.time() - begun

    async def test() -> None:
        assert 880 < await took(Way.POLL) < 900
        assert await took(Way.LONG_POLL) < 1
        assert await took(Way.SUBSCRIPTION) < 1

    virtually(test)


def test_bad_questions_get_an_answer_and_nothing_else_happens() -> None:
    async def test() -> None:
        async with HttpAggregator(["north"]) as aggregator, ClientSession() as session:
            base = f"{aggregator.url}/facilities"

            async def asked(method: str, path: str, **more: object) -> int:
                async with session.request(method, base + path, **more) as answer:  # type: ignore[arg-type]
                    return answer.status

            assert await asked("GET", "/west/messages/next") == 404
            assert await asked("GET", "/north/messages/next") == 204
            assert await asked("GET", "/north/messages/next?wait=long") == 400
            assert await asked("GET", "/north/messages/next?wait=nan") == 400
            assert await asked("GET", "/north/messages/next?wait=61") == 400
            assert await asked("DELETE", "/north/messages/none") == 404
            assert await asked("POST", "/north/messages", data=b"x") == 400
            assert await asked("POST", "/north/messages", data=b"x", headers={"Message-Id": "i" * 201}) == 400
            large = bytes(LARGEST_BODY + 1)
            assert (
                await asked("POST", "/north/messages", data=io.BytesIO(large), headers={"Message-Id": "i"})
                == 413
            )
            for callback in (
                "http://192.0.2.1:80/",
                "ftp://127.0.0.1:1/",
                "http://localhost:1/",
                "x",
                7,
                None,
            ):
                assert await asked("PUT", "/north/subscription", json={"callback": callback}) == 400
            for body in (b"[", b"[" * 100_000):
                assert await asked("PUT", "/north/subscription", data=body) == 400
            assert await asked("DELETE", "/north/subscription") == 204
            # Nobody takes it: its sender is told to come again.
            assert await asked("POST", "/north/messages", data=b"x", headers={"Message-Id": "i"}) == 503
            with pytest.raises(UnknownPeer, match="No peer is called 'west'; there are north"):
                await aggregator.publish("west", PAYLOADS[0])
            with pytest.raises(TooLarge, match=f"allowed are {LARGEST_BODY}"):
                await aggregator.publish("north", Message(large))
            for _ in range(MOST_WAITING):
                await aggregator.publish("north", Message(b"x"))
            with pytest.raises(TooMuchWaiting):
                await aggregator.publish("north", Message(b"x"))

    virtually(test)


def test_with_tls_only_a_facility_itself_speaks_for_it(tmp_path: Path) -> None:
    authority = Authority.create(tmp_path)
    shown = authority.issue("aggregator", Standard.MODBUS)
    north, south = (authority.issue(name, Standard.MODBUS) for name in ("north", "south"))
    foreign = authority.issue("foreign", Standard.MODBUS, fault=Fault.FOREIGN_AUTHORITY)

    async def test() -> None:
        async with HttpAggregator(
            ["north", "south"],
            context=server_context(shown),
            identities={"north": north.lfdi, "south": south.lfdi},
            calling=client_context(shown, check_host=True),
        ) as aggregator:
            assert aggregator.url.startswith("https://")
            async with HttpFacility(
                aggregator.url,
                "north",
                way=Way.SUBSCRIPTION,
                context=client_context(north, check_host=True),
                serving=server_context(north),
            ) as facility:
                await both_ways(aggregator, facility, "north")
            async with ClientSession() as session:
                url = f"{aggregator.url}/facilities/north/messages/next"
                async with session.get(url, ssl=client_context(south)) as answer:
                    assert answer.status == 403
                with pytest.raises(ClientError):
                    await session.get(url, ssl=client_context(foreign, trust=shown.trust))

    run(test)
