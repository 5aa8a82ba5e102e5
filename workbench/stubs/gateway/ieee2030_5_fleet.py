"""A north end that is one client of the utility's IEEE 2030.5 server and speaks for a fleet: an aggregator's."""

from __future__ import annotations

import asyncio
import ssl
import time
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from workbench.der.codecs import Context
from workbench.der.device import NotPossible
from workbench.der.quantities import Value
from workbench.stubs.aggregation.payloads import Ask, Asked
from workbench.stubs.exchanges import ExchangeLog
from workbench.stubs.gateway.aggregate import Aggregate
from workbench.stubs.gateway.ends import Standing, Unreachable
from workbench.stubs.gateway.lasting import lasting
from workbench.stubs.ieee2030_5.client import Client, Followed, WrongPin
from workbench.stubs.ieee2030_5.client_state import ClientState, state_kept, state_read
from workbench.stubs.ieee2030_5.connection import NotDone, ServerUnreachable
from workbench.stubs.ieee2030_5.following import Following, values_of
from workbench.stubs.ieee2030_5.identity import checked_lfdi
from workbench.stubs.ieee2030_5.scheduling import Span, held, in_force
from workbench.stubs.stub import Endpoint

PROTOCOL = "ieee-2030.5"
PART = "/"
"""Between an event's mRID and the number of one of its parts, where it is superseded in part."""


