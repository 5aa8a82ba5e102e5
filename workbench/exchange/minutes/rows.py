"""Lines of a text as rows: marker, indentation, cells, and wrapped lines joined to the first."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

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


@dataclass
class Row:
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


def rows_of(text: str) -> list[Row]:
    """The rows of a plain or Markdown text, wrapped lines joined."""
    return _joined(_lines(text, _chapter_letters(text)))


def _lines(text: str, letters: frozenset[str]) -> Iterable[Row]:
    blank = False
    columns = 0
    previous: Row | None = None
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
            row = Row(number, row.indent, "", stripped, role="row", cells=tuple(cells))
        row.blank_before = blank
        blank, previous = False, row
        yield row


def _column_heads(line: str) -> int:
    """Number of columns when a line names them with wide gaps between: "Item   Action by   Due"."""
    cells = re.split(r"\s{2,}", line)
    heads = [cell for cell in cells if any(p.fullmatch(cell.strip(" *:")) for p in cues().columns.values())]
    return len(cells) if len(cells) >= 3 and len(heads) >= 0.6 * len(cells) else 0


def _row(number: int, indent: int, body: str, letters: frozenset[str]) -> Row:
    if (body.count("|") >= 2 and body.startswith("|")) or body.count(" | ") >= 1:
        cells = tuple(unmarked(cell) for cell in body.strip("|").split("|"))
        if len(cells) > 1:
            return Row(number, indent, "", body, role="row", cells=cells)
    if "\t" in body and len(cells := tuple(unmarked(cell) for cell in re.split(r"\t+", body))) > 2:
        return Row(number, indent, "", body, role="row", cells=cells)
    if mark := _HASH.match(body):
        title = re.sub(r"^\d{1,2}(?:\.\d{1,2})*[.)]?\s+(?=[A-Za-z])", "", body[mark.end() :].rstrip("# "))
        return Row(number, indent, "#", title, rank=(0, len(mark[1])), role="heading")
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
    return Row(number, indent, marker, body.strip(), rank=rank, bold=bold, first=first)


def _joined(rows: Iterable[Row]) -> list[Row]:
    """Rows with the continuation of wrapped lines put behind their first line."""
    found: list[Row] = []
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


def _continues(before: Row, row: Row, width: int) -> bool:
    """Whether a row is the wrapped rest of the one before: its first word did not fit there."""
    if row.marker or row.blank_before or row.role or before.role == "row" or before.marker == "#":
        return False
    tail = before.text[before.starts[-1] :] if before.starts else before.text
    full = before.indent + len(tail) + 1 + len(row.text.split()[0]) > width - 5 and len(tail) <= _WIDEST
    ends = bool(re.search(r"[.!?:;]['\"”)\]]?$", tail))
    if _opens(row.text) or is_label(row.text) or _name_prefix(row.text):
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


def is_label(text: str) -> bool:
    """Whether a line begins with a label such as "ACTION 3/2:"."""
    return any(pattern.match(text) for pattern in cues().labels.values())


def _opens(text: str) -> bool:
    return bool(heading_senses(text)) and is_section(text) and text[:1].isupper()


def _name_prefix(text: str) -> bool:
    return re.match(r"[A-Z][\w.'’]+(?:\s[A-Z][\w.'’]+)?(?:\s\([^)]*\))?:\s", text) is not None
