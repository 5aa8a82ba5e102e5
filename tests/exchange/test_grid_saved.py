"""Grid files against a real record: every kind comes back unchanged, and what is edited is saved."""

from __future__ import annotations

import csv
import io

from workbench.exchange.grid_reading import GridReading, read_grid
from workbench.exchange.spreadsheet import write_csv, write_xlsx
from workbench.graph.earlier import earlier_snapshots
from workbench.graph.fields import KINDS
from workbench.graph.proposed import ItemEdit, ProposedChange
from workbench.graph.reading import read_snapshot
from workbench.graph.snapshot import Snapshot
from workbench.process.actor import LOCAL_OPERATOR
from workbench.process.changes import save
from workbench.process.keeping import Database


def now(database: Database) -> Snapshot:
    with database.read() as session:
        return read_snapshot(session)


def edited(data: bytes, code: str, **cells: str) -> bytes:
    """Return a .csv file with some cells of one row replaced."""
    table = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    row = next(row for row in table if row[0] == code)
    for name, value in cells.items():
        row[table[0].index(name)] = value
    written = io.StringIO()
    csv.writer(written).writerows(table)
    return written.getvalue().encode()


def read_now(database: Database, data: bytes) -> GridReading:
    with database.read() as session:
        return read_grid(data, "grid.csv", read_snapshot(session), earlier=earlier_snapshots(session))


def test_every_kind_comes_back_unchanged(demo: Database) -> None:
    snapshot = now(demo)
    for kind in KINDS:
        for data, name in (
            (write_xlsx(snapshot, kind), "grid.xlsx"),
            (write_csv(snapshot, kind), "grid.csv"),
        ):
            reading = read_grid(data, name, snapshot, kind)
            if reading.rows:
                assert [problem.sentence() for problem in reading.problems] == []
                assert reading.change.empty


def test_edited_cells_are_saved_and_then_change_nothing_more(demo: Database) -> None:
    data = edited(
        write_csv(now(demo), "issue"),
        "ISS-002",
        due="7/18/2027",
        destination="handbook; guide",
        stages="use cases: 2026-12-01",
        minutes="30",
        owner="",
        meeting="MTG-2026-09-17",
        text='New\ntext; with "quotes" and =1+1',
    )
    save(demo, LOCAL_OPERATOR, read_now(demo, data).change)
    snapshot = now(demo)
    item = snapshot.by_code["ISS-002"]
    assert item.text == 'New\ntext; with "quotes" and =1+1'
    assert item.detail["due"] == "2027-07-18"
    assert item.detail["stages"] == {"use cases": "2026-12-01"}
    assert snapshot.view(item, "owner") == []
    assert snapshot.view(item, "meeting") == ["MTG-2026-09-17"]
    assert read_now(demo, data).change.empty


def test_an_old_file_takes_nothing_back(demo: Database) -> None:
    data = edited(write_csv(now(demo), "issue"), "ISS-002", theme="another theme")
    meanwhile = ItemEdit("ISS-002", {"title": "Changed meanwhile", "meeting": ["MTG-2026-09-17"]})
    save(demo, LOCAL_OPERATOR, ProposedChange(edits=(meanwhile,)))
    reading = read_now(demo, data)
    (edit,) = reading.change.edits
    assert dict(edit.fields) == {"theme": "another theme"}
    save(demo, LOCAL_OPERATOR, reading.change)
    item = now(demo).by_code["ISS-002"]
    assert (item.title, item.detail["theme"]) == ("Changed meanwhile", "another theme")
