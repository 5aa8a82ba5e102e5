"""What coverage can be, from the worst to the best: each state with a name, a sentence, and what to do about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

State = Literal["failed", "error", "no-text", "no-procedure", "not-run", "stale", "passed"]


@dataclass(frozen=True)
class StateWords:
    """A state as people read it.

    Args:
        name: plain name.
        says: what it means, as a sentence.
        fix: what to do about it, as a sentence; empty for nothing.
        one: of one text, behind its number: *1 has no procedure*.
        many: of several: *3 have no procedure*.
    """

    name: str
    says: str
    fix: str
    one: str
    many: str


STATES: dict[State, StateWords] = {
    "failed": StateWords(
        "Failed",
        "The last run found that it does not hold, on the text as it stands.",
        "Read what the run found; mend the device or the text, and run the procedure again.",
        "failed", "failed",
    ),
    "error": StateWords(
        "Error",
        "The last run broke off, so it says nothing either way.",
        "Mend what made the run break off, and run the procedure again.",
        "ended in an error", "ended in an error",
    ),
    "no-text": StateWords(
        "No text",
        "No recommendation and no agreement is about it, so there is nothing to verify.",
        "Write a recommendation for it, or link one that is meant for it.",
        "has no text", "have no text",
    ),
    "no-procedure": StateWords(
        "No procedure",
        "Nothing verifies it: no procedure is linked to it.",
        "Write a procedure that verifies it, or link one that does.",
        "has no procedure", "have no procedure",
    ),
    "not-run": StateWords(
        "Not run",
        "A procedure verifies it, and no run has said anything about it yet.",
        "Run the procedure.",
        "was not run", "were not run",
    ),
    "stale": StateWords(
        "Stale",
        "It was run on an earlier text of the procedure or of what is verified, or over an earlier path.",
        "Run the procedure again, on the texts and paths as they stand.",
        "is stale", "are stale",
    ),
    "passed": StateWords(
        "Passed",
        "The last run found that it holds, on the texts as they stand.",
        "",
        "passed", "passed",
    ),
}  # fmt: skip
"""Every state, the worst first: of several the first one here wins.

Stale is nearer to passed than not run, since there was evidence once; what nobody can run is farther still.
"""

RANK: dict[State, int] = {state: place for place, state in enumerate(STATES)}

TEXTS = ("requirement", "agreement")
"""Kinds that procedures verify."""
CARRIERS = ("issue", "interface", "configuration")
"""Kinds to which the state of texts is carried upward."""


def counted_words(counts: Mapping[State, int], noun: str = "") -> str:
    """How many of a number of texts passed, and what the others are, the worst first.

    Args:
        noun: what is counted, in the plural: *3 of 5 recommendations passed; 1 failed; 1 has no procedure*.
    """
    whole = sum(counts.values())
    number = counts.get("passed", 0)
    parts = [f"{number} of {whole}{f' {noun}' if noun else ''} passed"]
    for state, words in STATES.items():
        found = counts.get(state, 0)
        if found and state != "passed":
            parts.append(f"{found} {words.one if found == 1 else words.many}")
    return "; ".join(parts)
