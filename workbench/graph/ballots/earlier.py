"""A ballot as an earlier change left it: its row holds what the last step did, the steps hold the rest."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from workbench.record.ballots import Ballot, BallotStep

ASKED = (
    "kind",
    "item",
    "aspect",
    "revision",
    "question",
    "rule",
    "addressees",
    "notice",
    "reservation",
    "hidden",
    "evidence",
)
ASKING = frozenset({"prepared", "revised", "opened"})
"""Steps after which a ballot may ask something else than before."""


def asked(ballot: Ballot) -> dict[str, Any]:
    """What a ballot asks, as a step keeps it: plain JSON values without fingerprints."""
    values = {name: getattr(ballot, name) for name in ASKED}
    values["choices"] = [{k: v for k, v in c.items() if k != "fingerprint"} for c in ballot.choices]
    values["closes_at"] = ballot.closes_at.isoformat() if ballot.closes_at else None
    return values


def as_of(
    ballot: Ballot, steps: Sequence[BallotStep], change: int, text_of: Callable[[str, int, str], str]
) -> Ballot:
    """The ballot as it stood after a change.

    Args:
        steps: all of its steps in their order, later ones too; none for one from before there were steps.
        text_of: the fingerprint of an item at a revision, by the aspect that is asked about.
    """
    values = {name: getattr(ballot, name) for name in Ballot.model_fields}
    then = [step for step in steps if step.change <= change]
    kinds = {step.kind for step in then}
    held = [step.detail["asked"] for step in then if "asked" in step.detail]
    if held:
        values |= _put(ballot, held[-1], text_of)
    if held and "opened" not in kinds:
        values["opens_at"] = None
    set_to = [step.detail["closes_at"] for step in then if step.detail.get("closes_at")]
    later = [step.detail["before"] for step in steps if step.change > change and step.detail.get("before")]
    if set_to or (later and not held):
        values["closes_at"] = datetime.fromisoformat(set_to[-1] if set_to else later[0])
    if steps and "closed" not in kinds:
        values["closed_at"] = None
    if ballot.outcome_in is None or ballot.outcome_in > change:
        values |= {"outcome": None, "outcome_sentence": "", "outcome_in": None, "contest_until": None}
    if ballot.voided_in is None or ballot.voided_in > change:
        values |= {"voided_in": None, "void_reason": ""}
    return Ballot(**values)


def _put(ballot: Ballot, held: dict[str, Any], text_of: Callable[[str, int, str], str]) -> dict[str, Any]:
    """The columns of what was asked, with the fingerprints of the texts at their revisions."""
    values = {name: held[name] for name in ASKED}
    values["closes_at"] = datetime.fromisoformat(held["closes_at"]) if held["closes_at"] else None
    about = (held["item"], held["revision"], held["aspect"])
    same = about == (ballot.item, ballot.revision, ballot.aspect)
    values["fingerprint"] = ballot.fingerprint if same else text_of(*about)
    values["choices"] = [
        {**choice, "fingerprint": text_of(choice["item"], choice["revision"], "text")}
        if choice.get("item")
        else choice
        for choice in held["choices"]
    ]
    return values
