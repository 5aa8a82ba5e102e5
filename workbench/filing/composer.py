"""Putting a document together: headings with bookmarks, captioned tables and figures, texts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from workbench.filing.blocks import (
    Block,
    Field,
    Inline,
    Jump,
    Lists,
    Paragraph,
    Picture,
    Row,
    Table,
    Text,
    words,
)
from workbench.filing.markdown import paragraphs
from workbench.filing.plaintext import one_line
from workbench.filing.wording import american_text

Cell = str | Sequence[Paragraph]
"""A cell's contents: one line of plain text, or paragraphs."""


class Composer:
    """Collects the blocks of one document and counts its tables, figures and lists.

    Args:
        width: width between the margins in points.
    """

    def __init__(self, width: float) -> None:
        self.width = width
        self.blocks: list[Block] = []
        self.lists = Lists()
        self._counts = {"Table": 0, "Figure": 0}
        self._bookmarks = 0

    def add(self, *blocks: Block) -> None:
        """Add blocks as they are."""
        self.blocks += blocks

    def heading(self, level: int, text: str, bookmark: str = "") -> None:
        """A numbered heading of level 1 or 2, or an unnumbered one of level 3."""
        if not bookmark and level < 3:
            self._bookmarks += 1
            bookmark = f"_Toc{self._bookmarks:06d}"
        self.blocks.append(words(f"Heading{level}", text, bookmark=bookmark))

    def text(self, *parts: str | Inline, style: str = "BodyText") -> None:
        """A paragraph of plain text and inline parts, given by the workbench itself."""
        self._paragraph(style, tuple(Text(part) if isinstance(part, str) else part for part in parts))

    def markdown(self, text: str, style: str = "BodyText") -> None:
        """A text of the record."""
        for paragraph in paragraphs(american_text(text), self.lists, style):
            if paragraph.style == "BodyText":
                self._paragraph("BodyText", paragraph.parts)
            else:
                self.blocks.append(paragraph)

    def bullets(self, items: Iterable[str]) -> None:
        """A list of single lines."""
        self.blocks += [words("ListBullet", item) for item in items]

    def table(
        self,
        caption: str,
        headings: Sequence[str],
        rows: Iterable[Sequence[Cell]],
        widths: Sequence[float],
        *,
        bookmark: str = "",
    ) -> None:
        """A captioned table whose header row repeats on every page.

        Args:
            widths: shares of the width between the margins; they are scaled to fill it.
        """
        scale = self.width / sum(widths)
        columns = [round(width * scale * 20) / 20 for width in widths]
        columns[-1] = round((self.width - sum(columns[:-1])) * 20) / 20
        body = [Row(tuple((Paragraph("TableHeading", (Text(h),)),) for h in headings), header=True)]
        body += [Row(tuple(cell_paragraphs(cell) for cell in row)) for row in rows]
        self.blocks.append(self._caption("Table", caption, "Caption", bookmark))
        description = f"Columns: {', '.join(headings)}."
        self.blocks.append(Table("FilingTable", tuple(columns), tuple(body), one_line(caption), description))

    def figure(self, picture: Picture, caption: str, *, bookmark: str = "") -> None:
        """A picture with its caption below."""
        self.blocks.append(Paragraph("Figure", (picture,)))
        self.blocks.append(self._caption("Figure", caption, "FigureCaption", bookmark))

    def _caption(self, kind: str, text: str, style: str, bookmark: str) -> Paragraph:
        self._counts[kind] += 1
        number = Field(f"SEQ {kind} \\* ARABIC", str(self._counts[kind]))
        return Paragraph(style, (Text(f"{kind} "), number, Text(f". {one_line(text)}")), bookmark)

    def _paragraph(self, style: str, parts: tuple[Inline, ...]) -> None:
        if style == "BodyText" and self.blocks and isinstance(self.blocks[-1], Table):
            style = "BodyTextAfterTable"
        self.blocks.append(Paragraph(style, parts))


def cell_paragraphs(cell: Cell) -> tuple[Paragraph, ...]:
    """The paragraphs of a cell; a cell never is without one."""
    if isinstance(cell, str):
        text = one_line(cell)
        return (Paragraph("TableText", (Text(text),) if text else ()),)
    return tuple(cell) or (Paragraph("TableText"),)


def reference(text: str, bookmark: str) -> Jump:
    """A link to a place in the document, such as ``Section III``."""
    return Jump(bookmark, (Text(text),))


def page_of(bookmark: str) -> Field:
    """The page number of a place in the document; the number is filled in when pages are known."""
    return Field(f"PAGEREF {bookmark} \\h", "00")


def section_bookmark(key: str) -> str:
    """Name of the bookmark around a section's heading."""
    return f"_Toc_{key.replace('-', '_')}"
