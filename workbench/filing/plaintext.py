"""Text that Word accepts: what may not stand in a document is taken out before anything is built.

XML 1.0 (section 2.2) allows no control characters but tab and line ends; Word besides repairs or
misreads lone surrogates and non-characters. Direction controls are taken out as well: they can make
a filed sentence read otherwise on the page than in the file. Letters written from right to left stay.
"""

from __future__ import annotations

import re
import unicodedata

_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_REMOVED = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]"
)
_REPLACED = re.compile("[\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_BEYOND = re.compile("[\U00010000-\U0010ffff]")
_SPACES = re.compile(r"\s+")
_PLAIN = re.compile(r"[\n -~\u00a1-\u024f\u2010-\u2027\u2030-\u205e]*")

FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""Characters that make a Word file invalid; no part of a document may hold one."""


def clean(text: str) -> str:
    """Text of several lines without anything that Word must repair.

    Line ends become ``\\n``, controls and direction marks go, lone surrogates and non-characters become
    U+FFFD, and the rest is in Unicode's composed form (NFC).
    """
    if text.isascii() and _PLAIN.fullmatch(text):
        return text
    text = _LINE_ENDS.sub("\n", text)
    text = _REMOVED.sub("", text)
    text = _REPLACED.sub("\ufffd", text)
    text = _BEYOND.sub(lambda match: "\ufffd" if ord(match[0]) & 0xFFFE == 0xFFFE else match[0], text)
    return unicodedata.normalize("NFC", text)


def one_line(text: object) -> str:
    """Text for a place that has one line: every run of white space becomes one space."""
    return _SPACES.sub(" ", clean(str(text))).strip()
