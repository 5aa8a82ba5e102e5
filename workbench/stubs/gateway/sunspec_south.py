"""A south end that asks devices by SunSpec over Modbus/TCP."""

from __future__ import annotations

import ssl
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from workbench.der.device import NotPossible
from workbench.der.quantities import Value
from workbench.stubs.exchanges import ExchangeLog
from workbench.stubs.gateway.ends import Unreachable
from workbench.stubs.gateway.ledger import told
from workbench.stubs.gateway.line import Line
from workbench.stubs.modbus.client import ModbusClient
from workbench.stubs.modbus.frames import UNHEARD, FrameError, Refused
from workbench.stubs.modbus.sunspec_client import SunSpecClient
from workbench.stubs.stub import Endpoint

PROTOCOL = "modbus"


@dataclass(frozen=True)
class ModbusTarget:
    """One device.

    Args:
        unit: its Modbus unit address.
        name: what the gateway calls it; the unit where it is empty.
    """

    host: str
    port: int
    unit: int = 1
    name: str = ""


class SunSpecSouth:
    """Devices at one or several Modbus servers.

    Args:
        targets: the devices; those at one server share a connection, on which silent ones are asked rarely.
        tls: for Modbus/TCP Security, with the gateway's certificate and role.
        seconds: how long an answer is waited for.
        clock: seconds that only go forward, to measure how long silent devices hold a connection.
    """

    def __init__(
        self,
        targets: Sequence[ModbusTarget],
        *,
        tls: ssl.SSLContext | None = None,
        seconds: float = 3.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.words = ", ".join(dict.fromkeys(f"{one.host}:{one.port}" for one in targets))
        self.endpoints: tuple[Endpoint, ...] = ()
        self.patience = 2.0
        self._targets = {one.name or str(one.unit): one for one in targets}
        self._tls = tls
        self._seconds = seconds
        self._clock = clock
        self._connections: dict[tuple[str, int], ModbusClient] = {}
        self._devices: dict[str, SunSpecClient] = {}
        self._lines: dict[str, Line] = {}
        self._log: ExchangeLog | None = None

    async def start(self, log: ExchangeLog) -> None:
        """Prepare a connection to each server; it is made when the first device is asked."""
        self._log = log
        for name, target in self._targets.items():
            address = (target.host, target.port)
            if address not in self._connections:
                self._connections[address] = ModbusClient(*address, tls=self._tls, seconds=self._seconds)
            self._devices[name] = SunSpecClient(self._connections[address], target.unit)
        for host, port in self._connections:
            sharing = [name for name, one in self._targets.items() if (one.host, one.port) == (host, port)]
            self._lines |= dict.fromkeys(sharing, Line(sharing, self._clock))

    async def stop(self) -> None:
        """Close every connection."""
        connections, self._connections = self._connections, {}
        for connection in connections.values():
            await connection.close()

    def units(self) -> Collection[str]:
        """Return the names of the devices."""
        return self._targets.keys()

    async def keys(self, unit: str) -> Collection[str]:
        """Return what a device has, as its models show it; they are looked up the first time."""
        device = self._devices[unit]
        if not device.keys():
            try:
                with self._lines[unit].asking(unit), _reachable():
                    await device.discover()
            except NotPossible as error:  # no device of SunSpec, or not yet
                raise Unreachable(str(error)) from error
            models = ", ".join(map(str, device.blocks))
            self._note(unit, "in", f"shows the SunSpec models {models}")
        return device.keys()

    async def read(self, unit: str, keys: Collection[str]) -> Mapping[str, Value]:
        """Return the values of those keys that the device has."""
        await self.keys(unit)
        with self._lines[unit].asking(unit), _reachable():
            return await self._devices[unit].read(keys)

    async def write(self, unit: str, key: str, value: Value) -> None:
        """Set one quantity."""
        await self.keys(unit)
        device = self._devices[unit]
        place = device.place(key)
        self._note(unit, "out", f"{told({key: value})} to {place.address}")
        with self._lines[unit].asking(unit), _reachable():
            losses = await device.write(key, value)
        for loss in losses:
            self._note(unit, "out", loss.words)

    def _note(self, unit: str, direction: str, words: str) -> None:
        if self._log is not None:
            target = self._targets[unit]
            peer = f"{target.host}:{target.port} unit {target.unit}"
            self._log.add(peer, PROTOCOL, "in" if direction == "in" else "out", words)


class _reachable:  # noqa: N801
    """Turns what a silent or confused device causes into ``Unreachable``; refusals pass."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        if isinstance(error, NotPossible):
            return
        if isinstance(error, Refused) and error.code in UNHEARD:
            raise Unreachable(f"the Modbus gateway before it gives it up: {error.why}") from error
        if isinstance(error, Refused):
            raise Unreachable(f"it refuses to be read: {error.why}") from error
        if isinstance(error, OSError | FrameError):
            raise Unreachable(str(error) or type(error).__name__) from error
