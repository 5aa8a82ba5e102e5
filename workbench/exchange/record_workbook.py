"""The whole record as one workbook: a sheet a kind with its fields and link columns, and a sheet of all links.

``workbook_reading`` reads it back. A hidden column holds each item's identity, so that a row is known even where
another copy of the record gave it another code. Confidential items stay out, and links to them.
"""

from __future__ import annotations

from collections.abc import Iterable

from xlsxwriter import Workbook

from workbench.exchange.grid import Grid
from workbench.exchange.link_table import NOTES as LINK_NOTES
from workbench.exchange.link_table import TITLE as LINKS
from workbench.exchange.link_table import link_columns, link_lines, not_read_again
from workbench.exchange.spreadsheet import NOTES, grid_columns, grid_lines, sheet_title
from workbench.exchange.workbook import TableColumn, write_about, write_table, written_workbook
from workbench.graph.fields import KINDS
from workbench.graph.snapshot import ItemView, Snapshot

IDENTITY = TableColumn("uuid", 38, quiet=True, hidden=True)
TITLE = "Record"


def write_record_xlsx(snapshot: Snapshot, items: Iterable[ItemView] | None = None) -> bytes:
    """The record, or some of its items with their links, as a workbook.

    The same record gives the same bytes, and nothing in a cell is a formula or an address.

    Args:
        snapshot: the record at one moment.
        items: the items to write; every item that is not withdrawn when None.
    """
    public = snapshot.public
    chosen = [i for i in (public.items.values() if items is None else items) if i.uuid in public.items]
    if items is None:
        chosen = [item for item in chosen if not item.withdrawn]
    wanted = {item.uuid for item in chosen}
    kinds = [kind for kind in KINDS if any(item.kind == kind for item in chosen)]

    def fill(workbook: Workbook) -> None:
        for kind in kinds:
            grid = Grid.of(kind, public.vocabulary)
            shown = [item for item in public.of_kind(kind, withdrawn=True) if item.uuid in wanted]
            lines = grid_lines(public, grid, shown)
            identified = [[*line, item.uuid] for line, item in zip(lines, shown, strict=True)]
            write_table(workbook, sheet_title(kind), [*grid_columns(grid), IDENTITY], identified)
        links = link_lines(public, wanted)
        write_table(workbook, LINKS, link_columns(public), links)
        about = [("Items", str(len(wanted))), ("Links", str(len(links)))]
        about += [("Too long", said) for said in not_read_again(len(links))]
        notes = [("Items" if number == 0 else "", note) for number, note in enumerate(NOTES)]
        notes += [("Links" if number == 0 else "", note) for number, note in enumerate(LINK_NOTES)]
        write_about(workbook, public, about, notes)

    return written_workbook(TITLE, public.title, fill)
