"""A guard before any zipped file (.docx, .xlsx, .reqifz) is opened.

The checks read the archive's directory and the head of its XML parts, never a whole part, so that a
file made to exhaust the machine is refused before anything is unpacked.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from pathlib import PurePosixPath

CARRIES_MORE = (
    "A record of any size goes over to another copy of the workbench with 'workbench backup' and 'restore'."
)
"""What is said wherever a file is too large to be read."""
MAXIMUM_FILE_BYTES = 25_000_000
"""Largest upload that is looked at."""
MAXIMUM_ENTRIES = 3_000
"""Most parts that an office file may have."""
MAXIMUM_UNPACKED_BYTES = 250_000_000
"""Most bytes that all parts together may unpack to."""
MAXIMUM_RATIO = 250
"""Most bytes that one packed byte may unpack to, for parts above ``RATIO_FROM_BYTES``."""
RATIO_FROM_BYTES = 2_000_000
"""Below this size a part may be packed as tightly as it likes; it does no harm."""

_MAIN_PART = {
    ".docx": ("word/document.xml", "a Word document"),
    ".docm": ("word/document.xml", "a Word document"),
    ".xlsx": ("xl/workbook.xml", "an Excel workbook"),
    ".xlsm": ("xl/workbook.xml", "an Excel workbook"),
}
_PACKED = {".reqifz": "a packed ReqIF file"}
"""Zipped files whose main part may have any name."""
_COMPOUND_FILE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HEAD_BYTES = 2_048


class RefusedFile(ValueError):
    """A file that is not read; its text is a sentence for the person who offered it."""


def check_archive(data: bytes, name: str) -> None:
    """Refuse a zipped file that is broken, not what its name says, or made to do harm.

    Args:
        data: the whole file.
        name: its name; the ending decides which main part it must have.

    Raises:
        RefusedFile: with one sentence that says what is wrong and what is allowed.
    """
    check_size(data, name)
    if data.startswith(_COMPOUND_FILE):
        raise RefusedFile(
            f"'{name}' is protected with a password or saved in the form of Office 97 to 2003; "
            "save it without a password as .docx or .xlsx and offer it again."
        )
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_entries(archive, name)
            _check_main_part(archive, name)
            _check_heads(archive, name)
    except RefusedFile:
        raise
    except (zipfile.BadZipFile, zlib.error, struct.error, NotImplementedError) as error:
        raise RefusedFile(_not_an_office_file(name)) from error
    except (OSError, EOFError, ValueError, RuntimeError, OverflowError) as error:
        raise RefusedFile(_not_an_office_file(name)) from error


def check_size(data: bytes, name: str, maximum: int = MAXIMUM_FILE_BYTES) -> None:
    """Refuse a file that is empty or larger than the limit.

    Args:
        data: the whole file.
        name: its name, for the sentence.
        maximum: the limit in bytes.

    Raises:
        RefusedFile: naming the size and the limit.
    """
    if not data:
        raise RefusedFile(f"'{name}' is empty.")
    if len(data) > maximum:
        raise RefusedFile(f"'{name}' has {_megabytes(len(data))}; at most {_megabytes(maximum)} are read.")


def _check_entries(archive: zipfile.ZipFile, name: str) -> None:
    entries = archive.infolist()
    if len(entries) > MAXIMUM_ENTRIES:
        raise RefusedFile(
            f"'{name}' holds {len(entries):,} parts; {_what(name)} of at most {MAXIMUM_ENTRIES:,} is read."
        )
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise RefusedFile(f"'{name}' is protected with a password; save it without one and offer it again.")
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > MAXIMUM_UNPACKED_BYTES:
        raise RefusedFile(
            f"'{name}' would unpack to {_megabytes(unpacked)}; at most "
            f"{_megabytes(MAXIMUM_UNPACKED_BYTES)} are unpacked."
        )
    for entry in entries:
        if entry.file_size > RATIO_FROM_BYTES and entry.file_size > MAXIMUM_RATIO * entry.compress_size:
            raise RefusedFile(
                f"'{name}' is not read: its part '{entry.filename}' is packed more than "
                f"{MAXIMUM_RATIO} to one, as in a file made to fill a machine's memory."
            )


def _check_main_part(archive: zipfile.ZipFile, name: str) -> None:
    expected = _MAIN_PART.get(PurePosixPath(name.lower()).suffix)
    if expected is None:
        return
    part, what = expected
    names = archive.namelist()
    if part not in names:
        raise RefusedFile(f"'{name}' is not {what}: the part '{part}' is missing in it.")
    if len(names) != len(set(names)):
        raise RefusedFile(f"'{name}' is not {what} as Office writes it: it holds the same part twice.")


def _check_heads(archive: zipfile.ZipFile, name: str) -> None:
    for entry in archive.infolist():
        if not entry.filename.lower().endswith((".xml", ".rels")):
            continue
        with archive.open(entry) as part:
            head = part.read(_HEAD_BYTES).replace(b"\0", b"").upper()
        if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
            raise RefusedFile(
                f"'{name}' is not read: its part '{entry.filename}' declares entities, "
                "which office files never do."
            )


def _not_an_office_file(name: str) -> str:
    return f"'{name}' is not {_what(name)}, or it is damaged: it cannot be opened as a zipped file."


def _what(name: str) -> str:
    suffix = PurePosixPath(name.lower()).suffix
    return _MAIN_PART[suffix][1] if suffix in _MAIN_PART else _PACKED.get(suffix, "an office file")


def _megabytes(size: int) -> str:
    return f"{size / 1_000_000:,.1f} MB"
