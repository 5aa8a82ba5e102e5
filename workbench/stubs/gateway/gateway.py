"""A gateway: hands on what the utility asks to the devices, keeps it in force, and reports what they measure."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from workbench.der.device import NotPossible, UnknownQuantity
from workbench.der.quantities import Value
from workbench.stubs.gateway.aggregate import CONNECTION, SILENCE, Aggregate, share
from workbench.stubs.gateway.ends import North, South, Standing, Unreachable, why
from workbench.stubs.gateway.ledger import Account, is_reported, told
from workbench.stubs.gateway.memory import Memory
from workbench.stubs.gateway.revert_times import RevertTimes
from workbench.stubs.gateway.settings import wanted
from workbench.stubs.gateway.south_device import SouthDevice
from workbench.stubs.state_file import Kept
from workbench.stubs.strict_json import values_kept, values_read
from workbench.stubs.stub import Observation, Stub

ALL = "all"
"""The unit that stands for all devices together."""
LONGEST_UNKEPT = 10.0
"""Seconds after which it is kept anew when the utility was last heard; a tenth of the watchdog where that is less."""


@dataclass(frozen=True)
class Pace:
    """How often a gateway does what, in seconds.

    Args:
        control: between two looks at the schedule; a change is acted on at once.
        poll: between two readings of the devices.
        whole: between two readings of everything that a device has, settings and curves too.
        report: between two reports to the utility.
        watchdog: how long the utility may be silent before what it last commanded without an end is let go.
        revert: how long this gateway may be silent before a device lets a limit or a set point go by itself, where it
            can; it is told so again before that time is over. 0 leaves what a device has for that alone.
    """

    control: float = 0.5
    poll: float = 1.0
    whole: float = 30.0
    report: float = 5.0
    watchdog: float = 600.0
    revert: float = 0.0


class Gateway(Stub):
    """One gateway between a north and a south end.

    What is asked for is a schedule that the north end keeps, so that it is executed when the link is down. After
    the watchdog's time of silence nothing that was left standing stays: events that are still scheduled run on to
    their end, and in between stands the default control, or ``fallback`` where the utility gave none. Each device is
    told and read at its own pace: one that is silent keeps none of the others waiting. Every
    refusal and every value that a device holds otherwise than commanded is told by ``observe``.

    Args:
        kind: whose gateway it is, by the word of the command line; default: the class's own.
        fallback: settings for a utility that is silent and gave no default.
        state: where it keeps over a restart what it is asked for and what it told the devices.
        clock: seconds, as ``time.time`` gives them; schedules are read by it.
    """

    kind = "facility-gateway"
    takes_over = True
    """Whether a limit or a set point that is in force at the start counts as one of an earlier gateway."""

    def __init__(
        self,
        north: North,
        south: South,
        *,
        kind: str = "",
        name: str = "",
        pace: Pace | None = None,
        fallback: Mapping[str, Value] | None = None,
        state: Path | Kept | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.kind = kind or self.kind
        super().__init__(name)
        self.north = north
        self.south = south
        self.pace = pace or Pace()
        self.fallback = dict(fallback or {})
        self.standing = Standing()
        self._clock = clock
        self._accounts: dict[str, Account] = {}
        self._devices: dict[str, SouthDevice] = {}
        self._own: dict[str, Value] = {}
        self._changed = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        self._silent_since = 0.0
        self._heard: float | None = None
        self._silent = False
        self._report_lost = ""
        self._reported = False
        self._faults: dict[str, str] = {}
        self.devices = Aggregate(self._accounts, self._command)
        self._memory: Memory | None = None
        if state is not None:
            seconds = min(LONGEST_UNKEPT, self.pace.watchdog / 10)
            self._memory = Memory(state, self.kind, self.kept, self._times, seconds)

    def calls(self) -> tuple[str, ...]:
        """Return whom its ends call."""
        ends = ((self.north, ""), (self.south, "devices at "))
        return tuple(f"{words}{end.words}" for end, words in ends if not end.endpoints)

    async def start(self) -> None:
        """Start both ends; a device that does not answer is taken in when it does.

        Raises:
            StateUnreadable: what it kept is none of such a gateway; nothing is started then.
        """
        self._silent_since = self._clock()
        for unit in self.south.units():
            self._take_in(unit)
        if self._memory is not None and (found := self._memory.restored(self.restore)):
            self.exchanges.add(self.name, "state", "in", f"goes on from what it kept: {found}")
        await self.south.start(self.exchanges)
        try:
            await self.poll()
            await self.north.start(self.devices, self._changed, self.exchanges)
        except BaseException:
            await self.south.stop()
            raise
        self.endpoints = (*self.north.endpoints, *self.south.endpoints)
        loops = [(self._control(), "control"), (self._report(), "report")]
        for unit, device in self._devices.items():
            loops += [
                (self._tell_on(device), f"control of {unit}"),
                (self._read_on(device), f"poll of {unit}"),
            ]
        self._tasks = [asyncio.create_task(loop, name=f"{self.name}: {what}") for loop, what in loops]

    def _take_in(self, unit: str) -> None:
        account = self._accounts[unit] = Account()
        self._devices[unit] = SouthDevice(
            unit,
            account,
            self.south,
            whole=self.pace.whole,
            takes_over=self.takes_over,
            clock=self._clock,
            exchanges=self.exchanges,
            on_change=self._changed.set,
            reverts=RevertTimes(account, self.pace.revert, self._clock, self.fallback)
            if self.pace.revert
            else None,
        )

    async def stop(self) -> None:
        """Stop both ends; what the devices were told stays with them, as its own time allows."""
        tasks, self._tasks = self._tasks, []
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if tasks:
            self._keep()
        try:
            await self.north.stop()
        finally:
            await self.south.stop()

    def kept(self) -> dict[str, Any]:
        """Return what has to be kept over a restart, as JSON has it."""
        standing = self.standing.values
        return {
            "north": self.north.kept(),
            "own": values_kept(self._own),
            "devices": {
                unit: account.kept(wanted(self._shares(unit, standing), account.commanded))
                for unit, account in self._accounts.items()
            },
        }

    def restore(self, kept: Mapping[str, Any]) -> str:
        """Go on from what was kept, before the start, and say in words what that is.

        Raises:
            ValueError, LookupError, TypeError, AttributeError: it is none.
        """
        own = values_read(kept["own"], "own")
        heard, since = (None if kept[one] is None else float(kept[one]) for one in ("heard", "silent-since"))
        for unit, account in self._accounts.items():
            if unit in kept["devices"]:
                account.restore(kept["devices"][unit])
        words = self.north.restore(kept["north"], heard)
        self._own.update(own)
        self._heard = heard
        self._silent_since = min(self._silent_since, self._silent_since if since is None else since)
        return words

    def _keep(self) -> None:
        if self._memory is not None:
            self._memory.now()

    def _times(self) -> dict[str, Any]:
        return {"heard": self.north.heard(), "silent-since": self._silent_since}

    async def read(self, key: str, unit: str = ALL) -> Value:
        """Return the latest value of a device, or of all together."""
        if unit == ALL:
            return self.devices.read(key)
        account = self._account(unit)
        value = account.measured.get(key, account.view.get(key))
        if value is None:
            if account.lost:
                raise UnknownQuantity(f"Device {unit} does not answer: '{key}' is not known now.")
            raise UnknownQuantity(f"Device {unit} has not shown '{key}' yet.")
        return value

    async def write(self, key: str, value: Value, unit: str = ALL) -> None:
        """Command a quantity from beside, as the facility's own operator would; the utility's events overrule it."""
        if unit != ALL:
            self._account(unit)
            await self._devices[unit].write(key, value)
            return
        self.devices.write(key, value)

    def observe(self) -> Observation:
        """Return what was measured, commanded and accepted, by device, and what is not as it should be."""
        accounts = self._accounts
        notes = [f"In force: {told(self.standing.values)} ({self.standing.source})."]
        if self._silent:
            notes.append("The utility is silent for longer than the watchdog allows.")
        if self._report_lost:
            notes.append(f"Reports do not reach the utility: {self._report_lost}")
        if self._memory is not None and self._memory.fault:
            notes.append(f"What is to outlast a restart cannot be kept: {self._memory.fault}")
        notes.extend(f"The gateway's {what} fails: {why}" for what, why in self._faults.items())
        if silence := self.devices.silence():
            notes.append(silence)
        for unit, account in accounts.items():
            notes.extend(account.notes(unit))
        return Observation(
            measured={unit: dict(account.measured) for unit, account in accounts.items()},
            commanded={unit: dict(account.commanded) for unit, account in accounts.items()},
            accepted={unit: dict(account.accepted) for unit, account in accounts.items()},
            exchanges=tuple(self.exchanges.latest(200)),
            notes=tuple(notes),
        )

    async def disturb(self, **conditions: Value) -> None:
        """Change a gateway's surroundings: it has none of its own; its links are shaped where they are."""
        if conditions:
            raise NotPossible(
                f"A gateway has no condition {', '.join(sorted(conditions))}. Its links can be shaped, and its "
                "devices disturbed."
            )

    def _account(self, unit: str) -> Account:
        try:
            return self._accounts[unit]
        except KeyError:
            known = ", ".join(self._accounts) or "none"
            raise UnknownQuantity(
                f"There is no device {unit} behind this gateway. There are: {known}."
            ) from None

    def _command(self, key: str, value: Value) -> None:
        self._own[key] = value
        self._changed.set()

    async def _control(self) -> None:
        while True:
            done = await self._borne("control", self.look)
            if self._memory is not None:
                self._memory.look()
            if not done:
                await asyncio.sleep(self.pace.control)
                continue
            try:
                async with asyncio.timeout(self.pace.control):
                    await self._changed.wait()
            except TimeoutError:
                continue

    async def _borne(self, what: str, act: Callable[[], Awaitable[bool | None]]) -> bool:
        """Do one round of what is done for as long as the gateway runs; a fault is told, and the next round comes."""
        try:
            done = await act() is not False
        except Exception as error:
            if self._faults.get(what) != why(error):
                self.exchanges.add(self.name, what, "in", f"{what} failed: {why(error)}", refused=True)
            self._faults[what] = why(error)
            return False
        self._faults.pop(what, None)
        return done

    async def control(self) -> None:
        """Look at what is asked for, tell every device what it does not hold yet, and wait for the slowest."""
        await self.look()
        await asyncio.gather(*(device.tell() for device in self._devices.values()))

    async def look(self) -> None:
        """Look at what is asked for and hand every device its share; none of them is waited for."""
        self._changed.clear()
        now = self._clock()
        standing = self._asked(now)
        if standing != self.standing:
            self.standing = standing
            self._keep()  # before a device is told: who dies in between knows what may have been told
            self.exchanges.add("devices", "control", "out", f"{standing.source}: {told(standing.values)}")
        # Nothing is released before the utility could say what it asks.
        keeping = self._heard is None and not self._silent
        for unit, device in self._devices.items():
            device.ask(self._shares(unit, standing.values), keeping=keeping)

    def _asked(self, now: float) -> Standing:
        """What is in force: the utility's, over what was commanded from beside."""
        standing = self.north.standing(now)
        if self._watch(now) and standing.default and not standing.values:
            standing = Standing(self.fallback, "fallback: the utility is silent")
        if self._own:
            source = f"{standing.source}, over what was commanded at the gateway"
            return Standing({**self._own, **standing.values}, source, standing.default)
        return standing

    def _watch(self, now: float) -> bool:
        """Tell whether the utility has been silent for too long, and note when that changes."""
        heard = self.north.heard()
        if heard is not None and heard != self._heard:
            self._heard, self._silent_since = heard, now
        # A clock that was set back makes a silence longer by nothing, and hides none from then on.
        self._silent_since = min(self._silent_since, now)
        silent = now - self._silent_since > self.pace.watchdog
        if silent != self._silent:
            self._silent = silent
            words = (
                "is silent; its default, or the fallback, stands between events"
                if silent
                else "is heard again"
            )
            self.exchanges.add("utility", "watchdog", "in", f"The utility {words}.", refused=silent)
        return silent

    async def _tell_on(self, device: SouthDevice) -> None:
        while True:
            await device.due()
            await self._borne(f"control of {device.unit}", device.tell)

    def _shares(self, unit: str, values: Mapping[str, Value]) -> dict[str, Value]:
        return {key: share(key, value, unit, self._accounts) for key, value in values.items()}

    async def _read_on(self, device: SouthDevice) -> None:
        while True:
            await asyncio.sleep(self.pace.poll)
            await self._borne(f"poll of {device.unit}", device.read)

    async def poll(self) -> None:
        """Read every device once, and wait for the slowest."""
        await asyncio.gather(*(device.read() for device in self._devices.values()))

    async def _report(self) -> None:
        taken = False
        while True:
            # The first report goes out as soon as the utility is there: without ratings it can ask for little.
            taken = await self._borne("report", self.report) or taken
            await asyncio.sleep(self.pace.report if taken else min(self.pace.control, self.pace.report))

    async def report(self) -> bool:
        """Report to the utility what all devices together are and measure; tell whether it was taken."""
        told: dict[str, Value] = {}
        for key in self.devices.keys():  # noqa: SIM118
            if is_reported(key):
                with suppress(UnknownQuantity):  # no device has shown it yet, or none answers
                    told[key] = self.devices.read(key)
        if told and not self.devices.answering():
            told[CONNECTION] = frozenset({SILENCE[CONNECTION]})
        try:
            await self.north.report(told, self._clock())
            self._report_lost, self._reported = "", True
            return True
        except Unreachable as error:
            self._not_reported(str(error))
            return False

    def _not_reported(self, why: str) -> None:
        if self._reported and not self._report_lost:
            self.exchanges.add("utility", "report", "out", f"A report was not taken: {why}", refused=True)
        self._report_lost = why
