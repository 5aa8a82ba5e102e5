"""Items as a file of another copy or of another tool gives them, before anybody compared them with the record.

Every reader of such a file (JSON, ReqIF) ends in these plain values, and ``taking_in`` makes a proposed change
of them, so that an item is matched, compared and refused in the same way however it comes.
"""

from __future__ import annotations

import uuid as uuids
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from workbench.graph.plain_text import tidied
from workbench.graph.proposed import Place, Problem, ProposedChange
from workbench.graph.snapshot import ItemView
from workbench.graph.vocabulary import digest

_IDENTIFIERS = uuids.UUID("5f3b7f9e-6b0c-5d0e-9d53-6a6f1f2b8f4a")
"""Namespace of the uuids that are made of other tools' identifiers."""


@dataclass(frozen=True)
class ExchangedLink:
    """One link out of an item of the file.

    Args:
        relation: name of the relation as the file has it.
        target: uuid of the item that is cited; empty where the file knows only its code.
        target_code: code of the item that is cited; empty where the file knows only its uuid.
        detail: what the link says besides, such as ``line`` or ``end``.
        fingerprint: the target's as the link cites it, in hex; empty: as the target stands.
        place: where in the file it stands.
    """

    relation: str
    target: str = ""
    target_code: str = ""
    detail: Mapping[str, Any] = field(default_factory=dict)
    fingerprint: str = ""
    place: Place = field(default_factory=Place)


@dataclass(frozen=True)
class ExchangedItem:
    """One item of the file; what is None is not said there and stays as the record has it.

    Args:
        uuid: as written; empty where the file has none. ``uuid_of`` makes one of another tool's identifier.
        code: as written, or empty.
        kind: singular name of the kind as the file has it, known or not.
        fields: values of the kind's own fields in stored form (dates are ISO strings), by name; names that the
            kind does not know are kept as foreign attributes.
        foreign: attributes that belong to another tool, by their name there; they are kept and come out again.
        revision: the item's revision when the file was written, or None.
        digest: ``content_digest`` of the item when the file was written; empty where the format has none.
        place: where in the file it stands; ``place.path`` names it for formats without rows.
        places: where single fields stand, by name, for formats that know it.
        kind_chosen: the file does not say its kind; the one given was chosen, and gives way to that of an item
            that the record knows.
    """

    uuid: str = ""
    code: str = ""
    kind: str = ""
    title: str | None = None
    text: str | None = None
    status: str | None = None
    fields: Mapping[str, Any] = field(default_factory=dict)
    foreign: Mapping[str, Any] = field(default_factory=dict)
    links: tuple[ExchangedLink, ...] = ()
    revision: int | None = None
    digest: str = ""
    place: Place = field(default_factory=Place)
    places: Mapping[str, Place] = field(default_factory=dict)
    kind_chosen: bool = False

    def place_of(self, name: str) -> Place:
        """Where a field stands, as exactly as the reader knew."""
        return self.places.get(name, self.place)


@dataclass(frozen=True)
class Exchanged:
    """A whole file.

    Args:
        name: the file's name, for sentences.
        items: its items in the file's order.
        record_id: id of the record that it was written from; empty where another tool wrote it.
        change: number of the record's last change when it was written, or None.
        whole: the file holds every item and link that could be given, so that what it lacks was removed.
        of_another_tool: values that a field cannot hold are kept as foreign attributes; else they are problems.
        title: title of the record.
        group: name of the group.
        vocabulary: the words that the record adds to the shipped ones, as in ``vocabulary.yaml``.
        reconstruction: the record was written down afterwards.
        effective_on: the group's date of its last change.
        other_types: names of another tool's types that are named like no kind, so that one was chosen.
        notes: sentences on what the reader assumed or left.
        problems: what stands in the way of taking anything.
        not_taken: what the reader itself could not take.
    """

    name: str
    items: tuple[ExchangedItem, ...] = ()
    record_id: str = ""
    change: int | None = None
    whole: bool = False
    of_another_tool: bool = False
    title: str = ""
    group: str = ""
    vocabulary: Mapping[str, Any] = field(default_factory=dict)
    reconstruction: bool = False
    effective_on: date | None = None
    other_types: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    not_taken: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class TakenIn:
    """What a file proposes to a record.

    Args:
        change: the proposed change; empty when there are problems, so that nothing is half imported.
        problems: what stands in the way, each with its place.
        not_taken: what was left out and stands in the way of nothing, each with its place, what was found and
            what is allowed.
        notes: sentences on what was assumed or kept.
        items: how many items the file holds.
        other_types: names of another tool's types that are named like no kind, so that one was chosen.
    """

    change: ProposedChange = field(default_factory=ProposedChange)
    problems: tuple[Problem, ...] = ()
    not_taken: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()
    items: int = 0
    other_types: tuple[str, ...] = ()


def content_digest(item: ItemView) -> str:
    """SHA-256 of all that an item says: by it a file is known to speak of this state of the item."""
    return digest([item.title, item.text, item.status, item.detail])


def plain(value: Any) -> Any:
    """A value with every text as the record keeps it: one form of line ends and of letters."""
    if isinstance(value, str):
        return tidied(value)
    if isinstance(value, Mapping):
        return {tidied(str(name)): plain(inner) for name, inner in value.items()}
    return [plain(inner) for inner in value] if isinstance(value, list | tuple) else value


def uuid_of(identifier: str) -> str:
    """A uuid for an identifier of another tool: itself where it is one, else always the same one.

    Args:
        identifier: as the tool wrote it; ``_`` before a uuid is no part of it, since XML ids may not begin with
            a digit.
    """
    try:
        return str(uuids.UUID(identifier.strip().removeprefix("_")))
    except ValueError:
        return str(uuids.uuid5(_IDENTIFIERS, identifier.strip()))
