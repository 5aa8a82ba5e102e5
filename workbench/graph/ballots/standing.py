"""Where a ballot stands at a moment: it follows from the clock and from the steps that were taken."""

from __future__ import annotations

from datetime import datetime
from typing import Literal, Protocol

State = Literal["draft", "open", "closed", "recorded", "void"]


class HasTimes(Protocol):
    """What tells where a ballot stands."""

    @property
    def opens_at(self) -> datetime | None: ...
    @property
    def closes_at(self) -> datetime | None: ...
    @property
    def closed_at(self) -> datetime | None: ...
    @property
    def outcome(self) -> str | None: ...
    @property
    def voided(self) -> bool: ...


def state_of(ballot: HasTimes, moment: datetime) -> State:
    """The state at a moment; the closing moment itself belongs to *closed*."""
    if ballot.voided:
        return "void"
    if ballot.outcome is not None:
        return "recorded"
    if ballot.opens_at is None or moment < ballot.opens_at:
        return "draft"
    return "closed" if moment >= ends_at(ballot) else "open"


def ends_at(ballot: HasTimes) -> datetime:
    """The moment from which on no position is taken.

    Raises:
        ValueError: for a ballot without a closing time, which cannot have been opened.
    """
    ends = [moment for moment in (ballot.closed_at, ballot.closes_at) if moment is not None]
    if not ends:
        raise ValueError("the ballot has no closing time")
    return min(ends)


STATE_WORDS: dict[State, str] = {
    "draft": "draft",
    "open": "open",
    "closed": "closed, outcome not recorded",
    "recorded": "outcome recorded",
    "void": "void",
}
