"""Evidence is read in one way: the diagram, the matrix, the configurations and coverage say the same."""

from __future__ import annotations

from datetime import date

import pytest

from workbench.graph.configurations import read
from workbench.graph.coverage import coverage
from workbench.graph.coverage_words import STATES
from workbench.graph.evidence import Evidence, evidence_about
from workbench.graph.painting import EVIDENCE, paints
from workbench.graph.proposed import ItemEdit, ProposedChange
from workbench.graph.reading import SNAPSHOTS
from workbench.graph.runs import RunRow, runs_at
from workbench.graph.snapshot import Snapshot
from workbench.graph.traceability import RECOMMENDATION, RUN
from workbench.graph.traceability_filters import MatrixFilter, traceability
from workbench.process.actor import LOCAL_OPERATOR as ME
from workbench.process.baselines import make_baseline
from workbench.process.changes import save
from workbench.process.keeping import Database


def looked_at(database: Database, **moment: object) -> tuple[Snapshot, list[RunRow]]:
    snapshot = SNAPSHOTS.get(database, **moment)  # type: ignore[arg-type]
    with database.read() as session:
        return snapshot, runs_at(session, snapshot)


def edit(database: Database, code: str, **fields: object) -> None:
    save(database, ME, ProposedChange(edits=(ItemEdit(code, dict(fields)),), why="test"))


def said_everywhere(snapshot: Snapshot, runs: list[RunRow]) -> dict[str, set[str]]:
    """By a text's code what coverage, the drawer and the matrix say of its evidence, each in a word."""
    found: dict[str, set[str]] = {}
    rows = traceability(snapshot, runs).rows
    for text in snapshot.of_kind("requirement"):
        [covered] = coverage(snapshot, runs, [text])
        if not covered.procedures:
            continue
        words = {STATES[covered.shallow.state].name.lower()}
        near = evidence_about(snapshot, runs, [text])
        words.add(min((one.state for one in near), key=list(STATES).index).replace("-", " "))
        for row in rows:
            agreements = row.entries("agreement")
            if [entry.item.code for entry in row.entries(RECOMMENDATION)] == [text.code] and not agreements:
                states = {row.verified(entry.item).state for entry in row.entries(RUN)}
                words.add(min(states, key=list(STATES).index).replace("-", " "))
        found[text.code] = words
    return found


def test_a_text_has_one_state_wherever_it_is_shown(demo: Database) -> None:
    said = said_everywhere(*looked_at(demo))
    assert {code: len(words) for code, words in said.items() if len(words) != 1} == {}
    assert {word for words in said.values() for word in words} >= {"passed", "failed", "error"}


def test_interfaces_are_coloured_by_their_coverage(demo: Database) -> None:
    snapshot, runs = looked_at(demo)
    painted = paints(snapshot, "evidence", runs)
    rows = coverage(snapshot, runs, snapshot.of_kind("interface"))
    assert {row.item.code: EVIDENCE[row.shallow.state] for row in rows} == painted
    assert EVIDENCE["failed"] in painted.values()


def test_evidence_over_a_configuration_is_what_coverage_finds_over_it(demo: Database) -> None:
    snapshot, runs = looked_at(demo)
    for configuration in snapshot.of_kind("configuration"):
        [covered] = coverage(snapshot, runs, [configuration])
        evidence = Evidence(snapshot, runs)
        for one in read(snapshot, configuration, runs).evidence:
            procedure = snapshot.by_code[one.run.procedure]
            about = evidence.verified(procedure, covered.texts, configuration.code)
            if about.decides is not None:
                assert (one.state, one.run) == (about.words, about.decides)


@pytest.mark.parametrize("code", ["REQ-05", "TST-VOLT-VAR"])
def test_what_changes_later_makes_nothing_stale_at_an_earlier_moment(demo: Database, code: str) -> None:
    make_baseline(demo, ME, "Before")
    before = said_everywhere(*looked_at(demo))["REQ-05"]
    assert before == {"failed"}
    edit(demo, code, text="Another text.")
    assert said_everywhere(*looked_at(demo))["REQ-05"] == {"stale"}
    snapshot, runs = looked_at(demo, baseline="Before")
    assert said_everywhere(snapshot, runs)["REQ-05"] == before
    wanted = MatrixFilter(where={"run": "failed"})
    assert traceability(snapshot, runs, wanted).rows
    assert not any(
        row.first(RECOMMENDATION) is not None and row.first(RECOMMENDATION).code == "REQ-05"  # type: ignore[union-attr]
        for row in traceability(*looked_at(demo), wanted).rows
    )


def test_a_path_that_moves_makes_what_was_run_over_it_stale_everywhere(demo: Database) -> None:
    edit(demo, "CFG-FACILITY-GATEWAY", owners="aggregator")
    snapshot, runs = looked_at(demo)
    assert said_everywhere(snapshot, runs)["REQ-05"] == {"stale"}
    [found] = evidence_about(snapshot, runs, [snapshot.by_code["REQ-05"]])
    assert found.sentence().endswith(", over an earlier path")
    day = date(2026, 11, 10)
    assert said_everywhere(*looked_at(demo, as_of=day))["REQ-05"] == {"failed"}, "it moved after that day"


def test_what_is_not_shown_is_not_read(demo: Database) -> None:
    edit(demo, "CFG-FACILITY-GATEWAY", confidential=True)
    snapshot, runs = looked_at(demo)
    text = snapshot.by_code["REQ-05"]
    assert [one.state for one in evidence_about(snapshot, runs, [text])] == ["failed"]
    assert [one.state for one in evidence_about(snapshot.public, runs, [text])] == ["not-run"]
