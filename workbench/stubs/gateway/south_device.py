"""One device south of a gateway, at a pace of its own: a device that is silent keeps no other from being told or read.

A gateway decides what each device has to hold and hands it over without waiting; each device is told, and read, by
tasks of its own. What one device is told is written in order and by one writer at a time; a decision that comes while
an earlier one is being written follows it, and of several only the last.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Mapping

from workbench.der.quantities import Value
from workbench.stubs.exchanges import ExchangeLog
from workbench.stubs.gateway.ends import South, Unreachable, why
from workbench.stubs.gateway.ledger import TAKEN_OVER, Account, is_reading, told
from workbench.stubs.gateway.revert_times import RevertTimes
from workbench.stubs.gateway.settings import switch_of, wanted


class SouthDevice:
    """Tells one device what it has to hold, and reads it.

    Args:
        unit: its name at the south end.
        account: what is known of it; kept up to date here.
        whole: seconds between two readings of everything that it has, settings and curves too.
        takes_over: whether what is in force when it is first read counts as commanded by an earlier gateway.
        clock: seconds, the gateway's.
        exchanges: where is told what goes wrong.
        on_change: called when it answers again, or no longer holds what it was told.
        reverts: keeps its revert times running; None leaves them alone.
    """

    def __init__(
        self,
        unit: str,
        account: Account,
        south: South,
        *,
        whole: float,
        takes_over: bool,
        clock: Callable[[], float],
        exchanges: ExchangeLog,
        on_change: Callable[[], None],
        reverts: RevertTimes | None = None,
    ) -> None:
        self.unit = unit
        self.account = account
        self._south = south
        self._whole = whole
        self._takes_over = takes_over
        self._clock = clock
        self._exchanges = exchanges
        self._on_change = on_change
        self._reverts = reverts
        self._asked: Mapping[str, Value] | None = None
        self._keeping = False
        self._due = asyncio.Event()
        self._writing = asyncio.Lock()

    def ask(self, asked: Mapping[str, Value], *, keeping: bool) -> None:
        """Take what the device has to hold from now on; it is told by whoever waits for ``due``.

        Args:
            keeping: what was taken over stays where nothing else is asked: the utility was not heard yet.
        """
        self._asked, self._keeping = asked, keeping
        self._due.set()

    async def due(self) -> None:
        """Wait until there is a decision that the device may not have been told."""
        await self._due.wait()

    async def tell(self) -> None:
        """Tell the device what it does not hold yet of what was asked last; nothing while nothing was decided."""
        async with self._writing:
            self._due.clear()
            if self._asked is not None:
                await self._tell(self._asked)

    async def write(self, key: str, value: Value) -> None:
        """Set one quantity beside what is asked.

        Raises:
            NotPossible: the device, or the protocol, refuses it.
            Unreachable: it does not answer.
        """
        async with self._writing:
            await self._south.write(self.unit, key, value)

    async def _tell(self, asked: Mapping[str, Value]) -> None:
        account = self.account
        if self._keeping:
            asked = {
                **account.taken_over,
                **asked,
            }  # nothing is released before the utility could say what it asks
        commands = wanted(asked, account.commanded)
        waited = self._clock() - self._south.patience
        telling = {key: value for key, value in commands.items() if account.owed(key, value, waited)}
        on = {key for key, value in telling.items() if value is True}
        # What a function is to do is told whenever it is switched on: it may have been changed while it was off.
        telling = {key: value for key, value in commands.items() if key in telling or switch_of(key) in on}
        if account.lost and telling:
            account.commanded = {**commands}
            return  # told at the next poll that it answers
        for key in [one for one in account.refused if account.commanded.get(one) != commands.get(one)]:
            del account.refused[key]
            account.refused.pop(switch_of(key) or "", None)
        try:
            for key, value in telling.items():
                if account.refused.get(key) and account.commanded.get(key) == value:
                    continue  # refused already; asked again only when something else is asked
                if value is True and key in {switch_of(one) for one in account.refused}:
                    # Switched on now, the function would work with an earlier setting.
                    account.refused[key] = "it stays as it is, since its setting was refused"
                    continue
                if self._reverts and key in TAKEN_OVER and value is True:
                    await self._start(self._reverts, key)
                await self._set(key, value)
                if self._reverts and key in TAKEN_OVER and value is False and key not in account.refused:
                    await self._reverts.end(key, self._put)
            if self._reverts and not account.lost:
                for switch in self._reverts.due(commands):
                    await self._reverts.again(switch, commands, self._put, self._get)
        except Exception as error:  # what goes wrong with one device keeps nobody from the others
            self._lose(error)
            account.commanded = commands  # a release too is told again when the device answers
            return
        account.commanded = commands if asked or account.keeps(commands) else {}
        account.refused = {key: why for key, why in account.refused.items() if key in account.commanded}

    async def _set(self, key: str, value: Value) -> None:
        account = self.account
        try:
            await self._south.write(self.unit, key, value)
            account.told[key] = (value, self._clock())
            account.refused.pop(key, None)
        except Unreachable:
            raise
        except Exception as error:  # a value that fails in the sending keeps no other command from the device
            account.refused[key] = why(error)
            self._note("control", f"{key} refused: {why(error)}", refused=True)
            return
        account.accepted.update(await self._south.read(self.unit, (key,)))

    async def _start(self, reverts: RevertTimes, switch: str) -> None:
        """Have a command that is switched on now end by itself, and tell where it cannot."""
        known = self.account.staying.get(switch)
        await reverts.start(switch, self._put, self._get)
        reason = self.account.staying.get(switch)
        if reason and reason != known:
            words = f"{switch.removesuffix('-enable')} stays in force if this gateway goes: {reason}"
            self._note("control", words, refused=True)

    async def _put(self, key: str, value: Value) -> bool:
        """Write what is no command of the utility's, and is not compared with what the device holds."""
        try:
            await self._south.write(self.unit, key, value)
        except Unreachable:
            raise
        except Exception as error:
            self._note("control", f"{key} refused: {why(error)}", refused=True)
            return False
        return True

    async def _get(self, keys: Collection[str]) -> Mapping[str, Value]:
        return await self._south.read(self.unit, keys)

    async def read(self) -> None:
        """Read what the device measures, and whether it holds what it was told."""
        account, unit = self.account, self.unit
        try:
            known = account.known = tuple(await self._south.keys(unit))
            readings = {key for key in known if is_reading(key)}
            settings = {*account.commanded, *_STATIC} & set(known)
            now = self._clock()
            first = account.whole_at is None
            if account.whole_at is None or account.lost or now - account.whole_at >= self._whole:
                settings, account.whole_at = set(known) - readings, now
            values = await self._south.read(unit, readings | settings)
        except Exception as error:  # what goes wrong with one device keeps nobody from the others
            self._lose(error)
            return
        if first and self._takes_over:
            found = account.take_over(values, self._clock())
            if found:
                words = f"Device {unit} is found with {found} on; that stays until the utility is heard, or silent."
                self._note("poll", words)
        if account.lost:
            account.lost = ""
            account.refused.clear()  # it may have begun anew, and take now what it did not then
            self._note("poll", f"Device {unit} answers again.")
            self._on_change()
        account.take(values)
        account.read_at = self._clock()
        waited = account.read_at - self._south.patience
        lost = {
            key: value
            for key, value in account.commanded.items()
            if key not in account.refused and key in account.told and account.owed(key, value, waited)
        }
        if lost:
            self._note("poll", f"Device {unit} no longer holds {told(lost)}; told again.", refused=True)
            self._on_change()

    def _lose(self, error: Exception) -> None:
        if not self.account.lost:
            self._note("poll", f"Device {self.unit} does not answer: {why(error)}", refused=True)
        self.account.lose(why(error))

    def _note(self, what: str, words: str, *, refused: bool = False) -> None:
        self._exchanges.add(self.unit, what, "in", words, refused=refused)


_STATIC = frozenset({"nameplate-active-power", "setting-maximum-active-power"})
"""Settings that shares are made by."""
