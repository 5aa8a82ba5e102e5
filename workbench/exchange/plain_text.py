"""Bytes of a text file as clean Unicode: encoding found, harmful characters taken out.

Lines are kept one for one, so that a line number means the same in the file and in the record.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from charset_normalizer import from_bytes

from workbench.exchange.archive import RefusedFile, check_size

MAXIMUM_TEXT_BYTES = 4_000_000
"""Largest text that is read; minutes of a day's meeting are about 40 kB."""

_SIGNATURES = {
    b"%PDF": "a PDF",
    b"PK\x03\x04": "a zipped file",
    b"\xd0\xcf\x11\xe0": "a file of Office 97 to 2003",
    b"{\\rtf": "a file in rich text format",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
}
_BREAKS = re.compile(r"\r\n?|\x85|\u2028|\u2029")
_SPACES = re.compile(r"[\x0b\x0c\x1c-\x1f\u00a0\u2000-\u200a\u202f\u205f\u3000]")
_REMOVED = re.compile(
    r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff"
    r"\ufff9-\ufffb\ufffe\uffff\ud800-\udfff]"
)
_USUAL_LATIN = re.compile(
    r"[\u00a0-\u00ff\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u2013-\u2026\u2030\u20ac\u2122]"
)


@dataclass(frozen=True)
class PlainText:
    """A text with ``\\n`` between its lines, and sentences about what had to be changed in it."""

    text: str
    notes: tuple[str, ...] = ()


def read_text(data: bytes, name: str, maximum: int = MAXIMUM_TEXT_BYTES) -> PlainText:
    """Decode and clean a text.

    Args:
        data: the file's bytes.
        name: its name, for the sentences.
        maximum: the limit in bytes.

    Raises:
        RefusedFile: when the file is empty, too large or no text.
    """
    check_size(data, name, maximum)
    for signature, what in _SIGNATURES.items():
        if data.startswith(signature):
            raise RefusedFile(f"'{name}' is {what}, not a text; allowed are .txt, .md and .docx.")
    text, encoding = _decoded(data)
    if _looks_binary(text):
        raise RefusedFile(f"'{name}' is not a text: most of its characters cannot be printed.")
    notes = []
    if encoding not in ("utf_8", "ascii"):
        notes.append(f"'{name}' is not in UTF-8; it was read as {encoding.replace('_', '-')}.")
    cleaned, removed = clean(text)
    if removed:
        were = "character was" if removed == 1 else "characters were"
        notes.append(f"{removed} control or direction {were} taken out of '{name}'.")
    return PlainText(cleaned, tuple(notes))


def clean(text: str) -> tuple[str, int]:
    """A text without control characters, direction marks and invisible characters.

    Returns:
        The text, composed (NFC), with ``\\n`` as its only line break, and how many characters were
        taken out.
    """
    text = _SPACES.sub(" ", _BREAKS.sub("\n", text))
    text, removed = _REMOVED.subn("", text)
    return unicodedata.normalize("NFC", text), removed


def _decoded(data: bytes) -> tuple[str, str]:
    for mark, encoding in ((b"\xef\xbb\xbf", "utf_8"), (b"\xff\xfe", "utf_16"), (b"\xfe\xff", "utf_16")):
        if data.startswith(mark):
            return data.decode("utf-8-sig" if encoding == "utf_8" else encoding, "replace"), encoding
    try:
        text = data.decode("utf-8")
        if "\0" not in text:
            return text, "utf_8"
    except UnicodeDecodeError:
        pass
    if wide := _without_mark(data):
        return wide
    try:
        western = data.decode("cp1252")
    except UnicodeDecodeError:
        western = ""
    strange = [char for char in western if ord(char) > 127]
    usual = sum(1 for char in strange if _USUAL_LATIN.match(char))
    if western and usual > 0.9 * len(strange) and len(strange) < 0.3 * len(western):
        return western, "windows_1252"
    guess = from_bytes(data[:200_000]).best()
    if guess is not None and guess.encoding:
        return data.decode(guess.encoding, "replace"), guess.encoding
    return data.decode("latin-1"), "latin_1"


def _without_mark(data: bytes) -> tuple[str, str] | None:
    """UTF-16 that forgot its mark shows by a zero in every other byte."""
    head = data[:4_000]
    for encoding, offset in (("utf_16_le", 1), ("utf_16_be", 0)):
        if len(head) > 3 and head[offset::2].count(0) > 0.4 * len(head) / 2:
            return data.decode(encoding, "replace"), encoding
    return None


def _looks_binary(text: str) -> bool:
    sample = text[:20_000]
    bad = sum(1 for char in sample if char == "\ufffd" or (ord(char) < 32 and char not in "\t\n\r\f\v"))
    return bad > max(8, 0.2 * len(sample))
