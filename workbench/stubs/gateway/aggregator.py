"""An aggregator: a gateway for which each device is a facility of its own, and which hands on schedules whole."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from workbench.der.quantities import Value
from workbench.stubs.aggregation.payloads import Asked, State
from workbench.stubs.gateway.aggregate import CONNECTION, SILENCE, share
from workbench.stubs.gateway.aggregation_south import AggregationSouth
from workbench.stubs.gateway.ends import FleetNorth, Standing, Unreachable
from workbench.stubs.gateway.gateway import ALL, Gateway, Pace
from workbench.stubs.gateway.ledger import is_momentary, is_reported, told
from workbench.stubs.state_file import Kept
from workbench.stubs.stub import Observation


class Aggregator(Gateway):
    """Between a utility that knows every facility and the facilities.

    What the utility schedules for a facility goes there at once and whole, so that it is carried out when the
    aggregator cannot be reached then. As long as the utility has said nothing of a facility, nothing is sent there:
    what it holds stays, also when the aggregator begins anew.
    """

    kind = "aggregator"

    def __init__(
        self,
        north: FleetNorth,
        south: AggregationSouth,
        *,
        name: str = "",
        pace: Pace | None = None,
        fallback: Mapping[str, Value] | None = None,
        state: Path | Kept | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        super().__init__(north, south, name=name, pace=pace, fallback=fallback, state=state, clock=clock)
        self._fleet = north
        self._facilities = south
        self._in_force: dict[str, Standing] = {}
        self._known: dict[str, Asked | None] = {}
        south.on_answer = self._changed.set

    def kept(self) -> dict[str, Any]:
        """Return what has to be kept over a restart, as JSON has it."""
        return {**super().kept(), "facilities": self._facilities.kept()}

    def restore(self, kept: Mapping[str, Any]) -> str:
        """Go on from what was kept, before the start, and say in words what that is."""
        self._facilities.restore(kept["facilities"])
        return super().restore(kept)

    async def write(self, key: str, value: Value, unit: str = ALL) -> None:
        """Command a quantity of a facility or of all, as the aggregator's own operator would."""
        if unit != ALL:
            self._account(unit)
            await self.south.write(unit, key, value)
        else:
            self.devices.check_writable(key)
            for one in self._accounts:
                await self.south.write(one, key, share(key, value, one, self._accounts))
        self._keep()

    async def look(self) -> None:
        """Ask every facility for what the utility asks of it, where that is another than was asked before."""
        self._changed.clear()
        now = self._clock()
        silent = self._watch(now)
        known = {unit: self._fleet.asked_of(unit, now) for unit in self._accounts}
        if known != self._known:
            # Before a facility is asked: who dies in between would ask it for less the next time.
            self._keep()
            self._known = known
        for unit, account in self._accounts.items():
            asked = known[unit]
            if asked is not None:
                default = asked.default or (self.fallback if silent else {})
                await self._facilities.ask(unit, Asked(default, asked.asks))
            standing = _standing(self._facilities.asked(unit), now)
            if standing != self._in_force.get(unit, Standing()):
                self.exchanges.add(unit, "control", "out", f"{standing.source}: {told(standing.values)}")
            self._in_force[unit] = standing
            account.commanded = dict(standing.values)
            account.refused = dict(self._facilities.refused(unit))
            for answer in self._facilities.answers(unit).values():
                if answer.state is State.REFUSED:
                    self._fleet.reject(unit, answer.id, answer.why, now)

    async def report(self) -> bool:
        """Report to the utility what each facility is and measures; tell whether all of it was taken."""
        whole = True
        for unit, account in self._accounts.items():
            readings = {key: value for key, value in account.view.items() if is_reported(key)}
            if account.lost:
                readings = {key: value for key, value in readings.items() if not is_momentary(key)}
                whole = False
            if not readings:
                whole = False
                continue
            if account.lost:
                readings[CONNECTION] = frozenset({SILENCE[CONNECTION]})
            try:
                await self._fleet.report_of(unit, readings, self._clock())
            except Unreachable as error:
                self._not_reported(str(error))
                return False
        self._report_lost = ""
        return whole

    def observe(self) -> Observation:
        """Return what was measured, commanded and accepted, by facility, and what each answered."""
        seen = super().observe()
        notes = []
        for unit, standing in self._in_force.items():
            notes.append(f"In force at {unit}: {told(standing.values)} ({standing.source}).")
            for answer in self._facilities.answers(unit).values():
                notes.append(
                    f"{unit} answered to {answer.id}: {answer.state}"
                    + (f": {answer.why}" if answer.why else ".")
                )
        return replace(seen, notes=(*notes, *seen.notes[1:]))


def _standing(asked: Asked, now: float) -> Standing:
    values = dict(asked.default)
    active = asked.active(now)
    for ask in active:
        values |= ask.settings
    if active:
        return Standing(values, ", ".join(ask.id for ask in active), default=False)
    return Standing(values, "default" if values else "nothing asked")
