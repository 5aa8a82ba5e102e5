"""One outstation in a process of its own, for ``bench/dnp3_latency.py``: ``ours``, ``inverter`` or ``yadnp3``.

Every twenty milliseconds one analog input changes to the moment at which it does, in microseconds of the machine's
monotonic clock; whoever takes the event sees how old it is. The port is printed when it is known.
"""

from __future__ import annotations

import asyncio
import socket
import sys
import time
from collections.abc import Callable, Mapping
from typing import Any

from workbench.der.behaviour import Fleet
from workbench.stubs.dnp3.device_points import DevicePoints
from workbench.stubs.dnp3.outstation_server import OutstationServer
from workbench.stubs.dnp3.points import Kind, Point, PointId, Raw
from workbench.stubs.dnp3.session import Timings
from workbench.stubs.exchanges import ExchangeLog

PACE = 0.02
MODULUS = 1 << 31
TIMED = PointId(Kind.ANALOG_INPUT, 0)


def moment() -> int:
    """Return now, in microseconds that fit into an analog value."""
    return time.monotonic_ns() // 1_000 % MODULUS


class OnePoint:
    """The one point that both outstations have."""

    def __init__(self) -> None:
        self.points: Mapping[PointId, Point] = {TIMED: Point(TIMED, "moment", 1)}
        self.raw: Raw = 0

    def sample(self) -> Mapping[PointId, Raw | None]:
        return {TIMED: self.raw}

    def changes(self) -> Mapping[PointId, Raw | None]:
        return self.sample()

    def attributes(self) -> Mapping[int, str]:
        return {}

    def check(self, point: PointId, raw: Raw) -> None:
        raise NotImplementedError

    operate = check

    def tell(self, point: PointId, raw: Raw) -> str:
        return f"{point} = {raw}"


class WithDevice(OnePoint):
    """The same, beside all points of an inverter, which are read for every change."""

    def __init__(self) -> None:
        super().__init__()
        self._device = DevicePoints(Fleet(1).device(0))
        self.points = {**self._device.points, TIMED: self.points[TIMED]}

    def sample(self) -> Mapping[PointId, Raw | None]:
        return {**self._device.sample(), TIMED: self.raw}

    def changes(self) -> Mapping[PointId, Raw | None]:
        return {**self._device.changes(), TIMED: self.raw}


async def ours(points: OnePoint) -> None:
    """Serve with our outstation."""
    log = ExchangeLog("bench", summary=True)
    server = OutstationServer(lambda _: points, edition="bench", log=log, timings=Timings(scan=3_600))
    await server.start()
    print(server.endpoint.port, flush=True)
    while True:
        await asyncio.sleep(PACE)
        points.raw = moment()
        server.scan()


def yadnp3() -> None:
    """Serve with yadnp3's outstation."""
    import opendnp3

    class Listener(opendnp3.IChannelListener):
        def OnStateChange(self, state: Any) -> None:  # noqa: N802
            pass

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    manager = opendnp3.DNP3Manager(1)
    keep = (Listener(), opendnp3.ICommandHandler(), opendnp3.IOutstationApplication())
    channel = manager.AddTCPServer(
        "bench",
        opendnp3.levels.NOTHING,
        opendnp3.ServerAcceptMode.CloseExisting,
        opendnp3.IPEndpoint("127.0.0.1", port),
        keep[0],
    )
    database = opendnp3.DatabaseConfig(1)
    config = opendnp3.OutstationStackConfig(database)
    config.outstation.eventBufferConfig = opendnp3.EventBufferConfig.AllTypes(500)
    config.outstation.params.allowUnsolicited = True
    config.link.LocalAddr, config.link.RemoteAddr = 10, 1
    outstation = channel.AddOutstation("bench", keep[1], keep[2], config)
    outstation.Enable()
    print(port, flush=True)
    while True:
        time.sleep(PACE)
        builder = opendnp3.UpdateBuilder()
        builder.Update(opendnp3.Analog(moment()), 0)
        outstation.Apply(builder.Build())


if __name__ == "__main__":
    serve: dict[str, Callable[[], object]] = {
        "ours": lambda: asyncio.run(ours(OnePoint())),
        "inverter": lambda: asyncio.run(ours(WithDevice())),
        "yadnp3": yadnp3,
    }
    serve[sys.argv[1]]()
