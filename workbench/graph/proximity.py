"""Names that somebody may have meant when they wrote another."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from rapidfuzz import fuzz, process, utils

LEAST_LIKENESS = 70.0
"""Likeness in percent from which a name is offered."""
SLIP = 80.0
"""Likeness in percent, letter by letter, from which a name can only have been meant."""


def nearest(written: str, known: Iterable[str], *, most: int = 3) -> list[str]:
    """The known names most like the written one, best first; empty when none is near.

    Args:
        written: what somebody wrote.
        known: every name that would be right.
        most: how many names to offer.
    """
    found = process.extract(
        written[:200],
        list(known),
        scorer=fuzz.WRatio,
        processor=utils.default_process,
        limit=most,
        score_cutoff=LEAST_LIKENESS,
    )
    return [name for name, _, _ in found]


def slip_of(written: str, known: Iterable[str]) -> str | None:
    """The known name of which a written one is a slip of the pen, letter by letter; None for another word."""
    near = [name for name in nearest(written, known) if fuzz.ratio(written, name) >= SLIP]
    return near[0] if near else None


@dataclass
class Guesses:
    """The nearest names for what one file or change has wrong, worked out for the first few of many.

    Among 100,000 names a guess takes a tenth of a second; a file with 10,000 wrong codes is wrong in another way.

    Args:
        most: for how many different things guesses are made; for every further one there are none.
    """

    most: int = 20
    _made: dict[str, list[str]] = field(default_factory=dict, repr=False)

    def nearest(self, written: str, known: Iterable[str]) -> list[str]:
        """As ``nearest`` of this module; the names that are known are the same at every call for the same word."""
        if written not in self._made:
            if len(self._made) >= self.most:
                return []
            self._made[written] = nearest(written, known)
        return self._made[written]
