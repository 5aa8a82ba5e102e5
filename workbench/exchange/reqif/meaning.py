"""What types and attributes of a file mean here: which kind an object is of, and which field an attribute is.

Types of our own are known by their identifiers, which tools keep; others by their names, as the ReqIF
implementation guide and the tools in use call them. What means nothing here is kept as an attribute of another tool.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from workbench.exchange.reqif.datatypes import Attribute
from workbench.exchange.reqif.foreign import OBJECT, foreign_owner
from workbench.exchange.reqif.names import (
    CHAPTER_NAME,
    FOREIGN_ID,
    MARKDOWN,
    NAME,
    REVISION,
    TEXT,
    UUID,
    made_identifier,
)
from workbench.exchange.reqif.objects import ObjectType, type_identifier
from workbench.exchange.reqif.relations import relation_identifier
from workbench.graph.fields import FieldSpec, fields_of
from workbench.graph.vocabulary import ALIASES, KINDS, Vocabulary

Role = Literal["code", "title", "text", "markdown", "revision", "uuid", "field", "foreign", "object"]

_OWN_ROLES: Final[dict[str, Role]] = {
    FOREIGN_ID: "code", NAME: "title", TEXT: "text", MARKDOWN: "markdown", REVISION: "revision", UUID: "uuid",
}  # fmt: skip
_NAMES: Final[dict[Role, tuple[str, ...]]] = {
    "code": (FOREIGN_ID, "ReqIF.Identifier", "Object Identifier", "Identifier", "ID"),
    "title": (NAME, CHAPTER_NAME, "ReqIF.Title", "Object Heading", "Object Short Text", "Title", "Name"),
    "text": (TEXT, "ReqIF.Description", "Object Text", "Primary Text", "Description", "Text"),
}
"""What tools call a code, a title and a text; the first of several that an object fills is taken."""


@dataclass(frozen=True)
class Meaning:
    """What one attribute of a type means.

    Args:
        name: its long name in the file.
        rank: of several attributes with one role, the lowest that is filled is taken.
        spec: the field, for fields.
    """

    role: Role
    name: str
    rank: int = 0
    spec: FieldSpec | None = None


@dataclass(frozen=True)
class TypeMeaning:
    """What a type of objects means.

    Args:
        name: its long name in the file.
        own: this workbench wrote it.
        named: its name is that of a kind, so that no kind had to be chosen for it.
        attributes: what its attributes mean, by their identifiers.
    """

    kind: str
    name: str
    own: bool
    named: bool
    attributes: Mapping[str, Meaning] = field(default_factory=dict)


def type_meaning(definition: Any, vocabulary: Vocabulary, kind_of_others: str) -> TypeMeaning:
    """What a type of objects means.

    Args:
        definition: the type as the ``reqif`` library read it.
        kind_of_others: kind of objects whose type names none.
    """
    name = definition.long_name or ""
    own_kind = next((kind for kind in KINDS if type_identifier(kind) == definition.identifier), None)
    found = own_kind or _kind_of_name(name)
    kind = found or kind_of_others
    specs = {x.name: x for x in fields_of(kind, vocabulary).values() if x.view is None}
    ours = _own_meanings(kind, vocabulary, specs) if own_kind else {}
    attributes: dict[str, Meaning] = {}
    for attribute in definition.attribute_definitions or []:
        title = attribute.long_name or attribute.identifier
        theirs = made_identifier("attribute", foreign_owner(kind), title, _datatype(attribute))
        if attribute.identifier in ours:
            attributes[attribute.identifier] = ours[attribute.identifier]
        elif own_kind and title == OBJECT:
            attributes[attribute.identifier] = Meaning("object", title)
        elif own_kind and attribute.identifier == theirs:
            attributes[attribute.identifier] = Meaning("foreign", title)
        else:
            attributes[attribute.identifier] = _meaning(title, specs)
    return TypeMeaning(kind, name, own_kind is not None, found is not None, attributes)


def relation_of(definition: Any, vocabulary: Vocabulary) -> str:
    """The relation that a type of relations means; empty when it means none."""
    wanted = _plain(definition.long_name or "")
    for relation in vocabulary.relations:
        if definition.identifier == relation_identifier(relation.name) or wanted == _plain(relation.name):
            return relation.name
    return ""


def _own_meanings(kind: str, vocabulary: Vocabulary, specs: Mapping[str, FieldSpec]) -> dict[str, Meaning]:
    ours: Mapping[str, Attribute] = ObjectType(kind, vocabulary, ()).attributes
    return {
        attribute.identifier: Meaning(_OWN_ROLES.get(name, "field"), name, spec=specs.get(name))
        for name, attribute in ours.items()
    }


def _meaning(title: str, specs: Mapping[str, FieldSpec]) -> Meaning:
    for role, names in _NAMES.items():
        for rank, name in enumerate(names):
            if _plain(name) == _plain(title):
                return Meaning(role, title, rank)
    if title in (MARKDOWN, REVISION, UUID):
        return Meaning(_OWN_ROLES[title], title)
    for name, spec in specs.items():
        if name not in ("code", "title", "text", "revision") and _plain(name) == _plain(title):
            return Meaning("field", title, spec=spec)
    return Meaning("foreign", title)


def _datatype(definition: Any) -> str:
    """The name by which the datatype of an attribute goes here; the library knows the form's own names."""
    named = {made_identifier("datatype", x): x for x in ("text", "json")}
    kind = definition.attribute_type.name.lower()
    return named.get(definition.datatype_definition, "text") if kind == "string" else str(kind)


def _kind_of_name(name: str) -> str | None:
    wanted = _plain(name)
    for kind in KINDS.values():
        if wanted in (_plain(kind.name), _plain(kind.label), _plain(kind.plural)):
            return kind.name
    return ALIASES.get(wanted)


def _plain(name: str) -> str:
    return name.strip().casefold().replace("_", " ").replace("-", " ")
