"""Grids: rows of every kind, and what an edited grid would change."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from workbench.exchange.grid import Grid, RefusedRows, diff_rows, rows
from workbench.graph.fields import KINDS
from workbench.graph.snapshot import Snapshot


def test_an_issue_row_has_plain_values_and_codes(snapshot: Snapshot) -> None:
    row = rows(snapshot, "issue")[0]
    assert row["code"] == "ISS-001"
    assert row["due"] == date(2014, 7, 18)
    assert row["meeting"] == ["MTG-2014-06-12"]
    assert row["owner"] == ["PER-DOE"]
    assert row["depends"] == ["ISS-002"]
    assert row["source"] == ["SRC-MIN#L14", "SRC-MIN#L19"]
    assert row["minutes"] == 45
    assert row["revision"] == 3


@pytest.mark.parametrize("kind", list(KINDS))
def test_every_kind_has_a_grid_and_unedited_rows_change_nothing(kind: str, snapshot: Snapshot) -> None:
    grid = Grid.of(kind)
    assert grid.names[0] == "code"
    assert grid.names[-1] == "revision"
    assert len(set(grid.names)) == len(grid.names)
    shown = rows(snapshot, kind)
    assert diff_rows(shown, [dict(row) for row in shown], kind).empty


def test_only_the_changed_field_is_sent_with_the_revision_seen(snapshot: Snapshot) -> None:
    before = rows(snapshot, "issue")
    after = [dict(row) for row in before]
    after[0]["priority"] = "low"
    after[0]["meeting"] = ["MTG-WORKSHOP"]
    change = diff_rows(before, after, "issue")
    (edit,) = change.edits
    assert (edit.code, edit.revision) == ("ISS-001", 3)
    assert edit.fields == {"priority": "low", "meeting": ["MTG-WORKSHOP"]}


def test_missing_rows_and_missing_columns_change_nothing(snapshot: Snapshot) -> None:
    before = rows(snapshot, "issue")
    assert diff_rows(before, [], "issue").empty
    assert diff_rows(before, [{"code": "ISS-001", "title": before[0]["title"]}], "issue").empty


def test_a_row_without_code_is_a_new_item(snapshot: Snapshot) -> None:
    before = rows(snapshot, "issue")
    after = [
        *before,
        {"code": None, "title": "Time sync", "due": "2014-08-01"},
        {"code": None, "title": None},
    ]
    (new,) = diff_rows(before, after, "issue").new
    assert new.code is None
    assert new.kind == "issue"
    assert new.fields == {"title": "Time sync", "due": "2014-08-01"}


def test_values_of_a_data_frame_are_read(snapshot: Snapshot) -> None:
    before = rows(snapshot, "issue")
    frame = pd.DataFrame(before)
    frame["due"] = pd.to_datetime(frame["due"])
    assert diff_rows(before, frame.to_dict("records"), "issue").empty
    frame.loc[0, "due"] = pd.Timestamp("2014-07-21")
    frame.loc[1, "minutes"] = 30.0
    change = diff_rows(before, frame.to_dict("records"), "issue")
    assert {edit.code: dict(edit.fields) for edit in change.edits} == {
        "ISS-001": {"due": "2014-07-21"},
        "ISS-002": {"minutes": 30},
    }


def test_every_fault_is_named_at_once(snapshot: Snapshot) -> None:
    before = rows(snapshot, "issue")
    after = [dict(row) for row in before]
    after[0] |= {"status": "resolvd", "due": "2014-06-31", "minutes": -5}
    after[1] |= {"title": ""}
    with pytest.raises(RefusedRows) as refused:
        diff_rows(before, after, "issue")
    by_column = {problem.place.column: problem for problem in refused.value.problems}
    assert set(by_column) == {"status", "due", "minutes", "title"}
    assert "did you mean resolved" in by_column["status"].message
    assert "not a day of the calendar" in by_column["due"].message
    assert by_column["minutes"].found == "-5"
    assert by_column["title"].code == "ISS-002"


def test_clearing_a_field_is_an_edit(snapshot: Snapshot) -> None:
    before = rows(snapshot, "issue")
    after = [dict(before[0]) | {"due": None, "owner": [], "theme": None}]
    (edit,) = diff_rows(before, after, "issue").edits
    assert edit.fields == {"due": None, "owner": [], "theme": ""}
