"""Several devices as one: what the utility reads of them all together, and each one's share of what it asks."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from types import MappingProxyType

from workbench.der.device import NotWritable, UnknownQuantity
from workbench.der.device_quantities import form_of
from workbench.der.quantities import Value
from workbench.stubs.gateway.ledger import Account

SUMMED = frozenset({"W", "VA", "var", "Wh", "A", "S"})
"""Units whose values add up over devices in parallel."""

RATING = "nameplate-active-power"
SETTING = "setting-maximum-active-power"
ACTIVE = "monitoring-active-modes"
"""The functions that are switched on."""
SHARED = frozenset({"set-active-power-absolute"})
"""Commands in an amount for all together, of which each device gets its share."""


class Aggregate:
    """The devices of a gateway as one ``Device``, served northward by a protocol where the gateway is the server.

    Args:
        accounts: of the devices, by unit; kept up to date by the gateway.
        command: takes what is written, as the gateway's own command.
        commands: what was written and stands. It is what is read back, as of any device that has taken a command and
            is about to carry it out; where a device has refused it, what that device holds is read instead.
    """

    def __init__(
        self,
        accounts: Mapping[str, Account],
        command: Callable[[str, Value], None],
        commands: Mapping[str, Value] = MappingProxyType({}),
    ) -> None:
        self._accounts = accounts
        self._command = command
        self._commands = commands

    def commanding(self, command: Callable[[str, Value], None], commands: Mapping[str, Value]) -> Aggregate:
        """Return the same devices, commanded by another."""
        return Aggregate(self._accounts, command, commands)

    def keys(self) -> Collection[str]:
        """Return what any of the devices can be asked, as far as that is known."""
        found: dict[str, None] = {}
        for account in self._accounts.values():
            found.update(dict.fromkeys(account.known))
            found.update(dict.fromkeys(account.measured))
            found.update(dict.fromkeys(account.accepted))
        return found.keys()

    def read(self, key: str) -> Value:
        """Return a quantity of all devices together.

        Raises:
            UnknownQuantity: none of them has shown it.
        """
        if key in self._commands and not any(key in account.refused for account in self._accounts.values()):
            return self._commands[key]
        shown = [
            (value, _rating(account))
            for account in self._accounts.values()
            if (value := account.accepted.get(key, account.measured.get(key))) is not None
        ]
        if not shown:
            raise UnknownQuantity(f"No device behind this gateway has shown '{key}' yet.")
        value = together(key, [value for value, _ in shown], [rating for _, rating in shown])
        if key == ACTIVE and isinstance(value, frozenset):
            # Not every protocol has a bit for every mode (SunSpec's model 122 has none for a limit): what the
            # switches say is known besides.
            on = {
                switch.removesuffix("-enable")
                for account in self._accounts.values()
                for switch, state in account.accepted.items()
                if state is True and switch.endswith("-enable")
            }
            commanded = {
                switch: state for switch, state in self._commands.items() if switch.endswith("-enable")
            }
            on |= {switch.removesuffix("-enable") for switch, state in commanded.items() if state is True}
            off = {switch.removesuffix("-enable") for switch, state in commanded.items() if state is False}
            return (value | on) - off
        return value

    def refused(self) -> Mapping[str, str]:
        """Return what devices refused of what they are told now, with each one's reason in a sentence."""
        found: dict[str, str] = {}
        for unit, account in self._accounts.items():
            for key, why in account.refused.items():
                found[key] = f"{found.get(key, '')} Device {unit}: {why}".strip()
        return found

    def write(self, key: str, value: Value) -> None:
        """Command a quantity.

        Raises:
            UnknownQuantity: no device can have it.
            NotWritable: it is only read.
        """
        self.check_writable(key)
        self._command(key, value)

    def check_writable(self, key: str) -> None:
        """Refuse a key that cannot be commanded.

        Raises:
            UnknownQuantity: no device can have it.
            NotWritable: it is only read.
        """
        form = form_of(key)
        if form is None:
            raise UnknownQuantity(
                f"'{key}' is no quantity of the mapping, and none that a device has besides."
            )
        if not form.writable:
            raise NotWritable(f"{form.name} ({key}) is only read.")


def together(key: str, values: Sequence[Value], ratings: Sequence[float] = ()) -> Value:
    """Return one value for several devices in parallel.

    Amounts of power, energy and current add up; percentages of the maximum power are averaged by the devices'
    ratings, so that they mean the same power; voltages, frequencies and the rest is averaged as it is; a switch is on
    where it is on at all of them; what an alarm or a bitmap names is named when one of them names it; words and
    curves are those of the first, or ``mixed`` where words differ.

    Args:
        ratings: maximum active power of each device, W.
    """
    first = values[0]
    if len(values) == 1:
        return first
    if all(isinstance(value, bool) for value in values):
        return all(values)
    if all(isinstance(value, int | float) for value in values):
        numbers = [float(value) for value in values if isinstance(value, int | float)]
        form = form_of(key)
        total = sum(numbers)
        if form is not None and form.unit.startswith("%WMax") and sum(ratings) > 0:
            weighted = (number * rating for number, rating in zip(numbers, ratings, strict=True))
            return sum(weighted) / sum(ratings)
        return total if form is not None and form.unit in SUMMED else total / len(numbers)
    if all(isinstance(value, frozenset) for value in values):
        return frozenset().union(*(value for value in values if isinstance(value, frozenset)))
    if all(isinstance(value, str) for value in values):
        return first if len(set(values)) == 1 else "mixed"
    return first


def share(key: str, value: Value, unit: str, accounts: Mapping[str, Account]) -> Value:
    """Return one device's share of a command: by its rating where the command is an amount for all together."""
    if key not in SHARED or isinstance(value, bool) or not isinstance(value, int | float):
        return value
    ratings = {one: _rating(account) for one, account in accounts.items()}
    total = sum(ratings.values())
    if total <= 0:
        return value / len(ratings)
    return value * ratings[unit] / total


def _rating(account: Account) -> float:
    for values in (account.accepted, account.measured):
        for key in (SETTING, RATING):
            rating = values.get(key)
            if isinstance(rating, int | float) and not isinstance(rating, bool):
                return float(rating)
    return 0.0
