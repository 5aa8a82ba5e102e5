"""What an aggregator and its facilities say to each other, the same over every transport.

An aggregator sends each facility the whole of what is asked of it: a default, and asks with their times, which the
facility keeps and carries out by its own clock. Whole, so that the latest one is enough and one that is late, lost or
doubled does no harm. A facility answers for each ask, and reports what it measures and holds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from workbench.der.quantities import Value

DEFAULT = "default"
"""Id under which a facility answers for what is asked by default; no ask has it."""


class State(StrEnum):
    """What became of an ask at a facility."""

    RECEIVED = "received"
    """It is kept, and will be carried out in its time."""
    ACCEPTED = "accepted"
    """Its time is now, and the devices hold it."""
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Ask:
    """What is asked for during a time.

    Args:
        id: unique among the asks that stand; the mRID of an event.
        start: seconds of the epoch.
        end: the same; None until it is taken back.
        settings: by key, in the units of the table.
    """

    id: str
    start: float
    end: float | None
    settings: Mapping[str, Value]

    def has(self, moment: float) -> bool:
        """Whether a moment is in its time."""
        return self.start <= moment and not self.over(moment)

    def over(self, moment: float) -> bool:
        """Whether it has ended."""
        return self.end is not None and self.end <= moment


@dataclass(frozen=True)
class Asked:
    """All that is asked of one facility.

    Args:
        default: settings that stand where no ask says otherwise.
        asks: no two with an end say something of the same quantity at the same time.
    """

    default: Mapping[str, Value] = field(default_factory=dict)
    asks: tuple[Ask, ...] = ()

    def active(self, moment: float) -> list[Ask]:
        """Return the asks whose time is now, those that count more at the end: an end goes before none."""
        return sorted(
            (ask for ask in self.asks if ask.has(moment)), key=lambda ask: (ask.end is not None, ask.start)
        )

    def current(self, moment: float) -> Asked:
        """Return the same without what is over."""
        return Asked(self.default, tuple(ask for ask in self.asks if not ask.over(moment)))


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one ask; ``why`` says so where it is refused."""

    id: str
    state: State
    why: str = ""


@dataclass(frozen=True)
class Answers:
    """What became of everything that is asked of a facility.

    Args:
        refused: why the last letter was not taken at all; empty where it was.
    """

    answers: tuple[Answer, ...] = ()
    refused: str = ""


@dataclass(frozen=True)
class Readings:
    """What a facility measures, and what settings its devices hold; all devices together."""

    measured: Mapping[str, Value] = field(default_factory=dict)
    held: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True)
class Hello:
    """A facility has begun, and knows nothing of what is asked of it."""


Payload = Asked | Answers | Readings | Hello
