"""An inverter that is its utility's client itself: the client is a gateway inside of it."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

from workbench.der.quantities import Value
from workbench.stubs.gateway.ends import North
from workbench.stubs.gateway.gateway import Gateway, Pace
from workbench.stubs.gateway.sunspec_south import ModbusTarget, SunSpecSouth
from workbench.stubs.inverter import Inverter
from workbench.stubs.stub import LOOPBACK, Observation, Stub


class OwnClient(Stub):
    """Inverters with a communications module that speaks to the utility.

    Args:
        inverter: serves Modbus on loopback to the module alone.
        north: what the module speaks.
        pace: of the module.
    """

    kind = "inverter"

    def __init__(
        self,
        inverter: Inverter,
        north: North,
        *,
        pace: Pace | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        super().__init__()
        self._pace = pace
        self._inverter = inverter
        inverter.exchanges.summary = True  # nobody but the module is spoken to there
        self._north = north
        self._clock = clock
        self._gateway: Gateway | None = None

    def calls(self) -> tuple[str, ...]:
        """Return whom the module calls, but for the inverters."""
        return (self._north.words,)

    async def start(self) -> None:
        """Start the inverters, then the module."""
        await self._inverter.start()
        try:
            port = self._inverter.endpoints[0].port
            south = SunSpecSouth([ModbusTarget(LOOPBACK, port, unit) for unit in self._inverter.units])
            self._gateway = Gateway(self._north, south, name=self.name, pace=self._pace, clock=self._clock)
            await self._gateway.start()
        except BaseException:
            await self._inverter.stop()
            raise
        self.exchanges = self._gateway.exchanges
        self.endpoints = self._gateway.endpoints

    async def stop(self) -> None:
        """Stop the module, then the inverters."""
        gateway, self._gateway = self._gateway, None
        if gateway is not None:
            await gateway.stop()
        await self._inverter.stop()

    async def read(self, key: str, unit: str = "1") -> Value:
        """Return a quantity of an inverter."""
        return await self._inverter.read(key, unit)

    async def write(self, key: str, value: Value, unit: str = "1") -> None:
        """Set a quantity of an inverter, as at its display."""
        await self._inverter.write(key, value, unit)

    def observe(self) -> Observation:
        """Return what the module commanded and holds, with the inverters' own readings."""
        measured = self._inverter.observe().measured
        seen = self._gateway.observe() if self._gateway is not None else Observation()
        return replace(seen, measured=measured)

    async def disturb(self, **conditions: Value) -> None:
        """Change what surrounds the inverters."""
        await self._inverter.disturb(**conditions)
