"""Why a rule does not give an outcome, in a sentence."""

from __future__ import annotations

from workbench.graph.ballots.rule import Assessment
from workbench.graph.ballots.tally import Tally
from workbench.graph.ballots.words import CONSENSUS, DISSENT, NONE
from workbench.graph.dates import listed


def why_not_given(outcome: str, assessment: Assessment, counted: Tally) -> str:
    """Why an outcome of a consensus call cannot be recorded; empty where it can."""
    if outcome in assessment.outcomes:
        return ""
    dissent = [*counted.object, *counted.part]
    if outcome in (CONSENSUS, DISSENT):
        if not counted.support:
            return "Nobody supports the text."
        unmet = [test.sentence for test in assessment.tests if not test.met]
        if unmet:
            return " ".join(unmet)
    if outcome == CONSENSUS:
        names = listed([organisation.name for organisation in dissent])
        return f"{names} {'objects or supports' if len(dissent) == 1 else 'object or support'} only a part."
    if outcome == DISSENT:
        return "Nobody objects, and nobody supports only a part."
    if outcome == NONE and not dissent:
        return "Nobody objects, and what the rule asks for is met."
    return "What the rule asks for is met, objections counted."
