"""The reference inverter: one or many DERs behind the protocols that a smart inverter speaks."""

from __future__ import annotations

import asyncio
import re
import ssl
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from workbench.der.behaviour.fleet import CONDITIONS, Fleet
from workbench.der.behaviour.inverter import Inverter as Der
from workbench.der.behaviour.ratings import Ratings
from workbench.der.device import NotPossible, OutOfRange, UnknownQuantity
from workbench.der.quantities import Protocol, Value
from workbench.stubs.dnp3.device_schedules import DeviceSchedules
from workbench.stubs.dnp3.serving import UnitOutstations
from workbench.stubs.dnp3.session import Timings
from workbench.stubs.exchanges import ExchangeLog
from workbench.stubs.inverter_conditions import check_conditions
from workbench.stubs.inverter_observation import observation
from workbench.stubs.inverter_restart import restart_units
from workbench.stubs.modbus.roles import rights_of
from workbench.stubs.modbus.server import CONNECTIONS, ModbusServer
from workbench.stubs.modbus.sunspec_bank import SunSpecBank
from workbench.stubs.modbus.sunspec_unit import SunSpecUnit
from workbench.stubs.pki import Credentials, Standard
from workbench.stubs.state_file import Keeping, StateFile
from workbench.stubs.stub import LOOPBACK, Endpoint, Observation, Stub
from workbench.stubs.tls import server_context

EDITION = "SunSpec models 1, 101-140 and 701-714"
UNITS = 247
"""Unit addresses of one port (Modbus Application Protocol, 4.1)."""
STEP = 0.1
"""Seconds from one step of the model to the next."""
_LATE = 5.0
"""A step is at most this long, in seconds; after a longer pause the model takes several."""
_COUNTERS_SECONDS = 60.0
"""How often energies are kept, which change always."""


