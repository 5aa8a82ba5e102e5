"""What a document consists of, before it is Word: paragraphs, tables, pictures and their inline parts.

The same blocks are written as XML (``wordxml``) and laid out to count pages (``pagination``).
Texts in blocks are clean already: they come from ``words`` or ``markdown``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from workbench.filing.plaintext import one_line


@dataclass(frozen=True, slots=True)
class Text:
    """A run of text in a character style; ``\\n`` is a line break and ``\\t`` a tab."""

    text: str
    style: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """A Word field with its result filled in, such as ``PAGE`` or ``PAGEREF _Toc1 \\h``."""

    instruction: str
    result: str
    style: str = ""


@dataclass(frozen=True, slots=True)
class Jump:
    """A link to a bookmark of the same document."""

    bookmark: str
    parts: tuple[Text | Field, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture in the line.

    Args:
        png: the file's bytes.
        width: width on the page in points.
        height: height on the page in points.
        description: what a person who does not see it is told.
    """

    png: bytes
    width: float
    height: float
    name: str
    description: str


Inline = Text | Field | Jump | Picture


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph.

    Args:
        style: id of its paragraph style.
        bookmark: name of a bookmark around it, for the table of contents and cross-references.
        numbering: id of the list that it counts in, where a list begins anew; 0 is the style's own.
    """

    style: str
    parts: tuple[Inline, ...] = ()
    bookmark: str = ""
    numbering: int = 0

    @property
    def text(self) -> str:
        """The paragraph as plain text, fields by their results."""
        return "".join(part_text(part) for part in self.parts)


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table: a list of paragraphs for each cell."""

    cells: tuple[tuple[Paragraph, ...], ...]
    header: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """One table.

    Args:
        widths: width of each column in points.
        title: what a person who does not see it is told first.
    """

    style: str
    widths: tuple[float, ...]
    rows: tuple[Row, ...]
    title: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True)
class Contents:
    """The place of the table of contents; it is filled in when pages are known."""

    heading: str = "Table of Contents"


Block = Paragraph | Table | Contents


FIRST_LIST = 10
"""Numbers of lists from here on are lists of their own; smaller ones belong to styles."""


@dataclass
class Lists:
    """The ordered lists of a document, each with the number that it begins at."""

    starts: dict[int, int] = field(default_factory=dict)

    def new(self, start: int = 1) -> int:
        """The id of a further list."""
        number = FIRST_LIST + len(self.starts)
        self.starts[number] = start
        return number


@dataclass(frozen=True)
class Document:
    """A document before it is written.

    Args:
        title, author, subject: document properties.
        notices: what stands at the head of every page.
        footer: what stands at the foot of every page beside the page number.
        blocks: the contents.
        lists: the ordered lists that the blocks count in.
    """

    title: str
    author: str
    blocks: Sequence[Block]
    subject: str = ""
    notices: Sequence[str] = ()
    footer: str = ""
    keywords: Sequence[str] = field(default_factory=tuple)
    lists: Lists = field(default_factory=Lists)


def part_text(part: Inline) -> str:
    """One inline part as plain text."""
    if isinstance(part, Text):
        return part.text
    if isinstance(part, Field):
        return part.result
    if isinstance(part, Jump):
        return "".join(part_text(inner) for inner in part.parts)
    return ""


def words(style: str, *texts: object, bookmark: str = "") -> Paragraph:
    """A paragraph of plain texts, each cleaned and brought to one line."""
    joined = " ".join(one_line(text) for text in texts if text not in (None, ""))
    return Paragraph(style, (Text(joined),) if joined else (), bookmark)
