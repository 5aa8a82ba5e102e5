"""A north end that is a client of the utility's IEEE 2030.5 server."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from workbench.der.quantities import Value
from workbench.stubs.gateway.ends import Standing
from workbench.stubs.gateway.ieee2030_5_following import FollowingNorth
from workbench.stubs.ieee2030_5.client import Client, WrongPin
from workbench.stubs.ieee2030_5.connection import NotDone, ServerUnreachable


class Ieee2030North(FollowingNorth):
    """Follows one device at the server: its programs, its schedule, its default; and reports for it."""

    _discovered = False

    async def follow(self, client: Client, changed: asyncio.Event) -> None:
        """Look for the server until it answers, then follow the device of the certificate."""
        if self._discovered:
            client.notified.set()  # begun anew: what was missed is read at once
        while not self._discovered:
            try:
                await client.discover()
                self._discovered = True
                changed.set()
            except (ServerUnreachable, NotDone, WrongPin) as error:
                self.not_reached(client, error)
                await asyncio.sleep(self._retry)
        await client.run()

    def standing(self, now: float) -> Standing:
        """Return what the schedule asks for now."""
        if self._client is None:
            return Standing()
        source, default = self._client.standing(now)
        return Standing(self._client.in_force(now), source, default)

    async def report(self, readings: Mapping[str, Value], now: float) -> None:
        """Hand on nameplate, settings, status and readings."""
        if self._client is None or not self._discovered:
            if self._client is not None:
                self._client.take(readings)
            raise self.not_found()
        await self.handed_on(self._client.report(readings, whole=True))
