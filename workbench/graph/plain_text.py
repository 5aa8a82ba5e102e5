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


def text_faults(text: str, *, longest: int = LONGEST_TEXT) -> list[str]:
    """Sentences on what must not stand in a text; an empty list when all is well.

    Args:
        text: the text as it came.
        longest: most characters that are allowed.
    """
    faults = []
    if len(text) > longest:
        faults.append(f"the text has {len(text):,} characters; at most {longest:,} are allowed")
    found = _CONTROL.search(text)
    if found:
        faults.append(
            f"a control character ({_named(found.group())}) stands after {found.start()} characters; "
            "only letters, signs, tabs and line ends are allowed"
        )
    found = _TURNING.search(text)
    if found:
        faults.append(
            f"a mark that reverses the direction of reading ({_named(found.group())}) stands after "
            f"{found.start()} characters; remove it"
        )
    return faults


def printable(text: str) -> str:
    """The text without what ``text_faults`` names; every line end becomes a line feed."""
    return _TURNING.sub("", _CONTROL.sub("", tidied(text)))


def tidied(text: str) -> str:
    """The text with every line end as one line feed, and in Unicode NFC, as the record keeps it."""
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))


def _named(character: str) -> str:
    name = unicodedata.name(character, "")
    return f"U+{ord(character):04X}" + (f" {name.lower()}" if name else "")
