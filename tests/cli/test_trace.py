"""trace and the exports of the traceability matrix: what is told, what is refused."""

from __future__ import annotations

import io
from pathlib import Path

import docx
from docx.enum.section import WD_ORIENT
from openpyxl import load_workbook


def test_a_trace_in_words_and_as_json(demo_workbench) -> None:
    said = demo_workbench.done("trace", "REQ-03").out
    assert "What it rests on" in said
    assert "REQ-03 is verified by TST-LOSS-OF-LINK" in said
    told = demo_workbench.done("trace", "REQ-03", "--down", "--depth", "1", "--json").json
    assert {one["side"] for one in told["reached"]} == {"down"}
    assert told["reached"][0]["path"] == ["REQ-03", "TST-LOSS-OF-LINK"]
    assert "REQ-99" in demo_workbench.refused("trace", "REQ-99")


def test_the_matrix_as_a_workbook(demo_workbench, tmp_path: Path) -> None:
    asked = ("export", "traceability.xlsx", "--out", str(tmp_path))
    path = Path(demo_workbench.done(*asked, "--where", "recommendation: code=REQ-03").out.strip())
    book = load_workbook(io.BytesIO(path.read_bytes()))
    sheet = book["Traceability"]
    assert [cell.value for cell in sheet[1]][-2:] == ["Procedure", "Last run"]
    assert sheet.max_row == 2
    assert (sheet.freeze_panes, sheet.page_setup.orientation, sheet.print_title_rows) == (
        "A2",
        "landscape",
        "$1:$1",
    )
    first = path.read_bytes()
    demo_workbench.done(*asked, "--where", "recommendation: code=REQ-03")
    assert path.read_bytes() == first
    assert "names no column" in demo_workbench.misread(*asked, "--where", "code=REQ-03")
    assert "choose one of these columns" in demo_workbench.misread(*asked, "--columns", "source,interface")
    assert "cannot be narrowed" in demo_workbench.misread("export", "issues.csv", "--gaps")


def test_the_matrix_as_a_document(demo_workbench, tmp_path: Path) -> None:
    path = Path(demo_workbench.done("export", "traceability", "--out", str(tmp_path)).out.strip())
    document = docx.Document(str(path))
    assert document.sections[0].orientation == WD_ORIENT.LANDSCAPE
    assert [cell.text for cell in document.tables[0].rows[0].cells][-1] == "Last run"
    assert any("Change" in paragraph.text for paragraph in document.paragraphs)
