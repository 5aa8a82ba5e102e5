"""What may stand in a text of the record: no control characters, no marks that turn text around.

A control character makes a Word file that Word must repair; a mark that reverses the direction of
reading makes a line say something else than what is stored.
"""

from __future__ import annotations

import re
import unicodedata

LONGEST_TEXT = 200_000
"""Most characters that one field may hold."""
LONGEST_TITLE = 500
"""Most characters that a title may have."""

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff\ufdd0-\ufdef\ud800-\udfff]")
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")


def fault(text: str, *, longest: int = LONGEST_TEXT, one_line: bool = False) -> str | None:
    """What is wrong with a text, to be said after *the text* or *the title*, or None.

    Args:
        text: the text as it came.
        longest: most characters that are allowed.
        one_line: line breaks are not allowed.
    """
    if len(text) > longest:
        return f"is {len(text):,} characters long; {longest:,} are allowed"
    if one_line and "\n" in text:
        return f"holds a line break at position {text.index(chr(10)) + 1}; remove it"
    if found := _CONTROL.search(text):
        return (
            f"holds the control character {_named(found.group())} at position {found.start() + 1}; "
            "only letters, signs, tabs and line ends are allowed"
        )
    if found := _TURNING.search(text):
        return (
            f"holds the mark {_named(found.group())} at position {found.start() + 1}, which makes the text read "
            "in another order than it is stored; remove it"
        )
    return None


def printable(text: str) -> str:
    """The text without what ``fault`` names; every line end becomes a line feed."""
    if text.isascii() and text.isprintable():
        return text  # Nothing of that is in it: a record has such texts by the hundred thousand.
    return _TURNING.sub("", _CONTROL.sub("", tidied(text)))


def tidied(text: str) -> str:
    """The text with every line end as one line feed, and in Unicode NFC, as the record keeps it."""
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))


def _named(character: str) -> str:
    name = unicodedata.name(character, "")
    return f"U+{ord(character):04X}" + (f" {name.lower()}" if name else "")
