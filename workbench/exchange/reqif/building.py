"""Elements of the form: how each is made, and how the tree is laid out in lines."""

from __future__ import annotations

from collections.abc import Sequence

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
        element.set(name.replace("_", "-"), printable(value))
    if text is not None:
        element.text = printable(text)
    return element


def refer(parent: etree._Element, tag: str, reference: str, found: str) -> None:
    """A reference, which the form wraps in an element that says what it is for."""
    add(add(parent, tag), reference, found)


def lay_out(element: etree._Element, depth: int = 0) -> None:
    """Put elements on lines of their own; the inside of rich texts stays as it is, blanks mean something there."""
    children: Sequence[etree._Element] = list(element)
    if not children or element.tag == _name("THE-VALUE"):
        return
    element.text = "\n" + " " * (depth + 1)
    for child in children:
        lay_out(child, depth + 1)
        child.tail = "\n" + " " * (depth + 1)
    children[-1].tail = "\n" + " " * depth


def _name(tag: str) -> str:
    return f"{{{REQIF}}}{tag}"
