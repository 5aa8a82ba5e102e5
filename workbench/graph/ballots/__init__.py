"""Ballots as plain values: who stands where on which words, what a rule makes of it, in sentences.

Reads only. Whether a ballot is open follows from the clock, which is always an argument.
"""

from workbench.graph.ballots.reading import ballot_named, ballots
from workbench.graph.ballots.rows import (
    BallotRow,
    Cited,
    EditorialRow,
    JointRow,
    PositionRow,
    StepRow,
)
from workbench.graph.ballots.standing import State, state_of
from workbench.graph.ballots.subject import ASPECTS, choices_fingerprint, subject_fingerprint

__all__ = [
    "ASPECTS",
    "BallotRow",
    "Cited",
    "EditorialRow",
    "JointRow",
    "PositionRow",
    "State",
    "StepRow",
    "ballot_named",
    "ballots",
    "choices_fingerprint",
    "state_of",
    "subject_fingerprint",
]
