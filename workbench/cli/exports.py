"""What can be exported by name, and what writes each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import typer

from workbench.cli.drawing_exports import DRAWINGS, write_drawing
from workbench.cli.export_request import Made, Requested
from workbench.exchange.calendar_feed import calendar_feed
from workbench.exchange.comment_table import write_comments_xlsx
from workbench.exchange.formats import FORMATS, Format, remarks, too_large_to_read
from workbench.exchange.item_list import write_items_csv, write_items_xlsx
from workbench.exchange.json_record import schema_text
from workbench.exchange.link_table import links_of, not_read_again, write_links_csv, write_links_xlsx
from workbench.exchange.mapping_sheet import FILE as MAPPING
from workbench.exchange.mapping_sheet import TEXT_FILE as MAPPING_TEXT
from workbench.exchange.mapping_sheet import write_mapping_csv, write_mapping_xlsx
from workbench.exchange.positions_sheet import FILE, write_positions
from workbench.exchange.record_file import SCHEMA_FILE
from workbench.exchange.record_taking import record_heading
from workbench.exchange.record_workbook import write_record_xlsx
from workbench.exchange.spreadsheet import write_csv, write_xlsx
from workbench.exchange.traceability_sheet import FILE as TRACEABILITY
from workbench.exchange.traceability_sheet import write_traceability
from workbench.filing.documents import DOCUMENTS
from workbench.filing.documents import export as write_document
from workbench.filing.exported import Exported
from workbench.filing.submittal_positions import OnRecord, filing_name, on_record
from workbench.graph.ballots import ballots
from workbench.graph.ballots.moments import change_of, moment_of
from workbench.graph.dates import listed
from workbench.graph.proximity import nearest
from workbench.graph.query import select
from workbench.graph.reading import record_info
from workbench.graph.resolution_table import resolution_rows
from workbench.graph.runs import RunRow, runs_at
from workbench.graph.snapshot import ItemView, Snapshot, is_public
from workbench.graph.vocabulary import KINDS, PLURALS
from workbench.process.ballots.statements import statements
from workbench.process.ballots.visibility import visible_positions
from workbench.process.clock import group_today, now

GRID_ENDINGS = (".xlsx", ".csv")
OF_A_MEETING = ("agenda", "minutes")
MATRIX = "traceability"
PUBLIC, FORMAL = "export-public", "export"


@dataclass(frozen=True)
class Export:
    """One thing that can be exported.

    Args:
        verb: the permission that it takes.
        write: makes it from the record at one moment.
        of_a_meeting: one meeting can be asked for.
        of_items: a query can narrow which items are written.
        of_two_moments: the difference from an earlier moment can be asked for.
        narrows: it is the traceability matrix, whose columns and rows can be chosen.
    """

    verb: str
    write: Callable[[Snapshot, Requested], Made]
    of_a_meeting: bool = False
    of_items: bool = False
    of_two_moments: bool = False
    narrows: bool = False


def _document(made: Exported) -> Made:
    notes = [f"Draft, not for filing: {sentence}" for sentence in made.missing] + list(made.notes)
    return Made(f"{made.name}.docx", made.content, tuple(notes))


def _written(name: str) -> Callable[[Snapshot, Requested], Made]:
    def write(snapshot: Snapshot, requested: Requested) -> Made:
        options: dict[str, Any] = {"accepted": requested.accepted}
        if name in OF_A_MEETING:
            today = None if snapshot.as_of or snapshot.baseline else group_today()
            options |= {"meeting": requested.meeting, "today": today}
        if name == "submittal":
            options["positions"] = _on_record(snapshot, requested)
        if name == MATRIX:
            options |= {"runs": _runs(snapshot, requested), "wanted": requested.matrix}
        return _document(write_document(name, snapshot, **options))

    return write


def _on_record(snapshot: Snapshot, requested: Requested) -> OnRecord:
    moment = moment_of(snapshot, now())
    with requested.database().read() as session:
        change = change_of(session, snapshot)
        rows = ballots(session, change=change, moment=moment)
        return on_record(
            rows, statements(session, change=change), moment=moment, filing=filing_name(snapshot)
        )


def _schedule(snapshot: Snapshot, requested: Requested) -> Made:
    with requested.database().read() as session:
        info = record_info(session)
    return Made("schedule.ics", calendar_feed(snapshot, info.record_id if info else "record"))


def _exchanged(form: Format) -> Callable[[Snapshot, Requested], Made]:
    def write(snapshot: Snapshot, requested: Requested) -> Made:
        with requested.database().read() as session:
            heading = record_heading(session)
        data = form.write(snapshot, heading)
        return Made(form.file, data, (*remarks(form, snapshot), *too_large_to_read(form, data)))

    return write


def _comments(snapshot: Snapshot, requested: Requested) -> Made:
    with requested.database().read() as session:
        rows = resolution_rows(session, change=change_of(session, snapshot))
    left = sum(row.code in snapshot.by_code and row.code not in snapshot.public.by_code for row in rows)
    notes = (f"{left} comment{'' if left == 1 else 's'} on confidential items left out.",) if left else ()
    return Made("comments.xlsx", write_comments_xlsx(snapshot, rows), notes)


def _positions(snapshot: Snapshot, requested: Requested) -> Made:
    shown, moment = snapshot.public, moment_of(snapshot, now())
    with requested.database().read() as session:
        found = ballots(session, change=change_of(session, snapshot), moment=moment)
    rows = [visible_positions(requested.reader, row, now()) for row in found]
    notes = ["Preliminary positions are in it; they are not for attribution."]
    secret = [row.code for row in rows if row.withheld]
    if secret:
        notes.append(f"What was said in {listed(secret)} is hidden until the close and left out.")
    return Made(FILE, write_positions(shown, rows, moment), tuple(notes))


def _items(snapshot: Snapshot, requested: Requested, ending: str) -> Made:
    found, notes = _found(snapshot, requested)
    if ending == "csv":
        return Made("items.csv", write_items_csv(snapshot, found), notes)
    return Made("items.xlsx", write_items_xlsx(snapshot, found, query=requested.where), notes)


def _links(snapshot: Snapshot, requested: Requested, ending: str) -> Made:
    found, notes = _found(snapshot, requested)
    write = write_links_csv if ending == "csv" else write_links_xlsx
    sources = [item.uuid for item in found]
    notes = (*notes, *not_read_again(len(links_of(snapshot.public, sources))))
    return Made(f"links.{ending}", write(snapshot.public, sources), notes)


def _record_workbook(snapshot: Snapshot, requested: Requested) -> Made:
    found, notes = _found(snapshot, requested)
    number = len(links_of(snapshot.public, [item.uuid for item in found]))
    return Made("record.xlsx", write_record_xlsx(snapshot, found), (*notes, *not_read_again(number)))


def _found(
    snapshot: Snapshot, requested: Requested, kind: str | None = None
) -> tuple[list[ItemView], tuple[str, ...]]:
    """The items that fit and may go out, and a note on those that may not."""
    fitting = select(snapshot, requested.where, kind, runs=partial(_runs, snapshot, requested))
    found = [item for item in fitting if is_public(item)]
    left = len(fitting) - len(found)
    notes = (f"{left} confidential item{'' if left == 1 else 's'} left out.",) if left else ()
    return found, notes


def _runs(snapshot: Snapshot, requested: Requested) -> list[RunRow]:
    with requested.database().read() as session:
        return runs_at(session, snapshot)


def _traceability(snapshot: Snapshot, requested: Requested) -> Made:
    left = len(snapshot.items) - len(snapshot.public.items)
    notes = (f"{left} confidential item{'' if left == 1 else 's'} left out.",) if left else ()
    return Made(
        TRACEABILITY, write_traceability(snapshot, _runs(snapshot, requested), requested.matrix), notes
    )


EXPORTS: dict[str, Export] = {
    **{
        name: Export(FORMAL, _written(name), name in OF_A_MEETING, narrows=name == MATRIX)
        for name in DOCUMENTS
    },
    "schedule.ics": Export(PUBLIC, _schedule),
    **{form.file: Export(PUBLIC, _exchanged(form)) for form in FORMATS},
    SCHEMA_FILE: Export(PUBLIC, lambda snapshot, _: Made(SCHEMA_FILE, schema_text().encode())),
    "comments.xlsx": Export(PUBLIC, _comments),
    FILE: Export(PUBLIC, _positions),
    "record.xlsx": Export(PUBLIC, _record_workbook, of_items=True),
    **{f"links{end}": Export(PUBLIC, partial(_links, ending=end[1:]), of_items=True) for end in GRID_ENDINGS},
    **{f"items{end}": Export(PUBLIC, partial(_items, ending=end[1:]), of_items=True) for end in GRID_ENDINGS},
    **{
        name: Export(PUBLIC, partial(write_drawing, name), of_two_moments=name.startswith("diagram"))
        for name in DRAWINGS
    },
    TRACEABILITY: Export(PUBLIC, _traceability, narrows=True),
    MAPPING: Export(PUBLIC, lambda snapshot, _: Made(MAPPING, write_mapping_xlsx(snapshot))),
    MAPPING_TEXT: Export(PUBLIC, lambda snapshot, _: Made(MAPPING_TEXT, write_mapping_csv(snapshot))),
}
"""Everything that has a name of its own; documents have no ending in it."""


def export_of(name: str) -> Export:
    """The export of a name.

    Raises:
        BadParameter: when there is none, with what is meant or allowed.
    """
    plain = name.strip().lower().removesuffix(".docx")
    if plain in EXPORTS:
        return EXPORTS[plain]
    stem, dot, ending = plain.rpartition(".")
    if dot and f".{ending}" in GRID_ENDINGS and (stem in PLURALS or stem in KINDS):
        kind = PLURALS[stem].name if stem in PLURALS else stem
        return Export(PUBLIC, partial(_grid, kind=kind, ending=ending), of_items=True)
    known = [*EXPORTS, *(f"{plural}{end}" for plural in PLURALS for end in GRID_ENDINGS)]
    near = nearest(plain, known)
    meant = f" Did you mean {' or '.join(near)}?" if near else ""
    raise typer.BadParameter(
        f"'{name}' is nothing that can be exported.{meant} Allowed: {', '.join(EXPORTS)}, "
        f"and grids such as issues.xlsx and issues.csv.",
        param_hint="NAME",
    )


def _grid(snapshot: Snapshot, requested: Requested, kind: str, ending: str) -> Made:
    write: Callable[..., bytes] = write_xlsx if ending == "xlsx" else write_csv
    found, notes = _found(snapshot, requested, kind)
    return Made(f"{KINDS[kind].plural}.{ending}", write(snapshot.public, kind, items=found), notes)
