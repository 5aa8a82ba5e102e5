"""The mapping of quantities and its coverage of the minimum data tables, as a workbook and as delimited text.

Nothing reads it back: the mapping is data of the workbench, not of a record.
"""

from __future__ import annotations

from collections.abc import Sequence

from xlsxwriter import Workbook

from workbench.exchange.delimited import write_delimited
from workbench.exchange.workbook import TableColumn, write_about, write_table, written_workbook
from workbench.graph.mapping import SHORT, Mapped, mapping, protocols_bound
from workbench.graph.minimum_data import STATES, Requirement, requirements, summary
from workbench.graph.snapshot import Snapshot

TITLE = "Information model"
FILE, TEXT_FILE = "mapping.xlsx", "mapping.csv"
_FIRST = (
    TableColumn("key", 38), TableColumn("name", 48), TableColumn("function", 24), TableColumn("unit", 10),
    TableColumn("access", 16), TableColumn("IEC 61850", 24), TableColumn("class", 8),
)  # fmt: skip
_LAST = (TableColumn("meaning", 110), TableColumn("note", 130))
_NOTES = (
    ("", "One row is one quantity. A cell is what the protocol calls it; two with a stroke between are where it is "
         "read and where it is written. An empty cell: the protocol has no name for it, or none is known here."),
    ("", "Names and numbers are those that the gateways execute."),
    ("", "The reading of the minimum data tables is the workbench's own, marked inferred."),
)  # fmt: skip


def write_mapping_xlsx(snapshot: Snapshot) -> bytes:
    """The mapping as a workbook: quantities, the minimum data tables, and what it is, each on a sheet."""
    shown = snapshot.public
    rows, needed = mapping(shown), requirements(shown)
    names = protocols_bound()

    def fill(workbook: Workbook) -> None:
        bound = [TableColumn(SHORT[name], 52 if name.startswith("ieee") else 36) for name in names]
        write_table(workbook, TITLE, [*_FIRST, *bound, *_LAST], _lines(rows, names), fixed=2)
        first = [TableColumn("code", 10), TableColumn("title", 52), TableColumn("section", 24)]
        states = [
            column for name in names for column in (TableColumn(SHORT[name], 18), TableColumn("by", 90))
        ]
        last = [TableColumn("note", 90)]
        write_table(workbook, "Minimum data", [*first, *states, *last], _needed(needed, names), fixed=2)
        about = [("Quantities", str(len(rows))), ("Minimum data", summary(needed))]
        write_about(workbook, shown, about, _NOTES)

    return written_workbook(TITLE, snapshot.title, fill)


def write_mapping_csv(snapshot: Snapshot) -> bytes:
    """The quantities as comma-separated text, one a line."""
    names = protocols_bound()
    heading = [column.label for column in _FIRST] + list(names) + [column.label for column in _LAST]
    return write_delimited([heading, *_lines(mapping(snapshot.public), names)])


def _lines(rows: Sequence[Mapped], names: Sequence[str]) -> list[list[str]]:
    return [
        [
            *(row.key, row.name, row.group, row.unit, row.access, row.iec_61850, row.iec_61850_class),
            *(found.address if (found := row.named(name)) else "" for name in names),
            *(row.meaning, row.note),
        ]
        for row in rows
    ]


def _needed(rows: Sequence[Requirement], names: Sequence[str]) -> list[list[str]]:
    return [
        [
            *(row.code, row.title, row.section),
            *(part for name in names for part in (STATES[row.cell(name).state], row.cell(name).words)),
            row.note,
        ]
        for row in rows
    ]
