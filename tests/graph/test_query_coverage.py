"""coverage= in queries: what coverage says, shallow and deep, and never without the runs."""

from __future__ import annotations

from functools import partial

import pytest

from workbench.graph.coverage import coverage
from workbench.graph.coverage_words import STATES
from workbench.graph.query import QueryError, parse, select
from workbench.graph.reading import SNAPSHOTS
from workbench.graph.runs import runs_at
from workbench.process.keeping import Database


def found(database: Database, query: str) -> set[str]:
    snapshot = SNAPSHOTS.get(database)
    with database.read() as session:
        return {item.code for item in select(snapshot, query, runs=partial(runs_at, session, snapshot))}


@pytest.mark.parametrize("field", ["coverage", "coverage-deep"])
def test_each_state_finds_what_coverage_finds(demo: Database, field: str) -> None:
    snapshot = SNAPSHOTS.get(demo)
    with demo.read() as session:
        rows = coverage(snapshot, runs_at(session, snapshot))
    for state in STATES:
        expected = {row.item.code for row in rows if row.standing(deep=field != "coverage").state == state}
        told = found(demo, f"{field}={state}")
        assert expected <= told
        assert all(code.startswith("INT-") for code in told - expected), "lines without a text are added"
    assert found(demo, "kind=requirement coverage=failed") == {"REQ-05"}


def test_it_joins_with_everything_else(demo: Database) -> None:
    texts = found(demo, "kind=recommendation has:coverage")
    assert found(demo, "kind=recommendation coverage=passed") < texts
    passed = found(demo, "kind=recommendation coverage=passed")
    assert found(demo, "kind=recommendation has:coverage coverage!=passed") == texts - passed
    assert found(demo, "kind=recommendation coverage=passed|failed") == passed | {"REQ-05"}
    assert "TST-VOLT-VAR" in found(demo, "kind=procedure verifies.coverage=failed")
    assert found(demo, "kind=procedure has:coverage") == set()
    assert found(demo, "kind=meeting coverage=none") == found(demo, "kind=meeting")
    deep = found(demo, "kind=issue coverage_deep=failed")
    assert found(demo, "kind=issue coverage=failed") < deep


def test_a_strange_state_is_refused_and_no_answer_is_given_without_runs(demo: Database) -> None:
    snapshot = SNAPSHOTS.get(demo)
    with pytest.raises(QueryError, match="'stalled' is no coverage"):
        parse("coverage=stalled", snapshot.vocabulary)
    with pytest.raises(LookupError, match="needs the runs"):
        select(snapshot, "coverage=passed")
