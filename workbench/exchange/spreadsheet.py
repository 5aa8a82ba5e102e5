"""Grids as spreadsheets: written as .xlsx and .csv with every formula inert, and read back.

The same record gives the same bytes. Confidential items stay out unless they are asked for.
"""

from __future__ import annotations

from collections.abc import Sequence

from xlsxwriter import Workbook

from workbench.exchange.cells import cell_text
from workbench.exchange.delimited import write_delimited
from workbench.exchange.grid import Grid, column_width
from workbench.exchange.grid_reading import GridReading, read_grid
from workbench.exchange.workbook import Cell, TableColumn, write_about, write_table, written_workbook
from workbench.graph.fields import FieldSpec, kind_named
from workbench.graph.plain_text import printable
from workbench.graph.snapshot import ItemView, Snapshot, is_public

NOTES = (
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

    def fill(workbook: Workbook) -> None:
        write_table(workbook, sheet_title(grid.kind), grid_columns(grid), grid_lines(snapshot, grid, shown))
        notes = [("How to use it" if number == 0 else "", note) for number, note in enumerate(NOTES)]
        write_about(workbook, snapshot, [("Kind", grid.kind), ("Rows", str(len(shown)))], notes)

    return written_workbook(sheet_title(grid.kind), snapshot.title, fill)


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
    heading = [column.label for column in grid.columns]
    return write_delimited([heading, *grid_lines(snapshot, grid, shown)])


def sheet_title(kind: str) -> str:
    """The title of the sheet that holds the items of a kind."""
    return kind_named(kind).plural.replace("-", " ").capitalize()


def grid_columns(grid: Grid) -> list[TableColumn]:
    """The columns of a grid as a workbook has them."""
    return [
        TableColumn(
            column.label,
            column_width(column),
            quiet=column.read_only,
            words=("yes", "no") if column.form == "yes-no" else column.choices,
            insists=not column.many,
        )
        for column in grid.columns
    ]


def grid_lines(snapshot: Snapshot, grid: Grid, items: Sequence[ItemView]) -> list[list[Cell]]:
    """Items as the rows of a file, cell by cell."""
    lines = []
    for item in items:
        row = grid.row(snapshot, item)
        lines.append([_shown(column, row[column.name]) for column in grid.columns])
    return lines


def _chosen(
    snapshot: Snapshot, kind: str, items: Sequence[ItemView] | None, confidential: bool
) -> tuple[Grid, list[ItemView]]:
    grid = Grid.of(kind, snapshot.vocabulary)
    offered = snapshot.of_kind(grid.kind) if items is None else [i for i in items if i.kind == grid.kind]
    kept = [item for item in offered if confidential or is_public(item)]
    return grid, kept


def _shown(column: FieldSpec, value: object) -> Cell:
    cell = cell_text(column, value)
    return printable(cell) if isinstance(cell, str) else cell


__all__ = ["GridReading", "read_grid", "write_csv", "write_xlsx"]
