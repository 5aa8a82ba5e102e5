"""The formats in which a whole record goes out and comes in: one row each, the same engine for all."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePath

from workbench.exchange.archive import CARRIES_MORE, MAXIMUM_FILE_BYTES, RefusedFile
from workbench.exchange.exchanged import Exchanged
from workbench.exchange.json_reading import MAXIMUM_BYTES as LARGEST_JSON
from workbench.exchange.json_reading import read_record_json
from workbench.exchange.json_record import write_record_json
from workbench.exchange.record_heading import RecordHeading
from workbench.exchange.reqif.opening import MAXIMUM_BYTES as LARGEST_REQIF
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
        largest: most bytes of a file that are read. The web app takes smaller uploads only (.streamlit/config.toml);
            on the command line a file of that size is read with one to two gigabytes of memory (1.3 of them for a
            record of 10,000 items with three links each, 74 MB of ReqIF).
        of_other_tools: other tools write such files too, with types of their own.
    """

    label: str
    file: str
    mime: str
    says: str
    write: Callable[[Snapshot, RecordHeading], bytes]
    read: Callable[[bytes, str, Snapshot, str], Exchanged]
    largest: int = MAXIMUM_FILE_BYTES
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
        LARGEST_JSON,
    ),
    Format(
        "ReqIF",
        REQIF_FILE,
        "application/xml",
        "The whole record for a requirements tool such as DOORS, Polarion, Jama or ReqView.",
        write_reqif,
        _read_reqif,
        LARGEST_REQIF,
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


def refuse_too_large(name: str, size: int) -> None:
    """Refuse a file by its size alone, before it is read.

    Raises:
        RefusedFile: naming the size, the limit of its form, and what carries more.
    """
    form = format_of(name)
    largest = MAXIMUM_FILE_BYTES if form is None else form.largest
    if size > largest:
        said = f"'{name}' has {_megabytes(size)}; at most {_megabytes(largest)} are read."
        raise RefusedFile(said if form is None else f"{said} {CARRIES_MORE}")


def too_large_to_read(form: Format, data: bytes) -> tuple[str, ...]:
    """Where a file that was written is larger than what is read again, that and what carries more, in a sentence."""
    sizes = [(len(data), form.largest, "")]
    if form.file == PACKED_FILE:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            sizes.append((max(x.file_size for x in archive.infolist()), LARGEST_REQIF, ", unpacked"))
    for size, largest, unpacked in sizes:
        if size > largest:
            read = f"'workbench import' reads at most {_megabytes(largest)}"
            return (f"{form.file} has {_megabytes(size)}{unpacked}, and {read}. {CARRIES_MORE}",)
    return ()


def _megabytes(size: int) -> str:
    return f"{size / 1e6:,.1f} MB"
