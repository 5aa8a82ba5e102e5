"""A file of the ReqIF form as neutral items: every object once, every relation as a link of its source.

The file is opened safely, looked through for what does not hold together, and only then read, by the ``reqif``
library. What it would change in a record is worked out by ``exchange.taking_in``, as for every other format.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from reqif.parser import ReqIFParser

from workbench.exchange.archive import RefusedFile
from workbench.exchange.exchanged import Exchanged, ExchangedItem, ExchangedLink, uuid_of
from workbench.exchange.reqif.datatypes import JSON_DATATYPE
from workbench.exchange.reqif.foreign import (
    IDENTIFIER,
    LINKS,
    OBJECT,
    SPECIFICATION,
    TYPE,
    UNDER,
    VALUES,
    not_allowed,
)
from workbench.exchange.reqif.left_out import left_out
from workbench.exchange.reqif.meaning import relation_of, type_meaning
from workbench.exchange.reqif.names import LINK_DETAIL, REQIF, REVIEWED_FINGERPRINT, REVIEWED_REVISION
from workbench.exchange.reqif.object_reading import ObjectReader, ReadObject
from workbench.exchange.reqif.opening import open_reqif, stripped
from workbench.exchange.reqif.plain_markdown import MarkdownReader
from workbench.exchange.reqif.record_extension import read_extension
from workbench.exchange.reqif.relations import TARGET
from workbench.exchange.reqif.soundness import faults, place
from workbench.exchange.reqif.values import ValueReader, content
from workbench.graph.fields import kind_named
from workbench.graph.proposed import Place, Problem
from workbench.graph.vocabulary import FOREIGN, KINDS, Vocabulary, shipped

OTHERS_BECOME: Final = "requirement"
"""Kind of the objects of other tools whose type is named like no kind; on screens a recommendation."""
KINDS_OF_OTHERS: Final = tuple(name for name, kind in KINDS.items() if kind.numbering is not None)
"""Kinds that such objects can become: those whose items are numbered, since codes of other tools name nothing here."""
_OF_LINKS: Final = frozenset({LINK_DETAIL, REVIEWED_FINGERPRINT, REVIEWED_REVISION})
"""What this workbench itself says of links."""


@dataclass
class _Told:
    """What is said of the whole file besides its items.

    Args:
        files: of the links: the files that their formatted texts embed.
        said: of the links: formatted texts that ReqIF does not allow, by the attribute's name and what is wrong.
    """

    notes: list[str] = field(default_factory=list)
    not_taken: list[Problem] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    files: list[tuple[Place, str]] = field(default_factory=list)
    said: list[tuple[Place, str, str]] = field(default_factory=list)


def read_reqif(
    data: bytes, name: str, vocabulary: Vocabulary | None = None, *, kind_of_others: str = OTHERS_BECOME
) -> Exchanged:
    """Read a file (.reqif) or a packed one (.reqifz).

    Args:
        data: the whole file.
        name: its name, for sentences.
        vocabulary: the record's word lists; the shipped ones when None.
        kind_of_others: kind of the objects whose type is named like no kind; one of ``KINDS_OF_OTHERS``.

    Returns:
        Its items, or none of them and every fault with its line.

    Raises:
        RefusedFile: when it is no such file, or made to do harm; with one sentence.
    """
    words = vocabulary or shipped()
    opened = open_reqif(data, name)
    problems = faults(opened.root, name)
    if problems:
        return Exchanged(name, problems=tuple(problems))
    places = {
        given: place(name, element)
        for element in opened.root.iter(f"{{{REQIF}}}SPEC-OBJECT", f"{{{REQIF}}}SPEC-RELATION")
        if (given := element.get("IDENTIFIER"))
    }
    extension = read_extension(opened.root, name)
    if extension.problem is not None:
        return Exchanged(name, problems=(extension.problem,))
    words = words.extended(dict(extension.words))
    # Before the names of the form are taken off: what is left out is found by them.
    left = list(left_out(opened.root, name))
    try:
        bundle = ReqIFParser.parse_from_string(stripped(opened.root))
    except Exception as error:  # the library raises whatever went wrong within it
        raise RefusedFile(f"'{name}' cannot be read as ReqIF: {error or type(error).__name__}.") from error
    return _Reader(name, words, kind_of_others, places, opened.beside, left).read(bundle, extension.said)


class _Reader:
    def __init__(
        self,
        name: str,
        vocabulary: Vocabulary,
        kind_of_others: str,
        places: Mapping[str, Place],
        beside: tuple[str, ...],
        left: Iterable[Problem],
    ) -> None:
        self._name = name
        self._vocabulary = vocabulary
        self._kind_of_others = kind_named(kind_of_others).name
        self._places = places
        self._beside = beside
        self._told = _Told(not_taken=list(left))

    def read(self, bundle: Any, said: Mapping[str, Any]) -> Exchanged:
        content = bundle.core_content.req_if_content
        types = {x.identifier: x for x in content.spec_types or []}
        meanings = {
            given: type_meaning(x, self._vocabulary, self._kind_of_others)
            for given, x in types.items()
            if type(x).__name__ == "ReqIFSpecObjectType"
        }
        values = _value_reader(content, types)
        reader = ObjectReader(values, meanings, self._places)
        objects = {found.identifier: reader.read(found) for found in content.spec_objects or []}
        self._read_places(content.specifications or [], objects)
        links = self._links(content.spec_relations or [], types, objects, values)
        own = all(x.meaning.own for x in objects.values())
        for found in objects.values():
            self._told.problems += found.problems
        self._say(objects)
        if self._told.problems:
            return Exchanged(self._name, problems=tuple(self._told.problems))
        items = tuple(_item(found, links.get(given, ())) for given, found in objects.items())
        return Exchanged(
            self._name,
            items,
            of_another_tool=not own,
            notes=tuple(self._told.notes),
            not_taken=tuple(self._told.not_taken),
            other_types=_unnamed(objects),
            title=getattr(bundle.req_if_header, "title", "") or "",
            **(said if own else {}),
        )

    def _links(
        self,
        relations: list[Any],
        types: Mapping[str, Any],
        objects: Mapping[str, ReadObject],
        values: ValueReader,
    ) -> dict[str, list[ExchangedLink]]:
        links: dict[str, list[ExchangedLink]] = {}
        unknown: dict[str, int] = {}
        for found in relations:
            where = self._places.get(found.identifier, Place(self._name))
            definition = types[found.relation_type_ref]
            source, target = found.source.strip(), found.target.strip()
            if source not in objects:
                self._told.not_taken.append(
                    Problem("the link begins at an object that is not in the file", where, source)
                )
                continue
            relation = relation_of(definition, self._vocabulary)
            if not relation:
                title = definition.long_name or definition.identifier
                kept: dict[str, Any] = {IDENTIFIER: found.identifier, TYPE: title, TARGET: target}
                if said := self._said_by_others(found, definition, values, where):
                    kept[VALUES] = said
                objects[source].object.setdefault(LINKS, []).append(kept)
                unknown[title] = unknown.get(title, 0) + 1
                continue
            end = objects.get(target)
            detail, fingerprint = self._said(found, definition, where)
            if said := self._said_by_others(found, definition, values, where, besides=_OF_LINKS):
                detail = {**detail, FOREIGN: said}
            links.setdefault(source, []).append(
                ExchangedLink(
                    relation,
                    end.uuid if end else uuid_of(target),
                    end.code if end else "",
                    detail,
                    fingerprint,
                    where,
                )
            )
        for title, count in sorted(unknown.items()):
            self._told.notes.append(
                f"{count:,} link{'' if count == 1 else 's'} of the type '{title}', which is no relation of the record: "
                "kept with the items where they begin."
            )
        return links

    def _said(self, found: Any, definition: Any, where: Place) -> tuple[dict[str, Any], str]:
        """What a link says besides, and the fingerprint that it cites."""
        names = {x.identifier: x.long_name for x in definition.attribute_definitions or []}
        detail: dict[str, Any] = {}
        fingerprint = ""
        for value in found.values or []:
            name = names.get(value.definition_ref, "")
            if name == LINK_DETAIL:
                read = ValueReader({}, {value.definition_ref: JSON_DATATYPE}).foreign(value)
                if isinstance(read, dict):
                    detail = read
                else:
                    self._told.problems.append(
                        Problem(
                            "the link's detail cannot be read", where, str(value.value)[:80],
                            "a document, written as JSON",
                        )
                    )  # fmt: skip
            elif name == REVIEWED_FINGERPRINT:
                fingerprint = str(value.value)
        return detail, fingerprint

    def _said_by_others(
        self,
        found: Any,
        definition: Any,
        values: ValueReader,
        where: Place,
        besides: frozenset[str] = frozenset(),
    ) -> dict[str, Any]:
        """The attributes that another tool gave a relation, by their names, but for those that mean something here."""
        names = {x.identifier: x.long_name or x.identifier for x in definition.attribute_definitions or []}
        said: dict[str, Any] = {}
        for value in found.values or []:
            name = names.get(value.definition_ref, value.definition_ref)
            if name in besides:
                continue
            said[name] = values.foreign(value)
            if value.attribute_type.name == "XHTML" and (element := content(value)) is not None:
                reader = MarkdownReader()
                reader.read(element)
                self._told.files += [(where, file) for file in reader.files]
        self._told.said += [(where, name, fault) for name, fault in not_allowed(said)]
        return said

    def _read_places(self, specifications: list[Any], objects: Mapping[str, ReadObject]) -> None:
        """Where each object stands first, as far as a list of its kind does not say the same."""
        seen: set[str] = set()
        for specification in specifications:
            title = specification.long_name or specification.identifier
            for given, above in _hierarchy(specification):
                found = objects.get(given)
                if found is None or given in seen:
                    continue
                seen.add(given)
                plain = kind_named(found.meaning.kind).plural.replace("-", " ").capitalize()
                if found.meaning.own and title == plain and not above:
                    continue
                found.object[SPECIFICATION] = title
                if above:
                    found.object[UNDER] = above

    def _say(self, objects: Mapping[str, ReadObject]) -> None:
        tell = self._told.notes.append
        guessed = _unnamed(objects)
        used = sum(not x.meaning.named for x in objects.values())
        if used:
            kind = kind_named(self._kind_of_others)
            named = ", ".join(f"'{x}'" for x in guessed[:5])
            tell(
                f"{used:,} object{'' if used == 1 else 's'} of types that are named like no kind ({named}) "
                f"come in as {kind.label.lower()}{'' if used == 1 else 's'}."
            )
        edited = [x.code or x.title for x in objects.values() if x.edited]
        if edited:
            shown = ", ".join(edited[:5]) + (" and others" if len(edited) > 5 else "")
            tell(f"Texts that another tool changed are taken as people read them there: {shown}.")
        kept = sum(bool(x.foreign) for x in objects.values())
        if kept:
            tell(
                f"{kept:,} item{'' if kept == 1 else 's'} with attributes of another tool: "
                "they are kept and come out again."
            )
        self._say_not_allowed(objects)
        of_objects = [(found.place, file) for found in objects.values() for file in found.files]
        for where, file in (*of_objects, *self._told.files):
            self._told.not_taken.append(
                Problem("an embedded file is not taken", where, file, "text; attach files elsewhere")
            )
        for file in self._beside:
            self._told.not_taken.append(
                Problem("the file that came packed with it is not taken", Place(self._name), file)
            )

    def _say_not_allowed(self, objects: Mapping[str, ReadObject]) -> None:
        """Formatted texts that are kept and cannot go out as they came."""
        wrong: dict[str, list[str]] = {}
        of_objects = [
            (found.place, name, fault)
            for found in objects.values()
            for name, fault in not_allowed(found.foreign)
        ]
        for where, name, fault in (*of_objects, *self._told.said):
            wrong.setdefault(name, []).append(f"{where.path}: {fault}")
        for name, places in sorted(wrong.items()):
            more = f" and in {len(places) - 1:,} more" if len(places) > 1 else ""
            self._told.notes.append(
                f"The attribute '{name}' holds a formatted text that ReqIF does not allow ({places[0]}){more}. "
                "It is kept as it came, and goes out as a text with its marks, so that the file stays valid."
            )


def _unnamed(objects: Mapping[str, ReadObject]) -> tuple[str, ...]:
    """Types of objects that are named like no kind."""
    return tuple(sorted({x.meaning.name or x.identifier for x in objects.values() if not x.meaning.named}))


def _value_reader(content: Any, types: Mapping[str, Any]) -> ValueReader:
    words: dict[str, str] = {}
    for datatype in content.data_types or []:
        for value in getattr(datatype, "values", None) or []:
            words[value.identifier] = value.long_name or value.other_content or value.key or value.identifier
    datatypes = {
        attribute.identifier: attribute.datatype_definition
        for found in types.values()
        for attribute in getattr(found, "attribute_definitions", None) or []
    }
    return ValueReader(words, datatypes)


def _hierarchy(specification: Any) -> Iterator[tuple[str, str]]:
    """Every object of a specification with the one above it, top to bottom."""
    waiting = [(child, "") for child in reversed(specification.children or [])]
    while waiting:
        place, above = waiting.pop()
        given = place.spec_object.strip()
        yield given, above
        waiting += [(child, given) for child in reversed(place.children or [])]


def _item(found: ReadObject, links: Any) -> ExchangedItem:
    foreign = dict(found.foreign)
    if found.object:
        foreign[OBJECT] = found.object
    return ExchangedItem(
        uuid=found.uuid,
        code=found.code,
        kind=found.meaning.kind,
        title=found.title,
        text=found.text,
        status=found.status,
        fields=found.fields,
        foreign=foreign,
        links=tuple(links),
        revision=found.revision,
        place=found.place,
        kind_chosen=not found.meaning.named,
    )
