"""What the window of schedules needs of whoever keeps and carries out schedules: a gateway, or the device itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple, Protocol

from workbench.der.codecs.dnp3_schedules import Said
from workbench.der.dnp3_schedules import Block
from workbench.der.schedule import Schedule

SCHEDULES = 32
"""How many numbered schedules each window has; Rule 21, Hh.6 asks for 24 events at least."""


class Place(NamedTuple):
    """A numbered schedule of one window.

    Args:
        block: name of the window's points.
        number: from 1.
    """

    block: str
    number: int


class Edited(StrEnum):
    """How far a schedule in the window is; worded as IEEE 1815.2 lists the status of schedules."""

    EDITING = "editing"
    VALIDATED = "validated"
    INVALID = "invalid"
    DISABLED = "disabled"


@dataclass
class Draft:
    """What was written of a schedule: it changes nothing of what is carried out until it is put into use.

    Args:
        parts: of the window, in raw values.
        schedule: what they said when they were valid the last time.
    """

    parts: dict[str, int] = field(default_factory=dict)
    edited: Edited = Edited.EDITING
    schedule: Schedule | None = None

    @property
    def valid(self) -> bool:
        """Whether the parts, as they are now, have been found valid."""
        return self.edited in (Edited.VALIDATED, Edited.DISABLED)


class State(StrEnum):
    """What becomes of a schedule."""

    UNUSED = "not in use"
    READY = "waits for its time"
    RUNNING = "runs"
    OVERRULED = "runs, and something else decides"
    OVER = "is over"


class Keeper(Protocol):
    """Keeps schedules, and carries out those that are in use."""

    drafts: dict[Place, Draft]

    def take_up(self, block: Block, outputs: Said) -> None:
        """Show in a window what is carried out already and was not written through it, as after a restart."""

    def use(self, place: Place, schedule: Schedule) -> None:
        """Carry out a schedule from now on, instead of an earlier one of that place.

        Raises:
            NotPossible: it cannot be carried out here; what was in use before stays so.
        """

    def disuse(self, place: Place) -> None:
        """Carry out nothing of that place any more."""

    def look(self) -> None:
        """Find out what becomes of the schedules at this moment; ``state``, ``step`` and ``running`` tell it."""

    def state(self, place: Place) -> State:
        """Return what became of a schedule."""

    def step(self, place: Place) -> int | None:
        """Return how many of a schedule's points have had their time since it began; None where that is not known."""

    def running(self, block: str) -> int:
        """Return the number of the schedule of a window that decides, of several the first by priority; 0 for none."""
