"""Reading files that come in: what kind each is, and what it proposes."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from workbench.cli.incoming import PASTED, Incoming
from workbench.exchange.alternative_codes import with_alternative_codes
from workbench.exchange.archive import MAXIMUM_FILE_BYTES, RefusedFile
from workbench.exchange.formats import refuse_too_large
from workbench.exchange.minutes import MinutesProposal, read_minutes, summary_line, to_change
from workbench.exchange.minutes_on_record import OnRecord, on_record, source_on_record
from workbench.exchange.record_directory import read_record_directory
from workbench.exchange.workbook_reading import read_tables
from workbench.graph.earlier import earlier_snapshots
from workbench.graph.proposed import ItemEdit, LinkEdit, NewItem, Place, Problem
from workbench.graph.snapshot import Snapshot
from workbench.process.keeping import Database

_GRID = (".xlsx", ".xlsm", ".csv", ".tsv")
_MAIL_HEAD = re.compile(rb"\A(?:[A-Za-z][A-Za-z0-9-]*:[^\n]*\n(?:[ \t][^\n]*\n)*){2,}", re.MULTILINE)
_MAIL_HEADERS = (b"from:", b"subject:", b"date:", b"received:", b"message-id:")


def bytes_of(path: Path) -> bytes:
    """The bytes of a file, or of standard input for ``-``.

    Raises:
        RefusedFile: when there is no such file or it is too large to be read.
    """
    if str(path) == PASTED:
        return sys.stdin.buffer.read(MAXIMUM_FILE_BYTES + 1)
    if not path.exists():
        raise RefusedFile(f"There is no file '{path}'.")
    if not path.is_file():
        raise RefusedFile(f"'{path}' is no file that can be read.")
    refuse_too_large(path.name, path.stat().st_size)
    return path.read_bytes()


def kind_of_file(path: Path, data: bytes) -> str:
    """The kind of a file, seen from its ending and else from how it begins."""
    ending = path.suffix.lower()
    if path.is_dir():
        return "record"
    if ending == ".eml" or (ending not in (*_GRID, ".docx", ".md") and _looks_like_mail(data)):
        return "mail"
    return "grid" if ending in _GRID else "minutes"


def read_grid_file(
    data: bytes, name: str, snapshot: Snapshot, database: Database, of_kind: str | None
) -> Incoming:
    """A spreadsheet of items, of links or of both: only what differs from the record is proposed."""
    with database.read() as session:
        reading = read_tables(data, name, snapshot, of_kind, earlier=earlier_snapshots(session))
    edits = [_edit_document(snapshot, edit, reading.kind) for edit in reading.change.edits]
    new = [_new_document(item) for item in reading.change.new]
    links = [_link_document(link) for link in reading.change.links]
    proposals = sorted([*edits, *new, *links], key=lambda document: document["line"] or 0)
    return Incoming(
        "grid",
        proposals,
        problems=reading.problems,
        notes=reading.notes,
        change=reading.change,
        why=f"Import of {name}",
    )


def read_minutes_file(data: bytes, name: str, snapshot: Snapshot, held_on: date | None) -> Incoming:
    """Minutes: what they report and ask for, each with the line that it comes from."""
    people = {item.title: item.code for kind in ("organisation", "person") for item in snapshot.of_kind(kind)}
    known = [person.title for person in snapshot.of_kind("person")]
    reading = read_minutes(data, name, known=known, meeting=held_on)
    meeting = snapshot.item(f"MTG-{reading.date}") if reading.date else None
    source = source_on_record(snapshot, reading.text)
    again = () if source is None else (_in_record(source.code, name),)
    known_items = on_record(reading.proposals, snapshot, source)
    change = to_change(
        reading,
        people=people,
        meeting=meeting.code if meeting else None,
        source=source.code if source else None,
        taken=frozenset(snapshot.by_code),
    )
    return Incoming(
        "minutes",
        [
            {**proposal.as_json(), "on_record": known_items[place].code if place in known_items else None}
            for place, proposal in enumerate(reading.proposals)
        ],
        [_line(proposal, known_items.get(place)) for place, proposal in enumerate(reading.proposals)],
        remarks=(*reading.problems, *again),
        change=with_alternative_codes(change, snapshot),
        why=change.why,
    )


def _line(proposal: MinutesProposal, known: OnRecord | None) -> str:
    """A proposal in a sentence, and the item that it may be."""
    words = summary_line(proposal)
    return words if known is None else f"{words} Maybe on record as {known.code}: {known.reason}."


def _in_record(source: str, name: str) -> Problem:
    return Problem(
        f"these minutes are in the record already, as {source}; what they propose may stand twice",
        Place(name),
    )


def read_record_files(directory: Path) -> Incoming:
    """A record directory, as the rows that it would create."""
    record = read_record_directory(directory)
    rows = [_new_document(item) for _, change in record.changes for item in change.new]
    return Incoming("record", rows, problems=tuple(record.problems))


def _looks_like_mail(data: bytes) -> bool:
    head = data[:4_000].replace(b"\r\n", b"\n").lstrip(b"\xef\xbb\xbf")
    found = _MAIL_HEAD.match(head)
    if found is None:
        return False
    lines = found.group().lower().split(b"\n")
    return sum(any(line.startswith(header) for line in lines) for header in _MAIL_HEADERS) >= 2


def _new_document(item: NewItem) -> dict[str, Any]:
    fields = dict(item.fields)
    return {
        "kind": item.kind,
        "title": fields.get("title", ""),
        "line": item.place.row,
        "quote": "",
        "owner": fields.get("owner"),
        "due": fields.get("due"),
        "status": fields.get("status"),
        "code": item.code,
        "fields": fields,
    }


def _edit_document(snapshot: Snapshot, edit: ItemEdit, kind: str) -> dict[str, Any]:
    item = snapshot.item(edit.code)
    known: Callable[[str], Any] = (lambda name: None) if item is None else item.value
    return {
        "kind": item.kind if item else kind,
        "title": edit.fields.get("title") or known("title"),
        "line": edit.place.row,
        "quote": "",
        "owner": edit.fields.get("owner"),
        "due": edit.fields.get("due") or known("due"),
        "status": edit.fields.get("status") or known("status"),
        "code": edit.code,
        "fields": dict(edit.fields),
    }


def _link_document(link: LinkEdit) -> dict[str, Any]:
    return {
        "kind": "link",
        "title": f"{link.source} {link.relation} {link.target}",
        "line": link.place.row,
        "quote": "",
        "owner": None,
        "due": None,
        "status": "ended" if link.remove else "added",
        "code": link.source,
        "fields": {"relation": link.relation, "target": link.target, "detail": dict(link.detail)},
    }
