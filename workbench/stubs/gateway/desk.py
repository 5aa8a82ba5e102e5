"""What the operator of a head-end that calls devices can do at its console."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from workbench.der.device import NotPossible
from workbench.der.quantities import quantities
from workbench.stubs.console import keys_told, of_kind, only, plain, values_of
from workbench.stubs.gateway.console import ConsoleNorth, Order
from workbench.stubs.stub import Observation

ALL = "All devices"


class MasterDesk:
    """Commands all devices of a master together.

    Args:
        observe: gives what the master knows of them.
        keep: called when something was commanded, before that is said.
    """

    def __init__(
        self,
        operator: ConsoleNorth,
        observe: Callable[[], Observation],
        keep: Callable[[], None] = lambda: None,
    ) -> None:
        self.operator = operator
        self._observe = observe
        self._keep = keep

    def issue(self, asked: dict[str, Any]) -> object:
        """Command ``values``, from ``start`` or now, for a ``duration`` or until it is cancelled."""
        only(asked, {"values", "group", "start", "duration"})
        if asked.get("group") not in (None, ALL):
            raise NotPossible(f"A master commands the group '{ALL}', not {asked['group']!r}.")
        window = {
            name: of_kind(asked, name, (int, float))
            for name in ("start", "duration")
            if asked.get(name) is not None
        }
        values = values_of(asked.get("values"))
        if not values:
            raise NotPossible("A control asks for something: values is empty.")
        order = self.operator.orders[self.operator.command(values, **window)]
        self._keep()
        return self._control(order)

    def cancel(self, number: str, asked: dict[str, Any]) -> object:
        """Take a command back by its number."""
        only(asked, {"reason"})
        found = self.operator.orders.get(int(number)) if number.isdecimal() and len(number) < 10 else None
        if found is None:
            known = ", ".join(map(str, self.operator.orders)) or "none"
            raise NotPossible(f"There is no control '{number}'. There are: {known}.")
        self.operator.cancel(found.number)
        self._keep()
        return {**self._control(found), "state": "cancelled"}

    def default(self, asked: dict[str, Any]) -> object:
        """Set the ``values`` that hold while no command does."""
        only(asked, {"values", "group"})
        values = values_of(asked.get("values"))
        self.operator.set_default(values)
        self._keep()
        return {"group": ALL, "values": {key: plain(value) for key, value in values.items()}}

    def register(self, asked: dict[str, Any]) -> object:
        """Devices are those that the master calls."""
        raise NotPossible("A master calls the devices that it was started with; none can be registered.")

    def state(self) -> dict[str, Any]:
        """Return what the page shows."""
        now = self.operator.clock()
        self.operator.standing(now)  # what is over is forgotten
        seen = self._observe()
        default = {key: plain(value) for key, value in self.operator.default.items()}
        return {
            "now": now,
            "keys": keys_told(key for key, row in quantities().items() if row.writable),
            "groups": [ALL],
            "endless": True,
            "devices": [
                {
                    "name": unit,
                    "groups": [ALL],
                    "reported": {key: plain(value) for key, value in values.items()},
                    "accepted": {key: plain(value) for key, value in seen.accepted.get(unit, {}).items()},
                }
                for unit, values in seen.measured.items()
            ],
            "defaults": {ALL: default} if default else {},
            "controls": [self._control(order) for order in self.operator.orders.values()],
            "answers": [{"words": note} for note in seen.notes],
        }

    def _control(self, order: Order) -> dict[str, Any]:
        endless = order.end == float("inf")
        return {
            "id": str(order.number),
            "group": ALL,
            "start": order.start,
            "duration": None if endless else order.end - order.start,
            "state": "active" if order.start <= self.operator.clock() else "scheduled",
            "values": {key: plain(value) for key, value in order.values.items()},
        }
