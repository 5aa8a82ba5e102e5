"""Where the boxes of the architecture stand: bands by level, rows within them, columns by neighbours.

The places are computed here and not by Graphviz, so that fifty boxes fit a letter page and a drawing
changes no more than the record does. Measures are in points, y grows upward as in Graphviz.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

WIDTH = 620.0
COLUMNS = 6
BOX_WIDTH = 96.0
FONT_SIZE = 9.8

_LINE = 11.2
_PADDING = 6.0
_ROW_GAP = 18.0
_BAND_GAP = 11.0
_TITLE = 17.0
_FOOT = 8.0
WRAP = 16
"""About how many characters a line of a box holds."""

_SWEEPS = 6

_PARTS = re.compile(r"[^\s/]+/?|/")
_NARROW = set("iljtfI.,:;'()[]|! r")
_BROAD = set("mwMWOQGD&@%")


@dataclass
class Band:
    """One level: its rows of codes from the top, and its frame."""

    level: int
    rows: list[list[str]]
    top: float = 0.0
    bottom: float = 0.0


@dataclass
class Places:
    """Centres and heights of boxes by code, and the bands."""

    centres: dict[str, tuple[float, float]] = field(default_factory=dict)
    heights: dict[str, float] = field(default_factory=dict)
    bands: list[Band] = field(default_factory=list)


def wrapped(text: str, width: int = WRAP, most: int = 5) -> list[str]:
    """A label broken into lines of about this many characters, at spaces and after slashes."""
    lines: list[str] = []
    glue = ""
    for part in _PARTS.findall(" ".join(text.split())):
        while len(part) > width + 3:
            lines.append(part[: width - 1] + "-")
            part, glue = part[width - 1 :], ""
        if lines and not lines[-1].endswith("-") and len(lines[-1]) + len(glue) + len(part) <= width:
            lines[-1] += glue + part
        else:
            lines.append(part)
        glue = "" if part.endswith("/") and part != "/" else " "
    if len(lines) > most:
        lines = [*lines[: most - 1], lines[most - 1].rstrip("-")[: width - 1] + "…"]
    return lines or [" "]


def text_width(text: str, size: float) -> float:
    """About how wide a text is in points, in the sans serif face of drawings."""
    units = sum(0.35 if c in _NARROW else (0.86 if c in _BROAD else 0.595) for c in text)
    return units * size


def place(
    levels: Mapping[int, Sequence[str]],
    labels: Mapping[str, Sequence[str]],
    lines: Sequence[tuple[str, str, float]],
    empty: Sequence[int] = (),
) -> Places:
    """Places of all boxes.

    Args:
        levels: codes of the actors of each level.
        labels: lines of text in each box by code.
        lines: pairs of codes that a line joins, with the line's weight.
        empty: further levels, whose bands hold only their name.
    """
    level_of = {code: level for level, codes in levels.items() for code in codes}
    result = Places()
    for level in sorted({*levels, *empty}, reverse=True):
        within = [(a, b) for a, b, _ in lines if level_of.get(a) == level == level_of.get(b)]
        result.bands.append(Band(level, _rows(levels.get(level, ()), within)))
    rows = [row for band in result.bands for row in band.rows]
    columns = _columns(rows, lines)
    y = 0.0
    for band in result.bands:
        band.top = y
        y -= _TITLE
        for index, row in enumerate(band.rows):
            tall = max(len(labels[code]) for code in row) * _LINE + _PADDING
            for code in row:
                result.heights[code] = tall
                result.centres[code] = (columns[code], y - tall / 2)
            y -= tall + (_ROW_GAP if index < len(band.rows) - 1 else _FOOT)
        band.bottom = y
        y -= _BAND_GAP
    return result


def _rows(codes: Sequence[str], within: Sequence[tuple[str, str]]) -> list[list[str]]:
    """Rows of one level: what others feed comes later, small groups share a row."""
    depth = dict.fromkeys(codes, 0)
    for _ in range(len(codes)):
        moved = False
        for start, end in within:
            if depth[end] <= depth[start] < len(codes) and start != end:
                depth[end] = depth[start] + 1
                moved = True
        if not moved:
            break
    groups: dict[int, list[str]] = {}
    for code in codes:
        groups.setdefault(depth[code], []).append(code)
    rows: list[list[str]] = []
    for key in sorted(groups):
        group = groups[key]
        if rows and len(rows[-1]) + len(group) <= COLUMNS and min(len(rows[-1]), len(group)) <= 2:
            rows[-1] += group
            continue
        pieces = -(-len(group) // COLUMNS)
        size = -(-len(group) // pieces)
        rows += [group[at : at + size] for at in range(0, len(group), size)]
    return rows


def _columns(rows: Sequence[list[str]], lines: Sequence[tuple[str, str, float]]) -> dict[str, float]:
    """A column for every box; rows are put in order so that boxes stand near their neighbours."""
    near: dict[str, list[tuple[str, float]]] = {code: [] for row in rows for code in row}
    for start, end, weight in lines:
        if start in near and end in near:
            near[start].append((end, weight))
            near[end].append((start, weight))
    x: dict[str, float] = {}
    for row in rows:
        _spread(row, x)
    for sweep in range(_SWEEPS):
        for row in rows if sweep % 2 == 0 else reversed(rows):
            wish = {
                code: sum(x[other] * weight for other, weight in near[code]) / sum(w for _, w in near[code])
                if near[code]
                else x[code]
                for code in row
            }
            row.sort(key=lambda code: (round(wish[code], 3), code))
            _spread(row, x)
    return x


def _spread(row: Sequence[str], x: dict[str, float]) -> None:
    step = WIDTH / len(row)
    for index, code in enumerate(row):
        x[code] = round(step * (index + 0.5), 2)
