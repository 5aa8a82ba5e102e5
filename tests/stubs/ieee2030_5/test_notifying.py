"""Notifications over real HTTP: a subscriber is told, one that is gone is dropped, a listener takes nothing else."""

from __future__ import annotations

import asyncio

import aiohttp
import pytest

from tests.sep_schema import assert_valid
from tests.stubs.ieee2030_5.utility_side import PIN, Certificates, Clock, client_of, head_end
from workbench.stubs.ieee2030_5.documents import write
from workbench.stubs.ieee2030_5.listening import Listener
from workbench.stubs.ieee2030_5.resources.messages import Notification

LIMIT = "limit-active-power"


def test_a_subscriber_is_told_and_reads_at_once(certificates: Certificates) -> None:
    async def scene() -> None:
        clock = Clock()
        async with head_end(certificates, clock=clock, poll_rate=100_000) as utility:
            own = certificates.of("device")
            device = utility.register(own.der, PIN)
            async with client_of(utility, own, clock) as client:
                arrived = asyncio.Event()
                await client.discover()
                await client.subscribe()
                assert sorted(one.subscribedResource for one in device.subscriptions.values()) == [
                    "/derp/1/derc",
                    "/edev/1/fsa/1/derp",
                ]
                client.on_change = arrived.set
                running = asyncio.create_task(client.run())
                try:
                    await utility.issue({LIMIT: 30.0}, duration=60)
                    async with asyncio.timeout(5):
                        await arrived.wait()
                    assert client.in_force()[LIMIT] == 30.0
                finally:
                    running.cancel()
                    await asyncio.gather(running, return_exceptions=True)
                told = [one for one in utility.exchanges.latest() if "Notification" in one.words]
                assert told[0].words == "POST Notification of /derp/1/derc: DERControlList"
                assert_valid(told[0].octets)
                assert b"<opModMaxLimW>3000</opModMaxLimW>" in told[0].octets

    asyncio.run(scene())


def test_a_subscriber_is_told_of_what_begins_by_the_clock(
    certificates: Certificates, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workbench.stubs.ieee2030_5.notifying.LOOK", 0.005)

    async def scene() -> None:
        clock = Clock()
        async with head_end(certificates, clock=clock) as utility:
            own = certificates.of("device")
            utility.register(own.der, PIN)
            await utility.issue({LIMIT: 30.0}, start=clock.at + 50, duration=60)
            async with client_of(utility, own, clock) as client:
                await client.discover()
                await client.subscribe()
                assert not client.notified.is_set()
                clock.at += 51
                async with asyncio.timeout(5):
                    await client.notified.wait()
                told = [one for one in utility.exchanges.latest() if "POST Notification" in one.words]
                assert b"<currentStatus>1</currentStatus>" in told[0].octets

    asyncio.run(scene())


def test_a_subscriber_that_is_gone_is_dropped_and_holds_up_nobody(
    certificates: Certificates, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workbench.stubs.ieee2030_5.notifying.PAUSE", 0.001)

    async def scene() -> None:
        clock = Clock()
        async with head_end(certificates, clock=clock) as utility:
            own = certificates.of("device")
            device = utility.register(own.der, PIN)
            async with client_of(utility, own, clock) as client:
                await client.discover()
                listener = await client.subscribe()
                await listener.stop()
                await utility.issue({LIMIT: 30.0}, duration=60)
                async with asyncio.timeout(5):
                    while len(device.subscriptions) == 2:
                        await asyncio.sleep(0.005)
                assert [one.subscribedResource for one in device.subscriptions.values()] == [
                    "/edev/1/fsa/1/derp"
                ]
                await client.poll()
                assert client.in_force()[LIMIT] == 30.0

    asyncio.run(scene())


def test_a_listener_takes_notifications_and_nothing_else() -> None:
    async def scene() -> None:
        taken: list[object] = []
        listener = Listener(taken.append)
        await listener.start()
        try:
            async with aiohttp.ClientSession() as session:
                for expected, method, body in (
                    (405, "GET", b""),
                    (400, "POST", b""),
                    (400, "POST", b"<!DOCTYPE a []><Notification/>"),
                    (413, "POST", b" " * 300_000),
                ):
                    async with session.request(method, listener.address, data=body) as answer:
                        assert answer.status == expected
                notification = Notification(
                    subscribedResource="/derp/1", status=0, subscriptionURI="/edev/1/sub/1"
                )
                async with session.post(listener.address, data=write(notification)) as answer:
                    assert answer.status == 204
        finally:
            await listener.stop()
        assert taken == [notification]

    asyncio.run(scene())
