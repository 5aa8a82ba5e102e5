"""What another tool's file says and the record has no place for: told, so that nothing vanishes without a word."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from lxml import etree

from workbench.exchange.reqif.names import EXTENSION, REQIF
from workbench.exchange.reqif.soundness import place
from workbench.graph.proposed import Place, Problem

_FORM: Final = f"{{{REQIF}}}"
_MOST: Final = 5
"""Of objects that stand in several places so many are named."""


def left_out(root: etree._Element, name: str) -> Iterator[Problem]:
    """Groups of relations, what specifications say of themselves, and further places of one object.

    Args:
        root: the outermost element of a file that holds together.
        name: the file's name, for sentences.
    """
    for group in root.iter(f"{_FORM}RELATION-GROUP"):
        number = sum(1 for _ in group.iter(f"{_FORM}SPEC-RELATION-REF"))
        yield Problem(
            f"the group of {number:,} relation{'' if number == 1 else 's'} is not taken; the relations are",
            place(name, group), _called(group),
        )  # fmt: skip
    placed: set[str] = set()
    for specification in root.iter(f"{_FORM}SPECIFICATION"):
        names = [_attribute(root, value) for value in specification.iterfind(f"{_FORM}VALUES/*")]
        if names:
            yield Problem(
                "what the specification says of itself is not taken; its objects and their places are",
                place(name, specification), ", ".join(names),
            )  # fmt: skip
        again = [given for given in _objects(specification) if given in placed or placed.add(given)]  # type: ignore[func-returns-value]
        if again:
            more = f" and {len(again) - _MOST:,} more" if len(again) > _MOST else ""
            yield Problem(
                "an object that stands in several places keeps the first; others are not taken",
                place(name, specification), ", ".join(again[:_MOST]) + more,
            )  # fmt: skip
    foreign = [
        extension
        for extension in root.iterfind(f"{_FORM}TOOL-EXTENSIONS/{_FORM}REQ-IF-TOOL-EXTENSION/*")
        if etree.QName(extension).namespace != EXTENSION
    ]
    if foreign:
        yield Problem(
            "what the tool says to itself (TOOL-EXTENSIONS) is not taken", Place(name),
            ", ".join(dict.fromkeys(etree.QName(extension).localname for extension in foreign)),
        )  # fmt: skip


def _objects(specification: etree._Element) -> Iterator[str]:
    for reference in specification.iterfind(f".//{_FORM}OBJECT/{_FORM}SPEC-OBJECT-REF"):
        yield (reference.text or "").strip()


def _attribute(root: etree._Element, value: etree._Element) -> str:
    """The name of the attribute that a value is of."""
    references = value.iterfind(f"{_FORM}DEFINITION/*")
    given = next(((reference.text or "").strip() for reference in references), "")
    for definition in root.iterfind(
        f"{_FORM}CORE-CONTENT//{_FORM}SPECIFICATION-TYPE/{_FORM}SPEC-ATTRIBUTES/*"
    ):
        if definition.get("IDENTIFIER") == given:
            return definition.get("LONG-NAME") or given
    return given


def _called(element: etree._Element) -> str:
    return element.get("LONG-NAME") or element.get("IDENTIFIER") or ""
