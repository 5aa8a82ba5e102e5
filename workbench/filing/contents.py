"""Writing a document: pages are counted, the table of contents is filled in, the file is assembled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from workbench.filing.blocks import Block, Contents, Document, Jump, Paragraph, Table, Text
from workbench.filing.composer import page_of
from workbench.filing.numbering_part import heading_number
from workbench.filing.package import assemble
from workbench.filing.pagination import Pages, Paginator
from workbench.filing.stylesheet import Stylesheet
from workbench.filing.wordxml import Writer

_LISTED_LEVELS = 2


@dataclass(frozen=True, slots=True)
class Heading:
    """One line of a table of contents."""

    level: int
    number: str
    text: str
    bookmark: str


def headings_of(blocks: Sequence[Block], sheet: Stylesheet) -> list[Heading]:
    """The numbered headings among the blocks, with the numbers that Word will show."""
    counts = [0] * (_LISTED_LEVELS + 1)
    found = []
    for block in blocks:
        if not isinstance(block, Paragraph) or not block.bookmark:
            continue
        level = sheet.paragraph[block.style].outline
        if not 1 <= level <= _LISTED_LEVELS:
            continue
        counts[level] += 1
        counts[level + 1 :] = [0] * (_LISTED_LEVELS - level)
        found.append(Heading(level, heading_number(level, counts[level]), block.text, block.bookmark))
    return found


def _entries(contents: Contents, headings: Sequence[Heading]) -> list[Paragraph]:
    entries = [Paragraph("TOCHeading", (Text(contents.heading),))]
    for heading in headings:
        page = page_of(heading.bookmark)
        line = Jump(heading.bookmark, (Text(f"{heading.number}\t{heading.text}\t"), page))
        entries.append(Paragraph(f"TOC{heading.level}", (line,)))
    return entries


def _expanded(blocks: Sequence[Block], headings: Sequence[Heading]) -> list[Paragraph | Table]:
    result: list[Paragraph | Table] = []
    for block in blocks:
        if isinstance(block, Contents):
            result += _entries(block, headings)
        else:
            result.append(block)
    return result


def paginate(document: Document, sheet: Stylesheet) -> Pages:
    """Pages of a document as a reader will count them, its table of contents included."""
    headings = headings_of(document.blocks, sheet)
    return Paginator(sheet).place(_expanded(document.blocks, headings))


def write(document: Document, sheet: Stylesheet) -> bytes:
    """The Word file of a document.

    The same document gives the same bytes on every machine.
    """
    headings = headings_of(document.blocks, sheet)
    pages = Paginator(sheet).place(_expanded(document.blocks, headings))
    writer = Writer(row_heights=pages.row_heights, pages=pages.of_bookmark)
    parts = []
    for block in document.blocks:
        if isinstance(block, Contents):
            parts.append(_contents_xml(block, headings, writer))
        elif isinstance(block, Table):
            parts.append(writer.table(block))
        else:
            parts.append(writer.paragraph(block))
    return assemble(document, "".join(parts), writer, sheet)


def _contents_xml(contents: Contents, headings: Sequence[Heading], writer: Writer) -> str:
    """The table of contents: one field around all entries, so that Word can update it as a whole."""
    heading, *lines = [writer.paragraph(entry) for entry in _entries(contents, headings)]
    if not lines:
        return heading
    begin = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve">'
        f' TOC \\o "1-{_LISTED_LEVELS}" \\h \\z \\u </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    )
    end = '<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
    lines[0] = lines[0].replace("</w:pPr>", f"</w:pPr>{begin}", 1)
    lines[-1] = lines[-1].removesuffix("</w:p>") + end
    return heading + "".join(lines)
