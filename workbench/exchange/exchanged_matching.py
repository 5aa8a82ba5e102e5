"""Which item of the record an item of a file is: by its uuid, then by its code, else a new one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from workbench.exchange.exchanged import Exchanged, ExchangedItem
from workbench.graph.proposed import Problem
from workbench.graph.snapshot import ItemView, Snapshot
from workbench.graph.vocabulary import KINDS, UnknownKind, kind_named

LONGEST_CODE = 80


@dataclass(frozen=True)
class Match:
    """An item of the file that can be taken.

    Args:
        item: as the file has it.
        kind: singular name of its kind.
        known: the record's item, or None for a new one.
        code: the code that it keeps; None for the next free one.
        end: how links of the same change name it: its code, or a label.
    """

    item: ExchangedItem
    kind: str
    known: ItemView | None
    code: str | None
    end: str


@dataclass
class Matching:
    """Matches in the file's order, what was refused, and ways from the file's names to the matches."""

    matches: list[Match] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    not_taken: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    by_uuid: dict[str, Match] = field(default_factory=dict)
    by_code: dict[str, Match] = field(default_factory=dict)
    left: set[str] = field(default_factory=set)
    """Uuids and codes of items of the file that are not taken."""


def match_items(snapshot: Snapshot, exchanged: Exchanged, record_id: str) -> Matching:
    """Match every item of a file.

    A uuid that the record does not know is another item, even where its running number is the same: two copies
    number on their own. Codes that are names, such as ``PRO-DNP3-AN2018``, mean the same thing everywhere; those of
    other tools' files and of items without a uuid are believed.
    """
    found = Matching()
    _refuse_twice(exchanged.items, found)
    elsewhere = bool(exchanged.record_id) and exchanged.record_id != record_id
    settings: list[str] = []
    taken: set[str] = set()
    first: dict[str, ExchangedItem] = {}
    for number, item in enumerate(exchanged.items, start=1):
        try:
            kind = kind_named(item.kind).name
        except UnknownKind:
            _leave(
                item, found, Problem("is no kind of item", item.place_of("kind"), item.kind, ", ".join(KINDS))
            )
            continue
        if elsewhere and kind == "setting":
            settings.append(item.code)
            found.left.update({item.uuid, item.code} - {""})
            continue
        known = snapshot.items.get(item.uuid)
        if known is not None and item.kind_chosen:
            kind = known.kind
        if known is not None and known.kind != kind:
            allowed = f"'{known.kind}', as the record has it"
            _leave(
                item,
                found,
                Problem("an item cannot change its kind", item.place_of("kind"), kind, allowed, known.code),
            )
            continue
        if known is None and _believed(item, kind, exchanged, elsewhere):
            named = snapshot.item(item.code)
            known = named if named is not None and named.kind == kind else None
        if known is not None:
            if known.uuid in first:
                message = f"it is {known.code}, which stands at {first[known.uuid].place} already"
                found.problems.append(Problem(message, item.place, item.code, "each item once"))
                continue
            first[known.uuid] = item
            if item.code and item.code != known.code:
                found.notes.append(
                    f"{known.code} is called {item.code} in the file; codes never change, so it stays so."
                )
            _add(Match(item, kind, known, known.code, known.code), found)
            continue
        match = _new(number, item, kind, snapshot, taken, found)
        if match is not None:
            taken.add(match.code or "")
            _add(match, found)
    if settings:
        found.notes.append(
            f"{len(settings)} settings of the other record are left out: they say how that group works."
        )
    return found


def _believed(item: ExchangedItem, kind: str, exchanged: Exchanged, elsewhere: bool) -> bool:
    """Whether an equal code means the same item."""
    if not item.code:
        return False
    name = KINDS[kind].numbering is None
    return name or not exchanged.record_id or (not elsewhere and not item.uuid)


def _new(
    number: int, item: ExchangedItem, kind: str, snapshot: Snapshot, taken: set[str], found: Matching
) -> Match | None:
    model = KINDS[kind]
    free = item.code not in snapshot.by_code and item.code not in taken
    if item.code and free and model.accepts_code(item.code) and len(item.code) <= LONGEST_CODE:
        return Match(item, kind, None, item.code, item.code)
    if model.numbering is None:
        said = "is taken by another item" if item.code and not free else "is no code of this kind"
        _leave(
            item,
            found,
            Problem(
                f"the code {said}", item.place_of("code"), item.code, f"a free code of the form {model.code}"
            ),
        )
        return None
    if item.code:
        why = "the record has given to another item" if not free else f"is none of {model.plural} here"
        found.notes.append(
            f"'{(item.title or '')[:80]}' comes with the code {item.code}, which {why}; it gets the next free one."
        )
    return Match(item, kind, None, None, f"new item {number} of the file")


def _refuse_twice(items: Iterable[ExchangedItem], found: Matching) -> None:
    seen: dict[tuple[str, str], ExchangedItem] = {}
    for item in items:
        for what, name in (("uuid", item.uuid), ("code", item.code)):
            if not name:
                continue
            other = seen.setdefault((what, name), item)
            if other is not item:
                message = f"the {what} stands at {other.place} already"
                found.problems.append(Problem(message, item.place_of(what), name, f"each {what} once"))


def _leave(item: ExchangedItem, found: Matching, problem: Problem) -> None:
    found.left.update({item.uuid, item.code} - {""})
    found.not_taken.append(problem)


def _add(match: Match, found: Matching) -> None:
    found.matches.append(match)
    if match.item.uuid:
        found.by_uuid[match.item.uuid] = match
    if match.item.code:
        found.by_code[match.item.code] = match
