"""The words of a resolution table: what became of a comment. Data for forms, lists and sentences.

A comment is never refused: what is not incorporated is carried as non-consensus.
"""

from __future__ import annotations

UNRESOLVED = "unresolved"
"""The standing of a comment that has no resolution yet."""
INCORPORATED, IN_PART, NOT_INCORPORATED = "incorporated", "in-part", "not-incorporated"
OUTSIDE, DEFERRED = "outside-scope", "deferred"
NOT_SATISFIED = "not-satisfied"
"""A filter, and no resolution: the commenter answered to the latest one that it does not satisfy."""

RESOLUTIONS: dict[str, str] = {
    INCORPORATED: "Incorporated",
    IN_PART: "Incorporated in part",
    NOT_INCORPORATED: "Not incorporated (carried as non-consensus)",
    OUTSIDE: "Outside the scope",
    DEFERRED: "Deferred",
}
"""Each resolution with what a table calls it."""

DETAIL_NEEDED = frozenset(RESOLUTIONS) - {INCORPORATED}
"""Resolutions that say nothing without a detail."""

STATES: dict[str, str] = {
    UNRESOLVED: "No resolution yet",
    NOT_SATISFIED: "Answered: not satisfied",
    **RESOLUTIONS,
}
"""What resolution rows can be filtered by, in the order of what needs attention first."""

MARKS: dict[str, str] = {
    UNRESOLVED: "○",
    INCORPORATED: "●",
    IN_PART: "◐",
    NOT_INCORPORATED: "◇",
    OUTSIDE: "/",
    DEFERRED: "→",
}
"""A shape for each word, so that no colour has to say it alone."""

ANSWERS: dict[bool, str] = {True: "Satisfied", False: "Not satisfied"}
ANSWER_MARKS: dict[bool, str] = {True: "●", False: "△"}


def resolution_words(resolution: str, deferred_to: str = "") -> str:
    """A resolution as a table says it, with where it is deferred to."""
    words = RESOLUTIONS.get(resolution, resolution)
    return f"{words} to {deferred_to}" if deferred_to else words
