"""More connections than a stub has places for: it turns them away with a line in its log, and serves those it has."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from aiohttp import ClientSession

from tests.stubs.dnp3.plain import PlainPoints
from tests.stubs.dnp3.wire import connected
from tests.stubs.flood import FEW, FEW_PLACES, MANY, MANY_PLACES, flood
from tests.stubs.ieee2030_5.utility_side import PIN, Certificates, head_end
from tests.stubs.links.streams import echo, listening
from workbench.stubs.admission import Limits
from workbench.stubs.aggregation import holding
from workbench.stubs.aggregation.http_side import HttpAggregator
from workbench.stubs.dnp3.outstation_server import OutstationServer
from workbench.stubs.exchanges import ExchangeLog
from workbench.stubs.ieee2030_5 import server as head_end_server
from workbench.stubs.inverter import Inverter
from workbench.stubs.links import Relay
from workbench.stubs.modbus.client import ModbusClient
from workbench.stubs.tls import client_context


@dataclass
class Flooded:
    """A server as a flood sees it.

    Args:
        served: asks something as a client of sound mind.
        spare: places beyond those that were asked for.
    """

    port: int
    served: Callable[[], Awaitable[None]]
    connections: Callable[[], int]
    spare: int = 0


@asynccontextmanager
async def modbus(places: int, _: Path) -> AsyncIterator[Flooded]:
    async with Inverter(step=0, summary=True, connections=places) as inverter:
        port = inverter.endpoints[0].port
        async with ModbusClient("127.0.0.1", port) as sound:

            async def served() -> None:
                assert await sound.read(1, 40_000, 2) == b"SunS"

            yield Flooded(port, served, lambda: inverter.connections)


@asynccontextmanager
async def dnp3(places: int, _: Path) -> AsyncIterator[Flooded]:
    points = PlainPoints()
    server = OutstationServer(
        lambda _: points, edition="plain", log=ExchangeLog("outstation", summary=True), connections=places
    )
    await server.start()
    try:
        async with connected(server, 1) as master:

            async def served() -> None:
                assert (await master.poll()).values

            # Those that are turned away are on their way out for a moment.
            yield Flooded(server.endpoint.port, served, lambda: len(server._links), spare=1)
    finally:
        await server.stop()


@asynccontextmanager
async def ieee2030_5(places: int, folder: Path) -> AsyncIterator[Flooded]:
    head_end_server.LIMITS = Limits(connections=places)
    certificates = Certificates(folder)
    async with head_end(certificates) as utility:
        utility.exchanges.summary = True
        utility.register(certificates.of("device").der, PIN)
        port, context = utility.endpoints[0].port, client_context(certificates.of("device"))
        async with ClientSession(f"https://127.0.0.1:{port}") as session:

            async def served() -> None:
                async with session.get("/dcap", ssl=context) as answer:
                    assert answer.status == 200

            yield Flooded(port, served, lambda: utility._server._admission.connections)


@asynccontextmanager
async def aggregator(places: int, _: Path) -> AsyncIterator[Flooded]:
    holding.LIMITS = Limits(connections=places)
    async with HttpAggregator(["north"]) as transport, ClientSession(transport.url) as session:

        async def served() -> None:
            async with session.get("/facilities/north/messages/next") as answer:
                assert answer.status == 204

        assert transport._served is not None
        admission = transport._served._admission
        yield Flooded(transport.address[1], served, lambda: admission.connections)


@asynccontextmanager
async def relay(places: int, _: Path) -> AsyncIterator[Flooded]:
    server, port = await listening(echo)
    async with server, Relay("127.0.0.1", port, connections=places) as between:
        reader, writer = await asyncio.open_connection("127.0.0.1", between.port)

        async def served() -> None:
            writer.write(b"x")
            assert await reader.readexactly(1) == b"x"

        yield Flooded(between.port, served, lambda: between.connections)
        writer.close()


STUBS = (modbus, dnp3, ieee2030_5, aggregator, relay)
Stub = Callable[[int, Path], AbstractAsyncContextManager[Flooded]]


def flooded(
    stub: Stub,
    count: int,
    places: int,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    for module in (head_end_server, holding):
        monkeypatch.setattr(module, "LIMITS", module.LIMITS)  # put back afterwards

    async def run() -> None:
        async with stub(places, folder) as one:
            await flood(
                one.port,
                count,
                served=one.served,
                connections=one.connections,
                places=places + one.spare,
            )

    with caplog.at_level(logging.WARNING, "workbench.stubs"):
        asyncio.run(run())
    told = [record.getMessage() for record in caplog.records if record.name == "workbench.stubs"]
    assert any("turned away" in line or f"more than {places} connections" in line for line in told), told[:5]


@pytest.mark.parametrize("stub", STUBS)
def test_more_connections_than_places(
    stub: Stub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    flooded(stub, FEW, FEW_PLACES, tmp_path, monkeypatch, caplog)


@pytest.mark.soak
@pytest.mark.parametrize("stub", STUBS)
def test_ten_thousand_connections(
    stub: Stub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    flooded(stub, MANY, MANY_PLACES, tmp_path, monkeypatch, caplog)
