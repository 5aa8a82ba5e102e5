"""The matrix as a workbook: every row is as high as its texts need, and no higher than a sheet allows."""

from __future__ import annotations

import io
import textwrap

from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from workbench.exchange.row_heights import HIGHEST, LETTERS, LINE, row_height
from workbench.exchange.traceability_sheet import write_traceability
from workbench.graph.reading import SNAPSHOTS
from workbench.process.keeping import Database

WORDS = st.lists(st.text("abcdef", min_size=1, max_size=60), min_size=1, max_size=12).map(" ".join)


def test_every_row_is_as_high_as_its_longest_cell(demo: Database) -> None:
    sheet = load_workbook(io.BytesIO(write_traceability(SNAPSHOTS.get(demo), [])))["Traceability"]
    heights = set()
    for row in sheet.iter_rows(min_row=2):
        height = sheet.row_dimensions[row[0].row].height or LINE
        heights.add(height)
        for cell in row:
            assert height >= LINE * len(str(cell.value or "").split("\n")), cell.coordinate
            width = sheet.column_dimensions[cell.column_letter].width
            assert height >= LINE * (len(str(cell.value or "")) // (width * 1.2)) or height == HIGHEST
    assert len(heights) > 2, "each row has its own"


@given(WORDS, st.integers(5, 40))
def test_the_lines_are_those_of_a_text_that_is_wrapped(words: str, width: int) -> None:
    wrapped = textwrap.wrap(words, int(width * LETTERS), break_on_hyphens=False)
    height = row_height([(words, width)])
    assert LINE * len(wrapped) <= height + LINE
    assert height <= LINE * (len(words.split(" ")) + len(words) // width + 1)
    assert row_height([("\n".join(["a"] * 100), width)]) == HIGHEST
