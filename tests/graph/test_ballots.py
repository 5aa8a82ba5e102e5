"""Ballots with their positions, and runs with their findings, as plain values."""

from __future__ import annotations

from dataclasses import asdict

from workbench.graph.ballots import ballots
from workbench.graph.proposed import ItemEdit, ProposedChange
from workbench.graph.runs import runs
from workbench.process.actor import LOCAL_OPERATOR
from workbench.process.changes import save
from workbench.process.keeping import Database


def test_every_ballot_names_its_item_and_the_organisations(demo: Database) -> None:
    with demo.read() as session:
        found = ballots(session)
    assert [ballot.code for ballot in found] == sorted(ballot.code for ballot in found)
    assert all(ballot.item and ballot.item_title and ballot.question for ballot in found)
    taken = [position for ballot in found for position in ballot.positions]
    assert taken
    assert all(position.organisation.startswith("ORG-") and position.organisation_name for position in taken)


def test_a_position_is_overtaken_when_the_text_moves_on(demo: Database) -> None:
    with demo.read() as session:
        ballot = next(b for b in ballots(session) if any(not p.overtaken for p in b.positions))
    save(
        demo,
        LOCAL_OPERATOR,
        ProposedChange(edits=(ItemEdit(ballot.item, {"title": "Other words"}),), why="x"),
    )
    with demo.read() as session:
        [moved] = [b for b in ballots(session, item=ballot.item) if b.code == ballot.code]
    assert all(position.overtaken for position in moved.positions)
    assert moved.item_title == "Other words"


def test_runs_name_procedure_configuration_and_findings(demo: Database) -> None:
    with demo.read() as session:
        found = runs(session)
        one = runs(session, procedure=found[0].procedure)
    assert found
    assert {run.procedure for run in one} == {found[0].procedure}
    assert all(run.verdict and run.procedure_title for run in found)
    findings = [finding for run in found for finding in run.findings]
    assert all(finding.code and finding.verdict for finding in findings)
    assert asdict(found[0])["procedure"] == found[0].procedure


def test_an_empty_record_has_neither(bundled: Database) -> None:
    with bundled.read() as session:
        assert ballots(session) == []
        assert runs(session) == []
