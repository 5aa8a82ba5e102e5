"""A text of minutes as lines with a level: bullets, numbers, headings, wrapped lines, tables.

Only what the writer put there is used here: indentation, markers, marks of Markdown. What follows
from the words, where bullets have no indentation, is the work of ``structure``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from workbench.exchange.minutes.cues import cues
from workbench.exchange.minutes.headings import is_section
from workbench.exchange.minutes.rows import Row, is_label, rows_of, unmarked

DEEPEST = 12
"""Deepest level that is kept apart; nobody writes minutes deeper."""


@dataclass(frozen=True)
class Line:
    """One line of the minutes as a reader sees it.

    Args:
        number: number of its first line in the file, from 1.
        level: depth in the outline, from 0.
        text: the words without marker and markup.
        role: heading, item (with a marker), paragraph, or row of a table.
        last: number of its last line in the file, where it was wrapped.
        raw: the words as they stand in the file, wrapped lines joined.
        starts: where in ``text`` each further line of the file begins.
        cells: of a row of a table.
    """

    number: int
    level: int
    text: str
    role: str = "paragraph"
    last: int = 0
    raw: str = ""
    starts: tuple[int, ...] = ()
    cells: tuple[str, ...] = ()

    def file_line(self, position: int) -> int:
        """Number of the file's line in which the character at a position of ``text`` stands."""
        return self.number + sum(1 for start in self.starts if start <= position)


def outline(text: str) -> list[Line]:
    """The lines of a plain or Markdown text, wrapped lines joined.

    Args:
        text: clean text with ``\\n`` between lines.
    """
    rows = rows_of(text)
    _find_headings(rows)
    return _levelled(rows)


def _find_headings(rows: list[Row]) -> None:
    numbered = _numbered_headings(rows)
    for index, row in enumerate(rows):
        following = rows[index + 1] if index + 1 < len(rows) else None
        if row.role:
            continue
        if (row.rank and row.rank[0] == 0) or row.number in numbered:
            row.role = "heading"
        elif row.marker:
            row.role = "item"
        elif _is_heading(row, following):
            row.role = "heading"
            row.rank = row.rank or _unmarked_rank(row)
        else:
            row.role = "paragraph"
            row.leads = following is not None and bool(following.marker.strip("#")) and _owns(row, following)


def _numbered_headings(rows: list[Row]) -> set[int]:
    """Lines such as "1. Metering" that are headings: short, without a verb, with text under them.

    The lines of one run of numbers are judged together, so that a list of short items with one
    remark under the last is not taken for chapters.
    """
    runs: dict[str, list[list[tuple[int, bool]]]] = {}
    for index, row in enumerate(rows):
        if not row.marker or row.marker[0] not in "1A" or row.indent > 3:
            continue
        following = rows[index + 1] if index + 1 < len(rows) else None
        under = following is not None and (following.marker != row.marker or following.indent > row.indent)
        of_marker = runs.setdefault(row.marker, [])
        if not of_marker or row.first:
            of_marker.append([])
        of_marker[-1].append((row.number, _short(row.text) and under))
    return {
        number
        for of_marker in runs.values()
        for run in of_marker
        if sum(good for _, good in run) > 0.5 * len(run)
        for number, good in run
        if good
    }


def _short(text: str) -> bool:
    words = text.split()
    return (
        len(words) <= 10
        and not re.search(r"[.!?;,]$", text)
        and (is_section(text) or not cues().finite.search(text))
    )


def _is_heading(row: Row, following: Row | None) -> bool:
    text = unmarked(row.text)
    if re.match(r"(?:\S+\s){0,3}\S+:\s+\S", text):
        return False
    if following is None or following.role == "row" or len(text) > 90 or not re.search(r"[A-Za-z]{2}", text):
        return following is not None and following.role == "row" and _short(text)
    if row.number > 3 and re.search(r"[.;!]$", text):
        return False
    if row.bold:
        return len(text.split()) <= 12
    if text.endswith(":"):
        return len(text.split()) <= 9
    if not _short(text) or re.match(r"\S+(?:\s\S+)?:\s|.{0,60}\b(?:19|20)\d\d\b", text) or is_label(text):
        return False
    if following.marker.strip("#") or text.isupper():
        return True
    if row.indent < following.indent:
        return True
    sense = any(pattern.search(text) for pattern in cues().sections.values())
    return (
        (row.blank_before or row.number == 1 or sense)
        and (sense or len(following.text) > 60)
        and len(text.split()) <= 7
    )


def _owns(row: Row, following: Row) -> bool:
    """Whether the bullets after a paragraph belong under it."""
    if row.text.endswith(":"):
        return True
    return not following.blank_before and re.match(r"[A-Z][\w ]{1,20}:\s", row.text) is None


def _unmarked_rank(row: Row) -> tuple[int, ...]:
    text = unmarked(row.text)
    if text.isupper():
        return (2, 0)
    if text.endswith(":"):
        return (4, 0) if not row.bold else (3, 1)
    return (3, 0)


def _levelled(rows: list[Row]) -> list[Line]:
    lines: list[Line] = []
    headings: list[tuple[int, ...]] = []
    stack: list[tuple[int, str]] = []
    for row in rows:
        if row.role == "heading":
            while headings and headings[-1] >= row.rank:
                headings.pop()
            headings.append(row.rank)
            stack = []
            level = len(headings) - 1
        elif row.marker:
            level = len(headings) + _depth(stack, row)
        else:
            while stack and stack[-1][0] >= row.indent:
                stack.pop()
            level = len(headings) + len(stack)
            if row.role == "paragraph" and row.leads:
                stack.append((row.indent, ""))
        lines.append(_line(row, min(level, DEEPEST)))
    return lines


def _depth(stack: list[tuple[int, str]], row: Row) -> int:
    """Depth of a marked row under the paragraph and the rows above it; the stack is kept up to date."""
    marker = row.marker.lstrip("-") or "-"
    twofold = len(row.marker) > 1 and row.marker.startswith("-") and marker != "-"
    entry = (row.indent, "-" + marker if twofold else marker)
    while stack and stack[-1][0] > row.indent:
        stack.pop()
    if entry in stack:
        while stack[-1] != entry:
            stack.pop()
    else:
        deeper = (
            stack
            and marker[0] in "1A"
            and len({m for _, m in stack if m and m[0] == marker[0]} - {marker}) > 0
        )
        while (
            deeper
            and stack
            and stack[-1][1]
            and stack[-1][1][0] == marker[0]
            and len(stack[-1][1]) >= len(marker)
        ):
            stack.pop()
        stack.append(entry)
    return len(stack) - 1


def _line(row: Row, level: int) -> Line:
    text = unmarked(row.text)
    line = Line(
        row.number, level, text, row.role, row.last or row.number, row.text, tuple(row.starts), row.cells
    )
    if row.starts and text != row.text:
        # Markup moved the words; the nearest place is good enough to name the line.
        ratio = len(text) / max(1, len(row.text))
        line = replace(line, starts=tuple(int(start * ratio) for start in row.starts))
    return line
