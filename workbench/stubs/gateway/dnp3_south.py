"""A south end that is a DNP3 master of one or several outstations."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TypeVar

from workbench.der.device import NotPossible
from workbench.der.quantities import Protocol, Value, quantities
from workbench.der.schedule import Schedule
from workbench.stubs.dnp3.editions import EditionMismatch
from workbench.stubs.dnp3.master import Master
from workbench.stubs.dnp3.outstation_server import ADDRESS
from workbench.stubs.dnp3.scheduling import ReadSchedule, end_schedule, read_schedule, write_schedule
from workbench.stubs.dnp3.transactions import NoAnswer
from workbench.stubs.exchanges import ExchangeLog
from workbench.stubs.gateway.ends import Unreachable
from workbench.stubs.stub import Endpoint

_Result = TypeVar("_Result")
MOST_ASKED = 12
"""How many settings are asked for one by one; beyond it everything is read."""


@dataclass(frozen=True)
class Dnp3Target:
    """One outstation.

    Args:
        address: its link address.
        name: what the gateway calls it.
    """

    host: str
    port: int
    address: int = ADDRESS
    name: str = "1"


class Dnp3South:
    """Outstations that a gateway commands.

    Args:
        edition: of the list of points; an outstation of another is not spoken to.
        security: for TLS.
    """

    def __init__(
        self,
        targets: Sequence[Dnp3Target],
        *,
        edition: Protocol = Protocol.DNP3_1815_2,
        security: ssl.SSLContext | None = None,
        timeout: float = 5.0,
    ) -> None:
        places = ", ".join(dict.fromkeys(f"{one.host}:{one.port}" for one in targets))
        self.words = f"{places} ({edition.words})"
        self.endpoints: tuple[Endpoint, ...] = ()
        self.patience = 3.0
        self._targets = {one.name: one for one in targets}
        self._edition = edition
        self._security = security
        self._timeout = timeout
        self._masters: dict[str, Master] = {}
        self._connecting: dict[str, asyncio.Lock] = {}

    async def start(self, log: ExchangeLog) -> None:
        """Prepare a master for each outstation; it connects when the outstation is first asked."""
        for name, target in self._targets.items():
            self._connecting[name] = asyncio.Lock()
            self._masters[name] = Master(
                target.host,
                target.port,
                edition=self._edition,
                log=log,
                outstation=target.address,
                security=self._security,
                timeout=self._timeout,
            )

    async def stop(self) -> None:
        """Close every connection."""
        masters, self._masters = self._masters, {}
        for master in masters.values():
            await master.close()

    def units(self) -> Collection[str]:
        """Return the names of the outstations."""
        return self._targets.keys()

    async def keys(self, unit: str) -> Collection[str]:
        """Return what an outstation has values of, and the curves that its edition can say."""
        master = await self._connected(unit)
        return [*master.values, *_curves(self._edition)]

    async def read(self, unit: str, keys: Collection[str]) -> Mapping[str, Value]:
        """Return values: readings as events keep them, few settings by asking for their points, many by all points.

        Not every point has events: what was commanded is read itself.
        """
        master = await self._connected(unit)
        asked = [key for key in keys if not key.startswith("monitoring-")]
        curves = _curves(self._edition)
        found: dict[str, Value] = {}
        try:
            await master.events()
            if len(asked) > MOST_ASKED:
                await master.integrity()
            for key in asked:
                if len(asked) <= MOST_ASKED or key in curves:
                    with suppress(NotPossible):  # the outstation has no such point, or no curve there
                        found[key] = await master.read(key)
        except (NoAnswer, OSError) as error:
            raise Unreachable(str(error)) from error
        for key in keys:
            known = master.values.get(key)
            if known is not None and known.online:
                found.setdefault(key, known.value)
        return found

    async def write(self, unit: str, key: str, value: Value) -> None:
        """Operate the points of a quantity."""
        await self._with(unit, lambda master: master.write(key, value))

    async def write_schedule(self, unit: str, number: int, schedule: Schedule) -> None:
        """Write a schedule into a number of an outstation and put it into use.

        Raises:
            NotPossible: the edition cannot say it, or the outstation refuses it.
            Unreachable: it does not answer.
        """
        await self._with(unit, lambda master: write_schedule(master, number, schedule))

    async def read_schedule(self, unit: str, number: int) -> ReadSchedule:
        """Return a schedule of an outstation as its window shows it. Raises as ``write_schedule``."""
        return await self._with(unit, lambda master: read_schedule(master, number))

    async def end_schedule(self, unit: str, number: int) -> None:
        """Put a schedule of an outstation out of use. Raises as ``write_schedule``."""
        await self._with(unit, lambda master: end_schedule(master, number))

    async def _with(self, unit: str, act: Callable[[Master], Awaitable[_Result]]) -> _Result:
        master = await self._connected(unit)
        try:
            return await act(master)
        except (NoAnswer, OSError) as error:
            raise Unreachable(str(error)) from error

    async def _connected(self, unit: str) -> Master:
        master = self._masters[unit]
        async with self._connecting[unit]:
            if not master.connected:
                try:
                    await master.connect()
                    await master.integrity()
                except EditionMismatch as mismatch:
                    raise Unreachable(str(mismatch)) from None
                except (NoAnswer, OSError) as error:
                    raise Unreachable(str(error) or type(error).__name__) from error
        return master


def _curves(edition: Protocol) -> list[str]:
    return [
        key
        for key, row in quantities().items()
        if "," in row.unit and edition in row.bindings and row.bindings[edition].write
    ]
