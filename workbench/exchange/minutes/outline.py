"""A text of minutes as lines with a level: bullets, numbers, headings, wrapped lines, tables.

Only what the writer put there is used here: indentation, markers, marks of Markdown. What follows
from the words, where bullets have no indentation, is the work of ``structure``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from workbench.exchange.minutes.cues import cues
from workbench.exchange.minutes.headings import heading_senses, is_section

_BULLET = re.compile(
    r"(?:[·•▪◦‣●○■□➢►➔→✓\uf0b7\uf0a7\uf0d8‒∙⁃¤»](?=\S|\s)\s*|[-–—*+](?=\s)\s+|o(?=\t|\s{2,})\s+|§(?=\s)\s+)"
)
_NUMBER = re.compile(
    r"(?:\(?(?P<arabic>\d{1,3}(?:\.\d{1,3})*)[.)](?=\s|[A-Za-z])\s*|(?P<dotted>\d{1,3}(?:\.\d{1,3})+)\s+(?=[A-Za-z\"“])"
    r"|\(?(?P<letter>[a-z])[.)]\s+|\(?(?P<roman>[ivx]{2,5})[.)]\s+|(?P<capital>[A-Z])[.)]\s+(?=\w)|(?P<latin>[IVX]{2,5})[.)]\s+)"
)
_HASH = re.compile(r"(#{1,6})\s+(?=\S)")
_RULE = re.compile(r"\s*(?:[-=_*~·#]\s*){3,}$")
_QUOTED = re.compile(r"(?:>\s?)+")
_MARKUP = (
    (re.compile(r"\[bookmark:[^\]]*\]\s*"), ""),
    (re.compile(r"!?\[([^\[\]\n]{0,300})\]\([^()\s]{0,500}(?:\([^()\s]{0,100}\)[^()\s]{0,100})?\)"), r"\1"),
    (re.compile(r"(\*\*|__)(?=\S)(.{1,500}?)(?<=\S)\1"), r"\2"),
    (re.compile(r"(?<![\w*])[*_](?=\S)([^*_\n]{1,500}?)(?<=\S)[*_](?![\w*])"), r"\1"),
    (re.compile(r"`([^`]{1,500})`"), r"\1"),
    (re.compile(r"^\[ \]\s*"), ""),
)


_WIDEST = 110
"""Longest line that a writer wraps by hand or by machine; longer ones are whole paragraphs."""


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


@dataclass
class _Row:
    """A line of the file while its place is being found."""

    number: int
    indent: int
    marker: str
    text: str
    rank: tuple[int, ...] = ()
    blank_before: bool = False
    bold: bool = False
    first: bool = False
    leads: bool = False
    role: str = ""
    starts: list[int] = field(default_factory=list)
    last: int = 0
    cells: tuple[str, ...] = ()


def outline(text: str) -> list[Line]:
    """The lines of a plain or Markdown text, wrapped lines joined.

    Args:
        text: clean text with ``\\n`` between lines.
    """
    rows = _joined(_rows(text, _chapter_letters(text)))
    _find_headings(rows)
    return _levelled(rows)


def unmarked(text: str) -> str:
    """Words without the marks of Markdown and leftovers of word processors."""
    if not any(mark in text for mark in "*_`[#"):
        return text.strip()
    for pattern, replacement in _MARKUP:
        text = pattern.sub(replacement, text)
    return text.strip()


def _chapter_letters(text: str) -> frozenset[str]:
    """Capitals that number chapters, known by their sequence; "C. Moreau" is a name."""
    used = set(re.findall(r"^\s*([A-Z]|[IVX]{2,5})[.)]\s", text, re.MULTILINE))
    letters: set[str] = set()
    for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ":
        if letter not in used:
            break
        letters.add(letter)
    numerals = {single for single, near in (("I", "II"), ("V", "IV"), ("X", "IX")) if near in used}
    return frozenset((letters if len(letters) > 1 else set()) | numerals)


def _rows(text: str, letters: frozenset[str]) -> Iterable[_Row]:
    blank = False
    columns = 0
    previous: _Row | None = None
    for number, line in enumerate(text.split("\n"), start=1):
        body = _QUOTED.sub("", line, count=1) if line.startswith(">") else line
        body = (
            body.expandtabs(4)
            if "\t" not in body.strip()
            else re.sub(r"^\t+", lambda m: "    " * len(m[0]), body)
        )
        stripped = body.strip()
        if not stripped or _RULE.fullmatch(body):
            if (
                previous
                and not blank
                and re.fullmatch(r"\s*(?:={3,}|-{3,}|~{3,})\s*", body)
                and not previous.marker
            ):
                previous.bold, previous.rank = True, (0, 1 if "=" in body else 2)
            blank, columns = True, columns if _RULE.fullmatch(body) and stripped else 0
            continue
        columns = columns or _column_heads(stripped)
        row = _row(number, len(body) - len(body.lstrip()), stripped, letters)
        if columns and not row.role and len(cells := re.split(r"\s{2,}", stripped)) > 1:
            cells = [unmarked(cell) for cell in cells]
            row = _Row(number, row.indent, "", stripped, role="row", cells=tuple(cells))
        row.blank_before = blank
        blank, previous = False, row
        yield row


def _column_heads(line: str) -> int:
    """Number of columns when a line names them with wide gaps between: "Item   Action by   Due"."""
    cells = re.split(r"\s{2,}", line)
    heads = [cell for cell in cells if any(p.fullmatch(cell.strip(" *:")) for p in cues().columns.values())]
    return len(cells) if len(cells) >= 3 and len(heads) >= 0.6 * len(cells) else 0


def _row(number: int, indent: int, body: str, letters: frozenset[str]) -> _Row:
    if (body.count("|") >= 2 and body.startswith("|")) or body.count(" | ") >= 1:
        cells = tuple(unmarked(cell) for cell in body.strip("|").split("|"))
        if len(cells) > 1:
            return _Row(number, indent, "", body, role="row", cells=cells)
    if "\t" in body and len(cells := tuple(unmarked(cell) for cell in re.split(r"\t+", body))) > 2:
        return _Row(number, indent, "", body, role="row", cells=cells)
    if mark := _HASH.match(body):
        title = re.sub(r"^\d{1,2}(?:\.\d{1,2})*[.)]?\s+(?=[A-Za-z])", "", body[mark.end() :].rstrip("# "))
        return _Row(number, indent, "#", title, rank=(0, len(mark[1])), role="heading")
    marker, first = "", False
    if stars := re.match(r"([*+•-])\1{1,5}(?=\s)\s+", body):
        indent += 2 * (len(stars[0].strip()) - 1)
        body = f"{stars[1]} {body[stars.end() :]}"
    while mark := _BULLET.match(body):
        marker += "-"
        body = body[mark.end() :]
        if len(marker) > 3 or not body:
            break
    rank: tuple[int, ...] = ()
    if (
        (mark := _NUMBER.match(body))
        and not (mark["capital"] and (marker or mark["capital"] not in letters))
        and not re.match(
            r"\d{1,2}\.\d{1,2}\.\d{2,4}|\d+(?:\.\d+)?\s*(?:%|(?:k|M|G)?(?:V|W|A|VA|Wh|Hz|m)\b|m?s\b)", body
        )
    ):
        kind = next(name for name, value in mark.groupdict().items() if value)
        digits = mark["arabic"] or mark["dotted"]
        depth = digits.count(".") + 1 if digits else 1
        marker += {"arabic": "1", "dotted": "1", "letter": "a", "roman": "i", "capital": "A", "latin": "A"}[
            kind
        ] * depth
        rank = (1, depth)
        first = depth == 1 and (digits or mark[kind]) in ("1", "A", "I")
        body = body[mark.end() :]
    bold = re.fullmatch(r"(\*\*|__).+\1:?", body.strip()) is not None
    return _Row(number, indent, marker, body.strip(), rank=rank, bold=bold, first=first)


def _joined(rows: Iterable[_Row]) -> list[_Row]:
    """Rows with the continuation of wrapped lines put behind their first line."""
    found: list[_Row] = []
    rows = list(rows)
    width = max(
        (row.indent + len(row.text) for row in rows if row.indent + len(row.text) <= _WIDEST), default=0
    )
    for row in rows:
        row.last = row.number
        before = found[-1] if found else None
        if before is not None and _continues(before, row, width):
            before.starts.append(len(before.text) + 1)
            before.text = f"{before.text} {row.text}"
            before.last = row.number
            continue
        found.append(row)
    return [row for row in found if row.text]


def _continues(before: _Row, row: _Row, width: int) -> bool:
    """Whether a row is the wrapped rest of the one before: its first word did not fit there."""
    if row.marker or row.blank_before or row.role or before.role == "row" or before.marker == "#":
        return False
    tail = before.text[before.starts[-1] :] if before.starts else before.text
    full = before.indent + len(tail) + 1 + len(row.text.split()[0]) > width - 5 and len(tail) <= _WIDEST
    ends = bool(re.search(r"[.!?:;]['\"”)\]]?$", tail))
    if _opens(row.text) or _label(row.text) or _name_prefix(row.text):
        return False
    if before.marker:
        if row.indent > before.indent:
            return full or row.text[:1].islower() or (not ends and len(tail) >= 40)
        if row.indent < before.indent or (ends and len(row.text) < 40 and not re.search(r"[.!?]$", row.text)):
            return False
        return (full and len(tail) >= 45) or (row.text[:1].islower() and not ends)
    if row.indent != before.indent and not before.starts:
        return row.indent < before.indent and len(tail) > 50 and not ends
    if row.bold or before.bold or len(tail) > _WIDEST:
        return False
    return (full and len(tail) >= 45) or (row.text[:1].islower() and not ends and len(tail) > 20)


def _label(text: str) -> bool:
    return any(pattern.match(text) for pattern in cues().labels.values())


def _opens(text: str) -> bool:
    return bool(heading_senses(text)) and is_section(text) and text[:1].isupper()


def _name_prefix(text: str) -> bool:
    return re.match(r"[A-Z][\w.'’]+(?:\s[A-Z][\w.'’]+)?(?:\s\([^)]*\))?:\s", text) is not None


def _find_headings(rows: list[_Row]) -> None:
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


def _numbered_headings(rows: list[_Row]) -> set[int]:
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


def _is_heading(row: _Row, following: _Row | None) -> bool:
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
    if not _short(text) or re.match(r"\S+(?:\s\S+)?:\s|.{0,60}\b(?:19|20)\d\d\b", text) or _label(text):
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


def _owns(row: _Row, following: _Row) -> bool:
    """Whether the bullets after a paragraph belong under it."""
    if row.text.endswith(":"):
        return True
    return not following.blank_before and re.match(r"[A-Z][\w ]{1,20}:\s", row.text) is None


def _unmarked_rank(row: _Row) -> tuple[int, ...]:
    text = unmarked(row.text)
    if text.isupper():
        return (2, 0)
    if text.endswith(":"):
        return (4, 0) if not row.bold else (3, 1)
    return (3, 0)


def _levelled(rows: list[_Row]) -> list[Line]:
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


def _depth(stack: list[tuple[int, str]], row: _Row) -> int:
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


def _line(row: _Row, level: int) -> Line:
    text = unmarked(row.text)
    line = Line(
        row.number, level, text, row.role, row.last or row.number, row.text, tuple(row.starts), row.cells
    )
    if row.starts and text != row.text:
        # Markup moved the words; the nearest place is good enough to name the line.
        ratio = len(text) / max(1, len(row.text))
        line = replace(line, starts=tuple(int(start * ratio) for start in row.starts))
    return line
