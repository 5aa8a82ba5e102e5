"""The order in which objects are read: one specification a kind, and those of other tools as they stood there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from lxml import etree

from workbench.exchange.reqif.building import add, refer
from workbench.exchange.reqif.foreign import SPECIFICATION, UNDER, object_of_another
from workbench.exchange.reqif.names import made_identifier
from workbench.graph.fields import kind_named
from workbench.graph.snapshot import ItemView

SPECIFICATION_TYPE = made_identifier("type", "specification")


@dataclass
class Specification:
    """A list of objects, some of them under others.

    Args:
        key: makes its identifier, together with the record's id.
        under: the uuids of the items that stand under another one, by its uuid; those on top under ``""``.
    """

    key: str
    name: str
    under: dict[str, list[str]] = field(default_factory=dict)


def specifications(items: Iterable[ItemView], ends: Mapping[str, str]) -> list[Specification]:
    """Every item once: where another tool's file had it, else among its kind, in the order given.

    Args:
        items: the items that are written, by kind and in order of their codes.
        ends: identifiers by uuids.
    """
    items = list(items)
    by_identifier = {given: uuid for uuid, given in ends.items()}
    places = {item.uuid: _place(item, by_identifier) for item in items}
    found: dict[str, Specification] = {}
    for item in items:
        name, parent = places[item.uuid]
        if parent and (places[parent][0] != name or _circular(item.uuid, places)):
            parent = ""
        key = f"foreign/{name}" if name else f"kind/{item.kind}"
        title = name or kind_named(item.kind).plural.replace("-", " ").capitalize()
        specification = found.setdefault(key, Specification(key, title))
        specification.under.setdefault(parent, []).append(item.uuid)
    return list(found.values())


def define_specification_type(parent: etree._Element, moment: str) -> None:
    """Write the one type that specifications have."""
    common = {"IDENTIFIER": SPECIFICATION_TYPE, "LAST_CHANGE": moment, "LONG_NAME": "List of items"}
    add(parent, "SPECIFICATION-TYPE", None, **common)


def write_specification(
    parent: etree._Element, specification: Specification, record: str, ends: Mapping[str, str], moment: str
) -> None:
    """Write a specification with the places of its objects.

    Args:
        record: id of the record, so that two records' specifications differ.
    """
    given = made_identifier("specification", record, specification.key)
    element = add(
        parent, "SPECIFICATION", None, IDENTIFIER=given, LAST_CHANGE=moment, LONG_NAME=specification.name
    )
    refer(element, "TYPE", "SPECIFICATION-TYPE-REF", SPECIFICATION_TYPE)
    waiting = [(element, "")]
    while waiting:  # not by calling itself: other tools nest as deep as they like
        above, uuid = waiting.pop()
        below = specification.under.get(uuid)
        if not below:
            continue
        children = add(above, "CHILDREN")
        for child in below:
            place = made_identifier("place", record, specification.key, child)
            entry = add(children, "SPEC-HIERARCHY", None, IDENTIFIER=place, LAST_CHANGE=moment)
            refer(entry, "OBJECT", "SPEC-OBJECT-REF", ends[child])
            waiting.append((entry, child))


def _place(item: ItemView, by_identifier: Mapping[str, str]) -> tuple[str, str]:
    """The specification of another tool and the uuid of the item above there; empty where there is none."""
    kept = object_of_another(item)
    name, under = kept.get(SPECIFICATION), kept.get(UNDER)
    if not isinstance(name, str) or not name:
        return "", ""
    parent = by_identifier.get(under, "") if isinstance(under, str) else ""
    return name, "" if parent == item.uuid else parent


def _circular(uuid: str, places: Mapping[str, tuple[str, str]]) -> bool:
    """Whether the items above an item lead back to it, as after somebody edited what is kept."""
    seen = {uuid}
    above = places[uuid][1]
    while above:
        if above in seen:
            return True
        seen.add(above)
        above = places[above][1] if places[above][0] == places[uuid][0] else ""
    return False
