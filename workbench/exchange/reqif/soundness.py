"""Whether a file holds together: every fault with its line, before anything of it is read.

A reader of the form trusts that what an element names is there. Files that people edited, or that were cut, name
what is missing or name two things alike; what would be read of them is anybody's guess, so they are refused whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import chain
from typing import Final

from lxml import etree

from workbench.exchange.reqif.datatypes import fits
from workbench.exchange.reqif.names import REQIF
from workbench.graph.proposed import Place, Problem

MOST_PROBLEMS: Final = 40
"""More faults than these are counted and not listed."""
_FORM = f"{{{REQIF}}}"
_TYPES = ("BOOLEAN", "DATE", "ENUMERATION", "INTEGER", "REAL", "STRING", "XHTML")
_CHILDREN = {
    "DATATYPES": {f"DATATYPE-DEFINITION-{x}" for x in _TYPES},
    "SPEC-TYPES": {"SPEC-OBJECT-TYPE", "SPEC-RELATION-TYPE", "SPECIFICATION-TYPE", "RELATION-GROUP-TYPE"},
    "SPEC-ATTRIBUTES": {f"ATTRIBUTE-DEFINITION-{x}" for x in _TYPES},
    "SPEC-OBJECTS": {"SPEC-OBJECT"},
    "SPEC-RELATIONS": {"SPEC-RELATION", "SPEC-RELATION-REF"},
    "SPECIFICATIONS": {"SPECIFICATION"},
    "CHILDREN": {"SPEC-HIERARCHY"},
    "SPECIFIED-VALUES": {"ENUM-VALUE"},
}
_VALUES = {"VALUES": {*(f"ATTRIBUTE-VALUE-{x}" for x in _TYPES), "ENUM-VALUE-REF"}}
_NAMED = frozenset().union(*_CHILDREN.values()) - {"SPEC-RELATION-REF"} | {"REQ-IF-HEADER", "RELATION-GROUP"}
"""Elements that must have an identifier."""
_NEEDS = {
    **{f"ATTRIBUTE-DEFINITION-{x}": (("TYPE", f"DATATYPE-DEFINITION-{x}-REF"),) for x in _TYPES},
    **{f"ATTRIBUTE-VALUE-{x}": (("DEFINITION", f"ATTRIBUTE-DEFINITION-{x}-REF"),) for x in _TYPES},
    "SPEC-OBJECT": (("TYPE", "SPEC-OBJECT-TYPE-REF"),),
    "SPEC-RELATION": (
        ("TYPE", "SPEC-RELATION-TYPE-REF"), ("SOURCE", "SPEC-OBJECT-REF"), ("TARGET", "SPEC-OBJECT-REF"),
    ),
    "SPEC-HIERARCHY": (("OBJECT", "SPEC-OBJECT-REF"),),
}  # fmt: skip
"""The references that an element cannot do without."""
_HOLDS = {"THE-HEADER": "REQ-IF-HEADER"}
"""Parts that an element cannot do without."""
_CHECKED = frozenset().union(_CHILDREN, _VALUES, _NAMED, _NEEDS, _HOLDS, {"EMBEDDED-VALUE"})
_ALLOWED = {
    "BOOLEAN": "true or false",
    "INTEGER": "a whole number",
    "REAL": "a number such as 1.5",
    "DATE": "a date with a time, such as 2014-06-12T12:00:00Z",
}


def place(name: str, element: etree._Element, attribute: str = "") -> Place:
    """Where an element stands: its line, and the object, relation or type that it belongs to."""
    path = f"line {element.sourceline}"
    for above in (element, *element.iterancestors()):
        if given := above.get("IDENTIFIER"):
            path += f", {local(above)} '{given}'"
            break
    return Place(name, None, attribute, path)


def local(element: etree._Element) -> str:
    """The name of an element of the form; empty for elements of other forms, such as XHTML."""
    tag = element.tag
    return _local(tag) if isinstance(tag, str) else ""


# A file has few names and some hundred thousand elements; one with more names than these is only slower.
@lru_cache(maxsize=4_096)
def _local(tag: str) -> str:
    return tag.removeprefix(_FORM) if tag.startswith(_FORM) else ""


def faults(root: etree._Element, name: str) -> list[Problem]:
    """Everything in a file that does not hold together.

    Args:
        root: the outermost element, in the namespace of the form.
        name: the file's name, for sentences.
    """
    found: list[Problem] = []
    identifiers: dict[str, etree._Element] = {}
    references: list[etree._Element] = []
    structure = _structure(root, name, identifiers, references)
    for problem in chain(structure, _references(references, name, identifiers)):
        found.append(problem)
        if len(found) > MOST_PROBLEMS:
            found[-1] = Problem(
                f"more than {MOST_PROBLEMS} faults were found; these are the first", Place(name)
            )
            break
    return found


def _structure(
    root: etree._Element,
    name: str,
    identifiers: dict[str, etree._Element],
    references: list[etree._Element],
) -> Iterator[Problem]:
    """What is wrong with an element by itself; notes what has an identifier, and what refers to one."""
    for element in root.iter(f"{_FORM}*"):
        tag = local(element)
        if tag.endswith("-REF"):
            references.append(element)
            continue
        if tag not in _CHECKED:
            continue
        if (allowed := _CHILDREN.get(tag) or _VALUES.get(tag)) is not None:
            for child in element:
                if local(child) not in allowed:
                    shown = local(child) or etree.QName(child).localname
                    yield Problem(
                        f"{tag} holds an element that the form does not know there",
                        place(name, child), shown, ", ".join(sorted(allowed)),
                    )  # fmt: skip
        if tag in _HOLDS and element.find(f"{{{REQIF}}}{_HOLDS[tag]}") is None:
            yield Problem(f"the {tag} lacks its {_HOLDS[tag]}", place(name, element))
        if tag == "EMBEDDED-VALUE" and element.get("KEY") is None:
            yield Problem(
                "the word of an enumeration lacks its KEY", place(name, element), "", "a whole number"
            )
        if tag in _NAMED:
            yield from _identifier(element, tag, name, identifiers)
        for wrapper, reference in _NEEDS.get(tag, ()):
            if not _reference(element, wrapper, reference):
                yield Problem(
                    f"the {tag} lacks its {wrapper}",
                    place(name, element),
                    "",
                    f"one {reference} within {wrapper}",
                )
        if tag.startswith("ATTRIBUTE-VALUE-"):
            yield from _value(element, tag.removeprefix("ATTRIBUTE-VALUE-"), name)


def _identifier(
    element: etree._Element, tag: str, name: str, identifiers: dict[str, etree._Element]
) -> Iterator[Problem]:
    given = element.get("IDENTIFIER")
    if not given:
        yield Problem(f"the {tag} has no IDENTIFIER", place(name, element))
    elif given in identifiers:
        first = identifiers[given]
        yield Problem(
            f"the identifier is that of the {local(first)} in line {first.sourceline} already",
            place(name, element), given, "an identifier that stands once in the file",
        )  # fmt: skip
    else:
        identifiers[given] = element


def _reference(element: etree._Element, wrapper: str, reference: str) -> str:
    for within in element.iterchildren(_FORM + wrapper):
        for found in within.iterchildren(_FORM + reference):
            return (found.text or "").strip()
    return ""


def _value(element: etree._Element, kind: str, name: str) -> Iterator[Problem]:
    if kind == "XHTML":
        if element.find(f"{{{REQIF}}}THE-VALUE") is None:
            yield Problem("the formatted text lacks its THE-VALUE", place(name, element))
        return
    if kind == "ENUMERATION":
        return
    value = element.get("THE-VALUE")
    if value is None:
        yield Problem("the value lacks its THE-VALUE", place(name, element))
    elif not fits(kind, value.strip()):
        yield Problem(
            f"the value is none of the type {kind}", place(name, element), value[:80], _ALLOWED[kind]
        )


def _references(
    references: Iterable[etree._Element], name: str, identifiers: dict[str, etree._Element]
) -> Iterator[Problem]:
    """References to what is not in the file.

    The two ends of a relation may stand elsewhere, as in the export of a part: they are looked up later.
    """
    kinds = {given: local(element) for given, element in identifiers.items()}
    for element in references:
        above = element.getparent()
        if above is not None and local(above) in ("SOURCE", "TARGET"):
            continue
        wanted = local(element).removesuffix("-REF")
        target = kinds.get((element.text or "").strip())
        if target is None:
            yield Problem(
                f"the {wanted} that is named is missing in the file", place(name, element), element.text or ""
            )
        elif target != wanted:
            yield Problem(
                f"what is named is a {target} and no {wanted}", place(name, element), element.text or "",
                f"the identifier of a {wanted}",
            )  # fmt: skip
