"""Protocols with their hop in a grid: out and in again without a change, and faults in a sentence."""

from __future__ import annotations

import pytest

from workbench.exchange.cells import CellFault
from workbench.exchange.code_lookup import CodeLookup
from workbench.exchange.grid import Grid, diff_rows, rows
from workbench.graph.reading import SNAPSHOTS
from workbench.process.keeping import Database


def test_the_grid_of_configurations_says_the_hop_of_each_protocol_and_changes_nothing_by_itself(
    demo: Database,
) -> None:
    snapshot = SNAPSHOTS.get(demo)
    found = {row["code"]: row for row in rows(snapshot, "configuration")}
    assert found["CFG-FACILITY-GATEWAY"]["protocols"] == [
        "PRO-IEEE-2030-5-2018@1 (verified)",
        "PRO-MODBUS-SUNSPEC-7XX@2 (verified)",
    ]
    assert found["CFG-FACILITY-GATEWAY"]["owners"] == ["utility", "customer"]
    assert diff_rows(found.values(), found.values(), "configuration", snapshot.vocabulary).empty


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("PRO-HTTP@1", "PRO-HTTP@1"),
        ("pro-http@2 (inferred)", "PRO-HTTP@2 (inferred)"),
        ("HTTP@3", "PRO-HTTP@3"),
    ],
)
def test_a_protocol_is_found_by_code_or_title_with_its_hop(demo: Database, written: str, code: str) -> None:
    snapshot = SNAPSHOTS.get(demo)
    column = Grid.of("configuration", snapshot.vocabulary).column("protocols")
    assert column is not None
    assert CodeLookup(snapshot).resolved(column, [written]) == [code]


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("PRO-HTTP", "'PRO-HTTP' names no hop"),
        ("PRO-HTTPS@1", "'PRO-HTTPS' is not in the record; did you mean PRO-HTTP"),
        ("INT-E1@1", "which cannot stand here"),
    ],
)
def test_what_cannot_stand_there_is_said(demo: Database, written: str, message: str) -> None:
    snapshot = SNAPSHOTS.get(demo)
    column = Grid.of("configuration", snapshot.vocabulary).column("protocols")
    assert column is not None
    with pytest.raises(CellFault, match=message.replace("?", r"\?")):
        CodeLookup(snapshot).resolved(column, [written])