class Inverter(Stub):
    """One or several inverters in one process.

    Unit ``1`` is the first. At one port there are 247 unit addresses; further units are at further ports, the next
    numbers after the first unless a free one is taken.

    Conditions of ``disturb``: ``voltage_pu``, ``frequency_hz``, ``irradiance``, ``temperature``, ``load``,
    ``islanded``; ``offline``, ``restart``, ``clock_step``, ``scale_factor``; ``unit`` says for which one.

    Args:
        count: how many.
        ratings: what they are built for.
        modbus: host and port of Modbus/TCP; nothing to leave it out.
        modbus_tls: host and port of Modbus/TCP Security; it needs ``credentials``.
        dnp3, dnp3_tls: host and port of DNP3, without TLS and with it; unit 1 is outstation 10 there, unit 2 the next.
        dnp3_edition: of the list of points.
        dnp3_unsolicited: whether masters may be told anything unasked; not for those that know no such thing.
        credentials: certificate and key that are shown, and whom clients have to come from.
        key_log: file for the keys of TLS, which Wireshark reads.
        state: file that keeps settings, curves and counters; who finds one there begins as after a restart.
        step: seconds from one step of the model to the next; 0 takes none by itself, ``advance`` does.
        clock: seconds since 1970, UTC.
        summary: log refusals only.
        connections: how many Modbus connections are held at once.
        seed: of what the model draws at random.
    """

    kind = "inverter"

    def __init__(
        self,
        count: int = 1,
        ratings: Ratings | None = None,
        *,
        modbus: tuple[str, int] | None = (LOOPBACK, 0),
        modbus_tls: tuple[str, int] | None = None,
        dnp3: tuple[str, int] | None = None,
        dnp3_tls: tuple[str, int] | None = None,
        dnp3_edition: Protocol = Protocol.DNP3_1815_2,
        dnp3_unsolicited: bool = True,
        credentials: Credentials | None = None,
        key_log: Path | None = None,
        state: Path | None = None,
        step: float = STEP,
        clock: Callable[[], float] = time.time,
        summary: bool = False,
        connections: int = CONNECTIONS,
        seed: int = 0,
        name: str = "",
    ) -> None:
        super().__init__(name)
        if modbus_tls and credentials is None:
            raise ValueError("Modbus over TLS needs credentials: a certificate, its key and whom to trust.")
        self.exchanges = ExchangeLog(self.name, summary=summary)
        self.fleet = Fleet(count, ratings, seed=seed, epoch=clock())
        self.moment = 0
        """Goes up with every change of any device; what serves a device asks it again then."""
        self._modbus = modbus
        self._modbus_tls = modbus_tls
        self._dnp3, self._dnp3_tls = dnp3, dnp3_tls
        self._outstations = UnitOutstations(
            lambda unit: self.fleet.device(unit - 1),
            count,
            self.exchanges,
            protocol=dnp3_edition,
            timings=Timings(unsolicited=dnp3_unsolicited),
            connections=connections,
            written=lambda unit: self.changed(),
            restart=lambda unit: self._restart([unit]),
            schedules=DeviceSchedules,
        )
        self._credentials = credentials
        self._key_log = key_log
        self._state = StateFile(state, "units", "settings of an inverter") if state else None
        self._keeping = Keeping(self.save, self.name)
        self._step = step
        self._clock = clock
        self._clock_set_on = 0.0
        self._connections = connections
        self._stepped_at = 0.0
        self._stepping: asyncio.TimerHandle | None = None
        self._counting = 0.0
        self._servers: list[ModbusServer] = []
        self._banks: list[SunSpecBank] = [
            SunSpecBank(range(1, last + 1), self._maker(first), lambda unit: self.changed())
            for first, last in _ports(count)
        ]
        self._kept: Mapping[str, Any] = {}

    @property
    def units(self) -> range:
        """Numbers of the units."""
        return range(1, self.fleet.count + 1)

    @property
    def connections(self) -> int:
        """How many Modbus connections there are."""
        return sum(server.connections for server in self._servers)

    def clock(self) -> float:
        """Return the inverters' own time, seconds since 1970, UTC."""
        return self._clock() + self._clock_set_on

    def device(self, unit: str = "1") -> Der:
        """Return one inverter, for protocols that serve it.

        Raises:
            UnknownQuantity: there is no such unit.
        """
        if not unit.isdecimal() or int(unit) not in self.units:
            raise UnknownQuantity(f"There is no unit {unit!r} here; there are 1 to {self.fleet.count}.")
        return self.fleet.device(int(unit) - 1)

    def registers(self, unit: str = "1") -> SunSpecUnit:
        """Return the registers of one inverter.

        Raises:
            UnknownQuantity: there is no such unit.
        """
        self.device(unit)
        bank, address = divmod(int(unit) - 1, UNITS)
        silent, self._banks[bank].silent = self._banks[bank].silent, set()
        try:
            return self._banks[bank].unit(address + 1)
        finally:
            self._banks[bank].silent = silent

    def changed(self) -> None:
        """Note that something wrote to a device: it is read anew, and kept."""
        self.moment += 1
        self._save_soon()
        self._outstations.scan()

    def advance(self, seconds: float) -> None:
        """Carry the model forward, for who gave it no step of its own."""
        whole, rest = divmod(seconds, _LATE)
        for length in [_LATE] * int(whole) + ([rest] if rest > 0 else []):
            self.fleet.step(length)
        self.moment += 1

    async def start(self) -> None:
        """Start serving.

        Raises:
            OSError: an address cannot be used.
            StateUnreadable: the file of the state is none of ours.
        """
        self._restore()
        try:
            await self._start_servers()
        except BaseException:
            await self.stop()
            raise
        loop = asyncio.get_running_loop()
        self._stepped_at = loop.time()
        self._counting = loop.time()
        if self._step:
            self._stepping = loop.call_later(self._step, self._tick, loop)

    async def stop(self) -> None:
        """Stop serving, and keep what has to be kept; may be called twice."""
        if self._stepping:
            self._stepping.cancel()
        self._stepping = None
        self._keeping.stop()
        servers, self._servers = self._servers, []
        for server in servers:
            await server.stop()
        if servers or self._outstations.endpoints:
            await self._outstations.stop()
            self.save()

    async def read(self, key: str, unit: str = "1") -> Value:
        """Return a quantity of a unit.

        Raises:
            UnknownQuantity: no such quantity or unit.
        """
        return self.device(unit).read(key)

    async def write(self, key: str, value: Value, unit: str = "1") -> None:
        """Set a quantity of a unit, as at its display.

        Raises:
            NotPossible: with the reason; nothing changed then.
        """
        self.device(unit).write(key, value)
        self.changed()

    def observe(self) -> Observation:
        """Return what the inverters measure, what they were told and which of it is in force."""
        devices = {str(number): self.fleet.device(number - 1) for number in self.units}
        silent = [
            first + address - 1
            for (first, _), bank in zip(_ports(self.fleet.count), self._banks, strict=True)
            for address in bank.silent
        ]
        return observation(devices, silent, self.exchanges)

    async def disturb(self, **conditions: Value) -> None:
        """Change what surrounds the inverters, or what befalls them.

        Raises:
            NotPossible: an unknown condition, with those that there are, or a value that it does not take.
        """
        check_conditions(conditions)
        indexes = self._indexes(conditions.get("unit", "all"))
        around = {name: value for name, value in conditions.items() if name in CONDITIONS}
        if "scale_factor" in conditions:
            self._rescale(indexes, conditions["scale_factor"])
        for index in indexes if len(indexes) < self.fleet.count else [slice(None)]:
            self.fleet.disturb(index, **around)
        step = conditions.get("clock_step", 0.0)
        self._clock_set_on += step if isinstance(step, int | float) else 0.0
        self.fleet.epoch += step if isinstance(step, int | float) else 0.0
        if "offline" in conditions:
            self._silence(indexes, silent=bool(conditions["offline"]))
        if conditions.get("restart"):
            self._restart([index + 1 for index in indexes])
        self.changed()

    def save(self) -> None:
        """Keep settings, curves and counters now, where there is a file for them.

        Raises:
            OSError: the file cannot be written.
        """
        if self._state is None:
            return
        units: dict[str, Any] = {}
        for number in self.units:
            bank, address = divmod(number - 1, UNITS)
            made = self._banks[bank].made().get(address + 1)
            units[str(number)] = {
                "device": self.fleet.settings(number - 1),
                "registers": made.kept() if made else self._kept.get(str(number), {}).get("registers", {}),
            }
        self._state.write(units)

    async def _start_servers(self) -> None:
        endpoints = []
        for number, bank in enumerate(self._banks):
            for server in self._servers_of(bank, number):
                await server.start()
                self._servers.append(server)
                endpoints.append(Endpoint(server.protocol, EDITION, server.host, server.port))
        for address, secured in ((self._dnp3, False), (self._dnp3_tls, True)):
            if address is not None:
                await self._outstations.start(*address, self._context(Standard.DNP3) if secured else None)
        endpoints += self._outstations.endpoints
        self.endpoints = tuple(sorted(endpoints, key=lambda endpoint: endpoint.protocol))

    def _restart(self, units: Iterable[int]) -> None:
        restart_units(self.fleet, units)
        for unit in units:
            self._outstations.restart(unit)

    def _servers_of(self, bank: SunSpecBank, number: int) -> Iterator[ModbusServer]:
        """Yield the servers of one bank: without TLS, with it, or both."""
        for address, secured in ((self._modbus, False), (self._modbus_tls, True)):
            if address is None:
                continue
            host, port = address
            yield ModbusServer(
                bank,
                self.exchanges,
                host=host,
                port=port + number if port else 0,
                connections=self._connections,
                tls=self._context(Standard.MODBUS) if secured else None,
                rights=partial(rights_of, bank) if secured else None,
            )

    def _context(self, standard: Standard) -> ssl.SSLContext:
        assert self._credentials is not None
        return server_context(self._credentials, standard, key_log=self._key_log)

    def _tick(self, loop: asyncio.AbstractEventLoop) -> None:
        self._stepping = loop.call_later(self._step, self._tick, loop)
        now = loop.time()
        seconds, self._stepped_at = now - self._stepped_at, now
        self.fleet.epoch = self.clock() - self.fleet.time  # schedules go by the clock, wherever it is set to
        self.advance(seconds)
        if now - self._counting > _COUNTERS_SECONDS:
            self._counting = now
            self._save_soon()

    def _maker(self, first: int) -> Callable[[int], SunSpecUnit]:
        def make(address: int) -> SunSpecUnit:
            number = first + address - 1
            made = SunSpecUnit(
                self.fleet.device(number - 1), address, clock=self.clock, moment=lambda: self.moment
            )
            made.restore(self._kept.get(str(number), {}).get("registers", {}))
            return made

        return make

    def _save_soon(self) -> None:
        """Keep changes in a moment, several together."""
        if self._state is not None and (self._servers or self._outstations.endpoints):
            self._keeping.soon()

    def _restore(self) -> None:
        if self._state is None:
            return
        self._kept = self._state.read()
        for number in self.units:
            found = self._kept.get(str(number))
            if found is None:
                continue
            try:
                self.fleet.restore(number - 1, found["device"])
            except (NotPossible, KeyError, TypeError, ValueError) as fault:
                raise self._state.unreadable(f"unit {number}: {fault}") from None
        restart_units(self.fleet, [number for number in self.units if str(number) in self._kept])
        self.moment += 1

    def _indexes(self, unit: Value) -> list[int]:
        if unit == "all":
            return list(range(self.fleet.count))
        self.device(str(unit))
        return [int(str(unit)) - 1]

    def _rescale(self, indexes: Iterable[int], wanted: Value) -> None:
        found = re.fullmatch(r"(\d+)\.(\w+)\s*=\s*(-?\d+)", str(wanted))
        if found is None:
            raise OutOfRange(f"scale_factor is such as '701.W_SF=1', not {wanted!r}.")
        for index in indexes:
            self.registers(str(index + 1)).rescale(int(found[1]), found[2], int(found[3]))

    def _silence(self, indexes: Iterable[int], *, silent: bool) -> None:
        for index in indexes:
            bank, address = divmod(index, UNITS)
            (self._banks[bank].silent.add if silent else self._banks[bank].silent.discard)(address + 1)
            self._outstations.silence(index + 1, silent=silent)


def _ports(count: int) -> list[tuple[int, int]]:
    """Return, for each port, the number of its first unit and its last unit address."""
    return [(first, min(UNITS, count - first + 1)) for first in range(1, count + 1, UNITS)]
