"""Links as relations: one type a relation of the record, and the types of other tools' links that it does not know."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from lxml import etree

from workbench.exchange.reqif.building import add, refer
from workbench.exchange.reqif.datatypes import Attribute, Enumeration
from workbench.exchange.reqif.foreign import (
    IDENTIFIER,
    LINKS,
    TYPE,
    VALUES,
    foreign_attributes,
    foreign_owner,
    foreign_values,
    object_of_another,
)
from workbench.exchange.reqif.names import (
    LINK_DETAIL,
    REVIEWED_FINGERPRINT,
    REVIEWED_REVISION,
    XML_NAME,
    identifier,
    made_identifier,
)
from workbench.graph.snapshot import ItemView, LinkRow
from workbench.graph.vocabulary import FOREIGN, Relation

TARGET = "target"


@dataclass(frozen=True)
class RelationType:
    """The type of the links of one relation.

    Args:
        name: the relation, or what another tool calls the type of its own.
        says: the relation in words.
        own: the record knows the relation.
        kept: what other tools say of its links, of each by name.
    """

    name: str
    says: str = ""
    own: bool = True
    kept: tuple[Mapping[str, Any], ...] = field(default=(), compare=False)

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

    @cached_property
    def foreign(self) -> dict[tuple[str, str], Attribute]:
        """Attributes that other tools gave its links."""
        return foreign_attributes(foreign_owner(f"relation/{self.name}"), self.kept)

    def enumerations(self) -> Iterator[Enumeration]:
        """The enumerations of its attributes."""
        for attribute in self.foreign.values():
            if attribute.enumeration is not None:
                yield attribute.enumeration

    def define(self, parent: etree._Element, moment: str) -> None:
        """Write the type."""
        says = {"DESC": self.says} if self.says else {}
        element = add(
            parent, "SPEC-RELATION-TYPE", None,
            **says, IDENTIFIER=self.identifier, LAST_CHANGE=moment, LONG_NAME=self.name,
        )  # fmt: skip
        attributes = add(element, "SPEC-ATTRIBUTES")
        for attribute in (*self.attributes.values(), *self.foreign.values()):
            attribute.define(attributes, moment)


@dataclass(frozen=True)
class KeptLink:
    """A link of another tool whose type the record does not know, kept on its source.

    Args:
        target: identifier that the file gave the object at the other end.
        values: what the other tool says of it, by name.
    """

    identifier: str
    type: str
    source: str
    target: str
    values: Mapping[str, Any] = field(default_factory=dict)


def relation_types(relations: Iterable[Relation], links: Iterable[LinkRow]) -> list[RelationType]:
    """A type for every relation that the record knows.

    Args:
        links: those that are written; what other tools say of them needs definitions.
    """
    kept: dict[str, list[Mapping[str, Any]]] = {}
    for link in links:
        if said := said_by_others(link):
            kept.setdefault(link.relation, []).append(said)
    return [
        RelationType(x.name, f"{x.says}; the other way: {x.says_back}", kept=tuple(kept.get(x.name, ())))
        for x in relations
    ]


def types_of_others(kept: Iterable[KeptLink]) -> list[RelationType]:
    """A type for the links of each type that the record does not know."""
    found: dict[str, list[Mapping[str, Any]]] = {}
    for link in kept:
        found.setdefault(link.type, []).append(link.values)
    return [RelationType(name, own=False, kept=tuple(found[name])) for name in sorted(found)]


def said_by_others(link: LinkRow) -> Mapping[str, Any]:
    """What another tool says of a link that the record knows, by name."""
    kept = link.detail.get(FOREIGN)
    return kept if isinstance(kept, Mapping) else {}


def write_link(
    parent: etree._Element, link: LinkRow, kind: RelationType, ends: Mapping[str, str], moment: str
) -> None:
    """Write one link of the record.

    Args:
        ends: the identifiers of objects by the uuids of their items.
    """
    values = _relation(parent, identifier(link.uuid), ends[link.source], ends[link.target], kind, moment)
    said: list[tuple[str, Any]] = []
    foreign = said_by_others(link)
    detail = {name: value for name, value in link.detail.items() if name != FOREIGN or not foreign}
    if detail:
        said.append((LINK_DETAIL, detail))
    said.append((REVIEWED_REVISION, link.revision))
    if link.fingerprint:
        said.append((REVIEWED_FINGERPRINT, link.fingerprint))
    for name, value in said:
        kind.attributes[name].write(values, value)
    for key, value in foreign_values(foreign):
        kind.foreign[key].write(values, value)


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
                said = link.get(VALUES)
                values = said if isinstance(said, Mapping) else {}
                found.setdefault(given, KeptLink(given, kind, ends[item.uuid], target, values))
    return list(found.values())


def write_kept_link(parent: etree._Element, link: KeptLink, kind: RelationType, moment: str) -> None:
    """Write a link of another tool as it came."""
    values = _relation(parent, link.identifier, link.source, link.target, kind, moment)
    for key, value in foreign_values(link.values):
        kind.foreign[key].write(values, value)


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
