"""A client of IEEE 2030.5 by CSIP: discovers, checks its PIN, follows programs, answers, reports; asyncio.

One client is one connection with one certificate. It follows one device (a facility's gateway), or every device that
the server shows it (an aggregator): ``devices`` has a ``Following`` for each, and the methods without a device mean
the first.
"""

from __future__ import annotations

import asyncio
import contextlib
import ssl
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Self, cast

from workbench.der.quantities import Value
from workbench.stubs.exchanges import ExchangeLog
from workbench.stubs.ieee2030_5.connection import Connection, NotDone, ServerUnreachable, link_to
from workbench.stubs.ieee2030_5.following import Event, Following, ProgramRead
from workbench.stubs.ieee2030_5.identity import checked_lfdi
from workbench.stubs.ieee2030_5.listening import Listener
from workbench.stubs.ieee2030_5.program_reading import read_program
from workbench.stubs.ieee2030_5.reporting import Reporter
from workbench.stubs.ieee2030_5.resources.der import DER, DERList
from workbench.stubs.ieee2030_5.resources.devices import (
    DeviceCapability,
    EndDevice,
    EndDeviceList,
    FunctionSetAssignments,
    FunctionSetAssignmentsList,
    Registration,
    Time,
)
from workbench.stubs.ieee2030_5.resources.messages import Subscription
from workbench.stubs.ieee2030_5.resources.programs import (
    DERProgram,
    DERProgramList,
)
from workbench.stubs.stub import LOOPBACK

START = "/dcap"
SHORTEST = 0.2
"""Seconds between two looks at the least."""
DEFAULT_POLL_RATE = 900
"""Seconds between two looks where the server does not say: the standard's default."""


class WrongPin(RuntimeError):
    """The server's registration has another PIN than the device: it may not be the device's server."""


@dataclass(kw_only=True)
class Followed:
    """One device with where its resources are."""

    device: EndDevice
    following: Following
    reporter: Reporter
    program_lists: tuple[str, ...] = ()
    readings: dict[str, Value] = field(default_factory=dict)
    subscribable: tuple[str, ...] = ()
    """Addresses of which the server tells changes: lists of programs, of controls, and defaults."""


