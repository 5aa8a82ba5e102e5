"""Connections whose frames a test makes itself, and a server beside the test."""

from __future__ import annotations

import asyncio
import warnings
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

from dnp3.application.builder import build_integrity_poll
from dnp3.application.header import RequestHeader
from dnp3.core.enums import FunctionCode
from dnp3.datalink import FrameParser, build_unconfirmed_user_data
from dnp3.transport import Reassembler, TransportSegment, segment_fragment

from tests.stubs.dnp3.plain import PlainPoints
from workbench.stubs.dnp3.outstation_server import ADDRESS, OutstationServer
from workbench.stubs.dnp3.values import Told, values_of
from workbench.stubs.exchanges import ExchangeLog

POLL = build_integrity_poll(seq=1).to_bytes()


def served(
    test: Callable[[OutstationServer, PlainPoints], Awaitable[None]], **options: object
) -> ExchangeLog:
    """Run a test beside a server; a resource that is not closed fails it."""
    log = ExchangeLog("test")

    async def run() -> None:
        points = PlainPoints()
        server = OutstationServer(lambda _: points, edition="plain", log=log, **options)  # type: ignore[arg-type]
        await server.start()
        try:
            async with asyncio.timeout(20):
                await test(server, points)
        finally:
            await server.stop()
            await server.stop()
        assert asyncio.all_tasks() == {asyncio.current_task()}

    with warnings.catch_warnings():
        warnings.simplefilter("error", ResourceWarning)
        asyncio.run(run())
    return log


class Raw:
    """A connection whose frames the test makes itself."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, address: int) -> None:
        self.reader, self.writer, self.address = reader, writer, address
        self.parser, self.reassembler = FrameParser(), Reassembler()
        self.frames: list[object] = []

    def frame(self, fragment: bytes) -> bytes:
        """Return a fragment as frames."""
        return b"".join(
            build_unconfirmed_user_data(ADDRESS, self.address, True, segment.to_bytes()).to_bytes()
            for segment in segment_fragment(fragment)
        )

    async def told(self) -> Told:
        """Return the next fragment that is no greeting; greetings are confirmed."""
        while True:
            data = await self.reader.read(4_096)
            if not data:
                raise EOFError
            for frame in self.parser.feed(data):
                if not frame.user_data:
                    self.frames.append(frame)
                    continue
                whole = self.reassembler.add(TransportSegment.from_bytes(frame.user_data))
                told = values_of(whole.data) if whole else None
                if told is None:
                    continue
                if told.unsolicited and not told.values:
                    header = RequestHeader.build(FunctionCode.CONFIRM, seq=told.sequence, uns=True)
                    self.writer.write(self.frame(header.to_bytes()))
                    continue
                return told

    async def poll(self) -> Told:
        """Read everything."""
        self.writer.write(self.frame(POLL))
        return await self.told()

    async def ended(self) -> bool:
        """Wait until the other end has closed the connection."""
        try:
            while await self.reader.read(4_096):
                pass
        except ConnectionError:
            pass
        return True


@asynccontextmanager
async def connected(server: OutstationServer, address: int = 1) -> AsyncIterator[Raw]:
    """Open a connection and close it afterwards."""
    reader, writer = await asyncio.open_connection("127.0.0.1", server.endpoint.port)
    try:
        yield Raw(reader, writer, address)
    finally:
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()
