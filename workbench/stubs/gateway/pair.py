"""The standard gateway at both ends: the utility's and the facility's in one process, with the hop between them."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from workbench.der.quantities import Protocol, Value
from workbench.stubs.exchanges import ExchangeLog
from workbench.stubs.gateway.ends import North, South
from workbench.stubs.gateway.gateway import ALL, Gateway, Pace
from workbench.stubs.gateway.spoken import Place, calling, serving
from workbench.stubs.state_file import StateFile
from workbench.stubs.stub import LOOPBACK, Observation, Stub


class GatewayPair(Stub):
    """Two gateways: the utility's calls the facility's, which serves it.

    Args:
        north: the end of the utility's gateway towards the utility.
        south: the end of the facility's gateway towards the devices.
        between: what the two speak to each other: ``dnp3`` or ``modbus``.
        edition: of the list of points, where that is DNP3.
        address: where the facility's gateway serves the utility's.
        fallback: of the facility's gateway, when the utility is silent.
        state: file in which both keep what has to outlast a restart.
    """

    kind = "gateway-pair"

    def __init__(
        self,
        north: North,
        south: South,
        *,
        between: str = "dnp3",
        edition: Protocol = Protocol.DNP3_1815_2,
        address: tuple[str, int] = (LOOPBACK, 0),
        name: str = "",
        pace: Pace | None = None,
        fallback: Mapping[str, Value] | None = None,
        state: Path | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        super().__init__(name)
        self.between = between
        self.edition = edition
        self._north = north
        self._pace = pace or Pace()
        self._clock = clock
        middle = serving(between, *address, edition=edition, watchdog=self._pace.watchdog, clock=clock)
        self._state = StateFile(state, self.kind, f"state of a {self.kind}") if state is not None else None
        self.facility = Gateway(
            middle,
            south,
            kind="facility-gateway",
            pace=self._pace,
            fallback=fallback,
            state=self._state.part("facility-gateway") if self._state else None,
            clock=clock,
        )
        self.utility: Gateway | None = None

    def logs(self) -> tuple[ExchangeLog, ...]:
        """Return the logs of both gateways."""
        return (self.facility.exchanges, *((self.utility.exchanges,) if self.utility else ()))

    def calls(self) -> tuple[str, ...]:
        """Return whom the ends of both call, but for each other."""
        above = self.utility.calls()[:-1] if self.utility is not None else ()
        return (*above, *self.facility.calls())

    async def start(self) -> None:
        """Start the facility's gateway, then the utility's."""
        await self.facility.start()
        try:
            (middle,) = self.facility.north.endpoints
            south = calling(self.between, [Place(middle.host, middle.port)], edition=self.edition)
            self.utility = Gateway(
                self._north,
                south,
                kind="utility-gateway",
                pace=replace(self._pace, revert=0.0),  # the facility's gateway has its watchdog for that
                state=self._state.part("utility-gateway") if self._state else None,
                clock=self._clock,
            )
            self.utility.exchanges.summary = self.facility.exchanges.summary
            await self.utility.start()
        except BaseException:
            await self.facility.stop()
            raise
        self.endpoints = (*self.utility.endpoints, *self.facility.endpoints)

    async def stop(self) -> None:
        """Stop the utility's gateway, then the facility's."""
        if self.utility is not None:
            await self.utility.stop()
        await self.facility.stop()

    async def read(self, key: str, unit: str = ALL) -> Value:
        """Return the latest value of a device of the facility, or of all together."""
        return await self.facility.read(key, unit)

    async def write(self, key: str, value: Value, unit: str = ALL) -> None:
        """Command a quantity at the facility's gateway, as its own operator would."""
        await self.facility.write(key, value, unit)

    def observe(self) -> Observation:
        """Return what the facility's gateway knows of its devices, with what both say."""
        below = self.facility.observe()
        above = self.utility.observe() if self.utility is not None else Observation()
        return Observation(
            measured=below.measured,
            commanded=below.commanded,
            accepted=below.accepted,
            exchanges=tuple(sorted((*above.exchanges, *below.exchanges), key=lambda one: one.at)),
            notes=tuple(
                f"{gateway}: {note}"
                for gateway, seen in (("utility-gateway", above), ("facility-gateway", below))
                for note in seen.notes
            ),
        )

    async def disturb(self, **conditions: Value) -> None:
        """Change a gateway's surroundings: it has none of its own."""
        await self.facility.disturb(**conditions)
