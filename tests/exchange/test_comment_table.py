"""The resolution table as a workbook: every column, uncut, inert, the same bytes."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from typing import Any

from openpyxl import load_workbook

from workbench.exchange.comment_table import COLUMNS, write_comments_xlsx
from workbench.graph.comment_threads import AnswerRow, ResolutionRow, ThreadComment
from workbench.graph.snapshot import Snapshot

DAY = date(2014, 7, 2)
ANSWER = AnswerRow("a", False, "No.\nAll of it.", "Anna", "North", DAY, 3)
RESOLUTION = ResolutionRow("r", "deferred", "Figures are awaited.", "MTG-1", "Ada", DAY, 2, (ANSWER,))


def row(code: str = "ISS-001", **changes: Any) -> ThreadComment:
    made = ThreadComment(
        7, "u", code, "issue", "Scope", "security", "BAL-01", "Anna", None, "North", "ORG-NORTH",
        "Say when.", DAY, 2, False, "posted", None, 1, {}, (RESOLUTION,),
    )  # fmt: skip
    return replace(made, **changes)


def cells(data: bytes) -> list[dict[str, Any]]:
    lines = list(load_workbook(io.BytesIO(data)).worksheets[0].iter_rows(values_only=True))
    return [dict(zip(map(str, lines[0]), line, strict=True)) for line in lines[1:]]


def test_every_column_is_there(snapshot: Snapshot) -> None:
    (found,) = cells(write_comments_xlsx(snapshot, [row()]))
    assert list(found) == [label for label, _ in COLUMNS]
    assert found["number"] == 7
    assert (found["item"], found["on revision"], found["call"]) == ("ISS-001", 2, "BAL-01")
    assert (found["organisation"], found["person"], found["comment"]) == ("North", "Anna", "Say when.")
    assert (found["resolution"], found["deferred to"]) == ("Deferred", "MTG-1")
    assert (found["answer"], found["answer in the commenter's words"]) == ("Not satisfied", "No.\nAll of it.")
    assert found["answered on"].date() == DAY


def test_a_comment_without_a_resolution_leaves_its_cells_empty(snapshot: Snapshot) -> None:
    (found,) = cells(write_comments_xlsx(snapshot, [row(resolutions=(), ballot=None, organisation=None)]))
    assert found["resolution"] is None
    assert found["answer"] is None


def test_formulas_are_text_and_a_long_answer_goes_on_beside(snapshot: Snapshot) -> None:
    long = "x" * 40_000
    answered = replace(RESOLUTION, answers=(replace(ANSWER, words=long),))
    data = write_comments_xlsx(snapshot, [row(text="=1+1", resolutions=(answered,))])
    (found,) = cells(data)
    name = "answer in the commenter's words"
    assert found[name] + found[f"{name} (part 2)"] == long
    sheet = load_workbook(io.BytesIO(data)).worksheets[0]
    assert {cell.data_type for line in sheet.iter_rows() for cell in line if cell.value == "=1+1"} == {"s"}


def test_the_same_rows_give_the_same_bytes(snapshot: Snapshot) -> None:
    assert write_comments_xlsx(snapshot, [row()]) == write_comments_xlsx(snapshot, [row()])


def test_comments_on_what_is_not_public_stay_out(snapshot: Snapshot) -> None:
    assert cells(write_comments_xlsx(snapshot, [row("ISS-999")])) == []
    hidden = replace(snapshot.by_code["ISS-001"], confidential=True)
    items = {**snapshot.items, hidden.uuid: hidden}
    assert cells(write_comments_xlsx(replace(snapshot, items=items), [row()])) == []
