"""The ends of a gateway by what is spoken there."""

from __future__ import annotations

import ssl
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from workbench.der.quantities import Protocol
from workbench.stubs.dnp3.link import RESERVED
from workbench.stubs.dnp3.outstation_server import ADDRESS
from workbench.stubs.gateway.dnp3_north import Dnp3North
from workbench.stubs.gateway.dnp3_south import Dnp3South, Dnp3Target
from workbench.stubs.gateway.ends import North, South
from workbench.stubs.gateway.sunspec_north import SunSpecNorth
from workbench.stubs.gateway.sunspec_south import ModbusTarget, SunSpecSouth

FIRST = {"modbus": 1, "dnp3": ADDRESS}
"""Protocols whose server stands at the DER's side of a hop, with the address of a device where nobody says which."""
MOST = {"modbus": 247, "dnp3": RESERVED.start - 1}
"""The highest address of a device."""


@dataclass(frozen=True)
class Place:
    """A server of one or several devices.

    Args:
        units: their addresses there: Modbus units, or DNP3 outstations; the protocol's first where none is said.
        names: of those, for readers. Default: their addresses, with the server's where there are several servers.
    """

    host: str
    port: int
    units: tuple[int, ...] = ()
    names: tuple[str, ...] = ()


def calling(
    protocol: str,
    places: Sequence[Place],
    tls: ssl.SSLContext | None = None,
    *,
    edition: Protocol = Protocol.DNP3_1815_2,
) -> South:
    """Return the south end that calls devices.

    Args:
        protocol: of ``FIRST``.
        tls: for the protocol's own way of security.
        edition: of the list of points, where DNP3 is spoken.
    """
    devices = []
    for place in places:
        units = place.units or (FIRST[protocol],)
        plain = [f"{place.host}:{place.port}/{unit}" if len(places) > 1 else str(unit) for unit in units]
        devices += [
            (place.host, place.port, unit, name)
            for unit, name in zip(units, place.names or plain, strict=True)
        ]
    if protocol == "modbus":
        return SunSpecSouth([ModbusTarget(*device) for device in devices], tls=tls)
    return Dnp3South([Dnp3Target(*device) for device in devices], edition=edition, security=tls)


def serving(
    protocol: str,
    host: str,
    port: int,
    tls: ssl.SSLContext | None = None,
    *,
    edition: Protocol = Protocol.DNP3_1815_2,
    watchdog: float = 600.0,
    clock: Callable[[], float] = time.time,
) -> North:
    """Return the north end at which all devices of a gateway are served as one.

    Args:
        protocol: of ``FIRST``.
        edition: of the list of points, where DNP3 is spoken.
        watchdog: seconds of the client's silence after which its commands are let go.
    """
    if protocol == "modbus":
        return SunSpecNorth(host, port, tls=tls, watchdog=watchdog, clock=clock)
    return Dnp3North(host, port, edition=edition, security=tls, watchdog=watchdog, clock=clock)
