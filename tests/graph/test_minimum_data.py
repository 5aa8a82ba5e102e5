"""How far each protocol carries the minimum data tables, each cell with its reason."""

from __future__ import annotations

import csv
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from workbench.der.quantities import TABLES, quantities
from workbench.graph.minimum_data import Requirement, counts, requirements, summary
from workbench.graph.reading import SNAPSHOTS
from workbench.graph.snapshot import ItemView, Snapshot
from workbench.process.keeping import open_database


@pytest.fixture(scope="module")
def record(bundled_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    copy = tmp_path_factory.mktemp("minimum") / "record.sqlite3"
    shutil.copyfile(bundled_template, copy)
    database, _ = open_database(str(copy))
    try:
        return SNAPSHOTS.get(database)
    finally:
        database.close()


@pytest.fixture(scope="module")
def rows(record: Snapshot) -> dict[str, Requirement]:
    return {row.title: row for row in requirements(record)}


def test_every_row_of_the_tables_is_read_and_every_key_is_a_quantity(
    record: Snapshot, rows: dict[str, Requirement]
) -> None:
    assert len(rows) == len(record.of_kind("data-requirement")) == 91
    assert {key for row in rows.values() for key in row.quantities} <= set(quantities())


def test_the_record_names_the_quantities_and_our_reading_only_fills_what_it_leaves_open(
    record: Snapshot, rows: dict[str, Requirement]
) -> None:
    with (TABLES / "minimum_data.csv").open(encoding="utf-8", newline="") as lines:
        read = {row["requirement"]: row for row in csv.DictReader(lines)}
    assert [row["title"] for row in read.values()] == [
        item.title for item in record.of_kind("data-requirement")
    ]
    for row in rows.values():
        linked = {t.detail["key"] for t in record.targets(record.by_code[row.code], "carries")}
        if linked:
            assert (set(row.quantities), row.certainty) == (linked, "linked")
            assert not read[row.code]["quantities"], row.code
        elif row.quantities:
            assert row.certainty == "inferred"


def test_a_cell_says_what_carries_it_or_what_is_missing(rows: dict[str, Requirement]) -> None:
    limit = rows["Limit on real power"]
    assert (limit.cell("dnp3-an2018").state, limit.cell("dnp3-an2018").words) == ("covered", "AO88")
    assert limit.cell("dnp3-1815.2").words == "AO87"
    assert rows["Tolerance of volt-var"].cell("sunspec-7xx").state == "not"
    assert rows["Phase currents"].cell("sunspec-7xx").state == "partly"
    available = rows["Available real power"]
    assert (available.cell("sunspec-7xx").state, available.cell("sunspec-1xx").state) == ("not", "covered")
    schedules = rows["Start of a schedule"].cell("sunspec-1xx")
    assert schedules.state == "partly"
    assert "not when" in schedules.words
    for edition in ("dnp3-an2018", "dnp3-1815.2"):
        window = rows["Start of a schedule"].cell(edition)
        assert (window.state, window.words) == ("covered", "window of schedules, AO461 or AO3000 on")
    reactive = rows["Limit on reactive power"].cell("dnp3-1815.2")
    assert reactive.state == "partly"
    assert "read only" in reactive.words


def test_counts_add_up_and_the_summary_names_who_covers_most(rows: dict[str, Requirement]) -> None:
    found = counts(rows.values())
    assert all(sum(count.values()) == 91 for count in found.values())
    most = max(count["covered"] for count in found.values())
    assert f"covers most: {most} wholly" in summary(list(rows.values()))
    assert "no minimum data tables" in summary([])


def test_another_groups_requirement_of_the_same_code_is_not_read(record: Snapshot) -> None:
    own = replace(record.by_code["DAT-10"], title="Something else")
    (row,) = requirements(Snapshot.of([own]))
    assert row.quantities == ()
    assert {cell.state for cell in row.cells} == {"not"}


def test_a_moment_before_the_tables_has_none() -> None:
    assert requirements(Snapshot.of([])) == []


def test_withdrawn_requirements_are_left_out(record: Snapshot) -> None:
    gone = ItemView("u", "DAT-01", "data-requirement", "Unique plant or FDEMS ID", "", "withdrawn", 2, "")
    assert requirements(Snapshot.of([gone])) == []
