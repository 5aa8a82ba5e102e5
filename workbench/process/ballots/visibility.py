"""Which positions an actor may see: hidden ones only after the close, but one's own always."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from workbench.graph.ballots.rows import BallotRow
from workbench.process.actor import Actor


def visible_positions(actor: Actor, ballot: BallotRow, moment: datetime) -> BallotRow:
    """A ballot with the positions that an actor may see at a moment."""
    if not ballot.hidden or ballot.state(moment) != "open":
        return ballot
    own = tuple(p for p in ballot.positions if p.organisation in actor.organisations)
    return replace(ballot, positions=own)
