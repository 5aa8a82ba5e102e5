"""A list of items of any kinds as a file: what a query finds, to be read and sorted elsewhere.

Nothing reads it back: the columns that can be edited are those of a kind's grid. The same record gives the same
bytes. Confidential items stay out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from xlsxwriter import Workbook

from workbench.exchange.cells import cell_text
from workbench.exchange.delimited import write_delimited
from workbench.exchange.workbook import Cell, TableColumn, write_about, write_table, written_workbook
from workbench.graph.fields import KINDS, FieldSpec, fields_of, kind_named
from workbench.graph.listing import item_rows
from workbench.graph.plain_text import printable
from workbench.graph.snapshot import ItemView, Snapshot

TITLE = "Items"
_COLUMNS = (
    TableColumn("kind", 16),
    TableColumn("code", 20),
    TableColumn("title", 60),
    TableColumn("status", 18),
    TableColumn("suspect", 9),
    TableColumn("changed", 12),
)
_FURTHER_WIDTH = 26


def write_items_xlsx(
    snapshot: Snapshot, items: Iterable[ItemView], *, query: str = "", fields: Sequence[str] = ()
) -> bytes:
    """Items of any kinds as a workbook.

    Args:
        snapshot: the record at one moment.
        items: the items to write, in order.
        query: the query that found them, for the sheet that says what this is.
        fields: names of further fields, each a column.
    """
    lines = _lines(snapshot, items, fields)

    def fill(workbook: Workbook) -> None:
        further = [TableColumn(_label(name), _FURTHER_WIDTH) for name in fields]
        write_table(workbook, TITLE, [*_COLUMNS, *further], lines, fixed=2)
        about = [("Query", query or "every item"), ("Rows", str(len(lines)))]
        notes = [
            (
                "How to use it",
                "A list to read. To edit items, take out the grid of their kind, or the record.",
            )
        ]
        write_about(workbook, snapshot, about, notes)

    return written_workbook(TITLE, snapshot.title, fill)


def write_items_csv(snapshot: Snapshot, items: Iterable[ItemView], *, fields: Sequence[str] = ()) -> bytes:
    """Items of any kinds as comma-separated text in UTF-8 with a byte order mark; see ``write_items_xlsx``."""
    heading = [column.label for column in _COLUMNS] + [_label(name) for name in fields]
    return write_delimited([heading, *_lines(snapshot, items, fields)])


def _lines(snapshot: Snapshot, items: Iterable[ItemView], fields: Sequence[str]) -> list[list[Cell]]:
    shown = [item for item in items if item.code in snapshot.public.by_code]
    specs: dict[str, dict[str, FieldSpec]] = {kind: fields_of(kind, snapshot.vocabulary) for kind in KINDS}
    return [
        [
            kind_named(row["kind"]).label.lower(),
            row["code"],
            printable(row["title"]),
            row["status"],
            "yes" if row["suspect"] else None,
            row["changed"],
            *(_cell(specs[row["kind"]].get(name), row[name]) for name in fields),
        ]
        for row in item_rows(snapshot, shown, fields)
    ]


def _cell(spec: FieldSpec | None, value: object) -> Cell:
    cell = None if spec is None else cell_text(spec, value)
    return printable(cell) if isinstance(cell, str) else cell


def _label(name: str) -> str:
    return name.replace("_", " ")
