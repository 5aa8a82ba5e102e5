"""How far each protocol carries the minimum data tables, each cell with its reason."""

from __future__ import annotations

import csv

import pytest

from workbench.der.quantities import TABLES, quantities
from workbench.graph.minimum_data import counts, requirements, summary
from workbench.graph.snapshot import ItemView, Snapshot


@pytest.fixture(scope="module")
def table() -> dict[str, dict[str, str]]:
    siwg = TABLES.parent / "siwg" / "data-requirements.csv"
    with siwg.open(encoding="utf-8", newline="") as lines:
        return {row["code"]: row for row in csv.DictReader(lines)}


@pytest.fixture(scope="module")
def snapshot(table: dict[str, dict[str, str]]) -> Snapshot:
    return Snapshot.of(
        ItemView(code, code, "data-requirement", row["title"], row["text"], row["status"], 1, "", dict(row))
        for code, row in table.items()
    )


def test_every_row_of_the_tables_is_read_and_every_key_is_a_quantity(
    snapshot: Snapshot, table: dict[str, dict[str, str]]
) -> None:
    rows = requirements(snapshot)
    assert [row.code for row in rows] == list(table)
    assert {key for row in rows for key in row.quantities} <= set(quantities())
    assert {row.certainty for row in rows} == {"inferred"}


def test_a_cell_says_what_carries_it_or_what_is_missing(snapshot: Snapshot) -> None:
    rows = {row.title: row for row in requirements(snapshot)}
    limit = rows["Limit on real power"]
    assert (limit.cell("dnp3-an2018").state, limit.cell("dnp3-an2018").words) == ("covered", "AO88; BO17")
    assert limit.cell("dnp3-1815.2").words == "AO87; BO17"
    assert rows["Tolerance of volt-var"].cell("sunspec-7xx").state == "not"
    assert rows["Phase currents"].cell("sunspec-7xx").state == "partly"
    available = rows["Available real power"]
    assert (available.cell("sunspec-7xx").state, available.cell("sunspec-1xx").state) == ("not", "covered")
    schedules = rows["Start of a schedule"].cell("sunspec-1xx")
    assert schedules.state == "partly"
    assert "not when" in schedules.words
    reactive = rows["Limit on reactive power"].cell("dnp3-1815.2")
    assert reactive.state == "partly"
    assert "read only" in reactive.words


def test_counts_add_up_and_the_summary_names_who_covers_most(snapshot: Snapshot) -> None:
    rows = requirements(snapshot)
    found = counts(rows)
    assert all(sum(count.values()) == 91 for count in found.values())
    most = max(count["covered"] for count in found.values())
    assert f"covers most: {most} wholly" in summary(rows)
    assert "no minimum data tables" in summary([])


def test_a_moment_before_the_tables_has_none(snapshot: Snapshot) -> None:
    assert requirements(Snapshot.of([])) == []
