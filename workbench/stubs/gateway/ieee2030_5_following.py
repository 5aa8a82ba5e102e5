"""What north ends that are clients of the utility's IEEE 2030.5 server have in common."""

from __future__ import annotations

import asyncio
import ssl
import time
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Any

from workbench.stubs.exchanges import ExchangeLog
from workbench.stubs.gateway.aggregate import Aggregate
from workbench.stubs.gateway.ends import Unreachable
from workbench.stubs.gateway.lasting import lasting
from workbench.stubs.ieee2030_5.client import Client
from workbench.stubs.ieee2030_5.client_state import ClientState, state_kept, state_read
from workbench.stubs.ieee2030_5.connection import NotDone, ServerUnreachable
from workbench.stubs.stub import Endpoint

PROTOCOL = "ieee-2030.5"


class FollowingNorth(ABC):
    """Looks for the server until it answers, and follows it; what it has of it outlasts a restart.

    Schedules are kept here: what is scheduled begins and ends by this clock, whether the server answers or not.

    Args:
        tls: with the certificate by which the server knows this client.
        pin: to be found in every registration; not checked where it is not given.
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
        self._log: ExchangeLog | None = None
        self._told = ""
        self._restored: tuple[ClientState, float | None] | None = None

    def kept(self) -> dict[str, Any]:
        """Return the schedules of all devices, as JSON has them, with what was answered."""
        return state_kept(self._client)

    def restore(self, kept: Mapping[str, Any], heard: float | None) -> str:
        """Go on from what was kept once it starts, and say what that is."""
        state = state_read(kept)
        self._restored = state, heard
        several = f" of {len(state.devices)} devices" if len(state.devices) != 1 else ""
        return f"{state.events} events{several}"

    async def start(self, devices: Aggregate, changed: asyncio.Event, log: ExchangeLog) -> None:
        """Look for the server until it answers, then follow it."""
        self._log = log
        self._client = self._make(log=log)
        if self._restored is not None:
            state, heard = self._restored
            state.put_into(self._client, heard)
        self._client.on_change = changed.set
        follow = partial(self.follow, self._client, changed)
        self._task = asyncio.create_task(lasting(follow, self._fault, self._retry), name="IEEE 2030.5 client")

    async def stop(self) -> None:
        """Stop following, and close the connection."""
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        if self._client is not None:
            await self._client.close()

    @abstractmethod
    async def follow(self, client: Client, changed: asyncio.Event) -> None:
        """Find at the server what is to be followed, and follow it; begun anew after a fault."""

    def heard(self) -> float | None:
        """Return when the server last answered."""
        return self._client.heard if self._client is not None else None

    def not_found(self) -> Unreachable:
        """Return what is raised while the server, or a device there, was not found yet."""
        return Unreachable(self._told or "the server was not found yet")

    async def handed_on(self, report: Awaitable[None]) -> None:
        """Wait for a report to be taken.

        Raises:
            Unreachable: the server does not answer, or refuses it.
        """
        try:
            await report
        except (ServerUnreachable, NotDone) as error:
            raise Unreachable(str(error)) from error

    def not_reached(self, client: Client, error: Exception) -> None:
        """Tell once that the server is not reached, while what is known of an earlier run begins and ends."""
        self.tell(str(error))
        client.look()

    def tell(self, words: str) -> None:
        """Note what hinders, unless it was the last that was noted."""
        if words != self._told and self._log is not None:
            self._log.add(self.words, PROTOCOL, "in", words, refused=True)
        self._told = words

    def _fault(self, fault: str) -> None:
        """Tell of a fault that nobody foresaw; the schedules stay, and the server is looked at anew."""
        self._told = ""  # it may be told again when it comes again
        self.tell(f"following failed: {fault}")
