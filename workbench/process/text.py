"""What may stand in a text of the record."""

from __future__ import annotations

import unicodedata

LONGEST_TITLE = 500
LONGEST_TEXT = 200_000

# Marks that reorder the letters around them can make a text read otherwise than it is stored.
REORDERING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def tidy(text: str) -> str:
    """Line ends as ``\\n``, Unicode in NFC; nothing else is changed."""
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))


def fault(text: str, *, longest: int = LONGEST_TEXT, one_line: bool = False) -> str | None:
    """What is wrong with a text, as a sentence, or None.

    Args:
        longest: most characters allowed.
        one_line: line breaks are not allowed.
    """
    if len(text) > longest:
        return f"is {len(text):,} characters long; {longest:,} are allowed"
    for position, char in enumerate(text, start=1):
        if char == "\t" or (char == "\n" and not one_line):
            continue
        category = unicodedata.category(char)
        if category == "Cs" or category == "Cc" or char in ("\ufffe", "\uffff"):
            what = "a line break" if char == "\n" else f"the control character U+{ord(char):04X}"
            return f"holds {what} at position {position}; remove it"
        if char in REORDERING:
            return (
                f"holds the mark U+{ord(char):04X} at position {position}, which makes the text read in "
                "another order than it is stored; remove it"
            )
    return None
