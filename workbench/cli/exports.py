"""What can be exported by name, and what writes each."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

import typer

from workbench.cli.output import plain_json
from workbench.exchange.calendar_feed import calendar_feed
from workbench.exchange.comment_table import write_comments_xlsx
from workbench.exchange.json_out import items_json
from workbench.exchange.positions_sheet import FILE, write_positions
from workbench.exchange.spreadsheet import write_csv, write_xlsx
from workbench.exchange.traceability_sheet import FILE as TRACEABILITY
from workbench.exchange.traceability_sheet import write_traceability
from workbench.filing.documents import DOCUMENTS
from workbench.filing.documents import export as write_document
from workbench.filing.exported import Exported
from workbench.filing.submittal_positions import OnRecord, filing_name, on_record
from workbench.graph.ballots import ballots
from workbench.graph.ballots.moments import change_of
from workbench.graph.dates import listed
from workbench.graph.proximity import nearest
from workbench.graph.reading import record_info
from workbench.graph.resolution_table import resolution_rows
from workbench.graph.runs import RunRow, runs
from workbench.graph.snapshot import Snapshot
from workbench.graph.traceability_filters import MatrixFilter
from workbench.graph.vocabulary import KINDS, PLURALS
from workbench.process.actor import Actor
from workbench.process.ballots.statements import statements
from workbench.process.ballots.visibility import visible_positions
from workbench.process.clock import group_today, now
from workbench.process.keeping import Database

GRID_ENDINGS = (".xlsx", ".csv")
OF_A_MEETING = ("agenda", "minutes")
MATRIX = "traceability"
PUBLIC, FORMAL = "export-public", "export"


class Requested(Protocol):
    """What an export may ask of the command besides the moment."""

    @property
    def meeting(self) -> str | None:
        """Code of a meeting, or None."""

    @property
    def accepted(self) -> tuple[str, ...]:
        """Codes or titles of what may be left out."""

    @property
    def matrix(self) -> MatrixFilter:
        """What of the traceability matrix is wanted."""

    @property
    def reader(self) -> Actor:
        """Who asks."""

    def database(self) -> Database:
        """The database, for what a snapshot does not hold."""


@dataclass(frozen=True)
class Made:
    """A file: its name, its bytes, and sentences for the person who asked for it."""

    file: str
    content: bytes
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Export:
    """One thing that can be exported.

    Args:
        verb: the permission that it takes.
        write: makes it from the record at one moment.
        of_a_meeting: one meeting can be asked for.
        narrows: it is the traceability matrix, whose columns and rows can be chosen.
    """

    verb: str
    write: Callable[[Snapshot, Requested], Made]
    of_a_meeting: bool = False
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
    moment = now()
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


def _record(snapshot: Snapshot, requested: Requested) -> Made:
    shown = snapshot.public
    document = {
        "title": shown.title,
        "change": shown.change,
        "as_of": shown.as_of,
        "baseline": shown.baseline,
        "reconstruction": shown.reconstruction,
        "items": [item for kind in KINDS for item in items_json(shown, shown.of_kind(kind, withdrawn=True))],
    }
    text = json.dumps(document, indent=1, ensure_ascii=False, default=plain_json)
    left = len(snapshot.items) - len(shown.items)
    notes = (f"{left} confidential item{'' if left == 1 else 's'} left out.",) if left else ()
    return Made("record.json", f"{text}\n".encode(), notes)


def _comments(snapshot: Snapshot, requested: Requested) -> Made:
    with requested.database().read() as session:
        rows = resolution_rows(session, change=snapshot.change)
    left = sum(row.code not in snapshot.public.by_code for row in rows)
    notes = (f"{left} comment{'' if left == 1 else 's'} on confidential items left out.",) if left else ()
    return Made("comments.xlsx", write_comments_xlsx(snapshot, rows), notes)


def _positions(snapshot: Snapshot, requested: Requested) -> Made:
    shown, moment = snapshot.public, now()
    with requested.database().read() as session:
        found = ballots(session, change=change_of(session, snapshot), moment=moment)
    rows = [visible_positions(requested.reader, row, moment) for row in found]
    notes = ["Preliminary positions are in it; they are not for attribution."]
    secret = [row.code for row in rows if row.withheld]
    if secret:
        notes.append(f"What was said in {listed(secret)} is hidden until the close and left out.")
    return Made(FILE, write_positions(shown, rows, moment), tuple(notes))


def _runs(snapshot: Snapshot, requested: Requested) -> list[RunRow]:
    with requested.database().read() as session:
        return runs(session, change=snapshot.change)


def _traceability(snapshot: Snapshot, requested: Requested) -> Made:
    left = len(snapshot.items) - len(snapshot.public.items)
    notes = (f"{left} confidential item{'' if left == 1 else 's'} left out.",) if left else ()
    return Made(
        TRACEABILITY, write_traceability(snapshot, _runs(snapshot, requested), requested.matrix), notes
    )


EXPORTS: dict[str, Export] = {
    **{name: Export(FORMAL, _written(name), name in OF_A_MEETING, name == MATRIX) for name in DOCUMENTS},
    "schedule.ics": Export(PUBLIC, _schedule),
    "record.json": Export(PUBLIC, _record),
    "comments.xlsx": Export(PUBLIC, _comments),
    FILE: Export(PUBLIC, _positions),
    TRACEABILITY: Export(PUBLIC, _traceability, narrows=True),
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
        return Export(PUBLIC, lambda snapshot, _: _grid(snapshot, kind, ending))
    known = [*EXPORTS, *(f"{plural}{end}" for plural in PLURALS for end in GRID_ENDINGS)]
    near = nearest(plain, known)
    meant = f" Did you mean {' or '.join(near)}?" if near else ""
    raise typer.BadParameter(
        f"'{name}' is nothing that can be exported.{meant} Allowed: {', '.join(EXPORTS)}, "
        f"and grids such as issues.xlsx and issues.csv.",
        param_hint="NAME",
    )


def _grid(snapshot: Snapshot, kind: str, ending: str) -> Made:
    shown = snapshot.public
    write: Callable[..., Any] = write_xlsx if ending == "xlsx" else write_csv
    left = len(snapshot.of_kind(kind)) - len(shown.of_kind(kind))
    notes = (f"{left} confidential item{'' if left == 1 else 's'} left out.",) if left else ()
    return Made(f"{KINDS[kind].plural}.{ending}", write(shown, kind), notes)
