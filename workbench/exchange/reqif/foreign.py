"""Attributes of other tools: how an item keeps them, and how they come out again as they were.

They stand under ``foreign`` in the item's detail by the name that the other tool gave them. A text, a whole number
and a yes or no are kept as such; other types as a small document with the type's name: ``{"date": …}``,
``{"real": …}``, ``{"xhtml": …}``, ``{"enumeration": [words]}``. What belongs to the object and is no attribute
stands under ``ReqIF``: its identifier, its type, where it stood, and links of types that the record does not know.
What another tool says of a link that the record knows stands in the same form under ``foreign`` in the link's detail.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from workbench.exchange.reqif.datatypes import Attribute, Enumeration, fits
from workbench.exchange.reqif.xhtml_schema import formatted
from workbench.graph.snapshot import ItemView
from workbench.graph.vocabulary import FOREIGN

OBJECT: Final = "ReqIF"
"""The name under which stands what belongs to the object itself."""
IDENTIFIER: Final = "identifier"
TYPE: Final = "type"
SPECIFICATION: Final = "specification"
UNDER: Final = "under"
LINKS: Final = "links"
VALUES: Final = "values"
"""Of a link of a type that the record does not know: its attributes, by their names."""
_SAID_BY_THE_FILE = frozenset({IDENTIFIER, SPECIFICATION, UNDER, LINKS})
"""What comes out again as an identifier, a place or a relation, and needs no attribute."""
_TYPED = ("date", "real", "xhtml", "enumeration")


def attributes_of_others(item: ItemView) -> Mapping[str, Any]:
    """The attributes that other tools gave an item, by their names there."""
    kept = item.detail.get(FOREIGN)
    return kept if isinstance(kept, Mapping) else {}


def object_of_another(item: ItemView) -> Mapping[str, Any]:
    """What another tool's file said of the object itself; empty where the item came from none."""
    kept = attributes_of_others(item).get(OBJECT)
    return kept if isinstance(kept, Mapping) else {}


def foreign_owner(kind: str) -> str:
    """Makes the identifiers of other tools' attributes on a kind, so that none is taken for one of ours."""
    return f"foreign/{kind}"


def foreign_attributes(owner: str, kept: Iterable[Mapping[str, Any]]) -> dict[tuple[str, str], Attribute]:
    """The definitions that the attributes of other tools on some items or links need, by name and datatype."""
    words: dict[str, dict[str, None]] = {}
    found: set[tuple[str, str]] = set()
    for attributes in kept:
        for name, datatype, value in _values(attributes):
            found.add((name, datatype))
            if datatype == "enumeration":
                words.setdefault(name, {}).update(dict.fromkeys(value))
    return {
        (name, datatype): Attribute(
            owner,
            name,
            datatype,
            Enumeration(name, f"{owner}/foreign/{name}", tuple(sorted(words[name])))
            if datatype == "enumeration"
            else None,
            many=datatype == "enumeration",
            says="Attribute of another tool, kept as it came.",
        )
        for name, datatype in sorted(found)
    }


def foreign_values(kept: Mapping[str, Any]) -> Iterator[tuple[tuple[str, str], Any]]:
    """The attributes of other tools on one item or link: name and datatype, and the value to write."""
    for name, datatype, value in sorted(_values(kept), key=lambda entry: entry[:2]):
        yield (name, datatype), formatted(value)[0] if datatype == "xhtml" else value


def _values(kept: Mapping[str, Any]) -> Iterator[tuple[str, str, Any]]:
    for name, value in kept.items():
        if name == OBJECT and isinstance(value, Mapping):
            rest = {key: inner for key, inner in value.items() if key not in _SAID_BY_THE_FILE}
            if rest:
                yield OBJECT, "json", rest
        else:
            yield (name, *_typed(value))


def _typed(value: Any) -> tuple[str, Any]:
    if isinstance(value, bool):
        return "boolean", value
    if isinstance(value, int) and abs(value) < 2**63:
        return "integer", value
    if isinstance(value, str):
        return "text", value
    if isinstance(value, Mapping) and len(value) == 1:
        ((datatype, inner),) = value.items()
        if datatype in _TYPED and _fits(datatype, inner):
            return datatype, inner
    return "json", value


def _fits(datatype: str, value: Any) -> bool:
    if datatype == "enumeration":
        return isinstance(value, list) and all(isinstance(word, str) for word in value)
    if not isinstance(value, str):
        return False
    return formatted(value)[0] is not None if datatype == "xhtml" else fits(datatype.upper(), value)


def not_allowed(kept: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Formatted texts of other tools that the form does not allow; they go out as JSON, and the file stays valid.

    Args:
        kept: attributes of other tools, by their names there.

    Yields:
        The name of the attribute, and in words what is not allowed.
    """
    for name, value in kept.items():
        if isinstance(value, Mapping) and list(value) == ["xhtml"] and isinstance(value["xhtml"], str):
            element, fault = formatted(value["xhtml"])
            if element is None and value["xhtml"].strip():
                yield name, fault
