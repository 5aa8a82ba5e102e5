"""The window of schedules: one numbered schedule at a time is seen and changed through it, chosen by its selector.

What is written changes the schedule in the window only. What is carried out is what was there when the schedule was
made ready (AN2018-001), or submitted and enabled (IEEE 1815.2): whole, or not at all.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Protocol as Proto

from workbench.der.codecs.dnp3_schedules import Operated, Said, schedule_of
from workbench.der.device import NotPossible, NotWritable, OutOfRange
from workbench.der.dnp3_schedules import MOST_POINTS, Block, blocks, how_many
from workbench.der.quantities import Protocol
from workbench.der.schedule import Schedule
from workbench.stubs.dnp3.points import Point, PointId, Raw
from workbench.stubs.dnp3.schedule_keeper import SCHEDULES, Draft, Edited, Keeper, Place, State

_STATES = ("ready", "submit", "validated", "enable", "enabled", "validation", "status", "running")
"""Parts of a window that tell what becomes of a schedule, or change that."""
_SWITCHES = ("ready", "submit", "enable")
EVENT_CLASS = 2
"""Of what tells a schedule's state, in both lists. What the window shows makes no events: whoever selects reads it."""
_WORDS: Mapping[State, tuple[str, ...]] = {
    State.RUNNING: ("running",),
    State.OVERRULED: ("running but not active", "running"),
    State.READY: ("enabled", "ready"),
    State.OVER: ("completed and expired", "ready"),
}
"""How the lists call the states, the first that a list has."""


@dataclass(frozen=True)
class _Layout:
    """The points of a block, worked out once for all devices that have it.

    Args:
        outputs, inputs: their part.
        addresses: points by part.
        each: inputs that tell of one schedule, by its number.
        points: all of them.
    """

    outputs: Mapping[PointId, str]
    inputs: Mapping[PointId, str]
    addresses: Mapping[str, Sequence[PointId]]
    each: Mapping[int, Mapping[str, PointId]]
    points: Mapping[PointId, Point]


@cache
def _layout(block: Block) -> _Layout:
    outputs, inputs = _by_point(block.window(written=True)), _by_point(block.window(written=False))
    addresses: dict[str, list[PointId]] = {}
    points: dict[PointId, Point] = {}
    for point, part in (*outputs.items(), *inputs.items()):
        addresses.setdefault(part, []).append(point)
        told = part in _STATES and not point.kind.is_output
        # The numbers of a schedule's points are not in class 0: there are hundreds.
        polled = not part[-1].isdigit()
        points[point] = Point(point, f"schedule {part}", EVENT_CLASS if told else 0, polled=polled)
    each: dict[int, dict[str, PointId]] = {}
    for number in range(1, SCHEDULES + 1):
        each[number] = {part: PointId.of(code) for part, code in block.each(number).items()}
        for part, point in each[number].items():
            points[point] = Point(point, f"schedule {number} {part.removeprefix('each-')}", EVENT_CLASS)
    return _Layout(outputs, inputs, addresses, each, points)


