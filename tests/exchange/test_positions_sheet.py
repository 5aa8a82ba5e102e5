"""Positions as a workbook: opened again, every formula inert, every row there, the rules beside them."""

from __future__ import annotations

import io
from datetime import UTC, datetime

from openpyxl import load_workbook

from workbench.exchange.positions_sheet import POSITION_COLUMNS, RULE_COLUMNS, write_positions
from workbench.graph.ballots import ballots
from workbench.graph.ballots.matrix import Filter
from workbench.graph.reading import SNAPSHOTS
from workbench.process.actor import LOCAL_OPERATOR
from workbench.process.ballots.attachments import File
from workbench.process.ballots.positions import NewPosition, take_position
from workbench.process.keeping import Database

MOMENT = datetime(2026, 11, 24, 20, tzinfo=UTC)
DANGEROUS = '=HYPERLINK("http://example.org","look")'


def book(database: Database, wanted: Filter | None = None):
    with database.read() as session:
        rows = ballots(session, moment=MOMENT)
    return load_workbook(io.BytesIO(write_positions(SNAPSHOTS.get(database), rows, MOMENT, wanted)))


def test_the_three_sheets_hold_the_matrix_every_row_and_the_rules(demo: Database, monkeypatch) -> None:
    monkeypatch.setattr("workbench.graph.clock.SERVER_CLOCK", lambda: MOMENT)
    mail = File("mail.eml", b"We object.")
    new = NewPosition(
        "BAL-02",
        "ORG-SUNDIAL",
        "object",
        reason=DANGEROUS,
        change_wanted="+1",
        instruction="@mail",
        file=mail,
    )
    take_position(demo, LOCAL_OPERATOR, new)
    opened = book(demo)
    assert opened.sheetnames == ["Positions", "All positions", "Rules"]
    every = list(opened["All positions"].iter_rows())
    assert [cell.value for cell in every[0]] == [name for name, _ in POSITION_COLUMNS]
    named = [{k.value: c.value for k, c in zip(every[0], row, strict=True)} for row in every[1:]]
    sundial = next(row for row in named if row["Organisation"] == "ORG-SUNDIAL")
    assert sundial["Reason"] == DANGEROUS
    assert (sundial["Change wanted"], sundial["Authorised for"], sundial["Counts?"]) == (
        "+1", "preliminary, not for attribution", "yes",
    )  # fmt: skip
    green = [row for row in named if row["Call"] == "BAL-02" and row["Organisation"] == "ORG-UTILITY-GREEN"]
    assert [(row["Counts?"], row["Standing"]) for row in green] == [
        ("no", "replaced by a later one; taken on an earlier text"),
        ("yes", ""),
    ]
    assert len([row for row in named if row["Call"] == "BAL-03"]) == 10
    for sheet in opened:
        for row in sheet.iter_rows():
            assert all(cell.data_type != "f" and cell.hyperlink is None for cell in row)
    rules = list(opened["Rules"].iter_rows(values_only=True))
    assert list(rules[0]) == [name for name, _ in RULE_COLUMNS]
    first = dict(zip(rules[0], rules[1], strict=True))
    assert "At least 5 organisations" in first["Rule"]
    assert first["Outcome"] == "consensus with recorded dissent"


def test_the_matrix_follows_the_filter_and_the_others_do_not(demo: Database) -> None:
    opened = book(demo, Filter(classes=frozenset({"utility"}), states=frozenset({"recorded"})))
    rows = list(opened["Positions"].iter_rows(values_only=True))
    assert rows[0][4:] == ("Every new inverter can receive a limit on active power (AGR-02)",)
    assert [row[1] for row in rows[3:]] == ["Utility Blue", "Utility Green"]
    assert rows[3][4] == "● supports"
    assert opened["Rules"].max_row == 6


def test_the_same_record_gives_the_same_bytes(demo: Database) -> None:
    with demo.read() as session:
        rows = ballots(session, moment=MOMENT)
    snapshot = SNAPSHOTS.get(demo)
    assert write_positions(snapshot, rows, MOMENT) == write_positions(snapshot, rows, MOMENT)
