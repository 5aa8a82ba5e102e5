"""The formats in which a whole record goes out and comes in: one row each, the same engine for all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePath

from workbench.exchange.exchanged import Exchanged
from workbench.exchange.json_reading import read_record_json
from workbench.exchange.json_record import write_record_json
from workbench.exchange.record_heading import RecordHeading
from workbench.exchange.reqif.reading import read_reqif
from workbench.exchange.reqif.writing import FILE as REQIF_FILE
from workbench.exchange.reqif.writing import PACKED_FILE, otherwise_written, packed, write_reqif
from workbench.graph.snapshot import Snapshot


@dataclass(frozen=True)
class Format:
    """One format.

    Args:
        label: what people call it.
        file: name of the file that is written.
        mime: its media type.
        says: whom it is for, in one sentence.
        write: the file of a snapshot, without what is confidential.
        read: reads a file by its bytes and name, against a record, with the kind of objects whose file says none;
            raises ``RefusedFile`` where it cannot be read at all.
        of_other_tools: other tools write such files too, with types of their own.
    """

    label: str
    file: str
    mime: str
    says: str
    write: Callable[[Snapshot, RecordHeading], bytes]
    read: Callable[[bytes, str, Snapshot, str], Exchanged]
    of_other_tools: bool = False

    @property
    def ending(self) -> str:
        return PurePath(self.file).suffix


def _read_reqif(data: bytes, name: str, snapshot: Snapshot, kind_of_others: str) -> Exchanged:
    return read_reqif(data, name, snapshot.vocabulary, kind_of_others=kind_of_others)


FORMATS: tuple[Format, ...] = (
    Format(
        "JSON",
        "record.json",
        "application/json",
        "The whole record for another copy of the workbench, or for a program of your own.",
        write_record_json,
        lambda data, name, *_: read_record_json(data, name),
    ),
    Format(
        "ReqIF",
        REQIF_FILE,
        "application/xml",
        "The whole record for a requirements tool such as DOORS, Polarion, Jama or ReqView.",
        write_reqif,
        _read_reqif,
        of_other_tools=True,
    ),
    Format(
        "ReqIF, packed",
        PACKED_FILE,
        "application/zip",
        "The same in one packed file, as some of these tools want it.",
        lambda snapshot, heading: packed(write_reqif(snapshot, heading)),
        _read_reqif,
        of_other_tools=True,
    ),
)


def remarks(form: Format, snapshot: Snapshot) -> tuple[str, ...]:
    """What a file of the record leaves out or writes in another form, in sentences."""
    left = len(snapshot.items) - len(snapshot.public.items)
    said = [f"{left} confidential item{'' if left == 1 else 's'} left out."] if left else []
    return (*said, *(otherwise_written(snapshot) if form.of_other_tools else ()))


def format_of(name: str) -> Format | None:
    """The format of a file by its ending, or None."""
    ending = PurePath(name).suffix.lower()
    return next((found for found in FORMATS if found.ending == ending), None)
