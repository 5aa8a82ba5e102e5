"""Points: what DNP3 calls a value, and what an outstation needs to know of those that it serves."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Protocol, Self

Raw = bool | int | float
"""A value as the protocol carries it: not yet scaled, no unit."""


class Kind(StrEnum):
    """The kinds of points, in the order in which class 0 gives them."""

    BINARY_INPUT = "BI"
    BINARY_OUTPUT = "BO"
    COUNTER = "CTR"
    FROZEN_COUNTER = "FCTR"
    ANALOG_INPUT = "AI"
    ANALOG_OUTPUT = "AO"

    @property
    def is_binary(self) -> bool:
        """Whether it holds on or off."""
        return self in (Kind.BINARY_INPUT, Kind.BINARY_OUTPUT)

    @property
    def is_output(self) -> bool:
        """Whether a master may operate it."""
        return self in (Kind.BINARY_OUTPUT, Kind.ANALOG_OUTPUT)

    @property
    def is_counter(self) -> bool:
        """Whether it counts, running or frozen."""
        return self in (Kind.COUNTER, Kind.FROZEN_COUNTER)


@dataclass(frozen=True, slots=True, order=True)
class PointId:
    """Kind and index: what names a point within one edition of the list."""

    kind: Kind
    index: int

    @classmethod
    def of(cls, code: str) -> Self:
        """Return the point of a code such as ``AI149``.

        Raises:
            ValueError: it is no such code.
        """
        match = re.fullmatch(r"(BI|BO|AI|AO|CTR|FCTR)(\d+)", code)
        if not match:
            raise ValueError(
                f"{code!r} is no point: a kind (BI, BO, AI, AO, CTR) and an index, such as AI149."
            )
        return cls(Kind(match[1]), int(match[2]))

    def __str__(self) -> str:
        return f"{self.kind}{self.index}"


@cache
def _parsed(code: str) -> tuple[Kind, int]:
    match = re.fullmatch(r"(BI|BO|AI|AO|CTR|FCTR)(\d+)", code)
    if not match:
        raise ValueError(f"{code!r} is no point: a kind (BI, BO, AI, AO, CTR) and an index, such as AI149.")
    return Kind(match[1]), int(match[2])


@dataclass(frozen=True, slots=True)
class Point:
    """A point that an outstation serves.

    Args:
        name: of the quantity, for the log.
        event_class: 1 to 3, or 0 for one that makes no events.
        deadband: how far an analog value or a counter must move before it is an event; in raw units. 0 makes every
            change an event.
        polled: whether class 0 has it; else it is read by its number only.
    """

    id: PointId
    name: str = ""
    event_class: int = 0
    deadband: float = 0.0
    polled: bool = True


class Points(Protocol):
    """What an outstation serves: points with values now, and outputs that can be operated."""

    @property
    def points(self) -> Mapping[PointId, Point]:
        """Every point, by its id. More may come with a sample, which has their values; none ever goes."""

    def sample(self) -> Mapping[PointId, Raw | None]:
        """Return every value now; None for one that cannot be read at the moment."""

    def changes(self) -> Mapping[PointId, Raw | None]:
        """Return those values now that may be others than at the last call; every value at the first."""

    def attributes(self) -> Mapping[int, str]:
        """Return the device attributes (group 0) that are texts, by their variation."""

    def check(self, point: PointId, raw: Raw) -> None:
        """Refuse what ``operate`` would refuse for its form, without doing anything: what a select asks.

        Raises:
            NotPossible: with the reason.
        """

    def operate(self, point: PointId, raw: Raw) -> None:
        """Operate an output; it is in force when this returns.

        Raises:
            NotPossible: with the reason; nothing changed then.
        """

    def tell(self, point: PointId, raw: Raw) -> str:
        """Return a point and its value in words, by quantity and unit."""
