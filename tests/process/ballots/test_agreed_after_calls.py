"""An agreement is agreed after a recorded call: not after a void one, nor after one that was asked again."""

from __future__ import annotations

import pytest

from tests.process.ballots.conftest import Group
from workbench.process.actor import LOCAL_OPERATOR
from workbench.process.ballots.closing import ask_again, close, void
from workbench.process.ballots.opening import open_ballot
from workbench.process.ballots.positions import NewPosition, take_position
from workbench.process.ballots.recording import record_outcome
from workbench.process.planning.preview import Refused


def recorded(group: Group, code: str, position: str, outcome: str) -> None:
    new = NewPosition(code, "ORG-AMBER", position, reason="Because")
    take_position(group.database, group.person("ANN"), new)
    group.clock.forward(hours=1)
    close(group.database, LOCAL_OPERATOR, code, "Everybody spoke")
    record_outcome(group.database, LOCAL_OPERATOR, code, outcome)


def test_a_recorded_consensus_lets_it_be_agreed(group: Group) -> None:
    recorded(group, group.open(), "support", "consensus")
    group.edit("AGR-01", status="agreed")


def test_a_void_call_does_not(group: Group) -> None:
    code = group.open()
    recorded(group, code, "support", "consensus")
    void(group.database, LOCAL_OPERATOR, code, "The wrong organisations were asked")
    with pytest.raises(Refused):
        group.edit("AGR-01", status="agreed")


def test_the_last_round_with_an_outcome_counts(group: Group) -> None:
    code = group.open()
    recorded(group, code, "support", "consensus")
    again = ask_again(group.database, LOCAL_OPERATOR, code, "An outcome was contested")
    closes = group.row(code).closes_at
    assert closes is not None
    open_ballot(group.database, LOCAL_OPERATOR, again, closes_at=closes)
    recorded(group, again, "object", "no consensus")
    with pytest.raises(Refused):
        group.edit("AGR-01", status="agreed")
