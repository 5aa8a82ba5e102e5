"""On which page everything falls, computed from the widths of the text face.

The rules are those of Word and LibreOffice: exact line heights, at least two lines of a paragraph on
either side of a page break, a heading stays with what follows it, rows do not split, header rows
repeat. Tests compare the pages with LibreOffice's own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from workbench.filing.blocks import Block, Inline, Jump, Paragraph, Picture, Table, Text, part_text
from workbench.filing.metrics import line_count
from workbench.filing.stylesheet import ParagraphStyle, Stylesheet, TableStyle
from workbench.filing.wordxml import splittable

_LINE = 0.5
"""Thickness in points of a table's line; each row carries one, the table one more."""

_TOLERANCE = 0.05

_SPLIT_HEAD = 36.0
"""What a row that may split needs on a page to begin there: two lines and its margins, in points."""


@dataclass
class Pages:
    """The result: page of each bookmark, how many pages, heights of the rows of each table."""

    of_bookmark: dict[str, int] = field(default_factory=dict)
    count: int = 1
    row_heights: dict[int, list[float]] = field(default_factory=dict)


@dataclass(slots=True)
class _Measured:
    style: ParagraphStyle
    lines: int
    line: float


def runs_of(parts: Sequence[Inline], sheet: Stylesheet, style: ParagraphStyle) -> list[tuple[str, str]]:
    """Pairs of text and face of a paragraph's parts, as they are set."""
    runs = []
    for part in parts:
        if isinstance(part, Jump):
            runs += runs_of(part.parts, sheet, style)
        elif not isinstance(part, Picture):
            text = part_text(part)
            character = part.style if isinstance(part, Text) else ""
            runs.append((text.upper() if style.caps else text, sheet.faces[style.id, character]))
    return runs


