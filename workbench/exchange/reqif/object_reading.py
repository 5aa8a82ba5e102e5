"""One object of a file as an item, before anybody compared it with the record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from workbench.exchange.exchanged import uuid_of
from workbench.exchange.reqif.foreign import IDENTIFIER, OBJECT, TYPE
from workbench.exchange.reqif.meaning import Meaning, TypeMeaning
from workbench.exchange.reqif.names import identifier
from workbench.exchange.reqif.plain_markdown import MarkdownReader, plain_words
from workbench.exchange.reqif.rich_text import xhtml_of
from workbench.exchange.reqif.values import Unfit, ValueReader, content
from workbench.graph.fields import kind_named
from workbench.graph.plain_text import LONGEST_TITLE
from workbench.graph.proposed import Place, Problem


@dataclass
class ReadObject:
    """What an object says.

    Args:
        edited: its text was changed in another tool, so that the text as people read it was taken.
        files: names of files that its texts embed.
        problems: values that cannot be what they are said to be.
    """

    identifier: str
    meaning: TypeMeaning
    uuid: str
    place: Place
    code: str = ""
    title: str = ""
    text: str = ""
    status: str | None = None
    revision: int | None = None
    fields: dict[str, Any] = field(default_factory=dict)
    foreign: dict[str, Any] = field(default_factory=dict)
    object: dict[str, Any] = field(default_factory=dict)
    edited: bool = False
    files: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


class ObjectReader:
    """Reads objects by what their types mean.

    Args:
        values: reads values.
        meanings: what types mean, by their identifiers.
        places: where objects stand, by their identifiers.
    """

    def __init__(
        self, values: ValueReader, meanings: Mapping[str, TypeMeaning], places: Mapping[str, Place]
    ) -> None:
        self._values = values
        self._meanings = meanings
        self._places = places

    def read(self, found: Any) -> ReadObject:
        """An object as the ``reqif`` library read it."""
        meaning = self._meanings[found.spec_object_type]
        read = ReadObject(
            found.identifier, meaning, uuid_of(found.identifier), self._places.get(found.identifier, Place())
        )
        filled: dict[str, list[tuple[Meaning, Any]]] = {}
        for value in found.attributes:
            means = meaning.attributes.get(value.definition_ref)
            if means is None:  # of another type: kept by the only name there is
                read.foreign[value.definition_ref] = self._values.foreign(value)
            else:
                filled.setdefault(means.role, []).append((means, value))
        for entries in filled.values():
            entries.sort(key=lambda entry: entry[0].rank)
        self._name(read, filled)
        self._text(read, filled)
        self._fields(read, filled)
        if not read.title:
            read.title = _title_of(found.long_name, read)
        self._keep(read, found)
        return read

    def _name(self, read: ReadObject, filled: Mapping[str, list[tuple[Meaning, Any]]]) -> None:
        for _, value in filled.get("uuid", ()):
            read.uuid = uuid_of(self._values.plain(value))
        for _, value in filled.get("revision", ()):
            if value.attribute_type.name == "INTEGER":
                read.revision = int(value.value)
        for means, value in filled.get("code", ()):
            words = self._values.plain(value).strip()
            if not read.code and (read.meaning.own or kind_named(read.meaning.kind).accepts_code(words)):
                read.code = words
            else:
                read.foreign[means.name] = self._values.foreign(value)
        for means, value in filled.get("title", ()):
            words = self._values.plain(value)
            words = words if read.meaning.own else " ".join(words.split())
            if not read.title and words and (read.meaning.own or len(words) <= LONGEST_TITLE):
                read.title = words
            elif words:
                read.foreign[means.name] = self._values.foreign(value)

    def _text(self, read: ReadObject, filled: Mapping[str, list[tuple[Meaning, Any]]]) -> None:
        kept = next((str(value.value) for _, value in filled.get("markdown", ())), None)
        shown: str | None = None
        for means, value in filled.get("text", ()):
            if shown is None:
                shown = self._markdown(value, read)
            else:
                read.foreign[means.name] = self._values.foreign(value)
        if kept is None:
            read.text = shown or ""
            return
        same = shown is None or shown == MarkdownReader().read(xhtml_of(kept))
        read.text, read.edited = (kept, False) if same else (shown or "", True)

    def _markdown(self, value: Any, read: ReadObject) -> str:
        if value.attribute_type.name != "XHTML":
            return self._values.plain(value)
        element = content(value)
        if element is None:
            return ""
        reader = MarkdownReader()
        words = reader.read(element)
        read.files += reader.files
        return words

    def _fields(self, read: ReadObject, filled: Mapping[str, list[tuple[Meaning, Any]]]) -> None:
        for means, value in filled.get("field", ()):
            assert means.spec is not None
            try:
                held = self._values.field(value, means.spec)
            except Unfit as allowed:
                self._unfit(read, means, value, str(allowed))
                continue
            if not read.meaning.own and not _known(held, means.spec.choices):
                read.foreign[means.name] = self._values.foreign(value)
            elif means.spec.name == "status":
                read.status = held
            else:
                read.fields[means.spec.name] = held
        if read.meaning.own:
            _empty(read)
        for means, value in filled.get("foreign", ()):
            read.foreign[means.name] = self._values.foreign(value)
        for _, value in filled.get("object", ()):
            kept = self._values.foreign(value)
            if isinstance(kept, dict):
                read.object.update(kept)

    def _unfit(self, read: ReadObject, means: Meaning, value: Any, allowed: str) -> None:
        """A value that its field cannot hold: a fault in a file of ours, an attribute in one of another tool."""
        if not read.meaning.own:
            read.foreign[means.name] = self._values.foreign(value)
            return
        where = Place(read.place.file, read.place.row, means.name, read.place.path)
        read.problems.append(
            Problem(
                "the field cannot hold the value", where, self._values.plain(value)[:80], allowed, read.code
            )
        )

    def _keep(self, read: ReadObject, found: Any) -> None:
        if found.identifier != identifier(read.uuid):
            read.object[IDENTIFIER] = found.identifier
        if not read.meaning.own and read.meaning.name:
            read.object[TYPE] = read.meaning.name
        for name in [name for name in read.foreign if name == OBJECT]:
            read.foreign[f"{name} attribute"] = read.foreign.pop(name)


def _empty(read: ReadObject) -> None:
    """A field that the type has and the object does not say is empty: other tools drop what is empty."""
    for means in read.meaning.attributes.values():
        if means.role == "field" and means.spec is not None and means.spec.name != "status":
            nothing: Any = [] if means.spec.many else "" if means.spec.form == "text" else None
            read.fields.setdefault(means.spec.name, nothing)


def _known(held: Any, choices: tuple[str, ...]) -> bool:
    if not choices:
        return True
    return all(word in choices for word in (held if isinstance(held, list) else [held]))


def _title_of(long_name: str | None, read: ReadObject) -> str:
    """A title for an object that has none: its long name, or how its text begins."""
    if read.meaning.own:
        return ""
    words = " ".join((long_name or "").split())
    if not words and read.text:
        words = plain_words(xhtml_of(read.text))
        words = words if len(words) <= 120 else f"{words[:119].rstrip()}…"
    return words[:LONGEST_TITLE] or read.identifier
