"""A north end that is a DNP3 outstation: the utility's master commands it and hears of changes."""

from __future__ import annotations

import ssl
import time
from collections.abc import Callable

from workbench.der.dnp3_schedules import blocks
from workbench.der.quantities import Protocol
from workbench.stubs.dnp3.outstation_server import OutstationServer
from workbench.stubs.dnp3.serving import serve_device
from workbench.stubs.exchanges import ExchangeLog
from workbench.stubs.gateway.aggregate import Aggregate
from workbench.stubs.gateway.schedule_book import ScheduleBook
from workbench.stubs.gateway.served import ServedNorth
from workbench.stubs.stub import LOOPBACK


class Dnp3North(ServedNorth):
    """Serves the devices of a gateway as one outstation, and carries out the schedules that masters write to it.

    The time of schedules is the gateway's own: what a master sets is the time of events only.

    Args:
        edition: of the list of points.
        watchdog: seconds after the last master has gone before its commands are let go.
    """

    def __init__(
        self,
        host: str = LOOPBACK,
        port: int = 0,
        *,
        edition: Protocol = Protocol.DNP3_1815_2,
        security: ssl.SSLContext | None = None,
        watchdog: float = 600.0,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.book = ScheduleBook(clock)
        super().__init__(watchdog=watchdog, clock=clock, schedules=self.book)
        self._address = (host, port)
        self._edition = edition
        self._security = security
        self._server: OutstationServer | None = None
        self.words = "the DNP3 master"

    async def serve(self, devices: Aggregate, log: ExchangeLog) -> None:
        """Start the outstation."""
        host, port = self._address
        self._server = await serve_device(
            devices,
            log,
            host=host,
            port=port,
            protocol=self._edition,
            security=self._security,
            schedules=self.book,
        )
        self.endpoints = (self._server.endpoint,)

    def blocks(self) -> list[str]:
        """Return the names of the windows of schedules that there are in its edition."""
        return [block.name for block in blocks(self._edition)]

    async def stop(self) -> None:
        """Stop the outstation."""
        server, self._server = self._server, None
        if server is not None:
            await server.stop()

    def heard(self) -> float | None:
        """Return now while a master is connected."""
        if self._server is not None and self._server.masters:
            self.hear()
        return super().heard()
