"""XHTML of the form as Markdown: what other tools wrote or edited becomes a text of the record.

Blanks mean nothing outside of ``pre``, as in XHTML itself, so that a tool that lays its files out in another way
changes no text. What Markdown cannot say (colours, underlining, embedded files) is left out; files are counted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

_BLOCKS = frozenset({
    "p", "div", "ul", "ol", "dl", "table", "pre", "blockquote", "hr", "h1", "h2", "h3", "h4", "h5", "h6", "address",
})  # fmt: skip
_MARKS = {"strong": "**", "b": "**", "em": "*", "i": "*"}
_SPECIAL = re.compile(r"([\\`*_\[\]<>|~])|&(?=[#\w])")
_LINE_START = re.compile(r"^( *)([-+=#]|\d{1,9}[.)])", re.MULTILINE)
_BLANKS = re.compile(r"[ \t\r\n]+")


class MarkdownReader:
    """Turns XHTML into Markdown and remembers the embedded files that it met.

    Attributes:
        files: names of embedded files, which are not taken.
    """

    def __init__(self) -> None:
        self.files: list[str] = []

    def read(self, element: etree._Element) -> str:
        """The Markdown of what stands in an element."""
        return "\n\n".join(self._blocks(element)).strip("\n")

    def _blocks(self, element: etree._Element) -> list[str]:
        blocks: list[str] = []
        line = _escaped(element.text or "")
        for child in element:
            tag = _tag(child)
            if tag in _BLOCKS or (tag not in ("a", "span") and self._holds_blocks(child)):
                blocks += self._paragraph(line)
                blocks += self._block(tag, child)
                line = ""
            else:
                line += self._inline(child)
            line += _escaped(child.tail or "")
        return blocks + self._paragraph(line)

    def _holds_blocks(self, element: etree._Element) -> bool:
        return _tag(element) != "object" and any(_tag(x) in _BLOCKS for x in element.iter())

    def _paragraph(self, line: str) -> list[str]:
        """A line of words as a paragraph; a mark that would begin a list or a heading is taken literally."""
        parts = [_BLANKS.sub(" ", part).strip() for part in line.split("\\\n")]
        while parts and not parts[-1]:
            parts.pop()
        words = "\\\n".join(parts).strip()
        if not words:
            return []
        return [_LINE_START.sub(_literal, words)]

    def _block(self, tag: str, element: etree._Element) -> list[str]:
        if tag in ("ul", "ol"):
            return self._list(tag, element)
        if tag == "table":
            return self._table(element)
        if tag == "pre":
            return [_fenced("".join(str(x) for x in element.itertext()))]
        if tag == "hr":
            return ["***"]
        if tag == "blockquote":
            inner = self.read(element)
            return ["\n".join(f"> {line}".rstrip() for line in inner.split("\n"))] if inner else []
        if len(tag) == 2 and tag[0] == "h":
            words = " ".join(self._blocks(element)).replace("\\\n", " ")
            return [f"{'#' * int(tag[1])} {words}"] if words else []
        return self._blocks(element)

    def _list(self, tag: str, element: etree._Element) -> list[str]:
        lines = []
        for number, child in enumerate(element, start=1):
            mark = "* " if tag == "ul" else f"{number}. "
            inner = self.read(child) if _tag(child) == "li" else "\n\n".join(self._block(_tag(child), child))
            indent = " " * len(mark)
            first, *rest = inner.split("\n")
            lines.append("\n".join([f"{mark}{first}".rstrip(), *(f"{indent}{x}" if x else "" for x in rest)]))
        return ["\n".join(lines)] if lines else []

    def _table(self, element: etree._Element) -> list[str]:
        rows = [
            [" ".join(self._blocks(cell)).replace("\\\n", " ").replace("\n", " ") for cell in row]
            for row in element.iter()
            if _tag(row) == "tr"
        ]
        width = max((len(row) for row in rows), default=0)
        if not width:
            return []
        lines = ["| " + " | ".join([*row, *[""] * (width - len(row))]) + " |" for row in rows]
        return ["\n".join([lines[0], "|" + " --- |" * width, *lines[1:]])]

    def _inline(self, element: etree._Element) -> str:
        tag = _tag(element)
        if tag == "br":
            return "\\\n"
        if tag in ("object", "img"):
            return self._file(element)
        if tag == "code":
            return _code("".join(str(x) for x in element.itertext()))
        inner = _escaped(element.text or "")
        for child in element:
            inner += self._inline(child) + _escaped(child.tail or "")
        if tag == "a" and (address := element.get("href")):
            words = _BLANKS.sub(" ", inner).strip()
            target = f"<{address}>" if re.search(r"[\s()<>]", address) else address
            return f"[{words or _escaped(address)}]({target})"
        return _marked(inner, _MARKS[tag]) if tag in _MARKS else inner

    def _file(self, element: etree._Element) -> str:
        name = element.get("data") or element.get("src") or ""
        self.files.append(name)
        words = element.get("alt") or "".join(str(x) for x in element.itertext())
        return _escaped(_BLANKS.sub(" ", words).strip())


def plain_words(element: etree._Element) -> str:
    """The words of an element on one line."""
    return _BLANKS.sub(" ", " ".join(_words(element))).strip()


def _words(element: etree._Element) -> Iterator[str]:
    yield from (str(x) for x in element.itertext())


def _tag(element: etree._Element) -> str:
    return etree.QName(element).localname.lower() if isinstance(element.tag, str) else ""


def _escaped(words: str) -> str:
    return _SPECIAL.sub(lambda found: f"\\{found.group()}", _BLANKS.sub(" ", words))


def _literal(found: re.Match[str]) -> str:
    """A mark at the start of a line as plain words: the escape goes before the sign, not before a number."""
    mark = found.group(2)
    return f"{found.group(1)}{mark[:-1]}\\{mark[-1]}"


def _marked(words: str, mark: str) -> str:
    """Words between marks, which must not stand beside a blank."""
    inner = words.strip()
    if not inner:
        return words
    before = " " if words[0].isspace() else ""
    after = " " if words[-1].isspace() else ""
    return f"{before}{mark}{inner}{mark}{after}"


def _code(words: str) -> str:
    runs = [len(run) for run in re.findall("`+", words)]
    fence = "`" * next(n for n in range(1, len(runs) + 2) if n not in runs)
    pad = " " if words.startswith(("`", " ")) or words.endswith(("`", " ")) or not words else ""
    return f"{fence}{pad}{words}{pad}{fence}" if words else ""


def _fenced(words: str) -> str:
    runs = [len(run) for run in re.findall("`{3,}", words)]
    fence = "`" * (max(runs, default=2) + 1)
    return f"{fence}\n{words.strip(chr(10))}\n{fence}"
