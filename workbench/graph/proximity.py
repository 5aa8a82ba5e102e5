"""Names that somebody may have meant when they wrote another."""

from __future__ import annotations

from collections.abc import Iterable

from rapidfuzz import fuzz, process, utils

LEAST_LIKENESS = 70.0
"""Likeness in percent from which a name is offered."""


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
