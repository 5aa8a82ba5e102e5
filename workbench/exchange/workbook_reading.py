"""Reading tables of several kinds and of links into one proposed change, through the grid of each kind.

A workbook as ``record_workbook`` writes it, ``links.xlsx`` and ``links.csv`` come this way; a file that holds the
grid of one kind goes to ``grid_reading`` as it is.
"""

from __future__ import annotations

from dataclasses import replace

from workbench.exchange.archive import RefusedFile
from workbench.exchange.grid_reading import (
    KIND_TITLES,
    Earlier,
    GridReading,
    is_sheet_of,
    new_codes,
    read_grid,
    read_grid_sheet,
)
from workbench.exchange.link_reading import LinksReading, is_link_heading, read_links
from workbench.exchange.link_table import LINK, MOST_LINKS, RELATION, SOURCE, STATE, TARGET
from workbench.exchange.link_table import TITLE as LINKS
from workbench.exchange.sheets import Sheet, is_workbook, read_sheet, read_sheets, sheet_titles
from workbench.graph.proposed import ItemEdit, NewItem, Place, Problem, ProposedChange
from workbench.graph.snapshot import Snapshot

RECORD, LINK_TABLE = "record", "link"
"""What ``GridReading.kind`` says of a file with sheets of several kinds, and of a table of links alone."""
_LINK_HEADINGS = frozenset({SOURCE, RELATION, TARGET, STATE, LINK})
_IGNORED = frozenset({"about"})


def read_tables(
    data: bytes, name: str, snapshot: Snapshot, kind: str | None = None, *, earlier: Earlier | None = None
) -> GridReading:
    """Read a file of grids, of links, or of both, against the record: only what differs is proposed.

    Args:
        data: the whole file.
        name: its name, for the places of problems.
        snapshot: the record as it is now.
        kind: kind of the rows of a file that holds one grid; a file of several knows their kinds itself.
        earlier: as for ``grid_reading.read_grid``.

    Returns:
        The change, or the problems of every sheet; never half of each.
    """
    try:
        if kind is not None or not _may_hold_several(data, name):
            return read_grid(data, name, snapshot, kind, earlier=earlier)
        sheets = _sheets(data, name)
    except RefusedFile as refused:
        return GridReading(problems=(Problem(str(refused), Place(name)),), kind=kind or "")
    links = [sheet for sheet in sheets if _holds_links(sheet)]
    grids = [(found, sheet) for sheet in sheets if (found := is_sheet_of(sheet)) is not None]
    if not links and len(grids) < 2:
        return read_grid(data, name, snapshot, kind, earlier=earlier)
    new = [item for found, sheet in grids for item in new_codes(sheet, found, snapshot)]
    readings = [
        _labelled(
            read_grid_sheet(sheet, _place(name, sheet), snapshot, found, earlier=earlier, new=new), sheet
        )
        for found, sheet in grids
    ]
    read = [read_links(sheet, _place(name, sheet), snapshot, new) for sheet in links]
    known = [*links, *(sheet for _, sheet in grids)]
    others = [s.title for s in sheets if s not in known and s.title.strip().lower() not in _IGNORED]
    return _together(readings, read, others)


def _may_hold_several(data: bytes, name: str) -> bool:
    """Whether more than the grid of one kind may be in a file, without reading all of it."""
    if not is_workbook(data, name):
        return True
    titles = sheet_titles(data, name)
    return len(titles & KIND_TITLES.keys()) != 1 or LINKS.lower() in titles


def _sheets(data: bytes, name: str) -> list[Sheet]:
    if is_workbook(data, name):
        return read_sheets(data, name, most_rows=MOST_LINKS)
    return [read_sheet(data, name, frozenset(), _LINK_HEADINGS, most_rows=MOST_LINKS)]


def _holds_links(sheet: Sheet) -> bool:
    return sheet.title.strip().lower() == LINKS.lower() or (
        is_sheet_of(sheet) is None and is_link_heading(sheet.heading)
    )


def _place(name: str, sheet: Sheet) -> str:
    return f"{name}, sheet '{sheet.title}'" if sheet.title else name


def _labelled(reading: GridReading, sheet: Sheet) -> GridReading:
    """The reading with new items labelled by their sheet too: two sheets may each have a new item in row 5."""
    new = tuple(replace(item, label=f"{sheet.title} {item.label}") for item in reading.change.new)
    return replace(reading, change=replace(reading.change, new=new))


def _together(readings: list[GridReading], links: list[LinksReading], others: list[str]) -> GridReading:
    problems = (*(p for one in readings for p in one.problems), *(p for one in links for p in one.problems))
    notes = [note for one in readings for note in one.notes] + [note for one in links for note in one.notes]
    if others:
        notes.append(f"Sheets that are no part of the record were not read: {', '.join(others)}.")
    change = ProposedChange()
    if not problems:
        new: list[NewItem] = [item for one in readings for item in one.change.new]
        edits: list[ItemEdit] = [edit for one in readings for edit in one.change.edits]
        change = ProposedChange(
            new=tuple(new),
            edits=tuple(edits),
            links=tuple(link for one in links for link in one.links),
            reviews=tuple(review for one in links for review in one.reviews),
        )
    rows = sum(one.rows for one in readings) + sum(one.rows for one in links)
    return GridReading(
        change, problems, tuple(dict.fromkeys(notes)), RECORD if readings else LINK_TABLE, rows
    )