class Ieee2030Fleet:
    """Follows an EndDevice of its own for each facility, and reports for each.

    Which of several events holds when is settled here, by primacy and supersession; what is asked of a facility has
    no overlaps.

    Args:
        tls: with the aggregator's certificate, which the server has registered as the one that speaks for the devices.
        devices: LFDI of each facility by its name.
        pin: to be found in every registration; not checked where it is not given.
        retry: seconds between two attempts to reach a server that does not answer.
        clock: seconds, the gateway's.
    """

    def __init__(
        self,
        host: str,
        port: int,
        tls: ssl.SSLContext,
        devices: Mapping[str, str],
        *,
        pin: int | None = None,
        retry: float = 2.0,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.words = f"IEEE 2030.5 server {host}:{port}"
        self.endpoints: tuple[Endpoint, ...] = ()
        self._devices = {unit: checked_lfdi(lfdi) for unit, lfdi in devices.items()}
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
        return f"{state.events} events of {len(state.devices)} devices"

    async def start(self, devices: Aggregate, changed: asyncio.Event, log: ExchangeLog) -> None:
        """Look for the server until it answers and shows every device, then follow it."""
        self._log = log
        self._client = self._make(log=log)
        if self._restored is not None:
            state, heard = self._restored
            state.put_into(self._client, heard)
        self._client.on_change = changed.set
        follow = partial(self._follow, self._client, changed)
        self._task = asyncio.create_task(lasting(follow, self._fault, self._retry), name="IEEE 2030.5 fleet")

    async def stop(self) -> None:
        """Stop following, and close the connection."""
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        if self._client is not None:
            await self._client.close()

    async def _follow(self, client: Client, changed: asyncio.Event) -> None:
        while True:
            pause = self._retry
            try:
                await client.discover()
                changed.set()
                missing = [unit for unit, lfdi in self._devices.items() if lfdi not in client.devices]
                if not missing:
                    break
                # It may be registered later; until then the others are looked after at the server's rate.
                self._tell(f"The server shows no device of {', '.join(missing)} to this aggregator.")
                pause = max(self._retry, float(client.poll_rate))
            except (ServerUnreachable, NotDone, WrongPin) as error:
                self._tell(str(error))
                client.look()  # what is known of an earlier run begins and ends meanwhile
            await asyncio.sleep(pause)
        await client.run()

    def _fault(self, fault: str) -> None:
        """Tell of a fault that nobody foresaw; the schedules stay, and the server is looked at anew."""
        self._told = ""  # it may be told again when it comes again
        self._tell(f"following failed: {fault}")

    def standing(self, now: float) -> Standing:
        """Return nothing: what is asked is asked of each facility apart."""
        return Standing()

    def heard(self) -> float | None:
        """Return when the server last answered."""
        return self._client.heard if self._client is not None else None

    async def report(self, readings: Mapping[str, Value], now: float) -> None:
        """Nothing is reported for all together: the aggregator is no DER."""

    def asked_of(self, unit: str, now: float) -> Asked | None:
        """Return what the programs of a facility's device ask for, now and later."""
        followed = self._followed(unit)
        if followed is None or self._client is None or self._client.heard is None:
            return None
        server_now = self._client.server_now(now)
        # Times of the server by this clock; offsets of a second or less are none.
        offset = self._client.server_now(0.0)
        return whole_schedule(followed, server_now, offset)

    async def report_of(self, unit: str, readings: Mapping[str, Value], now: float) -> None:
        """Hand on nameplate, settings, status and readings of a facility's device."""
        followed = self._followed(unit)
        if followed is None or self._client is None:
            raise Unreachable(self._told or "the server was not found yet")
        try:
            await self._client.report(readings, device=self._devices[unit], whole=True)
        except (ServerUnreachable, NotDone) as error:
            raise Unreachable(str(error)) from error

    def reject(self, unit: str, ask: str, why: str, now: float) -> None:
        """Answer the event of an ask: rejected, since the device does not carry it out."""
        followed = self._followed(unit)
        if followed is not None and self._client is not None:
            mrid = ask.partition(PART)[0]
            if followed.following.reject(mrid, why, self._client.server_now(now)):
                self._client.notified.set()  # so that it is sent now

    def _followed(self, unit: str) -> Followed | None:
        return self._client.devices.get(self._devices.get(unit, "")) if self._client is not None else None

    def _tell(self, words: str) -> None:
        if words != self._told and self._log is not None:
            self._log.add(self.words, PROTOCOL, "in", words, refused=True)
        self._told = words


def whole_schedule(followed: Followed, now: int, offset: float = 0.0) -> Asked:
    """Return what is in force for a device at every moment from now on.

    Args:
        now: by the server's clock.
        offset: seconds by which that is ahead of the clock by which asks are to go.
    """
    return Asked(
        _default(followed, now),
        tuple(
            Ask(name, max(0.0, span.start - offset), span.end - offset, values)
            for name, span, values in _spans(followed, now)
        ),
    )


def _default(followed: Followed, now: int) -> dict[str, Value]:
    following = followed.following
    rulings = in_force((), following.defaults.values(), now, following.lfdi)
    return _values(followed, {element: ruling.content for element, ruling in rulings.items()})


def _spans(followed: Followed, now: int) -> list[tuple[str, Span, dict[str, Value]]]:
    """Return for each event how long which of its values hold; an event that is superseded in part counts twice."""
    following: Following = followed.following
    known = [event.scheduled for event in following.events.values() if not event.refused]
    elements = held(known, following.lfdi).elements
    found = []
    names: dict[str, int] = {}
    for event in known:
        parts: dict[Span, dict[str, object]] = {}
        for element, span in elements[event.program, event.mrid].items():
            if span.start < span.end and span.end > now:
                parts.setdefault(span, {})[element] = event.content[element]
        for span, contents in sorted(parts.items(), key=lambda part: (part[0].start, part[0].end)):
            values = _values(followed, contents)
            if values:
                names[event.mrid] = number = names.get(event.mrid, 0) + 1
                found.append((event.mrid if number == 1 else f"{event.mrid}{PART}{number}", span, values))
    return found


def _values(followed: Followed, elements: Mapping[str, object]) -> dict[str, Value]:
    try:
        return values_of(elements, Context(values=followed.readings))
    except NotPossible as refusal:
        followed.following.notes["asked"] = str(refusal)
        return {}