class Client:
    """A client for one server.

    Args:
        tls: holds the certificate by which the server knows it (``workbench.stubs.tls.client_context``).
        lfdi: of the device to follow. Default: all that the server shows.
        pin: to be found in the device's registration. Default: not checked.
        log: of the stub that it belongs to.
        clock: seconds of the epoch; ``in_force`` is asked by it, whatever the server's clock says.
    """

    def __init__(
        self,
        host: str,
        port: int,
        tls: ssl.SSLContext,
        *,
        lfdi: str = "",
        pin: int | None = None,
        log: ExchangeLog | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.connection = Connection(host, port, tls, log)
        self.devices: dict[str, Followed] = {}
        self.poll_rate = DEFAULT_POLL_RATE
        self.heard: float | None = None
        """When the server answered last, by this client's clock."""
        self.on_change: Callable[[], None] | None = None
        """Called when what is in force, or the schedule, changed."""
        self.notified = asyncio.Event()
        """Set when the server told of a change; ``run`` reads it then."""
        self._listener: Listener | None = None
        self._log = log
        self._lfdi = checked_lfdi(lfdi) if lfdi else ""
        self._pin = pin
        self._clock = clock
        self.offset = 0.0
        """Seconds by which the server's clock is ahead of this one."""
        self._mirrors = self._listed = ""
        self._time = ""
        self._edition: object = None

    async def __aenter__(self) -> Self:
        """Return the client; nothing is asked yet."""
        return self

    async def __aexit__(self, *error: object) -> None:
        """Close the connection."""
        await self.close()

    async def close(self) -> None:
        """Close the connection and listen no more; the schedule stays."""
        listener, self._listener = self._listener, None
        if listener is not None:
            await listener.stop()
        await self.connection.close()

    async def discover(self) -> None:
        """Find everything from the server's device capabilities on, check the PIN, and read all programs once.

        Raises:
            ServerUnreachable: no answer.
            NotDone: the server does not know this client, or offers no devices.
            WrongPin: the registration is not the device's.
        """
        found = await self.connection.get(DeviceCapability, START)
        self.poll_rate = found.pollRate or DEFAULT_POLL_RATE
        self._mirrors = found.MirrorUsagePointListLink.href if found.MirrorUsagePointListLink else ""
        self._time = found.TimeLink.href if found.TimeLink else ""
        self._listed = link_to(found.EndDeviceListLink, "EndDeviceListLink", self.connection.words)
        await self.poll()

    async def _look_for_devices(self) -> None:
        """Take in devices that are new or changed, and leave those that the server does not show any more."""
        _, listed = await self.connection.all(EndDeviceList, self._listed, lambda page: list(page.EndDevice))
        devices = [cast(EndDevice, one) for one in listed]
        chosen = [one for one in devices if not self._lfdi or one.lFDI == self._lfdi]
        if not chosen:
            who = f"the device {self._lfdi}" if self._lfdi else "any device"
            raise NotDone(f"{self.connection.words} does not show {who} to this client.", 200)
        for device in chosen:
            known = self.devices.get(device.lFDI or self._lfdi)
            if known is None or known.device.changedTime != device.changedTime:
                await self._discover_device(device)
        shown = {device.lFDI or self._lfdi for device in chosen}
        for gone in self.devices.keys() - shown:
            del self.devices[gone]

    async def _discover_device(self, device: EndDevice) -> None:
        if self._pin is not None and device.RegistrationLink is not None:
            registration = await self.connection.get(Registration, device.RegistrationLink.href)
            if registration.pIN != self._pin:
                raise WrongPin(
                    f"{self.connection.words} has the PIN {registration.pIN:06} for the device {device.lFDI}, not "
                    f"{self._pin:06}: it is not the server that this device was registered at."
                )
        lists = []
        if device.FunctionSetAssignmentsListLink is not None:
            _, found = await self.connection.all(
                FunctionSetAssignmentsList,
                device.FunctionSetAssignmentsListLink,
                lambda page: list(page.FunctionSetAssignments),
            )
            for one in found:
                link = cast(FunctionSetAssignments, one).DERProgramListLink
                if link is not None and link.href not in lists:
                    lists.append(link.href)
        der: DER | None = None
        if device.DERListLink is not None:
            _, ders = await self.connection.all(DERList, device.DERListLink, lambda page: list(page.DER))
            der = cast(DER, ders[0]) if ders else None
        lfdi = device.lFDI or self._lfdi
        known = self.devices.get(lfdi)
        following = known.following if known else Following(lfdi)
        reporter = known.reporter if known else Reporter(lfdi)
        reporter.places(device, der, self._mirrors)
        self.devices[lfdi] = Followed(
            device=device,
            following=following,
            reporter=reporter,
            program_lists=tuple(lists),
            readings=known.readings if known else {},
        )

    async def poll(self) -> None:
        """Read time, devices and programs anew, and send the answers that are due.

        Raises:
            ServerUnreachable, NotDone, WrongPin: the schedule stays as it was.
        """
        if not self._listed:
            raise NotDone("The server was not looked at yet; discover first.", 0)
        await self._read_time()
        await self._look_for_devices()
        cache: dict[str, ProgramRead] = {}
        for followed in self.devices.values():
            programs: dict[str, ProgramRead] = {}
            subscribable: tuple[str, ...] = ()
            for address in followed.program_lists:
                page, listed = await self.connection.all(
                    DERProgramList, address, lambda page: list(page.DERProgram)
                )
                self.poll_rate = page.pollRate or self.poll_rate
                subscribable += (address,) if page.subscribable else ()
                for program in (cast(DERProgram, one) for one in listed):
                    if program.mRID not in cache:
                        cache[program.mRID] = await read_program(self.connection, program)
                    programs[program.mRID] = cache[program.mRID]
                    subscribable += cache[program.mRID].subscribable
            followed.subscribable = subscribable
            followed.following.learn(list(programs.values()), self.server_now())
        self.heard = self._clock()
        self._notice()
        await self._send_answers()

    async def _read_time(self) -> None:
        if not self._time:
            return
        before = self._clock()
        time_read = await self.connection.get(Time, self._time)
        offset = time_read.currentTime - (before + self._clock()) / 2
        self.offset = 0.0 if abs(offset) <= 1.0 else offset

    async def _send_answers(self) -> None:
        for followed in self.devices.values():
            outbox = followed.following.outbox
            while outbox:
                reply = outbox[0]
                try:
                    await self.connection.send("POST", reply.address, reply.response)
                except NotDone as refusal:
                    followed.following.notes[f"response {reply.response.subject}"] = str(refusal)
                outbox.popleft()

    async def advance(self) -> None:
        """Answer what became of events since the last look; call it when something begins or ends.

        Raises:
            ServerUnreachable: the answers are kept, with their times, and sent at the next look.
        """
        self.look()
        await self._send_answers()

    def look(self) -> None:
        """Note what became of events since the last look, for a server that cannot be reached now."""
        for followed in self.devices.values():
            followed.following.advance(self.server_now())
        self._notice()

    def _notice(self) -> None:
        now = self.server_now()
        edition = [
            (lfdi, one.following.rulings(now), [event.scheduled for event in one.following.schedule])
            for lfdi, one in self.devices.items()
        ]
        if edition != self._edition:
            self._edition = edition
            if self.on_change is not None:
                self.on_change()

    def server_now(self, now: float | None = None) -> int:
        """Return a moment of this client's clock by the server's; default: now."""
        return int((self._clock() if now is None else now) + self.offset)

    def _device(self, lfdi: str = "") -> Followed | None:
        if lfdi:
            return self.devices.get(lfdi)
        return next(iter(self.devices.values()), None)

    def in_force(self, now: float | None = None, device: str = "") -> dict[str, Value]:
        """Return the settings in force at a moment, by key, in the units of the table; empty when none are asked.

        Args:
            now: by this client's clock. Default: now.
            device: LFDI. Default: the first device.
        """
        followed = self._device(device)
        if followed is None:
            return {}
        return followed.following.in_force(self.server_now(now), followed.readings)

    def standing(self, now: float | None = None, device: str = "") -> tuple[str, bool]:
        """Return what gives the settings in force, in words, and whether that is the default alone."""
        followed = self._device(device)
        rulings = followed.following.rulings(self.server_now(now)).values() if followed else ()
        events = sorted({one.source.mrid for one in rulings if one.until is not None})
        if events:
            return f"control {', '.join(events)}", False
        return ("default control", True) if rulings else ("nothing asked", True)

    @property
    def schedule(self) -> list[Event]:
        """The events of the first device, by their start."""
        followed = self._device()
        return followed.following.schedule if followed else []

    def next_change(self, now: float | None = None) -> float | None:
        """Return when something begins or ends next, by this client's clock; None when nothing does."""
        moments = [one.following.next_change(self.server_now(now)) for one in self.devices.values()]
        return min((moment - self.offset for moment in moments if moment is not None), default=None)

    def take(self, readings: Mapping[str, Value], device: str = "") -> None:
        """Take what a device is and measures, by which controls are read; nothing is sent."""
        followed = self._device(device)
        if followed is not None:
            followed.readings.update(readings)

    async def report(self, readings: Mapping[str, Value], device: str = "", *, whole: bool = False) -> None:
        """Hand on what a device is and measures: nameplate, settings, status, availability, mirrored readings.

        Args:
            whole: what is not among the readings is not known any more, and not sent again as if it were.

        Raises:
            ServerUnreachable, NotDone: what could not be handed on.
        """
        followed = self._device(device)
        if followed is None:
            raise NotDone("There is no device to report for; discover first.", 0)
        if whole:
            followed.readings.clear()
        followed.readings.update(readings)
        await followed.reporter.report(self.connection, followed.readings, self.server_now())
        self.heard = self._clock()

    async def subscribe(
        self, *, host: str = LOOPBACK, port: int = 0, tls: ssl.SSLContext | None = None
    ) -> Listener:
        """Be told of changes: listen, and subscribe to the programs, controls and defaults of every device.

        Args:
            host, port: where to listen; the server has to reach it. Port 0 takes a free one.
            tls: to listen with https.

        Raises:
            OSError: the address cannot be used.
            ServerUnreachable, NotDone: the server does not take subscriptions.
        """
        if self._listener is None:
            self._listener = Listener(
                lambda notification: self.notified.set(), host=host, port=port, tls=tls, log=self._log
            )
            await self._listener.start()
        for followed in self.devices.values():
            link = followed.device.SubscriptionListLink
            if link is None:
                continue
            for resource in followed.subscribable:
                subscription = Subscription(
                    subscribedResource=resource,
                    encoding=0,
                    level="-S1",
                    limit=1,
                    notificationURI=self._listener.address,
                )
                await self.connection.send("POST", link.href, subscription)
        return self._listener

    async def run(self) -> None:
        """Poll at the server's rate and when told, and answer when events begin and end, until cancelled.

        An answer that is lost is borne: the schedule stays and the next look is at its time.
        """
        polled = self._clock()
        while True:
            now = self._clock()
            due = polled + self.poll_rate
            moment = self.next_change(now)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(max(SHORTEST, min(due, moment or due) - now)):
                    await self.notified.wait()
            told = self.notified.is_set()
            self.notified.clear()
            with contextlib.suppress(ServerUnreachable, NotDone, WrongPin):
                if told or self._clock() >= due:
                    polled = self._clock()
                    await self.poll()
                else:
                    await self.advance()
