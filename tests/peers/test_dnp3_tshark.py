"""TShark dissects both directions of what yadnp3's master and the outstation say, without a complaint."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.peers.test_captures_tshark import dissected, tshark
from tests.peers.yadnp3 import Yadnp3, opendnp3
from tests.stubs.dnp3.plain import PlainPoints
from workbench.stubs.dnp3.outstation_server import OutstationServer
from workbench.stubs.exchanges import ExchangeLog
from workbench.stubs.links import Capture, Relay, split_by_direction

__all__ = ["tshark"]


@pytest.fixture(scope="module")
def captured(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Return the captures of a master's day, by direction: start, events, commands, a long answer, attributes."""
    path = tmp_path_factory.mktemp("dnp3") / "dnp3.pcap"

    async def run() -> None:
        points = PlainPoints(more=700)
        server = OutstationServer(lambda _: points, edition="plain", log=ExchangeLog("outstation"))
        await server.start()
        endpoint = server.endpoint
        with Capture(path, shown_port=20_000) as capture:
            async with Relay(endpoint.host, endpoint.port, capture=capture) as relay:
                peer = Yadnp3(relay.port)
                master = peer.master
                await peer.until(lambda what: what.get("task") == "ENABLE_UNSOLICITED")
                points.values |= {"AI7": 50, "BI5": True}
                server.scan()
                await peer.value("AI7", 50)
                for value in (700, 7_000):
                    output = opendnp3.AnalogOutputInt32(value)
                    await peer.command(lambda done, what=output: master.SelectAndOperate(what, 0, done))
                relay_block = opendnp3.ControlRelayOutputBlock(opendnp3.OperationType.LATCH_ON)
                await peer.command(lambda done: master.DirectOperate(relay_block, 0, done))
                await peer.value("BI0", True)
                master.PerformFunction(
                    "freeze", opendnp3.FunctionCode.IMMED_FREEZE, [opendnp3.Header.AllObjects(20, 0)]
                )
                await peer.value("FCTR0", 1_000)
                for variation in (1, 2, 3, 4, 5, 6):
                    master.ScanRange(opendnp3.GroupVariationID(30, variation), 7, 8, peer.measurements)
                    await peer.value("AI8", -5)
                master.ScanRange(opendnp3.GroupVariationID(1, 1), 0, 0, peer.measurements)
                await peer.value("BI0", True, event=False)
                master.ScanAllObjects(opendnp3.GroupVariationID(0, 254), peer.measurements)
                await peer.until(lambda what: what.get("attribute") == 252)
                await peer.stop()
                while relay.connections:
                    await asyncio.sleep(0)
        await server.stop()

    asyncio.run(run())
    by_client, by_server = split_by_direction(path)
    return by_client, by_server


def test_what_the_outstation_says_is_dissected_whole(tshark: str, captured: tuple[Path, Path]) -> None:
    told = dissected(
        tshark, captured[1], "dnp3.al.func", "dnp3.al.obj", "dnp3.al.point_index", "dnp3.al.iin.obju"
    )
    functions = {function for line in told for function in line[0].split("|") if function}
    assert functions == {"129", "130"}
    seen = {obj for line in told for obj in line[1].split("|") if obj}
    wanted = {
        *(
            (1, 1),
            (1, 2),
            (2, 2),
            (10, 2),
            (12, 1),
            (20, 1),
            (21, 1),
            (23, 5),
            (30, 1),
            (30, 2),
            (30, 3),
            (30, 4),
        ),
        *((30, 5), (30, 6), (32, 3), (40, 1), (41, 1), (0, 252)),
    }
    assert {f"0x{group:02x}{variation:02x}" for group, variation in wanted} <= seen, seen
    indexes = {index for line in told for index in line[2].split("|") if index}
    assert {str(1_000 + place) for place in range(700)} <= indexes


def test_what_the_master_says_is_what_the_log_says(tshark: str, captured: tuple[Path, Path]) -> None:
    told = dissected(tshark, captured[0], "dnp3.al.func")
    functions = [int(function) for line in told for function in line[0].split("|") if function]
    assert {0, 1, 2, 3, 4, 5, 7, 20, 21} <= set(functions)
