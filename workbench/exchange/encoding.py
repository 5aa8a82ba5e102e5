"""From bytes to text: files that people save come in several encodings, and say which only at times."""

from __future__ import annotations

import codecs
from dataclasses import dataclass

from charset_normalizer import from_bytes

from workbench.exchange.archive import RefusedFile, check_size

MAXIMUM_TEXT_BYTES = 10_000_000
"""Largest text file that is read."""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_NARROW = (["cp1252", "mac_roman"], ["cp1250", "cp1251", "shift_jis", "gb18030"])
"""Encodings to try, the likelier first: what is not Western is taken for something else last."""
_WIDE = (["utf_16_le", "utf_16_be"],)


@dataclass(frozen=True)
class DecodedText:
    """The text of a file.

    Args:
        encoding: the encoding that it was read in.
        note: a sentence for the person where the encoding was guessed; else empty.
    """

    text: str
    encoding: str
    note: str = ""


def decode(data: bytes, name: str, *, maximum: int = MAXIMUM_TEXT_BYTES) -> DecodedText:
    """The text of a file: UTF-8 or UTF-16 where it says so or reads so, else the likeliest encoding.

    Args:
        data: the whole file.
        name: its name, for the sentences.
        maximum: largest size in bytes.

    Raises:
        RefusedFile: when the file is empty, too large, or no text.
    """
    check_size(data, name, maximum)
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            try:
                return DecodedText(data.decode(encoding), encoding)
            except UnicodeDecodeError as error:
                raise RefusedFile(
                    f"'{name}' starts as {encoding.upper().removesuffix('-SIG')} text and goes on as something "
                    f"else after {error.start:,} bytes; save it as UTF-8 and offer it again."
                ) from error
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return _guessed(data, name)
    if "\0" in text:
        return _guessed(data, name)
    return DecodedText(text, "utf-8")


def _guessed(data: bytes, name: str) -> DecodedText:
    wide = data[:4_000].count(0) > len(data[:4_000]) // 5
    tried = (from_bytes(data, cp_isolation=candidates).best() for candidates in (_WIDE if wide else _NARROW))
    best = next((guess for guess in tried if guess is not None), None)
    if best is None or (not wide and b"\0" in data) or "\0" in str(best):
        raise RefusedFile(f"'{name}' is no text that can be read; save it as UTF-8 and offer it again.")
    return DecodedText(
        str(best),
        best.encoding,
        f"'{name}' is not UTF-8; it was read as {best.encoding.replace('_', '-')}. Check the letters with accents.",
    )