class Paginator:
    """Places blocks one after another.

    Args:
        sheet: the styles and the page.
    """

    def __init__(self, sheet: Stylesheet) -> None:
        self.sheet = sheet
        self.room = sheet.page.text_height
        self.width = sheet.page.text_width
        self.page = 1
        self.used = 0.0
        # Space after the last paragraph; it is in ``used`` and shared with the next one's space before.
        self._gap = 0.0
        self.pages = Pages()
        self._tables = 0

    def place(self, blocks: Sequence[Block]) -> Pages:
        """Place all blocks and return the pages."""
        index = 0
        while index < len(blocks):
            chain = self._chain(blocks, index)
            measured = [self._measure(block) for block in blocks[index : index + chain]]
            self._place_chain(blocks[index : index + chain], measured)
            index += chain
        self.pages.count = self.page
        return self.pages

    def _chain(self, blocks: Sequence[Block], index: int) -> int:
        """How many blocks from here on must begin on one page."""
        length = 1
        while index + length < len(blocks):
            block = blocks[index + length - 1]
            if not (isinstance(block, Paragraph) and self.sheet.paragraph[block.style].keep_next):
                break
            follower = blocks[index + length]
            if isinstance(follower, Paragraph) and self.sheet.paragraph[follower.style].page_break_before:
                break
            length += 1
        return length

    def _measure(self, block: Block) -> _Measured | list[float]:
        if isinstance(block, Table):
            return self._rows(block)
        if not isinstance(block, Paragraph):
            raise TypeError(
                f"A {type(block).__name__} cannot be placed; it is expanded before pages are counted."
            )
        return self.measure(block, self.width)

    def measure(self, block: Paragraph, width: float) -> _Measured:
        """Lines of a paragraph in a column of this width in points."""
        style = self.sheet.paragraph[block.style]
        picture = next((part for part in block.parts if isinstance(part, Picture)), None)
        if picture is not None:
            return _Measured(style, 1, picture.height)
        line = style.line if style.line != "auto" else style.size * 1.15
        if len(block.parts) == 1 and isinstance(block.parts[0], Text) and not style.caps:
            only = block.parts[0]
            runs = [(only.text, self.sheet.faces[style.id, only.style])]
        else:
            runs = runs_of(block.parts, self.sheet, style)
        # A hanging first line holds its number and begins where the others do.
        first = max(style.first, 0.0)
        return _Measured(style, line_count(runs, style.size, width - style.left - style.right, first), line)

    def _rows(self, table: Table) -> list[float]:
        style = self.sheet.table[table.style]
        heights = []
        for row in table.rows:
            tallest = 0.0
            for width, cell in zip(table.widths, row.cells, strict=True):
                inner = width - 2 * style.side
                height = _stacked([self.measure(paragraph, inner) for paragraph in cell])
                tallest = max(tallest, height)
            line = _LINE if style.borders == "grid" else 0.0
            heights.append(tallest + style.top + style.bottom + line)
        self.pages.row_heights[self._tables] = heights
        self._tables += 1
        return heights

    def _place_chain(self, blocks: Sequence[Block], measured: Sequence[_Measured | list[float]]) -> None:
        first = blocks[0]
        if isinstance(first, Paragraph) and self.sheet.paragraph[first.style].page_break_before:
            self._break()
        if len(blocks) > 1:
            need = self._need(blocks, measured)
            if self.used and self.used + need > self.room + _TOLERANCE:
                self._break()
        for block, size in zip(blocks, measured, strict=True):
            if isinstance(size, list):
                assert isinstance(block, Table)
                self._table(block, size)
            else:
                assert isinstance(block, Paragraph)
                self._paragraph(block, size)

    def _need(self, blocks: Sequence[Block], measured: Sequence[_Measured | list[float]]) -> float:
        """Height of what must begin on one page: all but the last block, and the head of that one."""
        need, gap = 0.0, self._gap
        for size in measured[:-1]:
            assert isinstance(size, _Measured)
            need += max(size.style.before - gap, 0.0) + size.lines * size.line + size.style.after
            gap = size.style.after
        return need + _head(blocks[-1], measured[-1], gap)

    def _paragraph(self, block: Paragraph, size: _Measured) -> None:
        style = size.style
        lines, line = size.lines, size.line
        fresh = not self.used
        if not fresh:
            self.used += max(style.before - self._gap, 0.0)
        elif self.page == 1:
            # Only the first page keeps the space before what it begins with.
            self.used += style.before
        free = self._lines_free(line)
        if lines > free and (style.keep_lines or lines <= 3 or free < 2):
            # Two lines at least stay behind and two go on; three cannot part.
            if not fresh or free < 1:
                self._break()
            free = self._lines_free(line)
        self._mark(block)
        while lines > free:
            stay = min(free, lines - 2) if lines - free < 2 else free
            lines -= max(stay, 1)
            self._break()
            free = self._lines_free(line)
        self.used += lines * line + style.after
        self._gap = style.after

    def _lines_free(self, line: float) -> int:
        return int((self.room - self.used + _TOLERANCE) // line)

    def _table(self, table: Table, heights: Sequence[float]) -> None:
        style = self.sheet.table[table.style]
        header = sum(h for row, h in zip(table.rows, heights, strict=True) if row.header)
        bottom = _LINE if style.borders == "grid" else 0.0
        self._gap = 0.0
        first = True
        for row, height in zip(table.rows, heights, strict=True):
            over = self.used + height + bottom > self.room + _TOLERANCE
            if over and splittable(height) and not row.header:
                self._split(height, header, style)
                continue
            if over:
                self._break()
                if not first:
                    self.used += header
            for cell in row.cells:
                for paragraph in cell:
                    self._mark(paragraph)
            self.used += height
            first = False
        self.used += bottom

    def _split(self, height: float, header: float, style: TableStyle) -> None:
        """Set a row over several pages, line by line; two lines at least stay and go on."""
        line = self.sheet.paragraph["TableText"].line
        step = line if isinstance(line, float) else 14.5
        around = style.top + style.bottom + (_LINE if style.borders == "grid" else 0.0)
        lines = round((height - around) / step)
        while True:
            free = int((self.room - self.used - around - _LINE + _TOLERANCE) // step)
            if lines <= free:
                break
            stay = min(free, lines - 2)
            if stay >= 2:
                lines -= stay
            self._break()
            self.used = header
        self.used += lines * step + around

    def _mark(self, block: Paragraph) -> None:
        if block.bookmark:
            self.pages.of_bookmark[block.bookmark] = self.page

    def _break(self) -> None:
        self.page += 1
        self.used = 0.0
        self._gap = 0.0


def _stacked(paragraphs: Sequence[_Measured]) -> float:
    """Height of paragraphs one below the other: between two, the larger space counts and not the sum."""
    height = gap = 0.0
    for size in paragraphs:
        height += max(size.style.before - gap, 0.0) + size.lines * size.line + size.style.after
        gap = size.style.after
    return height


def _head(block: Block, size: _Measured | list[float], gap: float) -> float:
    """Height of what must stay with a heading: the first lines, or the first rows."""
    if isinstance(size, list):
        assert isinstance(block, Table)
        rows = list(zip(block.rows, size, strict=True))
        first = next((h for row, h in rows if not row.header), 0.0)
        return sum(h for row, h in rows if row.header) + (_SPLIT_HEAD if splittable(first) else first)
    style = size.style
    lines = size.lines if style.keep_lines or size.lines <= 3 else 2
    return max(style.before - gap, 0.0) + lines * size.line
