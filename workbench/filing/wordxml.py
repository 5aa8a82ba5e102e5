"""Blocks as WordprocessingML text.

The text is put together directly: it is many times faster than an object for every element, and one
parse of the finished part proves that it is well-formed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from xml.sax.saxutils import escape, quoteattr

from workbench.filing.blocks import Field, Inline, Jump, Paragraph, Picture, Row, Table, Text
from workbench.filing.styles_part import twips

_EMU_PER_POINT = 12_700
_SPLITTABLE = 300.0


@dataclass
class Writer:
    """Turns blocks into XML and keeps count of what must be numbered through the document.

    Args:
        pages: page of each bookmark, which references to pages are filled in from.
        row_heights: height in points of each table's rows, from the pagination; a row that is taller
            than half a page may split, every other may not.
    """

    pictures: list[Picture] = field(default_factory=list)
    bookmarks: int = 0
    tables: int = 0
    row_heights: dict[int, list[float]] = field(default_factory=dict)
    pages: Mapping[str, int] = field(default_factory=dict)

    def paragraph(self, block: Paragraph) -> str:
        """One paragraph."""
        numbering = ""
        if block.numbering:
            level = int(block.style[-1]) - 1 if block.style[-1].isdigit() else 0
            numbering = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{block.numbering}"/></w:numPr>'
        head = f'<w:p><w:pPr><w:pStyle w:val="{block.style}"/>{numbering}</w:pPr>'
        parts = block.parts
        if len(parts) == 1 and not block.bookmark:
            only = parts[0]
            if isinstance(only, Text) and "\n" not in only.text and "\t" not in only.text:
                return f"{head}{_run(only.text, only.style)}</w:p>"
        inner = "".join([self.inline(part) for part in parts])
        if block.bookmark:
            number = self.bookmarks
            self.bookmarks += 1
            start = f'<w:bookmarkStart w:id="{number}" w:name="{block.bookmark}"/>'
            inner = f'{start}{inner}<w:bookmarkEnd w:id="{number}"/>'
        return f"{head}{inner}</w:p>"

    def inline(self, part: Inline) -> str:
        """One inline part."""
        if isinstance(part, Text):
            return _text(part)
        if isinstance(part, Field):
            return _field(self._resolved(part))
        if isinstance(part, Jump):
            inner = "".join(self.inline(piece) for piece in part.parts)
            return f'<w:hyperlink w:anchor="{part.bookmark}" w:history="1">{inner}</w:hyperlink>'
        self.pictures.append(part)
        return _drawing(part, len(self.pictures))

    def _resolved(self, part: Field) -> Field:
        name, _, rest = part.instruction.partition(" ")
        if name != "PAGEREF":
            return part
        page = self.pages.get(rest.partition(" ")[0])
        return part if page is None else replace(part, result=str(page))

    def table(self, block: Table) -> str:
        """One table; the widths of its columns are fixed, its header rows repeat."""
        heights = self.row_heights.get(self.tables, [])
        self.tables += 1
        columns = [twips(width) for width in block.widths]
        first_column = 1 if block.style == "CaptionTable" else 0
        title = f"<w:tblCaption w:val={quoteattr(block.title)}/>" if block.title else ""
        if block.description:
            title += f"<w:tblDescription w:val={quoteattr(block.description)}/>"
        first_row = 1 if any(row.header for row in block.rows) else 0
        grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in columns)
        cells = [f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>' for width in columns]
        rows = [
            self._row(row, cells, heights[index] if index < len(heights) else 0.0)
            for index, row in enumerate(block.rows)
        ]
        return (
            f'<w:tbl><w:tblPr><w:tblStyle w:val="{block.style}"/><w:tblW w:w="{sum(columns)}" w:type="dxa"/>'
            f'<w:tblLayout w:type="fixed"/><w:tblLook w:val="{first_row * 0x20 + first_column * 0x80 + 0x600:04X}"'
            f' w:firstRow="{first_row}" w:lastRow="0" w:firstColumn="{first_column}" w:lastColumn="0"'
            f' w:noHBand="1" w:noVBand="1"/>{title}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{"".join(rows)}</w:tbl>'
        )

    def _row(self, row: Row, cells: list[str], height: float) -> str:
        parts = ["<w:tr>"]
        if height <= _SPLITTABLE or row.header:
            parts.append("<w:trPr><w:cantSplit/>")
            parts.append("<w:tblHeader/></w:trPr>" if row.header else "</w:trPr>")
        for start, paragraphs in zip(cells, row.cells, strict=True):
            parts.append(start)
            parts += [self.paragraph(paragraph) for paragraph in paragraphs]
            parts.append("</w:tc>")
        parts.append("</w:tr>")
        return "".join(parts)


def splittable(height: float) -> bool:
    """Whether a row of this height in points may split over pages."""
    return height > _SPLITTABLE


def _run(text: str, style: str) -> str:
    properties = f'<w:rPr><w:rStyle w:val="{style}"/></w:rPr>' if style else ""
    return f'<w:r>{properties}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def _text(part: Text) -> str:
    if "\n" not in part.text and "\t" not in part.text:
        return _run(part.text, part.style)
    properties = f'<w:rPr><w:rStyle w:val="{part.style}"/></w:rPr>' if part.style else ""
    pieces = []
    for index, line in enumerate(part.text.split("\n")):
        if index:
            pieces.append("<w:br/>")
        for place, piece in enumerate(line.split("\t")):
            if place:
                pieces.append("<w:tab/>")
            if piece:
                pieces.append(f'<w:t xml:space="preserve">{escape(piece)}</w:t>')
    return f"<w:r>{properties}{''.join(pieces)}</w:r>"


def _field(part: Field) -> str:
    properties = f'<w:rPr><w:rStyle w:val="{part.style}"/></w:rPr>' if part.style else ""
    start = f"<w:r>{properties}"
    return (
        f'{start}<w:fldChar w:fldCharType="begin"/></w:r>'
        f'{start}<w:instrText xml:space="preserve"> {escape(part.instruction)} </w:instrText></w:r>'
        f'{start}<w:fldChar w:fldCharType="separate"/></w:r>'
        f"{_run(part.result, part.style)}"
        f'{start}<w:fldChar w:fldCharType="end"/></w:r>'
    )


def _drawing(picture: Picture, number: int) -> str:
    wide, high = round(picture.width * _EMU_PER_POINT), round(picture.height * _EMU_PER_POINT)
    name = quoteattr(picture.name)
    description = quoteattr(picture.description)
    return (
        f'<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{wide}" cy="{high}"/>'
        f'<wp:docPr id="{number}" name={name} descr={description}/>'
        '<wp:cNvGraphicFramePr><a:graphicFrameLocks noChangeAspect="1"/></wp:cNvGraphicFramePr>'
        '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic>'
        f'<pic:nvPicPr><pic:cNvPr id="{number}" name={name} descr={description}/><pic:cNvPicPr/></pic:nvPicPr>'
        f'<pic:blipFill><a:blip r:embed="rIdPicture{number}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
        f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{wide}" cy="{high}"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic>'
        "</wp:inline></w:drawing></w:r>"
    )
