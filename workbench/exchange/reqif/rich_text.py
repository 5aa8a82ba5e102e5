"""Item texts, which are Markdown, as the XHTML that the form allows."""

from __future__ import annotations

from functools import cache

from lxml import etree
from markdown_it import MarkdownIt

from workbench.exchange.reqif.names import XHTML
from workbench.graph.plain_text import printable

_ATTRIBUTES = {"a": ("href", "title")}
"""What an element may say besides what it is; the strict XHTML of the form knows no more of what Markdown makes."""
_ALIGNED = "style"


@cache
def _parser() -> MarkdownIt:
    """Markdown as documents and screens read it: HTML is text, tables are known."""
    options = {"html": False, "maxNesting": 100, "xhtmlOut": True}
    return MarkdownIt("commonmark", options).enable("table")


def xhtml_of(text: str) -> etree._Element:
    """A Markdown text as one ``div`` in the namespace of XHTML.

    Pictures become their description with a link to them, because an object of the form is a file that comes
    along with it.
    """
    rendered = _parser().render(printable(text))
    plain = etree.fromstring(
        f"<div>{rendered}</div>", etree.XMLParser(resolve_entities=False, huge_tree=True)
    )
    root = etree.Element(_name("div"), nsmap={"xhtml": XHTML})
    _copy(plain, root)
    return root


def _copy(source: etree._Element, target: etree._Element) -> None:
    target.text = source.text
    for child in source:
        if child.tag == "img":
            copied = _picture(child, target)
        else:
            copied = etree.SubElement(target, _name(str(child.tag)))
            for name in _ATTRIBUTES.get(str(child.tag), ()):
                if (value := child.get(name)) is not None:
                    copied.set(name, value)
            if child.tag in ("td", "th") and (style := child.get(_ALIGNED)):
                copied.set(_ALIGNED, style)
            _copy(child, copied)
        copied.tail = child.tail


def _picture(source: etree._Element, parent: etree._Element) -> etree._Element:
    address, words = source.get("src", ""), source.get("alt", "")
    linked = parent.tag == _name("a") or any(x.tag == _name("a") for x in parent.iterancestors())
    element = etree.SubElement(parent, _name("span" if linked or not address else "a"))
    if element.tag == _name("a"):
        element.set("href", address)
    element.text = words or address
    return element


def _name(tag: str) -> str:
    return f"{{{XHTML}}}{tag}"
