"""Elements of the form: how each is made, and how the tree is laid out in lines."""

from __future__ import annotations

from functools import cache

from lxml import etree

from workbench.exchange.reqif.names import REQIF, XHTML
from workbench.graph.plain_text import printable


def root_element() -> etree._Element:
    """The outermost element, with the names that everything within uses."""
    names: dict[str | None, str] = {None: REQIF, "xhtml": XHTML}
    return etree.Element(_name("REQ-IF"), nsmap=names)  # type: ignore[arg-type]  # the stubs know no default name


def add(parent: etree._Element, tag: str, text: str | None = None, **attributes: str) -> etree._Element:
    """A new element within another; ``LONG_NAME`` stands for the attribute ``LONG-NAME``.

    What no XML file can hold is taken out of texts.
    """
    element = etree.SubElement(parent, _name(tag))
    for name, value in attributes.items():
        element.set(_attribute(name), printable(value))
    if text is not None:
        element.text = printable(text)
    return element


def refer(parent: etree._Element, tag: str, reference: str, found: str) -> None:
    """A reference, which the form wraps in an element that says what it is for."""
    add(add(parent, tag), reference, found)


def lay_out(root: etree._Element) -> None:
    """Put elements on lines of their own; the inside of rich texts stays as it is, blanks mean something there."""
    rich = [(element, list(element)) for element in root.iter(_name("THE-VALUE"))]
    for element, within in rich:
        for child in within:
            element.remove(child)
    etree.indent(root, space=" ")
    for element, within in rich:
        element.extend(within)


@cache
def _name(tag: str) -> str:
    return f"{{{REQIF}}}{tag}"


@cache
def _attribute(name: str) -> str:
    return name.replace("_", "-")
