"""The utility's head-end: an IEEE 2030.5 server by CSIP, over mutual TLS, with a console beside it."""

from __future__ import annotations

import ssl
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from workbench.der.device import NotPossible, UnknownQuantity
from workbench.der.quantities import Value
from workbench.stubs.console import Console
from workbench.stubs.ieee2030_5.desk import UtilityDesk
from workbench.stubs.ieee2030_5.following import readable
from workbench.stubs.ieee2030_5.identity import lfdi_of
from workbench.stubs.ieee2030_5.notifying import Notifier
from workbench.stubs.ieee2030_5.programs import Control
from workbench.stubs.ieee2030_5.received import TAKING_PART, Answer
from workbench.stubs.ieee2030_5.registry import SYSTEM, Device
from workbench.stubs.ieee2030_5.scheduling import Default, in_force
from workbench.stubs.ieee2030_5.server import PROTOCOL, Server
from workbench.stubs.ieee2030_5.tree import POLL_RATE, Tree
from workbench.stubs.ieee2030_5.utility import Utility
from workbench.stubs.ieee2030_5.utility_state import UtilityState, restore
from workbench.stubs.state_file import Keeping, StateFile
from workbench.stubs.stub import LOOPBACK, Endpoint, Observation, Stub

EDITION = "IEEE 2030.5-2018, CSIP"
READINGS_SECONDS = 2.0
"""Seconds for which statuses and readings are gathered before they are kept; all else is kept before it is answered."""


