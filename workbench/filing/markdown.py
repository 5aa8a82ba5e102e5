"""Item texts, which are Markdown, as paragraphs.

HTML is never interpreted: it stands on paper as it was typed. Links print their address, pictures their
description, headings of a text never enter the document's own outline.
"""

from __future__ import annotations

import re
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

from workbench.filing.blocks import Lists, Paragraph, Text
from workbench.filing.plaintext import clean

_MARKUP = re.compile(
    r"[*_`#>\[\]!\\&<|~]|^[ \t]*[-+=]|^[ \t]*\d+[.)]|^(?: {4}|\t)|  $|^[ \t]*:?-", re.MULTILINE
)
_BLANK = re.compile(r"\n[ \t]*\n\s*")
_SPACES = re.compile(r"[ \t]*\n[ \t]*")
_LEVELS = ("", "2", "3", "4", "5")


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False, "maxNesting": 100}).enable("table")


def paragraphs(text: str, lists: Lists, style: str = "BodyText") -> list[Paragraph]:
    """The paragraphs of a Markdown text.

    Args:
        text: the text as it stands in the record; anything that Word refuses is taken out.
        lists: gives numbers to ordered lists, so that each begins at 1.
        style: style of its plain paragraphs.
    """
    text = clean(text)
    if not _MARKUP.search(text):
        parts = (_SPACES.sub(" ", part).strip() for part in _BLANK.split(text))
        return [Paragraph(style, (Text(part),)) for part in parts if part]
    found = _Reader(lists, style).read(_parser().parse(text))
    if not found and text.strip():
        # Nothing but markup: better odd on paper than lost.
        return [Paragraph(style, (Text(_SPACES.sub(" ", text).strip()),))]
    return found


def within_cell(text: str, style: str = "TableText") -> list[Paragraph]:
    """A Markdown text for a cell of a table: its paragraphs, lists flattened to lines."""
    found = paragraphs(text, Lists(), style)
    result = []
    for paragraph in found:
        parts = paragraph.parts
        if paragraph.style.startswith(("ListBullet", "ListNumber")):
            parts = (Text("\u2022 "), *parts)
        result.append(Paragraph(style, parts))
    return result


class _Reader:
    """Walks the parser's tokens once."""

    def __init__(self, lists: Lists, style: str) -> None:
        self.lists = lists
        self.style = style
        self.result: list[Paragraph] = []
        self.open_lists: list[tuple[str, int]] = []
        self.fresh_item = False
        self.quotes = 0
        self.heading = False
        self.row: list[list[Text]] = []

    def read(self, tokens: list[Token]) -> list[Paragraph]:
        for token in tokens:
            self._take(token)
        return self.result

    def _take(self, token: Token) -> None:
        kind = token.type
        if kind == "inline":
            parts = _inline(token.children or [])
            if self.row:
                self.row[-1].extend(parts)
            else:
                self._add(parts)
        elif kind in ("bullet_list_open", "ordered_list_open"):
            ordered = kind.startswith("ordered")
            number = self.lists.new(int(token.attrGet("start") or 1)) if ordered else 0
            self.open_lists.append(("Number" if ordered else "Bullet", number))
        elif kind in ("bullet_list_close", "ordered_list_close"):
            self.open_lists.pop()
            self.fresh_item = False
        elif kind == "list_item_open":
            self.fresh_item = True
        elif kind == "blockquote_open":
            self.quotes += 1
        elif kind == "blockquote_close":
            self.quotes -= 1
        elif kind == "heading_open":
            self.heading = True
        elif kind == "heading_close":
            self.heading = False
        elif kind in ("fence", "code_block"):
            self._add([Text(token.content.rstrip("\n"), "Code")], "Verbatim")
        elif kind == "tr_open":
            self.row = []
        elif kind in ("th_open", "td_open"):
            self.row.append([])
        elif kind == "tr_close":
            self._close_row()

    def _close_row(self) -> None:
        parts: list[Text] = []
        for index, cell in enumerate(self.row):
            parts += [Text(" | ")] if index else []
            parts += cell
        self.row = []
        self._add(parts)

    def _add(self, parts: list[Text], style: str = "") -> None:
        if not any(part.text.strip() for part in parts):
            return
        numbering = 0
        if not style:
            if self.open_lists:
                level = _LEVELS[min(len(self.open_lists), len(_LEVELS)) - 1]
                kind, number = self.open_lists[-1]
                style = f"List{kind if self.fresh_item else 'Continue'}{level}"
                numbering = number if self.fresh_item else 0
                self.fresh_item = False
            elif self.heading:
                style = "TextHeading"
            else:
                style = "Quote" if self.quotes else self.style
        self.result.append(Paragraph(style, tuple(parts), numbering=numbering))


def _inline(tokens: list[Token]) -> list[Text]:
    parts: list[Text] = []
    bold = italic = 0
    links: list[tuple[str, int]] = []

    def add(text: str, code: bool = False) -> None:
        style = "Code" if code else ("StrongEmphasis" if bold and italic else _single(bold, italic))
        if parts and parts[-1].style == style:
            parts[-1] = Text(parts[-1].text + text, style)
        elif text:
            parts.append(Text(text, style))

    for token in tokens:
        kind = token.type
        if kind == "text":
            add(token.content)
        elif kind == "softbreak":
            add(" ")
        elif kind == "hardbreak":
            add("\n")
        elif kind == "code_inline":
            add(token.content, code=True)
        elif kind == "strong_open":
            bold += 1
        elif kind == "strong_close":
            bold -= 1
        elif kind == "em_open":
            italic += 1
        elif kind == "em_close":
            italic -= 1
        elif kind == "link_open":
            links.append((str(token.attrGet("href") or ""), sum(len(part.text) for part in parts)))
        elif kind == "link_close" and links:
            address, start = links.pop()
            shown = "".join(part.text for part in parts)[start:]
            if address and address not in (shown, f"mailto:{shown}"):
                add(f" ({clean(address)})")
        elif kind == "image":
            add(f"[picture: {token.content or 'without a description'}]")
        elif token.content:
            add(token.content)
    return parts


def _single(bold: int, italic: int) -> str:
    if bold:
        return "Strong"
    return "Emphasis" if italic else ""
