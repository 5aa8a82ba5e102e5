"""The time after which a device lets a command go by itself, and how it is kept from running out.

A limit that is written to a device stays there when whoever wrote it is gone for good. Devices of SunSpec have a
revert time for that (704 ``WMaxLimPctRvrtTms``, 123 ``WMaxLimPct_RvrtTms``). It is set before a command is switched on,
and started again long before it is over by writing it and the command again, since devices differ in what starts it.
Nothing else is written, and nothing while no such command is in force. What the device had before comes back with the
release, so that a limit that somebody sets there later does not end by itself.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Iterator, Mapping
from types import MappingProxyType

from workbench.der.quantities import Value
from workbench.stubs.gateway.ledger import TAKEN_OVER, Account
from workbench.stubs.gateway.settings import switch_of

PARTS = 3
"""The time is started again this many times before it would be over, so that two of them may be lost."""
TIME, VALUE, ENABLE = "revert-time", "revert-value", "revert-enable"

Write = Callable[[str, Value], Awaitable[bool]]
"""Sets a quantity of the device, and tells whether it took it."""
Read = Callable[[Collection[str]], Awaitable[Mapping[str, Value]]]


class RevertTimes:
    """Keeps the revert times of one device running while commands that a utility gives for a time are in force.

    Args:
        account: of the device.
        seconds: after which it lets go.
        fallback: settings that are to hold then, by key; nothing is in force without.
        clock: seconds, the gateway's.
    """

    def __init__(
        self,
        account: Account,
        seconds: float,
        clock: Callable[[], float],
        fallback: Mapping[str, Value] = MappingProxyType({}),
    ) -> None:
        self._account = account
        self._seconds = seconds
        self._clock = clock
        self._fallback = fallback
        self._started: dict[str, float] = {}

    def due(self, commands: Mapping[str, Value]) -> list[str]:
        """Return the switches of commands in force whose time has to be started again."""
        now = self._clock()
        account = self._account
        found = []
        for switch in TAKEN_OVER:
            if commands.get(switch) is not True or {*account.refused, *account.staying} & {switch}:
                continue
            if any(key in account.refused for key in commands if switch_of(key) == switch):
                continue
            at = self._started.get(switch, float("-inf"))
            # A clock that was set back makes it later by nothing.
            if _key(switch, TIME) in account.known and not at <= now < at + self._seconds / PARTS:
                found.append(switch)
        return found

    async def start(self, switch: str, write: Write, read: Read) -> None:
        """Prepare that a command will end by itself, before it is switched on."""
        account = self._account
        if _key(switch, TIME) not in account.known:
            account.staying[switch] = "it shows no revert time"
            return
        keys = {key: value for key, value in self._wanted(switch) if key in account.known}
        unknown = [key for key in keys if key not in account.before]
        account.before |= {key: value for key, value in (await read(unknown)).items() if key in unknown}
        for key, value in keys.items():
            if not await write(key, value):
                account.staying[switch] = f"it does not take {key}"
                return
        account.staying.pop(switch, None)
        self._started[switch] = self._clock()

    async def again(self, switch: str, commands: Mapping[str, Value], write: Write, read: Read) -> None:
        """Start the time of a command that is in force again: first the time, then the command as it stands."""
        await self.start(switch, write, read)
        for key, value in commands.items():
            if switch_of(key) == switch:
                await write(key, value)
        await write(switch, True)

    async def end(self, switch: str, write: Write) -> None:
        """Put back what the device held before, once a command was switched off."""
        self._started.pop(switch, None)
        self._account.staying.pop(switch, None)
        for key in [_key(switch, what) for what in (TIME, ENABLE, VALUE)]:
            if key in self._account.before and await write(key, self._account.before[key]):
                del self._account.before[key]

    def _wanted(self, switch: str) -> Iterator[tuple[str, Value]]:
        held = self._fallback.get(switch.removesuffix("-enable"))
        if held is not None:
            yield _key(switch, VALUE), held
            yield _key(switch, ENABLE), True
        yield _key(switch, TIME), self._seconds


def _key(switch: str, what: str) -> str:
    return f"{switch.removesuffix('-enable')}-{what}"
