"""The schedules that a gateway keeps and carries out itself, whether its utility is heard or not."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from workbench.der.codecs.dnp3_schedules import Said
from workbench.der.dnp3_schedules import Block
from workbench.der.quantities import Value
from workbench.der.schedule import Schedule, from_plain
from workbench.stubs.dnp3.schedule_keeper import Draft, Edited, Place, State
from workbench.stubs.gateway.settings import switch_of


@dataclass(frozen=True)
class Deciding:
    """What schedules ask for at one moment.

    Args:
        values: by key; of what several name, that of the schedule that decides.
        places: schedules that decide something, the first by priority first.
    """

    values: Mapping[str, Value] = field(default_factory=dict)
    places: Sequence[Place] = ()


class ScheduleBook:
    """Numbered schedules, and what they ask for at a moment.

    Of several that run, the one with the lower priority number decides (IEEE 1815.2), for each function by itself. Of
    equal ones the one that began later does, and then the one with the lower number: no source says it.

    Args:
        clock: seconds since 1970, by which schedules begin and end: the gateway's own.
    """

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self.drafts: dict[Place, Draft] = {}
        self.changed: Callable[[], None] = lambda: None
        """Called when a schedule comes into use or goes out of it."""
        self.commanded: Callable[[str], bool] = lambda function: False
        """Tells whether a function is commanded directly, so that no schedule decides it."""
        self._clock = clock
        self._used: dict[Place, Schedule] = {}
        self._states: dict[Place, State] = {}
        self._steps: dict[Place, int] = {}
        self._deciding = Deciding()

    # What the window asks

    def take_up(self, block: Block, outputs: Said) -> None:
        """Nothing is carried out but what was written: drafts come back with ``load``."""

    def use(self, place: Place, schedule: Schedule) -> None:
        """Carry out a schedule from now on."""
        self._used[place] = schedule
        self.look()
        self.changed()

    def disuse(self, place: Place) -> None:
        """Carry out nothing of that place any more."""
        self._used.pop(place, None)
        self.look()
        self.changed()

    def look(self) -> None:
        """Find out what becomes of the schedules now."""
        self.asked(self._clock())

    def state(self, place: Place) -> State:
        """Return what became of a schedule when the book was last looked at."""
        return self._states.get(place, State.UNUSED)

    def step(self, place: Place) -> int:
        """Return how many points of a schedule have had their time since it began."""
        return self._steps.get(place, 0)

    def running(self, block: str) -> int:
        """Return the number of the schedule that decides, of several the first by priority; 0 for none."""
        return next((place.number for place in self._deciding.places if place.block == block), 0)

    # What the gateway asks

    def asked(self, now: float) -> Deciding:
        """Return what the schedules ask for at a moment, but for what is commanded directly."""
        values: dict[str, Value] = {}
        places: list[Place] = []
        owners: dict[str, Place] = {}
        self._states, self._steps = {}, {}
        for place, schedule in sorted(self._used.items(), key=lambda used: _rank(used[0], used[1], now)):
            reached = schedule.reached(now)
            self._steps[place] = len(reached)
            asks = {entry.key: entry.value for entry in reached}
            decides = {
                key: value
                for key, value in asks.items()
                if not self.commanded(function_of(key))
                and owners.setdefault(function_of(key), place) == place
            }
            values |= decides
            if decides:
                places.append(place)
            idle = State.OVER if schedule.over(now) else State.READY
            busy = State.RUNNING if decides else State.OVERRULED
            self._states[place] = busy if asks else idle
        self._deciding = Deciding(values, tuple(places))
        return self._deciding

    def used(self) -> Mapping[Place, Schedule]:
        """Return the schedules that are in use."""
        return dict(self._used)

    # Over a restart

    def dump(self) -> list[dict[str, Any]]:
        """Return everything that has to be kept over a restart, in values that JSON has."""
        kept = []
        for place in {**self.drafts, **self._used}:
            draft = self.drafts.get(place, Draft())
            used = self._used.get(place)
            kept.append(
                {
                    "block": place.block,
                    "number": place.number,
                    "parts": dict(draft.parts),
                    "edited": draft.edited.value,
                    "schedule": draft.schedule.plain() if draft.schedule else None,
                    "in use": used.plain() if used else None,
                }
            )
        return kept

    def load(self, kept: Sequence[Mapping[str, Any]], blocks: Collection[str]) -> list[str]:
        """Take what ``dump`` gave, instead of everything that is there.

        Args:
            blocks: windows that there are now: what nobody could put out of use any more is not taken.

        Returns:
            A sentence for each schedule that was left out.

        Raises:
            ValueError: it is nothing that ``dump`` gave; nothing was taken then.
        """
        drafts: dict[Place, Draft] = {}
        used: dict[Place, Schedule] = {}
        left: list[str] = []
        try:
            for each in kept:
                place = Place(str(each["block"]), int(each["number"]))
                if place.block not in blocks:
                    left.append(
                        f"Schedule {place.number} of {place.block} is left out: there is no such window now."
                    )
                    continue
                schedule, in_use = each["schedule"], each["in use"]
                drafts[place] = Draft(
                    {str(part): int(raw) for part, raw in each["parts"].items()},
                    Edited(each["edited"]),
                    from_plain(schedule) if schedule else None,
                )
                if in_use:
                    used[place] = from_plain(in_use)
        except (KeyError, TypeError, AttributeError, OverflowError) as error:
            raise ValueError(
                f"What was kept of schedules lacks {error}, or has it in another form."
            ) from error
        self.drafts.clear()
        self.drafts.update(drafts)
        self._used = used
        self.look()
        self.changed()
        return left


def function_of(key: str) -> str:
    """Return what a key is a setting of, by its switch; a key without one is a function of its own."""
    return switch_of(key) or key


def _rank(place: Place, schedule: Schedule, now: float) -> tuple[int, float, Place]:
    return schedule.priority, -(schedule.began(now) or 0.0), place
