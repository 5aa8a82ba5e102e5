"""How high a row of a sheet must be for its wrapped texts: programs that open a file do not all work it out."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from math import ceil
from typing import Final

LINE: Final = 15.0
"""Height of one line of the usual letters (11 points), in points."""
LETTERS: Final = 1.15
"""Letters of a text that stand in the width of one digit: less than there are, so that no line is cut off."""
HIGHEST: Final = 409.0
"""The most that Excel allows, in points; what does not fit is in the cell all the same."""


def row_height(cells: Iterable[tuple[str, int]]) -> float:
    """The height for the texts of a row, in points.

    Args:
        cells: each text with the width of its column, in digits as sheets count widths.
    """
    lines = max((_lines(words, int(width * LETTERS)) for words, width in cells), default=1)
    return min(HIGHEST, LINE * lines)


@lru_cache(maxsize=65_536)
def _lines(words: str, width: int) -> int:
    return sum(_wrapped(line, width) for line in words.split("\n"))


def _wrapped(line: str, width: int) -> int:
    """On how many lines a line is wrapped; a word that is longer than the column is broken."""
    if len(line) <= width:
        return 1
    lines, room = 1, width
    for word in line.split(" "):
        if len(word) <= room:
            room -= len(word) + 1
            continue
        started = room < width
        lines += started + ceil(len(word) / width) - 1
        room = width - (len(word) - 1) % width - 2
    return lines
