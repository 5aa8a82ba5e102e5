"""Links as relations: one type a relation of the record, and the types of other tools' links that it does not know."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from lxml import etree

from workbench.exchange.reqif.building import add, refer
from workbench.exchange.reqif.datatypes import Attribute
from workbench.exchange.reqif.foreign import IDENTIFIER, LINKS, TYPE, object_of_another
from workbench.exchange.reqif.names import (
    LINK_DETAIL,
    REVIEWED_FINGERPRINT,
    REVIEWED_REVISION,
    XML_NAME,
    identifier,
    made_identifier,
)
from workbench.graph.snapshot import ItemView, LinkRow
from workbench.graph.vocabulary import Relation

TARGET = "target"


@dataclass(frozen=True)
class RelationType:
    """The type of the links of one relation.

    Args:
        name: the relation, or what another tool calls the type of its own.
        says: the relation in words.
        own: the record knows the relation.
    """

    name: str
    says: str = ""
    own: bool = True

    @cached_property
    def identifier(self) -> str:
        return relation_identifier(self.name) if self.own else made_identifier("foreign relation", self.name)

    @cached_property
    def attributes(self) -> dict[str, Attribute]:
        if not self.own:
            return {}
        owner = f"relation/{self.name}"
        found = (
            Attribute(owner, LINK_DETAIL, "json", says="What the link says besides, such as a line."),
            Attribute(
                owner, REVIEWED_REVISION, "integer", says="The revision of the target that was last reviewed."
            ),
            Attribute(
                owner,
                REVIEWED_FINGERPRINT,
                "text",
                editable=False,
                says="SHA-256 of the target's text that was last reviewed.",
            ),
        )
        return {attribute.name: attribute for attribute in found}

    def define(self, parent: etree._Element, moment: str) -> None:
        """Write the type."""
        says = {"DESC": self.says} if self.says else {}
        element = add(
            parent, "SPEC-RELATION-TYPE", None,
            **says, IDENTIFIER=self.identifier, LAST_CHANGE=moment, LONG_NAME=self.name,
        )  # fmt: skip
        attributes = add(element, "SPEC-ATTRIBUTES")
        for attribute in self.attributes.values():
            attribute.define(attributes, moment)


@dataclass(frozen=True)
class KeptLink:
    """A link of another tool whose type the record does not know, kept on its source.

    Args:
        target: identifier that the file gave the object at the other end.
    """

    identifier: str
    type: str
    source: str
    target: str


def relation_types(relations: Iterable[Relation]) -> list[RelationType]:
    """A type for every relation that the record knows."""
    return [RelationType(x.name, f"{x.says}; the other way: {x.says_back}") for x in relations]


def write_link(
    parent: etree._Element, link: LinkRow, kind: RelationType, ends: Mapping[str, str], moment: str
) -> None:
    """Write one link of the record.

    Args:
        ends: the identifiers of objects by the uuids of their items.
    """
    values = _relation(parent, identifier(link.uuid), ends[link.source], ends[link.target], kind, moment)
    said: list[tuple[str, Any]] = []
    if link.detail:
        said.append((LINK_DETAIL, dict(link.detail)))
    said.append((REVIEWED_REVISION, link.revision))
    if link.fingerprint:
        said.append((REVIEWED_FINGERPRINT, link.fingerprint))
    for name, value in said:
        kind.attributes[name].write(values, value)


def kept_links(items: Sequence[ItemView], ends: Mapping[str, str]) -> list[KeptLink]:
    """Links of other tools that their sources keep and whose two ends are both written."""
    written = set(ends.values())
    found: dict[str, KeptLink] = {}
    for item in items:
        for link in _kept(item):
            target, kind = str(link.get(TARGET, "")), str(link.get(TYPE, ""))
            given = str(link.get(IDENTIFIER, ""))
            if not XML_NAME.fullmatch(given) or given in written:
                given = made_identifier("foreign link", item.uuid, kind, target, given)
            if target in written and kind:
                found.setdefault(given, KeptLink(given, kind, ends[item.uuid], target))
    return list(found.values())


def write_kept_link(parent: etree._Element, link: KeptLink, kind: RelationType, moment: str) -> None:
    """Write a link of another tool as it came."""
    _relation(parent, link.identifier, link.source, link.target, kind, moment)


def relation_identifier(relation: str) -> str:
    """The identifier of the type of a relation: the same in every export, by which it is known again."""
    return made_identifier("relation", relation)


def _relation(
    parent: etree._Element, given: str, source: str, target: str, kind: RelationType, moment: str
) -> etree._Element:
    """A relation without what it says, and the element for that."""
    element = add(parent, "SPEC-RELATION", None, IDENTIFIER=given, LAST_CHANGE=moment)
    values = add(element, "VALUES")
    refer(element, "SOURCE", "SPEC-OBJECT-REF", source)
    refer(element, "TARGET", "SPEC-OBJECT-REF", target)
    refer(element, "TYPE", "SPEC-RELATION-TYPE-REF", kind.identifier)
    return values


def _kept(item: ItemView) -> Iterator[Mapping[str, Any]]:
    links = object_of_another(item).get(LINKS)
    for link in links if isinstance(links, list) else []:
        if isinstance(link, Mapping):
            yield link
