"""yadnp3's master against the outstation: another implementation, in C++, that knows nothing of ours."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from tests.peers.yadnp3 import Yadnp3, opendnp3
from tests.stubs.dnp3.plain import PlainPoints
from workbench.stubs.dnp3.outstation_server import OutstationServer
from workbench.stubs.exchanges import ExchangeLog

Test = Callable[[Yadnp3, OutstationServer, PlainPoints], Awaitable[None]]


def driven(test: Test, *, points: PlainPoints | None = None, **options: Any) -> ExchangeLog:
    """Run a test with the outstation and the peer, which has connected and done all that it does at a start."""
    log = ExchangeLog("test")

    async def run() -> None:
        served = points or PlainPoints()
        server = OutstationServer(lambda _: served, edition="plain", log=log)
        await server.start()
        peer = Yadnp3(server.endpoint.port, **options)
        try:
            await peer.until(lambda what: what.get("task") == "ENABLE_UNSOLICITED")
            await test(peer, server, served)
        finally:
            await peer.stop()
            await server.stop()

    asyncio.run(run())
    return log


def analog(value: float, index: int = 0) -> Callable[[Any, Any], None]:
    """Return what sends an analog output by one of the master's ways."""
    return lambda way, finished: way(opendnp3.AnalogOutputInt32(value), index, finished)


def test_it_starts_as_it_always_does() -> None:
    async def test(peer: Yadnp3, server: OutstationServer, points: PlainPoints) -> None:
        tasks = {what["task"]: what["result"] for what in peer.history if "task" in what}
        assert tasks == dict.fromkeys(
            ("DISABLE_UNSOLICITED", "CLEAR_RESTART", "STARTUP_INTEGRITY_POLL", "ENABLE_UNSOLICITED"),
            "SUCCESS",
        )
        polled = {what["point"]: what["value"] for what in peer.history if "point" in what}
        assert set(polled) == {str(point) for point in points.points}
        assert (polled["AI0"], polled["AI8"], polled["CTR0"], polled["BI0"]) == (100, -5, 1_000, False)

    driven(test)


def test_it_is_told_of_changes_without_asking() -> None:
    async def test(peer: Yadnp3, server: OutstationServer, points: PlainPoints) -> None:
        points.values |= {"AI7": 50, "BI5": True}
        server.scan()
        alarm = await peer.value("BI5", True)
        power = await peer.value("AI7", 50)
        for what in (alarm, power):
            assert what["unsolicited"]
            assert what["event"]
            assert what["flags"] & 0x01
            assert what["time"] > 1_700_000_000_000

    driven(test)


def test_it_polls_events_where_it_wants_no_unsolicited_ones() -> None:
    async def test(peer: Yadnp3, server: OutstationServer, points: PlainPoints) -> None:
        forbidden = [opendnp3.Header.AllObjects(60, variation) for variation in (2, 3, 4)]
        peer.master.PerformFunction("forbid", opendnp3.FunctionCode.DISABLE_UNSOLICITED, forbidden)
        await peer.until(lambda what: what.get("task") == "USER_TASK")
        for value in (50, 90):
            points.values["AI7"] = value
            server.scan()
        peer.master.ScanClasses(opendnp3.ClassField(False, False, False, True), peer.measurements)
        assert not (await peer.value("AI7", 50))["unsolicited"]
        await peer.value("AI7", 90, event=True)
        await peer.until(lambda what: what.get("task") == "USER_TASK")
        # They were confirmed, so they do not come again.
        peer.master.ScanClasses(opendnp3.ClassField(False, True, True, True), peer.measurements)
        assert "task" in await peer.until(lambda what: "point" in what or "task" in what)

    driven(test)


def test_it_operates_at_once_and_after_a_selection() -> None:
    async def test(peer: Yadnp3, server: OutstationServer, points: PlainPoints) -> None:
        master = peer.master
        direct, selected = master.DirectOperate, master.SelectAndOperate
        for number, way in enumerate((direct, selected)):
            for kind, value in (
                (opendnp3.AnalogOutputInt16, 10),
                (opendnp3.AnalogOutputInt32, 20),
                (opendnp3.AnalogOutputFloat32, 30.5),
                (opendnp3.AnalogOutputDouble64, 40.25),
            ):
                wanted = value + number
                command = kind(wanted)
                status = await peer.command(
                    lambda finished, way=way, command=command: way(command, 0, finished)
                )
                assert status == ["SUCCESS SUCCESS"]
                assert points.operated[-1] == ("AO0", wanted)
                await peer.value("AI0", round(wanted) if wanted != 30.5 else 30)
        latch = opendnp3.ControlRelayOutputBlock(opendnp3.OperationType.LATCH_ON)
        assert await peer.command(lambda finished: selected(latch, 0, finished)) == ["SUCCESS SUCCESS"]
        await peer.value("BI0", True)

    driven(test)


def test_what_is_refused_has_its_status_and_changes_nothing() -> None:
    async def test(peer: Yadnp3, server: OutstationServer, points: PlainPoints) -> None:
        direct, selected = peer.master.DirectOperate, peer.master.SelectAndOperate
        pulse = opendnp3.ControlRelayOutputBlock(opendnp3.OperationType.LATCH_ON, count=3)
        for way, command, index, status in (
            (direct, opendnp3.AnalogOutputInt32(5_000), 0, "SUCCESS OUT_OF_RANGE"),
            (selected, opendnp3.AnalogOutputInt32(5_000), 0, "SELECT_FAIL OUT_OF_RANGE"),
            (direct, opendnp3.AnalogOutputInt32(5), 3, "SUCCESS BLOCKED"),
            (direct, opendnp3.AnalogOutputInt32(5), 44, "SUCCESS NOT_SUPPORTED"),
            (selected, pulse, 0, "SELECT_FAIL NOT_SUPPORTED"),
        ):
            told = await peer.command(lambda finished, go=way, what=command, at=index: go(what, at, finished))
            assert told == [status]
        assert points.operated == []

    log = driven(test)
    assert log.refused >= 5


def test_it_reads_ranges_variations_and_attributes() -> None:
    async def test(peer: Yadnp3, server: OutstationServer, points: PlainPoints) -> None:
        for variation in (1, 2, 5, 6):
            peer.master.ScanRange(opendnp3.GroupVariationID(30, variation), 7, 8, peer.measurements)
            await peer.value("AI8", -5)
        peer.master.ScanAllObjects(opendnp3.GroupVariationID(0, 254), peer.measurements)
        for variation, text in sorted(points.texts.items()):
            assert (await peer.until(lambda what: "attribute" in what)) == {
                "attribute": variation,
                "value": text,
            }

    driven(test)


def test_it_has_a_long_answer_in_several_fragments() -> None:
    async def test(peer: Yadnp3, server: OutstationServer, points: PlainPoints) -> None:
        polled = {what["point"] for what in peer.history if "point" in what}
        assert polled == {str(point) for point in points.points}
        assert sum("fragment" in what for what in peer.history) > 2

    driven(test, points=PlainPoints(more=1_500))
