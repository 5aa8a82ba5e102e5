"""Workbooks (.xlsx) written so that the same record gives the same bytes and no cell ever computes.

What every written workbook shares: how a table stands on a sheet, how a long text goes on beside it, and the sheet
that says which record it is from.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from workbench.graph.dates import display_date
from workbench.graph.plain_text import printable
from workbench.graph.snapshot import Snapshot

LONGEST_CELL = 32_000
"""Characters that one cell of a workbook takes, a little below the limit of the form (32,767)."""
CREATED = datetime(2014, 1, 1)
"""A fixed day: bytes must not tell when a workbook was written."""
_INERT = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_LONGEST_LIST = 255

Cell = str | int | date | None


@dataclass(frozen=True)
class TableColumn:
    """One column of a table.

    Args:
        width: in letters.
        quiet: printed in a subdued colour, since it is not to be edited.
        hidden: there for reading back, and not shown.
        words: values that a cell offers to choose from.
        insists: whether it takes no others.
    """

    label: str
    width: int
    quiet: bool = False
    hidden: bool = False
    words: tuple[str, ...] = ()
    insists: bool = True


def written_workbook(title: str, author: str, fill: Callable[[Workbook], None]) -> bytes:
    """The bytes of a workbook.

    Args:
        fill: adds its sheets.
    """
    buffer = io.BytesIO()
    workbook = Workbook(buffer, {"in_memory": True, **_INERT})
    workbook.set_properties({"title": title, "author": author, "created": CREATED})
    fill(workbook)
    workbook.close()
    return buffer.getvalue()


def write_table(
    workbook: Workbook,
    title: str,
    columns: Sequence[TableColumn],
    rows: Sequence[Sequence[Cell]],
    *,
    fixed: int = 1,
) -> Worksheet:
    """A table on a sheet of its own, its heading frozen and filtered; texts longer than a cell go on beside it.

    Args:
        fixed: how many columns stay in sight.
    """
    sheet = workbook.add_worksheet(title)
    heading = workbook.add_format(
        {"bold": True, "bg_color": "#E6EBF0", "border": 1, "text_wrap": True, "valign": "top"}
    )
    plain = workbook.add_format({"text_wrap": True, "valign": "top"})
    quiet = workbook.add_format({"font_color": "#5A6570", "valign": "top"})
    day = workbook.add_format({"num_format": "yyyy-mm-dd", "valign": "top", "align": "left"})
    index = 0
    for place, column in enumerate(columns):
        cells = [cell_parts(_printable(row[place])) for row in rows]
        width = max((len(parts) for parts in cells), default=1)
        for part in range(width):
            label = column.label if part == 0 else f"{column.label} (part {part + 1})"
            sheet.write_string(0, index + part, label, heading)
            hidden = {"hidden": True} if column.hidden else None
            sheet.set_column(index + part, index + part, column.width, None, hidden)
            for line, pieces in enumerate(cells, start=1):
                if part < len(pieces):
                    form = quiet if column.quiet else day if isinstance(pieces[part], date) else plain
                    write_cell(sheet, line, index + part, pieces[part], form)
        _offer_words(sheet, column, index, len(rows))
        index += width
    sheet.freeze_panes(1, fixed)
    sheet.autofilter(0, 0, max(len(rows), 1), index - 1)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    return sheet


def cell_parts(cell: Cell) -> list[Cell]:
    """A value in parts that each fit a cell of a workbook."""
    if not isinstance(cell, str) or len(cell) * 2 <= LONGEST_CELL:
        return [cell]
    return list(_pieces(cell))


def write_cell(sheet: Worksheet, row: int, column: int, value: Cell, form: Format) -> None:
    """Write a value as what it is: a text is never a formula, a number or an address."""
    if value is None:
        sheet.write_blank(row, column, None, form)
    elif isinstance(value, str):
        sheet.write_string(row, column, value, form)
    elif isinstance(value, date):
        if value.year >= 1900:
            sheet.write_datetime(row, column, datetime(value.year, value.month, value.day), form)
        else:
            sheet.write_string(row, column, value.isoformat(), form)
    else:
        sheet.write_number(row, column, value, form)


def write_about(
    workbook: Workbook, snapshot: Snapshot, lines: Iterable[tuple[str, str]], notes: Iterable[tuple[str, str]]
) -> None:
    """The sheet that says which record the rows are from, at which moment, and how to use them.

    Args:
        lines: names with values that come after the record's title.
        notes: sentences for who opens it, each with what it is about or nothing.
    """
    sheet = workbook.add_worksheet("About")
    label = workbook.add_format({"bold": True, "valign": "top"})
    plain = workbook.add_format({"text_wrap": True, "valign": "top"})
    said = [("Record", snapshot.title or "not named"), *lines]
    if snapshot.day is None:
        said.append(("Change number", str(snapshot.change)))
    said.append(("As of", display_date(snapshot.as_of) if snapshot.as_of else "the latest change"))
    if snapshot.baseline:
        said.append(("Baseline", snapshot.baseline))
    if snapshot.reconstruction:
        said.append(("Standing", "Reconstruction, not the filed text"))
    for row, (name, value) in enumerate([*said, *notes]):
        sheet.write_string(row, 0, name, label)
        sheet.write_string(row, 1, printable(value), plain)
    sheet.set_column(0, 0, 18)
    sheet.set_column(1, 1, 90)


def _printable(cell: Cell) -> Cell:
    return printable(cell) if isinstance(cell, str) else cell


def _pieces(text: str) -> Iterator[str]:
    """Pieces of a long text; a character outside the basic plane counts as two, as Excel counts it."""
    start, size = 0, 0
    for position, character in enumerate(text):
        weight = 2 if character > "\uffff" else 1
        if size + weight > LONGEST_CELL:
            yield text[start:position]
            start, size = position, 0
        size += weight
    yield text[start:]


def _offer_words(sheet: Worksheet, column: TableColumn, index: int, rows: int) -> None:
    """A list to choose from; where several values are allowed it only offers and never insists."""
    words = column.words
    if not words or len(",".join(words)) > _LONGEST_LIST or any("," in word for word in words):
        return
    sheet.data_validation(
        1,
        index,
        rows + 200,
        index,
        {
            "validate": "list",
            "source": list(words),
            "error_type": "stop" if column.insists else "information",
            "error_title": column.label.capitalize()[:32],
            "error_message": f"Allowed: {', '.join(words)}"[:255],
        },
    )
