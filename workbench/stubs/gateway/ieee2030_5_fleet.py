"""A north end that is one client of the utility's IEEE 2030.5 server and speaks for a fleet: an aggregator's."""

from __future__ import annotations

import asyncio
import ssl
import time
from collections.abc import Callable, Mapping

from workbench.der.codecs import Context
from workbench.der.device import NotPossible
from workbench.der.quantities import Value
from workbench.stubs.aggregation.payloads import Ask, Asked
from workbench.stubs.gateway.ends import Standing
from workbench.stubs.gateway.ieee2030_5_following import FollowingNorth
from workbench.stubs.ieee2030_5.client import Client, Followed, WrongPin
from workbench.stubs.ieee2030_5.connection import NotDone, ServerUnreachable
from workbench.stubs.ieee2030_5.following import Following, values_of
from workbench.stubs.ieee2030_5.identity import checked_lfdi
from workbench.stubs.ieee2030_5.scheduling import Span, held, in_force

PART = "/"
"""Between an event's mRID and the number of one of its parts, where it is superseded in part."""


class Ieee2030Fleet(FollowingNorth):
    """Follows an EndDevice of its own for each facility, and reports for each.

    Which of several events holds when is settled here, by primacy and supersession; what is asked of a facility has
    no overlaps.

    Args:
        tls: with the aggregator's certificate, which the server has registered as the one that speaks for the devices.
        devices: LFDI of each facility by its name.
        pin, retry, clock: as every end that follows has them.
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
        super().__init__(host, port, tls, pin=pin, retry=retry, clock=clock)
        self._devices = {unit: checked_lfdi(lfdi) for unit, lfdi in devices.items()}

    async def follow(self, client: Client, changed: asyncio.Event) -> None:
        """Look for the server until it answers and shows every device, then follow them."""
        while True:
            pause = self._retry
            try:
                await client.discover()
                changed.set()
                missing = [unit for unit, lfdi in self._devices.items() if lfdi not in client.devices]
                if not missing:
                    break
                # It may be registered later; until then the others are looked after at the server's rate.
                self.tell(f"The server shows no device of {', '.join(missing)} to this aggregator.")
                pause = max(self._retry, float(client.poll_rate))
            except (ServerUnreachable, NotDone, WrongPin) as error:
                self.not_reached(client, error)
            await asyncio.sleep(pause)
        await client.run()

    def standing(self, now: float) -> Standing:
        """Return nothing: what is asked is asked of each facility apart."""
        return Standing()

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
            raise self.not_found()
        await self.handed_on(self._client.report(readings, device=self._devices[unit], whole=True))

    def reject(self, unit: str, ask: str, why: str, now: float) -> None:
        """Answer the event of an ask: rejected, since the device does not carry it out."""
        followed = self._followed(unit)
        if followed is not None and self._client is not None:
            mrid = ask.partition(PART)[0]
            if followed.following.reject(mrid, why, self._client.server_now(now)):
                self._client.notified.set()  # so that it is sent now

    def _followed(self, unit: str) -> Followed | None:
        return self._client.devices.get(self._devices.get(unit, "")) if self._client is not None else None


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