class ScheduleWindow:
    """The window on the schedules of one block of points.

    Args:
        outputs: what a schedule's points may operate.
    """

    def __init__(self, block: Block, keeper: Keeper, outputs: Operated) -> None:
        self.block = block
        self.selected = 1
        self._keeper = keeper
        self._targets = outputs
        self._layout = _layout(block)
        self._changed = {*self._layout.addresses}

    def points(self) -> Mapping[PointId, Point]:
        """Return every point."""
        return self._layout.points

    def show_all(self) -> None:
        """Have the next ``changes`` give everything."""
        self._changed = {*self._layout.addresses}

    # Writing

    def check(self, point: PointId, raw: Raw) -> None:
        """Refuse what ``operate`` would refuse.

        Raises:
            NotPossible: with the reason.
        """
        part = self._layout.outputs.get(point)
        if part is None:
            raise NotWritable(f"{point} is only read.")
        if part == "selector" and not 1 <= raw <= SCHEDULES:
            raise OutOfRange(f"The schedules are numbered 1 to {SCHEDULES}; there is no schedule {raw:g}.")
        if part == "count" and not 0 <= raw <= MOST_POINTS:
            raise OutOfRange(f"A schedule has 0 to {MOST_POINTS} points, not {raw:g}.")
        if part in ("ready", "submit") and raw:
            self._made()
        if part == "enable" and raw:
            self._validated()

    def operate(self, point: PointId, raw: Raw) -> None:
        """Write a part of the selected schedule, select another, or put it into use or out of it.

        Raises:
            NotPossible: with the reason.
        """
        part = self._layout.outputs[point]
        if part in ("ready", "submit") and raw:
            self._submit()
        else:
            self.check(point, raw)
        if part == "selector":
            self.selected = int(raw)
            self.show_all()
        elif part in _SWITCHES:
            self._switch(part, on=bool(raw))
        else:
            draft = self._keeper.drafts.setdefault(self._place, Draft())
            draft.parts[part] = int(raw)
            draft.edited = Edited.EDITING
            self._changed.add(part)

    @property
    def _place(self) -> Place:
        return Place(self.block.name, self.selected)

    def _made(self) -> Schedule:
        draft = self._keeper.drafts.get(self._place, Draft())
        return schedule_of(self.block, draft.parts, self._targets)

    def _validated(self) -> Schedule:
        draft = self._keeper.drafts.get(self._place)
        if draft is None or draft.schedule is None or not draft.valid:
            raise NotPossible(
                f"Schedule {self.selected} has not been found valid as it is now; submit it for validation first."
            )
        return draft.schedule

    def _submit(self) -> None:
        draft = self._keeper.drafts.setdefault(self._place, Draft())
        try:
            draft.schedule = self._made()
        except NotPossible:
            draft.edited = Edited.INVALID
            raise
        draft.edited = Edited.VALIDATED

    def _switch(self, part: str, *, on: bool) -> None:
        draft = self._keeper.drafts.get(self._place)
        if draft is None:
            return  # switched off, and nothing was there
        if part == "submit":
            draft.edited = draft.edited if on else Edited.EDITING
        elif on:
            self._keeper.use(self._place, self._validated())
        else:
            self._keeper.disuse(self._place)
            if draft.valid:
                draft.edited = Edited.DISABLED

    # Reading

    def changes(self) -> Iterator[tuple[PointId, Raw | None]]:
        """Yield what the window shows anew since the last time, and every state; who asks has had the keeper look."""
        changed, self._changed = self._changed, set()
        draft = self._keeper.drafts.get(self._place, Draft())
        for part in changed:
            raw = self.selected if part == "selector" else draft.parts.get(part, 0)
            if part not in _STATES:
                for point in self._layout.addresses[part]:
                    yield point, bool(raw) if point.kind.is_binary else raw
        for part in _STATES:
            for point in self._layout.addresses.get(part, ()):
                yield point, self._state(part)
        if self._layout.each[1]:
            drafts = self._keeper.drafts
            whole = "selector" in changed
            for number in range(1, SCHEDULES + 1):
                place = Place(self.block.name, number)
                if whole or place in drafts:
                    yield from self._told(place, drafts.get(place, Draft()))

    def _told(self, place: Place, draft: Draft) -> Iterator[tuple[PointId, Raw | None]]:
        values = {
            "each-status": self._status(place),
            "each-priority": draft.parts.get("priority", 0),
            "each-step": self._keeper.step(place),
        }
        for part, point in self._layout.each[place.number].items():
            yield point, values[part]

    def _state(self, part: str) -> Raw | None:
        draft = self._keeper.drafts.get(self._place)
        if part == "running":
            return self._keeper.running(self.block.name)
        if part == "status":
            return self._status(self._place)
        if part == "validation":
            # AN2018-001 has codes for it that no source at hand gives.
            return self.block.statuses.get(draft.edited, None if self._old else 0) if draft else 0
        if part in ("submit", "validated"):
            return draft is not None and draft.valid
        return self._keeper.state(self._place) is not State.UNUSED

    @property
    def _old(self) -> bool:
        return Edited.EDITING not in self.block.statuses

    def _status(self, place: Place) -> int:
        draft = self._keeper.drafts.get(place)
        if draft is None:
            return 0
        words = _WORDS.get(self._keeper.state(place), (draft.edited.value, "not ready"))
        return next(self.block.statuses[word] for word in words if word in self.block.statuses)


class Outputs(Operated, Said, Proto):
    """What a schedule may operate, in both directions."""


class ScheduleWindows:
    """Every window of an edition, as the points of a device need them."""

    def __init__(self, protocol: Protocol, keeper: Keeper, outputs: Outputs) -> None:
        self._keeper = keeper
        self._windows = [ScheduleWindow(block, keeper, outputs) for block in blocks(protocol)]
        self._outputs = outputs
        self._taken_up = False
        self._how_many = Point(PointId.of(how_many(protocol)), "number of schedules", 0)

    def points(self) -> Iterator[tuple[PointId, Point]]:
        """Yield every point of every window, and the one that tells how many schedules each has."""
        yield self._how_many.id, self._how_many
        for window in self._windows:
            yield from window.points().items()

    def window_of(self, point: PointId) -> ScheduleWindow | None:
        """Return the window that a point is one of."""
        return next((window for window in self._windows if point in window.points()), None)

    def changes(self, *, whole: bool) -> dict[PointId, Raw | None]:
        """Return what the windows show anew, or everything that they show."""
        if not self._taken_up:
            self._taken_up = True
            self._keeper.take_up(self._windows[0].block, self._outputs)
        self._keeper.look()
        shown: dict[PointId, Raw | None] = {self._how_many.id: SCHEDULES} if whole else {}
        for window in self._windows:
            if whole:
                window.show_all()
            shown.update(window.changes())
        return shown


def _by_point(parts: Mapping[str, str]) -> dict[PointId, str]:
    return {PointId.of(address): part for part, address in parts.items()}
