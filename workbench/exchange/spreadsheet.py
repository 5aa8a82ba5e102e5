"""Grids as spreadsheets: written as .xlsx and .csv with every formula inert, and read back.

The same record gives the same bytes. Confidential items stay out unless they are asked for.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from workbench.exchange.cells import cell_text
from workbench.exchange.delimited import write_delimited
from workbench.exchange.grid import Grid, column_width
from workbench.exchange.grid_reading import GridReading, read_grid
from workbench.graph.dates import display_date
from workbench.graph.fields import FieldSpec, kind_named
from workbench.graph.plain_text import printable
from workbench.graph.snapshot import ItemView, Snapshot

LONGEST_CELL = 32_000
"""Characters that one cell of a workbook takes, a little below the limit of the form (32,767)."""

CREATED = datetime(2014, 1, 1)
"""A fixed day: bytes must not tell when a workbook was written."""
_LONGEST_LIST = 255
_NOTES = (
    "Edit cells and import the file: it changes only what differs from the record, after a preview.",
    "A row without a code is a new item. A row that is taken out deletes nothing.",
    "Several codes or destinations in one cell are separated by semicolons.",
    "Leave the columns 'code' and 'revision' as they are: they say which text was seen.",
)


def write_xlsx(
    snapshot: Snapshot,
    kind: str,
    *,
    items: Sequence[ItemView] | None = None,
    confidential: bool = False,
) -> bytes:
    """The grid of a kind as a workbook: the rows on one sheet, what they are on a second.

    Args:
        snapshot: the record at one moment.
        kind: singular name of the kind.
        items: the items to write, in order; every item that is not withdrawn when None.
        confidential: whether confidential items are written.

    Raises:
        UnknownKind: when there is no such kind.
    """
    grid, shown = _chosen(snapshot, kind, items, confidential)
    buffer = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    workbook = Workbook(buffer, {"in_memory": True, **options})
    workbook.set_properties({"title": _sheet_title(grid), "author": snapshot.title, "created": CREATED})
    _write_rows(workbook, grid, [grid.row(snapshot, item) for item in shown])
    _write_about(workbook, snapshot, grid, len(shown))
    workbook.close()
    return buffer.getvalue()


def write_csv(
    snapshot: Snapshot,
    kind: str,
    *,
    items: Sequence[ItemView] | None = None,
    confidential: bool = False,
) -> bytes:
    """The grid of a kind as comma-separated text in UTF-8 with a byte order mark, as Excel expects it.

    Args:
        snapshot: the record at one moment.
        kind: singular name of the kind.
        items: the items to write, in order; every item that is not withdrawn when None.
        confidential: whether confidential items are written.

    Raises:
        UnknownKind: when there is no such kind.
    """
    grid, shown = _chosen(snapshot, kind, items, confidential)
    lines: list[list[Any]] = [[column.label for column in grid.columns]]
    for item in shown:
        row = grid.row(snapshot, item)
        lines.append([_shown(column, row[column.name]) for column in grid.columns])
    return write_delimited(lines)


def _chosen(
    snapshot: Snapshot, kind: str, items: Sequence[ItemView] | None, confidential: bool
) -> tuple[Grid, list[ItemView]]:
    grid = Grid.of(kind, snapshot.vocabulary)
    offered = snapshot.of_kind(grid.kind) if items is None else [i for i in items if i.kind == grid.kind]
    kept = [item for item in offered if confidential or not _is_confidential(item)]
    return grid, kept


def _is_confidential(item: ItemView) -> bool:
    return item.confidential or bool(item.detail.get("confidential_value"))


def _shown(column: FieldSpec, value: Any) -> str | int | date | None:
    cell = cell_text(column, value)
    return printable(cell) if isinstance(cell, str) else cell


def _sheet_title(grid: Grid) -> str:
    return kind_named(grid.kind).plural.replace("-", " ").capitalize()


def _write_rows(workbook: Workbook, grid: Grid, rows: list[dict[str, Any]]) -> None:
    sheet = workbook.add_worksheet(_sheet_title(grid))
    heading = workbook.add_format(
        {"bold": True, "bg_color": "#E6EBF0", "border": 1, "text_wrap": True, "valign": "top"}
    )
    plain = workbook.add_format({"text_wrap": True, "valign": "top"})
    quiet = workbook.add_format({"font_color": "#5A6570", "valign": "top"})
    day = workbook.add_format({"num_format": "yyyy-mm-dd", "valign": "top", "align": "left"})
    index = 0
    for column in grid.columns:
        cells = [_shown(column, row[column.name]) for row in rows]
        width = max((len(cell_parts(cell)) for cell in cells), default=1)
        for part in range(width):
            label = column.label if part == 0 else f"{column.label} (part {part + 1})"
            sheet.write_string(0, index + part, label, heading)
            sheet.set_column(index + part, index + part, column_width(column))
            for line, cell in enumerate(cells, start=1):
                pieces = cell_parts(cell)
                if part < len(pieces):
                    form = quiet if column.read_only else day if isinstance(cell, date) else plain
                    write_cell(sheet, line, index + part, pieces[part], form)
        _offer_words(sheet, column, index, len(rows))
        index += width
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, max(len(rows), 1), index - 1)


def cell_parts(cell: str | int | date | None) -> list[str | int | date | None]:
    """A value in parts that each fit a cell of a workbook."""
    if not isinstance(cell, str) or len(cell) * 2 <= LONGEST_CELL:
        return [cell]
    return list(_pieces(cell))


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


def write_cell(sheet: Worksheet, row: int, column: int, value: str | int | date | None, form: Format) -> None:
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


def _offer_words(sheet: Worksheet, column: FieldSpec, index: int, rows: int) -> None:
    """A list to choose from; where several values are allowed it only offers and never insists."""
    words = ("yes", "no") if column.form == "yes-no" else column.choices
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
            "error_type": "information" if column.many else "stop",
            "error_title": column.label.capitalize()[:32],
            "error_message": f"Allowed: {', '.join(words)}"[:255],
        },
    )


def _write_about(workbook: Workbook, snapshot: Snapshot, grid: Grid, count: int) -> None:
    sheet = workbook.add_worksheet("About")
    label = workbook.add_format({"bold": True, "valign": "top"})
    plain = workbook.add_format({"text_wrap": True, "valign": "top"})
    as_of = display_date(snapshot.as_of) if snapshot.as_of else "the latest change"
    lines = [
        ("Record", snapshot.title or "not named"),
        ("Kind", grid.kind),
        ("Rows", str(count)),
        ("Change number", str(snapshot.change)),
        ("As of", as_of),
    ]
    if snapshot.baseline:
        lines.append(("Baseline", snapshot.baseline))
    if snapshot.reconstruction:
        lines.append(("Standing", "Reconstruction, not the filed text"))
    lines += [("How to use it" if number == 0 else "", note) for number, note in enumerate(_NOTES)]
    for row, (name, value) in enumerate(lines):
        sheet.write_string(row, 0, name, label)
        sheet.write_string(row, 1, printable(value), plain)
    sheet.set_column(0, 0, 18)
    sheet.set_column(1, 1, 90)


__all__ = ["GridReading", "read_grid", "write_csv", "write_xlsx"]