class HeadEnd(Stub):
    """A head-end that devices are registered at beforehand; others are answered with 404.

    Args:
        tls: as ``workbench.stubs.tls.server_context`` makes it for IEEE 2030.5.
        notify_tls: for subscribers with https, as ``client_context`` makes it. Default: they are not checked.
        console_port: of the console, which listens on this machine only; 0 takes a free one. Default: no console.
        in_band: devices make their EndDevice themselves by POST; who may is registered all the same.
        strict: refuse clients whose certificate lacks a policy or a hardware name of the standard.
        poll_rate: seconds between two looks that clients are asked to keep.
        state: file that keeps over a restart what the utility knows; who finds one there goes on from it.
        clock: seconds of the epoch; schedules, states of events and the Time resource go by it.
    """

    kind = "head-end"

    def __init__(
        self,
        tls: ssl.SSLContext,
        *,
        notify_tls: ssl.SSLContext | None = None,
        name: str = "",
        host: str = LOOPBACK,
        port: int = 0,
        console_port: int | None = None,
        in_band: bool = False,
        strict: bool = True,
        poll_rate: int = POLL_RATE,
        state: Path | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        super().__init__(name)
        self._wall = clock
        self._step = 0.0
        self.utility = Utility(self._now)
        self._host, self._port = host, port
        tree = Tree(self.utility, poll_rate, in_band)
        self._state: StateFile | None = None
        self._kept = UtilityState(self.utility)
        self._keeping = Keeping(self.save, self.name, READINGS_SECONDS)
        self._registered_before: set[str] = set()
        self._running = False
        if state is not None:
            self._state = StateFile(state, "utility", "state of an IEEE 2030.5 head-end")
            self._take_up(self._state)
        kept = self._keeping.kept if self._state is not None else None
        self._server = Server(tree, self.exchanges, tls, strict=strict, kept=kept)
        self._notifier = Notifier(tree, self.exchanges, notify_tls)
        self._in_band = in_band
        self._console: Console | None = None
        if console_port is not None:
            self._console = Console(UtilityDesk(self.utility), self.exchanges, port=console_port)

    def _now(self) -> float:
        return self._wall() + self._step

    def _take_up(self, state: StateFile) -> None:
        """Know again what was kept, and keep what changes from now on."""
        if found := state.read():
            try:
                restore(self.utility, found)
            except ValueError as problem:
                raise state.unreadable(f"{problem}") from None
        self._registered_before = {device.lfdi for device in self.utility.registry}
        self.utility.tell(lambda addresses: self._keeping.soon() if self._running else None)
        self.utility.keep = lambda: self._keeping.now() if self._running else None

    def save(self) -> None:
        """Keep what the utility knows now, where there is a file for it.

        Raises:
            OSError: the file cannot be written.
        """
        if self._state is not None:
            self._state.write(self._kept.plain())

    async def start(self) -> None:
        """Start serving.

        Raises:
            OSError: an address cannot be used, or the file of the state cannot be written.
        """
        port = await self._server.start(self._host, self._port)
        endpoints = [Endpoint(PROTOCOL, EDITION, self._host, port)]
        try:
            if self._console is not None:
                await self._console.start()
                endpoints.append(self._console.endpoint)
            self.save()
        except OSError:
            await self.stop()
            raise
        await self._notifier.start()
        self._running = True
        self.endpoints = tuple(endpoints)

    async def stop(self) -> None:
        """Stop serving, and keep what is to be kept; may be called twice."""
        if self._console is not None:
            await self._console.stop()
        await self._notifier.stop()
        await self._server.stop()
        running, self._running = self._running, False
        if running and self._state is not None:
            self._keeping.now()

    def register(
        self,
        device: str | bytes | Path,
        pin: int,
        groups: Iterable[str] = (),
        *,
        via: str | bytes | Path = "",
    ) -> Device:
        """Register a device out of band: who may come in, with which PIN, in which groups of the topology.

        Args:
            device: LFDI, or its certificate (octets or a file).
            groups: such as ``Substation/S-1``, ``Feeder/F-12``; all belong to ``System``.
            via: the aggregator that speaks for it, the same way; it is registered first.

        A device that the file of the state knows may be registered once more: PIN, groups and aggregator are those
        said now, and everything else of it stays.

        Raises:
            NotPossible: with the reason.
        """
        speaker = _lfdi(via) if via else ""
        known = self.utility.registry.get(_lfdi(device))
        if known is not None and known.lfdi in self._registered_before:
            self.utility.register_again(known, pin, groups, via=speaker)
            self._registered_before.discard(known.lfdi)
            return known
        return self.utility.register(_lfdi(device), pin, groups, via=speaker, listed=not self._in_band)

    async def move(self, unit: str, groups: Iterable[str]) -> None:
        """Have a device belong to other groups of the topology from now on.

        Raises:
            NotPossible: no such device, too many groups, or one without a name.
        """
        self.utility.move(self.utility.registry.named(unit), groups)

    async def issue(
        self,
        values: Mapping[str, Value],
        *,
        group: str = SYSTEM,
        start: float | None = None,
        duration: float,
        primacy: int | None = None,
        randomize_start: int | None = None,
        randomize_duration: int | None = None,
        mrid: str = "",
        description: str = "",
    ) -> Control:
        """Issue a control to the devices of a group, as ``Utility.issue`` says.

        Raises:
            NotPossible: with every reason; nothing was issued then.
        """
        return self.utility.issue(
            values, group=group, start=start, duration=duration, primacy=primacy, mrid=mrid,
            randomize_start=randomize_start, randomize_duration=randomize_duration, description=description,
        )  # fmt: skip

    async def cancel(self, mrid: str, *, by_chance: bool = False, reason: str = "") -> Control:
        """Cancel a control.

        Raises:
            NotPossible: no such control, or it is cancelled already.
        """
        return self.utility.cancel(mrid, by_chance=by_chance, reason=reason)

    async def set_default(
        self, values: Mapping[str, Value], *, group: str = SYSTEM, primacy: int | None = None
    ) -> None:
        """Set what holds for a group while no control does; no values take it away.

        Raises:
            NotPossible: with every reason.
        """
        self.utility.set_default(values, group=group, primacy=primacy)

    async def read(self, key: str, unit: str = "1") -> Value:
        """Return the latest value that a device reported.

        Args:
            unit: its LFDI or the beginning of it, its SFDI, or the number of its EndDevice.
        """
        device = self.utility.registry.named(unit)
        if key not in device.reported:
            said = ", ".join(sorted(device.reported)) or "nothing"
            raise UnknownQuantity(f"The device {device.name} has not reported '{key}'; it reported {said}.")
        return device.reported[key][0]

    async def write(self, key: str, value: Value, unit: str = "1") -> None:
        """Set a quantity in the default control of a device's nearest group.

        A head-end commands for a time: ``issue`` is for that. What is written holds while no control does.
        """
        device = self.utility.registry.named(unit)
        group = device.groups[-1]
        before = self.utility.program(group).default_values
        self.utility.set_default({**before, key: value}, group=group)

    def answers(self, mrid: str = "") -> list[Answer]:
        """Return the responses that came, or those to one control."""
        return [one for one in self.utility.answers if mrid.upper() in ("", one.response.subject)]

    def observe(self) -> Observation:
        """Return what devices reported, what is commanded of each now, and what each accepted."""
        self.utility.pass_time()
        devices = list(self.utility.registry)
        standing = {device.name: self._commanded(device) for device in devices}
        notes = [
            f"{answer.device[:8]} to {answer.response.subject}: {answer.words}"
            for answer in list(self.utility.answers)[-20:]
        ]
        return Observation(
            measured={
                device.name: {key: value for key, (value, _) in device.reported.items()} for device in devices
            },
            commanded={name: commanded for name, (commanded, _) in standing.items()},
            accepted={name: accepted for name, (_, accepted) in standing.items()},
            exchanges=tuple(self.exchanges.latest(200)),
            notes=tuple(notes),
        )

    def _commanded(self, device: Device) -> tuple[dict[str, Value], dict[str, Value]]:
        """What holds for a device, by its own chance, as its client computes it; and what of that it said it began."""
        programs = self.utility.programs_of([device])
        events = [control.scheduled() for program in programs for control in program.controls.values()]
        defaults = [
            Default(program.mrid, program.primacy, program.default_content)
            for program in programs
            if program.default
        ]
        rulings = in_force(events, defaults, self.utility.now(), device.lfdi)
        last = {one.response.subject: one for one in self.utility.answers if one.device == device.lfdi}
        begun = {mrid for mrid, answer in last.items() if answer.response.status in TAKING_PART}
        context = self.utility.context(device)
        commanded = readable({element: ruling.content for element, ruling in rulings.items()}, context)
        accepted = readable(
            {element: one.content for element, one in rulings.items() if one.source.mrid in begun}, context
        )
        return commanded, accepted

    async def disturb(self, **conditions: Value) -> None:
        """Change what surrounds the head-end.

        ``clock_step``: seconds by which its clock jumps.
        """
        unknown = set(conditions) - {"clock_step"}
        step = conditions.get("clock_step", 0.0)
        if unknown or isinstance(step, bool) or not isinstance(step, int | float):
            raise NotPossible(
                f"A head-end has the condition clock_step, a number of seconds; not {', '.join(sorted(conditions))}."
            )
        self._step += step
        self.utility.pass_time()


def _lfdi(device: str | bytes | Path) -> str:
    if isinstance(device, str):
        return device
    try:
        return lfdi_of(device)
    except (OSError, ValueError) as problem:
        raise NotPossible(f"The certificate cannot be read: {problem}.") from None
