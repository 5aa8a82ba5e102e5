"""Reading a finished Word file for checking: its parts and its resolved styles."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from workbench.filing.namespaces import NAMES, R, W

_LARGEST = 200_000_000
_WQ = f"{{{W}}}"
_PROPERTIES, _STYLE, _VALUE = f"{_WQ}pPr", f"{_WQ}pStyle", f"{_WQ}val"


class NotAWordFile(ValueError):
    """A file that cannot be read as a Word document, with the reason as a sentence."""


@dataclass
class WordFile:
    """The parts that a check looks at, parsed.

    Args:
        default_size: type size in points where no style gives one.
        headers, footers: header and footer parts that the document's sections refer to.
        core: names and values of the document properties.
    """

    body: Any
    styles: dict[str, Any]
    headers: list[Any] = field(default_factory=list)
    footers: list[Any] = field(default_factory=list)
    core: dict[str, str] = field(default_factory=dict)
    default_size: float = 10
    _properties: dict[tuple[str, str, str], Any] = field(default_factory=dict, repr=False)

    def find(self, path: str, within: Any = None) -> list[Any]:
        """Elements by an XPath with Word's usual prefixes."""
        found = (self.body if within is None else within).xpath(path, namespaces=NAMES)
        return list(found)

    def property_of(self, style: str, kind: str, name: str) -> Any | None:
        """An element of a style's ``pPr`` or ``rPr``, looked for up the chain of base styles, once for all."""
        asked = (style, kind, name)
        if asked not in self._properties:
            self._properties[asked] = self._inherited(style, kind, name)
        return self._properties[asked]

    def _inherited(self, style: str, kind: str, name: str) -> Any | None:
        seen: set[str] = set()
        while style and style in self.styles and style not in seen:
            seen.add(style)
            element = self.styles[style].find(f"{_WQ}{kind}/{_WQ}{name}")
            if element is not None:
                return element
            base = self.styles[style].find(f"{_WQ}basedOn")
            style = base.get(f"{_WQ}val") if base is not None else ""
        return None

    def type_size(self, style: str) -> float | None:
        """Type size of a style in points, or None where neither it nor its base styles give one."""
        element = self.property_of(style, "rPr", "sz")
        return None if element is None else int(attribute(element, "val", "20")) / 2

    def style_of(self, paragraph: Any) -> str:
        """Id of a paragraph's style."""
        for properties in paragraph.iterchildren(_PROPERTIES):
            for element in properties.iterchildren(_STYLE):
                return str(element.get(_VALUE))
        return "Normal"

    def blocks(self) -> Iterator[Any]:
        """Paragraphs and tables of the body, in order."""
        return (child for child in self.body if child.tag in (f"{_WQ}p", f"{_WQ}tbl"))


def text_of(element: Any) -> str:
    """Text of a paragraph or of anything that holds paragraphs."""
    parts = []
    for node in element.iter(f"{_WQ}t", f"{_WQ}tab", f"{_WQ}br", f"{_WQ}noBreakHyphen"):
        if node.tag == f"{_WQ}t":
            parts.append(node.text or "")
        else:
            parts.append("-" if node.tag == f"{_WQ}noBreakHyphen" else " ")
    return "".join(parts)


def run_properties(element: Any, name: str) -> list[Any]:
    """Elements of this name in the ``rPr`` of what an element holds, such as the sizes set in its runs."""
    return [found for found in element.iter(f"{_WQ}{name}") if found.getparent().tag == f"{_WQ}rPr"]


def is_table(element: Any) -> bool:
    """Whether a block is a table."""
    return bool(element.tag == f"{_WQ}tbl")


def attribute(element: Any, name: str, default: str = "") -> str:
    """An attribute in Word's namespace."""
    return default if element is None else str(element.get(f"{_WQ}{name}", default))


def read_word_file(content: bytes) -> WordFile:
    """Open a Word file.

    Raises:
        NotAWordFile: when it is no zip, too large, lacks a part, or a part is no XML.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > _LARGEST:
                raise NotAWordFile("The file unpacks to more than 200 MB and is not read.")
            parts = {
                entry.filename: archive.read(entry) for entry in archive.infolist() if _read(entry.filename)
            }
    except (zipfile.BadZipFile, RuntimeError, OSError, NotImplementedError) as error:
        raise NotAWordFile(f"The file is no Word document: {error}.") from error
    trees = {name: _parsed(name, data) for name, data in parts.items()}
    if "word/document.xml" not in trees:
        raise NotAWordFile("The file is no Word document: it has no part word/document.xml.")
    document = trees["word/document.xml"]
    body = document.find(f"{_WQ}body")
    if body is None:
        raise NotAWordFile("The file is no Word document: its main part has no body.")
    styles = trees.get("word/styles.xml")
    by_id = {} if styles is None else {attribute(s, "styleId"): s for s in styles.iter(f"{_WQ}style")}
    result = WordFile(body, by_id)
    size = None if styles is None else styles.find(f"{_WQ}docDefaults/{_WQ}rPrDefault/{_WQ}rPr/{_WQ}sz")
    if size is not None:
        result.default_size = int(attribute(size, "val", "20")) / 2
    targets = _targets(trees.get("word/_rels/document.xml.rels"))
    for kind, into in (("header", result.headers), ("footer", result.footers)):
        for reference in body.iter(f"{_WQ}{kind}Reference"):
            part = trees.get(targets.get(reference.get(f"{{{R}}}id"), ""))
            if part is not None:
                into.append(part)
    core = trees.get("docProps/core.xml")
    if core is not None:
        result.core = {etree.QName(child).localname: child.text or "" for child in core}
    return result


def _read(name: str) -> bool:
    return name.endswith((".xml", ".rels"))


def _parsed(name: str, data: bytes) -> Any:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True)
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise NotAWordFile(f"The part {name} is no XML: {error}.") from error


def _targets(relations: Any) -> dict[str, str]:
    if relations is None:
        return {}
    return {
        row.get("Id", ""): "word/" + row.get("Target", "").lstrip("/").removeprefix("word/")
        for row in relations
    }
