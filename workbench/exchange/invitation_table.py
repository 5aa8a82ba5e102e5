"""The table for a mail merge: one row a person with the link; .csv and .xlsx."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import astuple, dataclass

from xlsxwriter import Workbook

from workbench.exchange.delimited import write_delimited
from workbench.graph.plain_text import printable

HEADINGS = ("name", "e-mail", "organisations", "link", "good until")
_WIDTHS = (24, 30, 44, 70, 32)


@dataclass(frozen=True)
class MergeRow:
    """One person of the table, in the order of ``HEADINGS``."""

    name: str
    email: str
    organisations: str
    link: str
    good_until: str


def merge_csv(rows: Sequence[MergeRow]) -> bytes:
    """The table as delimited text, in which no cell runs as a formula."""
    return write_delimited([HEADINGS, *(_cells(row) for row in rows)])


def merge_xlsx(rows: Sequence[MergeRow]) -> bytes:
    """The table as a workbook, whose cells are texts."""
    buffer = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    workbook = Workbook(buffer, {"in_memory": True, **options})
    sheet = workbook.add_worksheet("Invitations")
    bold = workbook.add_format({"bold": True, "bg_color": "#E6EBF0", "border": 1})
    for column, (heading, width) in enumerate(zip(HEADINGS, _WIDTHS, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, heading, bold)
    for number, row in enumerate(rows, start=1):
        for column, cell in enumerate(_cells(row)):
            sheet.write_string(number, column, cell)
    sheet.freeze_panes(1, 0)
    workbook.close()
    return buffer.getvalue()


def _cells(row: MergeRow) -> list[str]:
    return [printable(str(cell)) for cell in astuple(row)]
