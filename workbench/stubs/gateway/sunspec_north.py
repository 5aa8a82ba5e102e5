"""A north end that is a SunSpec device: the utility's Modbus client sees all devices of the gateway as one."""

from __future__ import annotations

import ssl
import time
from collections.abc import Callable
from functools import partial

from workbench.stubs.exchanges import ExchangeLog
from workbench.stubs.gateway.aggregate import Aggregate
from workbench.stubs.gateway.served import ServedNorth
from workbench.stubs.modbus.frames import ExceptionCode, Refused
from workbench.stubs.modbus.roles import rights_of
from workbench.stubs.modbus.server import ModbusServer
from workbench.stubs.modbus.sunspec_bank import SunSpecBank
from workbench.stubs.modbus.sunspec_unit import SunSpecUnit
from workbench.stubs.stub import LOOPBACK, Endpoint

EDITION = "SunSpec models of the devices together"


class NotThereYet(Refused):
    """No device has answered since the start: which models it has is not known. Answered as Modbus gateways do."""

    def __init__(self) -> None:
        super().__init__(
            ExceptionCode.GATEWAY_TARGET_FAILED_TO_RESPOND, "no device behind this gateway has answered yet"
        )


class SunSpecNorth(ServedNorth):
    """Serves the devices of a gateway as unit 1.

    Args:
        tls: for Modbus/TCP Security; what a client may do follows from the role of its certificate.
        watchdog: seconds after the last request before what was commanded is let go.
    """

    def __init__(
        self,
        host: str = LOOPBACK,
        port: int = 0,
        *,
        tls: ssl.SSLContext | None = None,
        watchdog: float = 600.0,
        clock: Callable[[], float] = time.time,
    ) -> None:
        super().__init__(watchdog=watchdog, clock=clock)
        self._address = (host, port)
        self._tls = tls
        self._server: ModbusServer | None = None
        self._log: ExchangeLog | None = None
        self._requests = 0
        self.words = "the Modbus client"

    async def serve(self, devices: Aggregate, log: ExchangeLog) -> None:
        """Start the server."""
        host, port = self._address
        self._log = log

        def unit(address: int) -> SunSpecUnit:
            if not devices.keys():
                raise NotThereYet
            # What the devices measure may change between any two requests: it is read anew each time.
            return SunSpecUnit(devices, address, clock=self._clock, moment=self._moment)

        bank = SunSpecBank((1,), unit, lambda address: self.hear())
        rights = partial(rights_of, bank) if self._tls is not None else None
        self._server = ModbusServer(bank, log, host=host, port=port, tls=self._tls, rights=rights)
        await self._server.start()
        self.endpoints = (Endpoint(self._server.protocol, EDITION, host, self._server.port),)

    def _moment(self) -> int:
        self.hear()
        self._requests += 1
        return self._requests

    async def stop(self) -> None:
        """Stop the server."""
        server, self._server = self._server, None
        if server is not None:
            await server.stop()
