"""Items as objects: one type a kind, one attribute a field, each of the type that its values have."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import Any

from lxml import etree

from workbench.exchange.reqif.building import add, refer
from workbench.exchange.reqif.datatypes import Attribute, Enumeration
from workbench.exchange.reqif.foreign import (
    IDENTIFIER,
    attributes_of_others,
    foreign_attributes,
    foreign_owner,
    foreign_values,
    object_of_another,
)
from workbench.exchange.reqif.names import (
    FOREIGN_ID,
    MARKDOWN,
    NAME,
    REVISION,
    TEXT,
    UUID,
    XML_NAME,
    identifier,
    made_identifier,
    moment_of,
)
from workbench.exchange.reqif.rich_text import xhtml_of
from workbench.graph.fields import FieldSpec, fields_of, kind_named
from workbench.graph.snapshot import ItemView
from workbench.graph.vocabulary import Vocabulary

_DATATYPES = {"text": "text", "integer": "integer", "yes-no": "boolean", "date": "date"}
"""Datatypes of the forms of fields; choices are enumerations, everything else is written as JSON."""
_APART = frozenset({"code", "title", "text", "revision"})


class ObjectType:
    """The type of the items of one kind.

    Args:
        kind: singular name of the kind.
        vocabulary: the record's word lists.
        items: the items that are written.
    """

    def __init__(self, kind: str, vocabulary: Vocabulary, items: Sequence[ItemView]) -> None:
        self.kind = kind_named(kind)
        self.items = items
        self._vocabulary = vocabulary

    @property
    def identifier(self) -> str:
        return type_identifier(self.kind.name)

    @cached_property
    def fields(self) -> dict[str, Attribute]:
        """The kind's own fields as attributes; views of links are relations and none of them."""
        specs = fields_of(self.kind.name, self._vocabulary).values()
        return {x.name: self._attribute(x) for x in specs if x.view is None and x.name not in _APART}

    @cached_property
    def attributes(self) -> dict[str, Attribute]:
        """Every attribute of ours by its long name."""
        owner = self._owner
        named = (
            Attribute(owner, FOREIGN_ID, "text", says="The code of the item."),
            Attribute(owner, NAME, "text", says="The title."),
            Attribute(owner, TEXT, "xhtml", says="The text as people read it."),
            Attribute(
                owner, MARKDOWN, "text", editable=False,
                says=f"The text as it is kept. Edit {TEXT}: what is changed there is taken.",
            ),
            *self.fields.values(),
            Attribute(owner, REVISION, "integer", editable=False, says="Counts every change of the item."),
            Attribute(owner, UUID, "text", editable=False, says="Names the item for ever."),
        )  # fmt: skip
        return {attribute.name: attribute for attribute in named}

    @cached_property
    def foreign(self) -> dict[tuple[str, str], Attribute]:
        """Attributes that other tools gave items of this kind."""
        return foreign_attributes(foreign_owner(self.kind.name), map(attributes_of_others, self.items))

    def enumerations(self) -> Iterator[Enumeration]:
        """The enumerations of its attributes."""
        for attribute in (*self.fields.values(), *self.foreign.values()):
            if attribute.enumeration is not None:
                yield attribute.enumeration

    def define(self, parent: etree._Element, moment: str) -> None:
        """Write the type."""
        common = {"IDENTIFIER": self.identifier, "LAST_CHANGE": moment, "LONG_NAME": self.kind.label}
        element = add(add(parent, "SPEC-OBJECT-TYPE", None, **common), "SPEC-ATTRIBUTES")
        for attribute in (*self.attributes.values(), *self.foreign.values()):
            attribute.define(element, moment)

    def write(self, parent: etree._Element, item: ItemView, given: str, moment: str) -> None:
        """Write one item.

        Args:
            given: its identifier.
            moment: the time of the export, for an item whose own day is not known.
        """
        changed = moment_of(item.effective_on) if item.effective_on else moment
        element = add(
            parent, "SPEC-OBJECT", None,
            IDENTIFIER=given, LAST_CHANGE=changed, LONG_NAME=f"{item.code} {item.title}",
        )  # fmt: skip
        values = add(element, "VALUES")
        for name, value in self._values(item):
            self.attributes[name].write(values, value)
        for key, value in foreign_values(attributes_of_others(item)):
            self.foreign[key].write(values, value)
        refer(element, "TYPE", "SPEC-OBJECT-TYPE-REF", self.identifier)

    @property
    def _owner(self) -> str:
        return f"kind/{self.kind.name}"

    def _values(self, item: ItemView) -> Iterator[tuple[str, Any]]:
        yield FOREIGN_ID, item.code
        yield NAME, item.title
        if item.text:
            yield TEXT, xhtml_of(item.text)
            yield MARKDOWN, item.text
        for name, attribute in self.fields.items():
            value = item.value(name)
            if value is not None:
                yield name, moment_of(value) if attribute.datatype == "date" else value
        yield REVISION, item.revision
        yield UUID, item.uuid

    def _attribute(self, spec: FieldSpec) -> Attribute:
        if spec.form in ("choice", "choices"):
            name = f"{self.kind.label}: {spec.label}"
            words = Enumeration(name, f"{self._owner}/{spec.name}", self._words(spec))
            return Attribute(
                self._owner, spec.name, "enumeration", words, many=spec.form == "choices", says=spec.says
            )
        return Attribute(self._owner, spec.name, _DATATYPES.get(spec.form, "json"), says=spec.says)

    def _words(self, spec: FieldSpec) -> tuple[str, ...]:
        """The words that are allowed, and after them any that items have all the same, such as those of before."""
        used: set[str] = set()
        for item in self.items:
            value = item.value(spec.name)
            used.update(value if isinstance(value, list) else [value] if value is not None else [])
        return (*spec.choices, *sorted(used.difference(spec.choices)))


def type_identifier(kind: str) -> str:
    """The identifier of the type of a kind: the same in every export, by which it is known again."""
    return made_identifier("type", kind)


def object_identifiers(items: Iterable[ItemView]) -> dict[str, str]:
    """The identifier of every item by its uuid: the one that another tool gave it, where it came from there.

    One that is no name of XML, or that another item has already, gives way to the one made of the uuid.
    """
    found: dict[str, str] = {}
    taken: set[str] = set()
    for item in items:
        given = object_of_another(item).get(IDENTIFIER)
        if not isinstance(given, str) or not XML_NAME.fullmatch(given) or given in taken:
            given = identifier(item.uuid)
        found[item.uuid] = given
        taken.add(given)
    return found
