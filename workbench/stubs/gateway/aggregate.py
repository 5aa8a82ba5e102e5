"""Several devices as one: what the utility reads of them all together, and each one's share of what it asks.

A device that does not answer is not measured: what it did when it was last heard says nothing of now. What is told of
this moment (power, voltage, available power, states) is of the devices that answer, and not known where none does;
each protocol says that in its own way: DNP3 by the flag COMM_LOST, SunSpec by the value for "not implemented", IEEE
2030.5 by leaving the reading out. That a device is silent is told as well: by an alarm of the plant, in IEEE 2030.5 by
the bit "fault" of its connection status, and how many of how many answer by ``observe``. Three things stay: ratings and
settings of what is installed, counters of energy, which never go back, and the silent device's share of an amount.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from functools import cache
from types import MappingProxyType

from workbench.der.device import NotWritable, UnknownQuantity
from workbench.der.device_quantities import form_of
from workbench.der.plant import Rule, amount, row_of, together
from workbench.der.quantities import Value
from workbench.stubs.gateway.ledger import Account, is_installed, is_momentary

RATING = "nameplate-active-power"
SETTING = "setting-maximum-active-power"
ACTIVE = "monitoring-active-modes"
"""The functions that are switched on."""
ALARM = "monitoring-alarm-status"
CONNECTION = "monitoring-connection-status"
SILENCE: Mapping[str, str] = {ALARM: "manufacturer-alarm", CONNECTION: "fault"}
"""By which words of the table it is told that a device does not answer."""


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
            found.update(dict.fromkeys(account.installed))
        return found.keys()

    def answering(self) -> int:
        """Return how many of the devices answer."""
        return sum(not account.lost for account in self._accounts.values())

    def silence(self) -> str:
        """Say in a sentence how many devices answer; empty where all do."""
        answering, known = self.answering(), len(self._accounts)
        if answering == known:
            return ""
        return f"{answering} of {known} devices answer; what is measured is of those."

    def read(self, key: str) -> Value:
        """Return a quantity of all devices together, by the rules of ``data/der/plant.csv``.

        What is measured is of those that answer.

        Raises:
            UnknownQuantity: none of them has shown it, or it is of this moment and none of them answers.
        """
        if key in self._commands and not any(key in account.refused for account in self._accounts.values()):
            return self._commands[key]
        accounts = self._accounts.values()
        silent = any(account.lost for account in accounts)
        showing = [account.view for account in accounts if account.view.get(key) is not None]
        if accounts and not self.answering() and is_momentary(key) and key != ALARM:
            raise UnknownQuantity(
                f"None of the {len(accounts)} devices behind this gateway answers: '{key}' is not known now."
            )
        if not showing and not (key == ALARM and silent and key in self.keys()):
            raise UnknownQuantity(f"No device behind this gateway has shown '{key}' yet.")
        value = together(key, showing) if showing else frozenset()
        if silent and key in SILENCE and isinstance(value, frozenset):
            return value | {SILENCE[key]}
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


def share(key: str, value: Value, unit: str, accounts: Mapping[str, Account]) -> Value:
    """Return one device's share of a command: by its rating where the command is an amount for all together.

    A device that does not answer keeps its share, by the rating that it showed last: were it given to the others, all
    of them together would exceed the amount when it comes back, and until then for as long as it goes on unheard.
    """
    if not is_shared(key) or isinstance(value, bool) or not isinstance(value, int | float):
        return value
    by = (RATING, SETTING) if is_installed(key) else (SETTING, RATING)
    ratings = {one: amount(account.view, by) or 0.0 for one, account in accounts.items()}
    total = sum(ratings.values())
    if total <= 0:
        return value / len(ratings)
    return value * (ratings[unit] / total)


@cache
def is_shared(key: str) -> bool:
    """Whether a command is an amount for all devices together: what adds up when it is read."""
    return row_of(key).rule is Rule.SUM
