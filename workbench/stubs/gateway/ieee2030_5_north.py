"""A north end that is a client of the utility's IEEE 2030.5 server."""

from __future__ import annotations

import asyncio
import ssl
import time
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from workbench.der.quantities import Value
from workbench.stubs.exchanges import ExchangeLog
from workbench.stubs.gateway.aggregate import Aggregate
from workbench.stubs.gateway.ends import Standing, Unreachable
from workbench.stubs.gateway.lasting import lasting
from workbench.stubs.ieee2030_5.client import Client, WrongPin
from workbench.stubs.ieee2030_5.client_state import ClientState, state_kept, state_read
from workbench.stubs.ieee2030_5.connection import NotDone, ServerUnreachable
from workbench.stubs.stub import Endpoint

PROTOCOL = "ieee-2030.5"


class Ieee2030North:
    """Follows one device at the server: its programs, its schedule, its default; and reports for it.

    The schedule is kept here: what is scheduled begins and ends by this clock, whether the server answers or not.

    Args:
        tls: with the gateway's device certificate.
        pin: to be found in the registration; not checked where it is not given.
        retry: seconds between two attempts to reach a server that does not answer.
        clock: seconds, the gateway's.
    """

    def __init__(
        self,
        host: str,
        port: int,
        tls: ssl.SSLContext,
        *,
        pin: int | None = None,
        retry: float = 2.0,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.words = f"IEEE 2030.5 server {host}:{port}"
        self.endpoints: tuple[Endpoint, ...] = ()
        self._make = partial(Client, host, port, tls, pin=pin, clock=clock)
        self._retry = retry
        self._client: Client | None = None
        self._task: asyncio.Task[None] | None = None
        self._discovered = False
        self._log: ExchangeLog | None = None
        self._told = ""
        self._restored: tuple[ClientState, float | None] | None = None

    def kept(self) -> dict[str, Any]:
        """Return the schedule, as JSON has it, with what was answered."""
        return state_kept(self._client)

    def restore(self, kept: Mapping[str, Any], heard: float | None) -> str:
        """Go on from what was kept once it starts, and say what that is."""
        state = state_read(kept)
        self._restored = state, heard
        return f"{state.events} events"

    async def start(self, devices: Aggregate, changed: asyncio.Event, log: ExchangeLog) -> None:
        """Look for the server until it answers, then follow it."""
        self._log = log
        self._client = self._make(log=log)
        if self._restored is not None:
            state, heard = self._restored
            state.put_into(self._client, heard)
        self._client.on_change = changed.set
        follow = partial(self._follow, self._client, changed)
        self._task = asyncio.create_task(lasting(follow, self._fault, self._retry), name="IEEE 2030.5 client")

    async def stop(self) -> None:
        """Stop following, and close the connection."""
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        if self._client is not None:
            await self._client.close()

    async def _follow(self, client: Client, changed: asyncio.Event) -> None:
        if self._discovered:
            client.notified.set()  # begun anew: what was missed is read at once
        while not self._discovered:
            try:
                await client.discover()
                self._discovered = True
                changed.set()
            except (ServerUnreachable, NotDone, WrongPin) as error:
                self._tell(str(error))
                client.look()  # what is known of an earlier run begins and ends meanwhile
                await asyncio.sleep(self._retry)
        await client.run()

    def _fault(self, fault: str) -> None:
        """Tell of a fault that nobody foresaw; the schedule stays, and the server is looked at anew."""
        self._told = ""  # it may be told again when it comes again
        self._tell(f"following failed: {fault}")

    def standing(self, now: float) -> Standing:
        """Return what the schedule asks for now."""
        if self._client is None:
            return Standing()
        source, default = self._client.standing(now)
        return Standing(self._client.in_force(now), source, default)

    def heard(self) -> float | None:
        """Return when the server last answered."""
        return self._client.heard if self._client is not None else None

    async def report(self, readings: Mapping[str, Value], now: float) -> None:
        """Hand on nameplate, settings, status and readings."""
        if self._client is None or not self._discovered:
            if self._client is not None:
                self._client.take(readings)
            raise Unreachable(self._told or "the server was not found yet")
        try:
            await self._client.report(readings, whole=True)
        except (ServerUnreachable, NotDone) as error:
            raise Unreachable(str(error)) from error

    def _tell(self, words: str) -> None:
        if words != self._told and self._log is not None:
            self._log.add(self.words, PROTOCOL, "in", words, refused=True)
        self._told = words
