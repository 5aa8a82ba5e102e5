"""A north end without a wire: the utility's own operator, or a test, commands from beside."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from workbench.der.device import NotPossible, OutOfRange
from workbench.der.quantities import Value
from workbench.stubs.exchanges import ExchangeLog
from workbench.stubs.gateway.aggregate import Aggregate
from workbench.stubs.gateway.ends import Standing
from workbench.stubs.gateway.ledger import told
from workbench.stubs.strict_json import values_kept, values_read
from workbench.stubs.stub import Endpoint


@dataclass(frozen=True)
class Order:
    """One command of the operator.

    Args:
        number: by which it is cancelled.
        start, end: seconds by the clock; the end may be infinite.
    """

    number: int
    values: Mapping[str, Value]
    start: float
    end: float

    def words(self) -> str:
        """Return the command in a few words."""
        return f"command {self.number}"


@dataclass
class ConsoleNorth:
    """Commands in time windows; of two that say something about the same quantity the later one holds.

    Args:
        clock: seconds, as the gateway reads them.
    """

    clock: Callable[[], float] = time.time
    orders: dict[int, Order] = field(default_factory=dict)
    default: dict[str, Value] = field(default_factory=dict)
    words: str = "operator"
    endpoints: tuple[Endpoint, ...] = ()

    def __post_init__(self) -> None:
        self._given = 0  # the number of the latest command; none is given twice, not after a restart either
        self._changed: asyncio.Event | None = None
        self._devices: Aggregate | None = None
        self._log: ExchangeLog | None = None

    def kept(self) -> dict[str, Any]:
        """Return commands and default, as JSON has them."""
        return {
            "default": values_kept(self.default),
            "given": self._given,
            "orders": [
                {
                    "number": order.number,
                    "values": values_kept(order.values),
                    "start": order.start,
                    "end": None if order.end == float("inf") else order.end,
                }
                for order in self.orders.values()
            ],
        }

    def restore(self, kept: Mapping[str, Any], heard: float | None) -> str:
        """Go on from what was kept, and say what that is."""
        orders = {
            int(one["number"]): Order(
                int(one["number"]),
                values_read(one["values"], "values"),
                float(one["start"]),
                float("inf") if one["end"] is None else float(one["end"]),
            )
            for one in kept.get("orders", ())
        }
        self.default = values_read(kept.get("default", {}), "default")
        self.orders.update(orders)
        self._given = max(int(kept.get("given", 0)), *self.orders, 0)
        return f"{len(orders)} commands"

    async def start(self, devices: Aggregate, changed: asyncio.Event, log: ExchangeLog) -> None:
        """Take commands from now on."""
        self._devices, self._changed, self._log = devices, changed, log

    async def stop(self) -> None:
        """Take no more commands."""
        self._changed = None

    def command(
        self, values: Mapping[str, Value], *, start: float | None = None, duration: float | None = None
    ) -> int:
        """Command quantities, and return the number by which this is cancelled.

        Args:
            start: seconds by the clock; now where it is not given.
            duration: seconds; until it is cancelled where it is not given.

        Raises:
            NotPossible: not a quantity that can be written, or a window that is over.
        """
        assert self._devices is not None, "not started"
        now = self.clock()
        begins = now if start is None else start
        ends = float("inf") if duration is None else begins + duration
        if duration is not None and not duration > 0:
            raise OutOfRange(f"A command of {duration:g} s has no effect; a duration is above 0 s.")
        if ends <= now:
            raise OutOfRange("The command's time is over already; it has to end in the future.")
        for key in values:
            self._devices.check_writable(key)
        self._given += 1
        order = Order(self._given, dict(values), begins, ends)
        self.orders[order.number] = order
        self._note(f"{order.words()}: {told(values)}" + ("" if duration is None else f" for {duration:g} s"))
        return order.number

    def cancel(self, number: int) -> None:
        """Take a command back.

        Raises:
            NotPossible: there is none of that number.
        """
        if self.orders.pop(number, None) is None:
            known = ", ".join(map(str, self.orders)) or "none"
            raise NotPossible(f"There is no command {number}. There are: {known}.")
        self._note(f"command {number} cancelled")

    def release(self) -> None:
        """Take every command back."""
        self.orders.clear()
        self._note("everything released")

    def set_default(self, values: Mapping[str, Value]) -> None:
        """Set what holds while no command does.

        Raises:
            NotPossible: not a quantity that can be written.
        """
        assert self._devices is not None, "not started"
        for key in values:
            self._devices.check_writable(key)
        self.default = dict(values)
        self._note(f"default: {told(values)}")

    def standing(self, now: float) -> Standing:
        """Return what is commanded now."""
        for order in [one for one in self.orders.values() if one.end <= now]:
            del self.orders[order.number]
        active = [order for order in self.orders.values() if order.start <= now]
        values: dict[str, Value] = {}
        for order in active:
            values |= order.values
        if values:
            return Standing(values, " and ".join(order.words() for order in active), default=False)
        return Standing(dict(self.default), "default" if self.default else "nothing asked")

    def heard(self) -> float | None:
        """The operator is here always."""
        return self.clock()

    async def report(self, readings: Mapping[str, Value], now: float) -> None:
        """The operator looks by himself."""

    def _note(self, words: str) -> None:
        if self._log is not None:
            self._log.add("operator", "console", "in", words)
        if self._changed is not None:
            self._changed.set()
