"""Devices served as outstations: what the inverter and the gateways call."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Mapping

from workbench.der.device import Device
from workbench.der.quantities import Protocol
from workbench.stubs.dnp3.device_points import DevicePoints
from workbench.stubs.dnp3.link import KeepAlive
from workbench.stubs.dnp3.outstation_server import ADDRESS, CONNECTIONS, OutstationServer
from workbench.stubs.dnp3.schedule_keeper import Keeper
from workbench.stubs.dnp3.served_quantities import load
from workbench.stubs.dnp3.session import Timings
from workbench.stubs.exchanges import ExchangeLog
from workbench.stubs.stub import LOOPBACK, Endpoint


def edition_words(protocol: Protocol) -> str:
    """Return the edition of a list of points as an endpoint names it."""
    return protocol.words.removeprefix("DNP3, ")


async def serve_device(
    device: Device,
    log: ExchangeLog,
    *,
    host: str = LOOPBACK,
    port: int = 0,
    protocol: Protocol = Protocol.DNP3_1815_2,
    name: str = "",
    address: int = ADDRESS,
    master: int | None = None,
    security: ssl.SSLContext | None = None,
    timings: Timings | None = None,
    keep_alive: KeepAlive | None = None,
    deadbands: Mapping[str, float] | None = None,
    schedules: Keeper | None = None,
    written: Callable[[], None] = lambda: None,
) -> OutstationServer:
    """Serve a device as an outstation; it is served when this returns.

    Args:
        protocol: edition of the list of points: that of IEEE 1815.2, or of AN2018-001.
        name: told in a device attribute.
        deadbands: by quantity, in its unit.
        schedules: who keeps and carries out schedules; without one there are no points for them.
        written: called after a master has operated an output.

    Others are those of ``OutstationServer``.

    Raises:
        OSError: the address cannot be used.
    """
    server = OutstationServer(
        lambda _: DevicePoints(device, protocol, name=name, deadbands=deadbands, schedules=schedules),
        edition=edition_words(protocol),
        log=log,
        host=host,
        port=port,
        addresses=(address,),
        master=master,
        security=security,
        timings=timings,
        keep_alive=keep_alive,
        written=lambda _: written(),
    )
    load(protocol)
    await server.start()
    return server


class UnitOutstations:
    """The units of a stub as outstations: at one port, or at two, without TLS and with it.

    Unit 1 has the address ``ADDRESS``, unit 2 the next, and so on. An outstation is made when it is first spoken to.

    Args:
        device: gives the device of a unit, the first being 1.
        written: is given the unit whose outputs a master has operated.
        restart: restarts a unit whole, and calls ``restart`` of this for it.
        schedules: gives who keeps and carries out the schedules of a device; without it there are no points for them.
    """

    def __init__(
        self,
        device: Callable[[int], Device],
        count: int,
        log: ExchangeLog,
        *,
        protocol: Protocol = Protocol.DNP3_1815_2,
        timings: Timings | None = None,
        connections: int = CONNECTIONS,
        written: Callable[[int], None] = lambda unit: None,
        restart: Callable[[int], None] | None = None,
        schedules: Callable[[Device], Keeper] | None = None,
    ) -> None:
        self._device = device
        self._count = count
        self._log = log
        self._protocol = protocol
        self._timings = timings
        self._connections = connections
        self._written = written
        self._restart = restart
        self._schedules = schedules
        self._servers: list[OutstationServer] = []

    @property
    def endpoints(self) -> tuple[Endpoint, ...]:
        """Where they listen."""
        return tuple(server.endpoint for server in self._servers)

    async def start(self, host: str, port: int, security: ssl.SSLContext | None = None) -> None:
        """Listen at one more port.

        Raises:
            OSError: the address cannot be used.
        """
        restart = self._restart
        server = OutstationServer(
            self._points,
            edition=edition_words(self._protocol),
            log=self._log,
            host=host,
            port=port,
            addresses=range(ADDRESS, ADDRESS + self._count),
            security=security,
            timings=self._timings,
            connections=self._connections,
            written=lambda address: self._written(unit_of(address)),
            restart=(lambda address: restart(unit_of(address))) if restart else None,
        )
        load(self._protocol)
        await server.start()
        self._servers.append(server)

    async def stop(self) -> None:
        """Listen no longer."""
        servers, self._servers = self._servers, []
        for server in servers:
            await server.stop()

    def scan(self) -> None:
        """Tell the masters at once what has changed."""
        for server in self._servers:
            server.scan()

    def restart(self, unit: int) -> None:
        """Begin anew with the masters of a unit, which has restarted."""
        for server in self._servers:
            server.restart(address_of_unit(unit), cold=True)

    def silence(self, unit: int, *, silent: bool) -> None:
        """Have a unit do as if it were not there, or be there again."""
        for server in self._servers:
            server.silence(address_of_unit(unit), silent=silent)

    def _points(self, address: int) -> DevicePoints:
        unit = unit_of(address)
        device = self._device(unit)
        schedules = self._schedules(device) if self._schedules else None
        return DevicePoints(device, self._protocol, name=f"unit {unit}", schedules=schedules)


def unit_of(address: int) -> int:
    """Return the unit that is served at an address."""
    return address - ADDRESS + 1


def address_of_unit(unit: int) -> int:
    """Return the address at which a unit is served."""
    return ADDRESS + unit - 1
