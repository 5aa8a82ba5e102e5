"""The schedules of a device that carries them out itself, one for each of some functions, as the window drives them."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress

from workbench.der.behaviour.schedules import SCHEDULES
from workbench.der.behaviour.schedules import Schedule as Function
from workbench.der.codecs.dnp3_schedules import Said, parts_of
from workbench.der.device import Device, NotPossible
from workbench.der.dnp3_schedules import Block
from workbench.der.quantities import Value
from workbench.der.schedule import Entry, Every, Schedule
from workbench.stubs.dnp3.schedule_keeper import Draft, Edited, Place, State

LONGEST = 604_800.0
"""Seconds that a schedule of the model lasts at most: a week."""


class DeviceSchedules:
    """Puts schedules into the model of a DER, as far as they fit: what does not fit is refused with the reason.

    Args:
        device: the DER; it may have schedules of fewer functions, or none.
    """

    def __init__(self, device: Device) -> None:
        self.drafts: dict[Place, Draft] = {}
        self._device = device
        self._used: dict[Place, Function] = {}
        self._states: dict[Place, State] = {}
        self._priorities: dict[Place, int] = {}

    def take_up(self, block: Block, outputs: Said) -> None:
        """Show what the device carries out already: the first function's schedule as number 1, and so on."""
        for number, function in enumerate(SCHEDULES, 1):
            try:
                if not self._device.read(function.key("enable")):
                    continue
                schedule = _schedule(function, self._device)
                parts = parts_of(block, schedule, outputs)
            except NotPossible:
                continue  # the device has none of this function, or the list cannot say it
            place = Place(block.name, number)
            self._used[place], self._priorities[place] = function, schedule.priority
            self.drafts[place] = Draft(parts, Edited.VALIDATED, schedule)

    def use(self, place: Place, schedule: Schedule) -> None:
        """Have the device carry out a schedule from now on."""
        function = self._function(schedule)
        self.look()
        other = next((at for at, used in self._used.items() if used is function and at != place), None)
        if other is not None and self.state(other) is not State.UNUSED:
            raise NotPossible(
                f"The device keeps one schedule of {function.value}, and schedule {other.number} is in use for it; "
                "put that out of use first."
            )
        self._put(
            {
                function.key("enable"): False,
                function.key(): _curve(function, schedule),
                function.key("start"): schedule.start,
                function.key("repeat"): schedule.period or 0.0,
            }
        )
        if self._used.get(place, function) is not function:
            self.disuse(place)
        self._device.write(function.key("enable"), True)
        self._used = {at: used for at, used in self._used.items() if used is not function}
        self._used[place] = function
        self._priorities[place] = schedule.priority
        self.look()

    def _put(self, values: Mapping[str, Value]) -> None:
        """Write settings, or leave them as they were where the device refuses one."""
        before = {key: self._device.read(key) for key in values}
        try:
            for key, value in values.items():
                self._device.write(key, value)
        except NotPossible:
            for key, value in reversed(before.items()):
                with suppress(NotPossible):  # it had no points yet
                    self._device.write(key, value)
            raise

    def disuse(self, place: Place) -> None:
        """Have the device carry out nothing of that place any more."""
        function = self._used.pop(place, None)
        if function is not None:
            self._device.write(function.key("enable"), False)
        self.look()

    def look(self) -> None:
        """Find out what the device does now; a schedule that somebody has switched off there is not in use."""
        self._states = {place: self._state(function) for place, function in self._used.items()}

    def state(self, place: Place) -> State:
        """Return what became of a schedule."""
        return self._states.get(place, State.UNUSED)

    def step(self, place: Place) -> int | None:
        """Return 0 for a schedule that does not run; the device does not tell how far it is in one that runs."""
        return None if self.state(place) is State.RUNNING else 0

    def running(self, block: str) -> int:
        """Return the number of the schedule that runs, of several the first by priority; 0 for none."""
        runs = [
            (self._priorities[place], place.number)
            for place, state in self._states.items()
            if state is State.RUNNING and place.block == block
        ]
        return min(runs)[1] if runs else 0

    def _state(self, function: Function) -> State:
        try:
            if not self._device.read(function.key("enable")):
                return State.UNUSED
            return State.RUNNING if self._device.read(function.key("active")) else State.READY
        except NotPossible:
            return State.UNUSED

    def _function(self, schedule: Schedule) -> Function:
        keys = {entry.key for entry in schedule.entries}
        known = self._device.keys()
        there = [each for each in SCHEDULES if each.key() in known]
        for function in there:
            if function.value in keys and keys <= {function.value, function.switch}:
                off = [entry for entry in schedule.entries if entry.value is False]
                if off:
                    raise NotPossible(
                        f"A schedule of the device cannot switch {function.switch} off; a stop, or a last value "
                        "that asks for nothing, ends it."
                    )
                return function
        names = ", ".join(function.value for function in there) or "nothing"
        raise NotPossible(
            f"The device schedules one of {names} at a time, not {' together with '.join(sorted(keys))}."
        )


def _schedule(function: Function, device: Device) -> Schedule:
    """Return the schedule that a device has; its last point is the end, which is said where nothing else ends it."""
    start, repeat, points = (device.read(function.key(what)) for what in ("start", "repeat", ""))
    assert isinstance(start, int | float)
    assert isinstance(repeat, int | float)
    assert isinstance(points, tuple)
    if not points:
        raise NotPossible("The device has a schedule without points.")
    end = points[-1][0]
    return Schedule(
        float(start),
        tuple(Entry(offset, function.value, value) for offset, value in points[:-1]),
        every=Every.SECONDS if repeat else Every.NEVER,
        interval=round(repeat),
        stop=None if repeat or end >= LONGEST else start + end,
    )


def _curve(function: Function, schedule: Schedule) -> tuple[tuple[float, float], ...]:
    """Return the points as the model has them: each value holds until the next offset, the last point is the end."""
    if schedule.repeats and schedule.period is None:
        words = "on days of the week" if schedule.weekdays else f"by {schedule.every}"
        raise NotPossible(f"The device repeats a schedule after a time that is always the same, not {words}.")
    if schedule.repeats and schedule.stop is not None:
        raise NotPossible("A schedule of the device that repeats has no stop; put it out of use instead.")
    points = [
        (entry.offset, float(entry.value))
        for entry in schedule.entries
        if entry.key == function.value and isinstance(entry.value, int | float)
    ]
    if points[-1][0] >= LONGEST:
        raise NotPossible(f"A schedule of the device lasts {LONGEST:g} s at most.")
    end = min(LONGEST, schedule.period or LONGEST)
    if schedule.stop is not None:
        end = min(end, schedule.stop - schedule.start)
        points = [point for point in points if point[0] < end]
    if not points:
        raise NotPossible("The schedule stops before its first point.")
    return (*points, (end, points[-1][1]))
