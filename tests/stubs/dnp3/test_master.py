"""The master against our outstation: by quantity, in both editions, over connections that come and go."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from contextlib import aclosing
from typing import Any

import pytest
from dnp3.core.enums import FunctionCode
from dnp3.datalink import build_unconfirmed_user_data

from workbench.der.behaviour import Fleet
from workbench.der.device import NotPossible, NotWritable, OutOfRange, UnknownQuantity
from workbench.der.quantities import Protocol
from workbench.stubs.dnp3.editions import EditionMismatch, edition_told
from workbench.stubs.dnp3.known import KnownChange
from workbench.stubs.dnp3.master import Master
from workbench.stubs.dnp3.outstation import _HANDLERS
from workbench.stubs.dnp3.outstation_server import OutstationServer
from workbench.stubs.dnp3.serving import serve_device
from workbench.stubs.dnp3.session import Timings
from workbench.stubs.dnp3.transactions import NoAnswer
from workbench.stubs.exchanges import ExchangeLog

Test = Callable[[Master, OutstationServer, Fleet], Awaitable[None]]
BOTH = (Protocol.DNP3_1815_2, Protocol.DNP3_AN2018)
CURVE = ((92.0, 30.0), (98.0, 0.0), (102.0, 0.0), (108.0, -30.0))


def run(
    test: Test, *, edition: Protocol = Protocol.DNP3_1815_2, **options: Any
) -> tuple[ExchangeLog, ExchangeLog]:
    """Run a test with a connected master of an outstation that serves a DER."""
    outstation_log, master_log = ExchangeLog("outstation"), ExchangeLog("master")

    async def go() -> None:
        fleet = Fleet(1)
        server = await serve_device(fleet.device(0), outstation_log, protocol=edition)
        master = Master(port=server.endpoint.port, edition=edition, log=master_log, **options)
        try:
            async with asyncio.timeout(20), master:
                await test(master, server, fleet)
        finally:
            await server.stop()
        assert asyncio.all_tasks() == {asyncio.current_task()}

    asyncio.run(go())
    return outstation_log, master_log


async def next_change(master: Master) -> asyncio.Task[KnownChange]:
    """Begin to wait for the next change."""

    async def wait() -> KnownChange:
        async with aclosing(master.changes()) as changes:
            async for change in changes:
                return change
        raise AssertionError("the master was closed")

    task = asyncio.create_task(wait())
    await asyncio.sleep(0)
    return task


@pytest.mark.parametrize("edition", BOTH)
def test_everything_is_known_after_connecting(edition: Protocol) -> None:
    async def test(master: Master, server: OutstationServer, fleet: Fleet) -> None:
        device = fleet.device(0)
        assert master.connected
        for key in (
            "monitoring-active-power",
            "limit-active-power",
            "connect-disconnect",
            "setting-maximum-active-power",
        ):
            assert master.values[key].value == pytest.approx(device.read(key), rel=1e-3)
        assert len(master.values) > 60
        assert await master.read("nameplate-manufacturer") == device.read("nameplate-manufacturer")
        assert server.endpoint.edition in edition.words

    run(test, edition=edition)


@pytest.mark.parametrize("select", [False, True], ids=["at once", "selected first"])
@pytest.mark.parametrize("edition", BOTH)
def test_a_quantity_is_written_and_read_back(edition: Protocol, select: bool) -> None:
    async def test(master: Master, server: OutstationServer, fleet: Fleet) -> None:
        for key, value in (
            ("limit-active-power", 50.0),
            ("limit-active-power-enable", True),
            ("constant-power-factor-excitation", "absorbing"),
            ("enter-service-delay", 12.0),
            ("connect-disconnect", False),
        ):
            await master.write(key, value, select=select)
            assert fleet.device(0).read(key) == value
        assert await master.read("limit-active-power") == 50.0

    run(test, edition=edition)


def test_a_curve_is_written_and_read_through_the_window() -> None:
    async def test(master: Master, server: OutstationServer, fleet: Fleet) -> None:
        await master.write("volt-var-curve", CURVE)
        assert fleet.device(0).read("volt-var-curve") == CURVE
        assert await master.read("volt-var-curve") == CURVE
        assert await master.read("voltage-trip-high") == fleet.device(0).read("voltage-trip-high")

    run(test)


def test_a_refusal_says_what_and_why_and_changes_nothing() -> None:
    async def test(master: Master, server: OutstationServer, fleet: Fleet) -> None:
        before = fleet.device(0).read("setting-voltage-reference")
        with pytest.raises(OutOfRange):
            await master.write("limit-active-power", 250.0)
        with pytest.raises(NotPossible, match="refuses setting-voltage-reference"):
            await master.write("setting-voltage-reference", 100_000.0)
        assert fleet.device(0).read("setting-voltage-reference") == before
        with pytest.raises(NotWritable, match="monitoring-active-power"):
            await master.write("monitoring-active-power", 5.0)
        with pytest.raises(UnknownQuantity, match="no-such-key"):
            await master.write("no-such-key", 5.0)
        with pytest.raises(UnknownQuantity, match="no-such-key"):
            await master.read("no-such-key")

    run(test)


@pytest.mark.parametrize(
    ("options", "by_itself"),
    [({}, True), ({"unsolicited": False, "poll": 0.02}, False)],
    ids=["told", "polled"],
)
def test_changes_come_by_themselves_or_are_polled(options: dict[str, Any], by_itself: bool) -> None:
    async def test(master: Master, server: OutstationServer, fleet: Fleet) -> None:
        first = await next_change(master)
        fleet.device(0).write("limit-active-power", 40.0)
        server.scan()
        change = await first
        assert (change.key, change.known.value) == ("limit-active-power", 40.0)
        assert change.known.unsolicited is by_itself
        assert master.values["limit-active-power"].value == 40.0

    run(test, **options)


def test_a_master_that_was_closed_connects_anew() -> None:
    async def test(master: Master, server: OutstationServer, fleet: Fleet) -> None:
        await master.close()
        assert not master.connected
        await master.connect()
        first = await next_change(master)
        fleet.device(0).write("limit-active-power", 40.0)
        server.scan()
        assert (await first).key == "limit-active-power"

    run(test)


def test_the_connection_is_made_again_and_nothing_is_missed() -> None:
    async def test(master: Master, server: OutstationServer, fleet: Fleet) -> None:
        port = server.endpoint.port
        first = await next_change(master)
        await server.stop()
        with pytest.raises(NoAnswer):
            await master.read("limit-active-power")
        assert master.values["limit-active-power"].value == 100.0
        fleet.device(0).write("limit-active-power", 30.0)
        again = await serve_device(fleet.device(0), ExchangeLog("again"), port=port)
        try:
            change = await first
            assert (change.key, change.known.value) == ("limit-active-power", 30.0)
            while not master.connected:
                await asyncio.sleep(0.01)
            await master.write("limit-active-power", 20.0)
        finally:
            await master.close()
            await again.stop()

    run(test, pause=0.01)


@pytest.mark.parametrize("edition", BOTH)
def test_two_ends_of_different_editions_do_not_talk(edition: Protocol) -> None:
    other = next(each for each in BOTH if each is not edition)

    async def go() -> None:
        fleet = Fleet(1)
        log = ExchangeLog("outstation")
        server = await serve_device(fleet.device(0), log, protocol=edition)
        master = Master(port=server.endpoint.port, edition=other)
        with pytest.raises(EditionMismatch) as refused:
            await master.connect()
        assert edition.words in str(refused.value)
        assert other.words in str(refused.value)
        with pytest.raises(ConnectionError):
            await master.write("limit-active-power", 50.0)
        await master.close()
        await server.stop()
        assert not any("operates" in exchange.words for exchange in log.latest())
        assert fleet.device(0).read("limit-active-power") == 100.0

    asyncio.run(go())


def test_an_edition_is_known_by_the_version_of_the_profile_too() -> None:
    assert edition_told(None, 100) is Protocol.DNP3_AN2018
    assert edition_told(None, 110) is Protocol.DNP3_1815_2
    assert edition_told("A vendor's list", None) is None
    assert edition_told("DNP3, AN2018-001", 110) is Protocol.DNP3_AN2018


def test_nobody_there_is_told() -> None:
    async def go() -> None:
        with pytest.raises(NoAnswer, match="cannot be reached"):
            await Master(port=1, timeout=2).connect()

    asyncio.run(go())


def test_an_outstation_that_does_not_answer_is_told() -> None:
    async def go() -> None:
        async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.read()
            writer.close()

        server = await asyncio.start_server(silent, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        with pytest.raises(NoAnswer, match="does not answer within"):
            await Master(port=port, timeout=0.1).connect()
        server.close()
        await server.wait_closed()

    asyncio.run(go())


def test_a_server_that_speaks_something_else_is_told_and_does_no_harm() -> None:
    async def go() -> None:
        chance = random.Random(3)
        log = ExchangeLog("master")

        async def noisy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            for _ in range(50):
                writer.write(chance.randbytes(chance.randrange(300)))
                fragment = bytes([0xC0 | chance.randrange(16), 0x81]) + chance.randbytes(chance.randrange(40))
                writer.write(build_unconfirmed_user_data(1, 10, False, b"\xc0" + fragment).to_bytes())
            await reader.read()
            writer.close()

        server = await asyncio.start_server(noisy, "127.0.0.1", 0)
        master = Master(port=server.sockets[0].getsockname()[1], timeout=0.2, log=log)
        for _ in range(3):
            with pytest.raises((NoAnswer, EditionMismatch)):
                await master.connect()
        await master.close()
        server.close()
        await server.wait_closed()
        assert any("no frame" in exchange.words for exchange in log.latest())

    asyncio.run(go())


def test_both_logs_tell_the_exchange_by_quantity() -> None:
    async def test(master: Master, server: OutstationServer, fleet: Fleet) -> None:
        await master.write("limit-active-power", 50.0)

    for log, direction in zip(run(test), ("in", "out"), strict=True):
        lines = [each.words for each in log.latest() if each.direction == direction]
        assert "operates directly limit-active-power = 50 %WMax (AO87)" in lines


def test_a_restart_is_noticed_and_everything_taken_anew() -> None:
    async def test(master: Master, server: OutstationServer, fleet: Fleet) -> None:
        server.outstation().restart(cold=False)
        for session in server.outstation().sessions.values():
            session.open(session.connection, asyncio.get_running_loop().time())
        server.scan()
        while True:
            session = server.outstation().sessions[1]
            if not session.restarted and session.unsolicited == {1, 2, 3}:
                break
            await asyncio.sleep(0.01)

    run(test)


def test_timings_are_given_to_the_outstation() -> None:
    async def go() -> None:
        timings = Timings(scan=0.01)
        fleet = Fleet(1)
        server = await serve_device(fleet.device(0), ExchangeLog("outstation"), timings=timings)
        async with asyncio.timeout(10), Master(port=server.endpoint.port) as master:
            first = await next_change(master)
            # Nobody tells the server: it looks by itself.
            fleet.device(0).write("limit-active-power", 40.0)
            assert (await first).key == "limit-active-power"
        await server.stop()

    asyncio.run(go())


@pytest.mark.parametrize("says_so", [True, False], ids=["says so", "says nothing"])
def test_an_outstation_that_tells_nothing_by_itself_is_asked(
    says_so: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workbench.stubs.dnp3.master._ASKED_EVERY", 0.02)
    if not says_so:
        for function in (FunctionCode.ENABLE_UNSOLICITED, FunctionCode.DISABLE_UNSOLICITED):
            monkeypatch.setitem(_HANDLERS, function, lambda *_: None)

    async def go() -> None:
        fleet = Fleet(1)
        timings = Timings(unsolicited=False)
        server = await serve_device(fleet.device(0), ExchangeLog("outstation"), timings=timings)
        master = Master(port=server.endpoint.port, timeout=5.0 if says_so else 0.5)
        async with asyncio.timeout(20), master:
            first = await next_change(master)
            fleet.device(0).write("limit-active-power", 40.0)
            server.scan()
            change = await first
            assert (change.key, change.known.value) == ("limit-active-power", 40.0)
            assert not change.known.unsolicited
        await server.stop()

    asyncio.run(go())
