"""Widths of text and where its lines break, from the advance widths of the text face.

A table of contents is filled in before Word ever sees the document, so the workbench counts the
lines itself. The widths stand in ``data/styles/widths.yaml``.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import yaml

STYLES = Path(__file__).resolve().parents[2] / "data" / "styles"
"""Directory of the styles, which are data."""

UNITS_PER_EM = 2048
_WIDE = 2048
_MISSING = 1139

# A line may break after spaces and after a hyphen or dash.
_PIECES = re.compile(r"[^\s\-\u2010\u2013\u2014]*(?:[\-\u2010\u2013\u2014]+| +|[\t\n]|$)")

_BREAKS = frozenset(" \t-\u2010\u2013\u2014")
_TAB_SPACES = 4


class Face:
    """One face of the text font; widths are in 1/2048 of the type size."""

    def __init__(self, widths: dict[int, int]) -> None:
        self._widths = widths
        self._words: dict[str, int] = {}

    def width(self, word: str) -> int:
        """Advance width of a word, in 1/2048 of the type size."""
        known = self._words.get(word)
        if known is None:
            known = sum(self._character(char) for char in word)
            if len(self._words) < 200_000:
                self._words[word] = known
        return known

    def _character(self, char: str) -> int:
        code = ord(char)
        known = self._widths.get(code)
        if known is not None:
            return known
        # Fallback fonts differ between machines: full width for East Asian text and pictographs.
        wide = (
            0x1100 <= code <= 0x115F
            or 0x2E80 <= code <= 0xA4CF
            or 0xAC00 <= code <= 0xD7A3
            or code >= 0x1F000
        )
        return _WIDE if wide or 0xF900 <= code <= 0xFF60 else _MISSING


@cache
def faces() -> dict[str, Face]:
    """The faces by name: regular, bold, italic, bold-italic."""
    raw = yaml.safe_load((STYLES / "widths.yaml").read_text("utf-8"))
    result = {}
    for name, runs in raw.items():
        widths = {}
        for first, row in runs.items():
            for offset, width in enumerate(row.split()):
                widths[first + offset] = int(width)
        result[name] = Face(widths)
    return result


def line_count(runs: Iterable[tuple[str, str]], size: float, width: float, first: float = 0.0) -> int:
    """Number of lines that a paragraph takes.

    Args:
        runs: pairs of text and name of its face; a line feed in the text ends a line.
        size: type size in points.
        width: width of the lines in points.
        first: what the first line has less, in points.
    """
    parts = [(text, faces()[face]) for text, face in runs if text]
    if not parts:
        return 1
    unit = UNITS_PER_EM / size
    room, opening = width * unit, (width - first) * unit
    if len(parts) == 1:
        text, face = parts[0]
        if "\n" not in text and "\t" not in text and len(text) < 120 and face.width(text) <= opening:
            return 1
    return _broken(parts, room, opening)


def _broken(parts: list[tuple[str, Face]], room: float, opening: float) -> int:
    lines, used, limit = 1, 0.0, opening
    word = 0.0  # what has come since the last place where the line may break
    for text, face in parts:
        space = face.width(" ")
        for piece in _PIECES.findall(text):
            if not piece:
                continue
            end = piece[-1]
            bare = piece.rstrip(" \t\n")
            word += face.width(bare)
            if used and used + word > limit:
                lines, used, limit = lines + 1, 0.0, room
            if word > limit:
                # Longer than a line: it goes over as many lines as it fills.
                over = math.ceil((word - limit) / room)
                lines, word, limit = lines + over, word - limit - (over - 1) * room, room
            if end == "\n":
                lines, used, word, limit = lines + 1, 0.0, 0.0, room
            elif end in _BREAKS:
                used += word + space * (_TAB_SPACES if end == "\t" else len(piece) - len(bare))
                word = 0.0
    return lines
