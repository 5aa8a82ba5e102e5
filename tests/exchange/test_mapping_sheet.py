"""The mapping as a workbook: every quantity, every requirement, the same bytes each time."""

from __future__ import annotations

import io

import openpyxl

from workbench.exchange.mapping_sheet import write_mapping_xlsx
from workbench.graph.snapshot import ItemView, Snapshot


def test_the_workbook_holds_the_table_and_the_coverage() -> None:
    detail = {"section": "Administrative", "table": "1"}
    needed = ItemView("u", "DAT-10", "data-requirement", "Location", "", "proposed", 1, "", detail)
    snapshot = Snapshot.of([needed], title="Record")
    made = write_mapping_xlsx(snapshot)
    assert made == write_mapping_xlsx(snapshot)
    book = openpyxl.load_workbook(io.BytesIO(made))
    assert book.sheetnames == ["Information model", "Minimum data", "About"]
    rows = list(book["Information model"].values)
    assert len(rows) == 97
    limit = next(row for row in rows if row[0] == "limit-active-power")
    assert "AI149 / AO88" in limit
    assert "DeviceInformation.gpsLocation" in next(r for r in book["Minimum data"].values if r[0] == "DAT-10")
