"""Minutes in Word: paragraphs with their real list levels, headings, and tables."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from workbench.exchange.archive import RefusedFile, check_archive
from workbench.exchange.minutes.outline import DEEPEST, Line, outline
from workbench.exchange.minutes.rows import unmarked
from workbench.exchange.plain_text import clean

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_SKIPPED = {
    f"{_W}del",
    f"{_W}moveFrom",
    f"{_W}txbxContent",
    _FALLBACK,
    f"{_W}instrText",
    f"{_W}pPr",
    f"{_W}rPr",
}
_LIST_STYLE = re.compile(r"^list\s+(?:bullet|number|paragraph|continue)?\s*(\d)?", re.IGNORECASE)
MAXIMUM_TEXT = 1_000_000
"""Most characters that are read from one document."""


@dataclass(frozen=True)
class WordMinutes:
    """Lines of a Word document, its rendering as text, and the words of its page headers."""

    text: str
    lines: tuple[Line, ...]
    header: str = ""


@dataclass
class _Style:
    name: str = ""
    based_on: str = ""
    outline_level: int | None = None
    list_level: int | None = None
    numbered: bool = False


@dataclass
class _Paragraph:
    text: str
    heading: int | None = None
    level: int | None = None
    bold: bool = False
    indent: int = 0
    cells: tuple[str, ...] = ()
    pieces: list[str] = field(default_factory=list)


def read_word(data: bytes, name: str) -> WordMinutes:
    """Read a .docx.

    Args:
        data: the file's bytes.
        name: its name, for the sentences.

    Raises:
        RefusedFile: when it is no Word document or made to do harm.
    """
    check_archive(data, name)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            document = _part(archive, "word/document.xml")
            styles = _styles(
                _part(archive, "word/styles.xml") if "word/styles.xml" in archive.namelist() else None
            )
            headers = [
                _part(archive, part)
                for part in sorted(archive.namelist())
                if re.fullmatch(r"word/header\d*\.xml", part)
            ]
    except (
        zipfile.BadZipFile,
        etree.XMLSyntaxError,
        OSError,
        EOFError,
        NotImplementedError,
        RuntimeError,
        ValueError,
    ) as error:
        raise RefusedFile(f"'{name}' is damaged: a part of it cannot be read as Word wrote it.") from error
    body = document.find(f"{_W}body")
    paragraphs = list(_blocks(body, styles)) if body is not None else []
    if sum(len(p.text) for p in paragraphs) > MAXIMUM_TEXT:
        raise RefusedFile(f"'{name}' holds more than {MAXIMUM_TEXT:,} characters; minutes are shorter.")
    header = " ".join(_text(p) for part in headers for p in part.iter(f"{_W}p"))
    if not any(p.heading is not None or p.level is not None or p.cells for p in paragraphs):
        # Nothing but plain paragraphs, as in a text pasted into Word: bullets may be typed by hand.
        text = "\n".join(" " * p.indent + p.text for p in paragraphs)
        return WordMinutes(text, tuple(outline(text)), clean(header)[0])
    return _rendered(paragraphs, clean(header)[0])


def _part(archive: zipfile.ZipFile, name: str) -> etree._Element:
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=False, remove_comments=True, remove_pis=True
    )
    return etree.fromstring(archive.read(name), parser)


def _styles(root: etree._Element | None) -> dict[str, _Style]:
    styles: dict[str, _Style] = {}
    for element in () if root is None else root.iter(f"{_W}style"):
        style = _Style()
        name, based = element.find(f"{_W}name"), element.find(f"{_W}basedOn")
        style.name = "" if name is None else str(name.get(f"{_W}val", ""))
        style.based_on = "" if based is None else str(based.get(f"{_W}val", ""))
        properties = element.find(f"{_W}pPr")
        if properties is not None:
            style.outline_level = _number(properties.find(f"{_W}outlineLvl"))
            style.list_level, style.numbered = _numbering(properties)
        if (heading := re.match(r"heading (\d)", style.name, re.IGNORECASE)) is not None:
            style.outline_level = int(heading[1]) - 1
        if style.name.lower() in ("title", "subtitle"):
            style.outline_level = 0
        styles[str(element.get(f"{_W}styleId", ""))] = style
    return styles


def _numbering(properties: etree._Element) -> tuple[int | None, bool]:
    numbering = properties.find(f"{_W}numPr")
    if numbering is None:
        return None, False
    identifier = _number(numbering.find(f"{_W}numId"))
    if identifier == 0:
        return None, True
    return _number(numbering.find(f"{_W}ilvl")) or 0, True


def _number(element: etree._Element | None) -> int | None:
    value = None if element is None else element.get(f"{_W}val")
    return int(value) if value is not None and re.fullmatch(r"-?\d{1,9}", value) else None


def _blocks(parent: etree._Element, styles: dict[str, _Style]) -> Iterator[_Paragraph]:
    for element in parent:
        if element.tag == f"{_W}p":
            yield from _paragraph(element, styles)
        elif element.tag == f"{_W}tbl":
            yield from _table(element)
        elif element.tag == f"{_W}sdt":
            content = element.find(f"{_W}sdtContent")
            if content is not None:
                yield from _blocks(content, styles)
        elif element.tag in (f"{_W}ins", f"{_W}customXml", f"{_W}smartTag"):
            yield from _blocks(element, styles)


def _table(table: etree._Element) -> Iterator[_Paragraph]:
    for row in table.iter(f"{_W}tr"):
        if next(row.iterancestors(f"{_W}tbl"), None) is not table:
            continue
        cells = tuple(
            clean(" ".join(filter(None, (_text(p).strip() for p in cell.iter(f"{_W}p")))))[0]
            .replace("\n", " ")
            .replace("|", "/")
            .strip()
            for cell in row.iter(f"{_W}tc")
            if next(cell.iterancestors(f"{_W}tr"), None) is row
        )
        if any(cells):
            yield _Paragraph(" | ".join(cells), cells=cells)


def _paragraph(element: etree._Element, styles: dict[str, _Style]) -> Iterator[_Paragraph]:
    heading, level, indent = None, None, 0
    properties = element.find(f"{_W}pPr")
    if properties is not None:
        style_of = properties.find(f"{_W}pStyle")
        heading, level = _of_style("" if style_of is None else str(style_of.get(f"{_W}val", "")), styles)
        own, said = _numbering(properties)
        if said:
            level = own
        if (depth := _number(properties.find(f"{_W}outlineLvl"))) is not None and depth < 9:
            heading = depth
        left = properties.find(f"{_W}ind")
        if left is not None:
            twips = str(left.get(f"{_W}left") or left.get(f"{_W}start") or "0")
            indent = min(12, max(0, int(twips) // 360)) * 2 if re.fullmatch(r"-?\d{1,6}", twips) else 0
    bold = _all_bold(element)
    for piece in _text(element).split("\n"):
        text = clean(piece)[0].replace("\n", " ").replace("\t", " ").strip()
        yield _Paragraph(text, heading, level, bold, indent)


def _of_style(identifier: str, styles: dict[str, _Style]) -> tuple[int | None, int | None]:
    """Heading level and list level that a style gives, looked up along the styles it is based on."""
    heading: int | None = None
    level: int | None = None
    seen: set[str] = set()
    while identifier and identifier in styles and identifier not in seen:
        seen.add(identifier)
        style = styles[identifier]
        if heading is None and style.outline_level is not None and style.outline_level < 9:
            heading = style.outline_level
        if level is None:
            named = _LIST_STYLE.match(style.name)
            if named and named[1]:
                level = int(named[1]) - 1
            elif style.numbered and style.list_level is not None:
                level = style.list_level
            elif named and "paragraph" not in style.name.lower() and style.name.lower() != "list":
                level = 0
        identifier = style.based_on
    return heading, None if heading is not None else level


def _all_bold(element: etree._Element) -> bool:
    runs = [
        run
        for run in element.iter(f"{_W}r")
        if "".join(str(t.text or "") for t in run.iter(f"{_W}t")).strip()
    ]
    return bool(runs) and all(
        (bold := run.find(f"{_W}rPr/{_W}b")) is not None and bold.get(f"{_W}val", "1") not in ("0", "false")
        for run in runs
    )


def _text(element: etree._Element) -> str:
    """The words of a paragraph as they read after all tracked changes are accepted."""
    parts: list[str] = []
    stack = list(reversed(element))
    while stack:
        node = stack.pop()
        if node.tag in _SKIPPED or not isinstance(node.tag, str):
            continue
        if node.tag == f"{_W}t":
            parts.append(str(node.text or ""))
        elif node.tag == f"{_W}tab":
            parts.append(" ")
        elif node.tag in (f"{_W}br", f"{_W}cr"):
            parts.append("\n")
        elif node.tag == f"{_W}noBreakHyphen":
            parts.append("-")
        else:
            stack.extend(reversed(node))
    return "".join(parts)


def _rendered(paragraphs: list[_Paragraph], header: str) -> WordMinutes:
    """The paragraphs as lines of Markdown-like text, each line with its level."""
    shown: list[str] = []
    lines: list[Line] = []
    headings: list[int] = []
    in_list = False
    for index, paragraph in enumerate(paragraphs):
        text = unmarked(paragraph.text) if paragraph.text else ""
        number = len(shown) + 1
        if not text:
            shown.append("")
            continue
        following = next((p for p in paragraphs[index + 1 :] if p.text), None)
        rank = paragraph.heading
        if (
            rank is None
            and paragraph.level is None
            and not paragraph.cells
            and _stands_out(paragraph, text, following)
        ):
            rank = 20 if text.endswith(":") else 10
        if rank is not None:
            while headings and headings[-1] >= rank:
                headings.pop()
            headings.append(rank)
            level, role, lead, in_list = (
                len(headings) - 1,
                "heading",
                "#" * min(6, len(headings)) + " ",
                False,
            )
        elif paragraph.cells:
            level, role, lead = len(headings), "row", ""
        elif paragraph.level is not None:
            level = min(DEEPEST, len(headings) + paragraph.level + (1 if in_list else 0))
            role, lead = "item", "  " * paragraph.level + "- "
        else:
            level, role, lead = len(headings), "paragraph", ""
            in_list = following is not None and following.level is not None
        shown.append(lead + text)
        lines.append(Line(number, level, text, role, number, text, (), paragraph.cells))
    return WordMinutes("\n".join(shown), tuple(lines), header)


def _stands_out(paragraph: _Paragraph, text: str, following: _Paragraph | None) -> bool:
    """A short bold paragraph, or one that ends in a colon, before others is a heading."""
    if following is None or len(text) > 90 or len(text.split()) > 10:
        return False
    if paragraph.bold and not text.endswith((".", ";")):
        return True
    return ((text.endswith(":") or text.isupper()) and len(text.split()) <= 8) or (
        following.level is not None and len(text.split()) <= 5 and not text.endswith(".")
    )  # fmt: skip
