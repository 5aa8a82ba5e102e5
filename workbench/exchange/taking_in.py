"""What a file of another copy or of another tool would change in the record."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from workbench.exchange.exchanged import Exchanged, TakenIn, content_digest
from workbench.exchange.exchanged_fields import Said, differing, said_by
from workbench.exchange.exchanged_links import change_links
from workbench.exchange.exchanged_matching import Match, Matching, match_items
from workbench.graph.proposed import ItemEdit, NewItem, Place, Problem, ProposedChange
from workbench.graph.snapshot import ItemView, Snapshot
from workbench.graph.vocabulary import FOREIGN

MOST_NAMES = 12
"""Names of other tools' attributes that one sentence lists."""


class Earlier(Protocol):
    """The record as it was: ``graph.earlier.History`` reads it from a database."""

    def items(self, wanted: Mapping[str, int]) -> Mapping[str, ItemView]:
        """Items as they were at a revision, by uuid; those that never had it are missing."""

    def at(self, change: int) -> Snapshot | None:
        """The record at a change number, or None where it has no such change."""


def take_in(
    snapshot: Snapshot,
    exchanged: Exchanged,
    *,
    record_id: str = "",
    earlier: Earlier | None = None,
    remove_missing_links: bool = False,
) -> TakenIn:
    """What a file would change: matched by uuid, then by code, and compared field by field.

    Args:
        snapshot: the record as it is now, with all that the person who imports may see.
        exchanged: the file.
        record_id: id of the record; a file of another record is matched more carefully.
        earlier: the record as it was, so that what others changed since the file was written is not taken back.
        remove_missing_links: links that a whole file of the same record lacks are removed; else never.
    """
    problems = [*exchanged.problems]
    elsewhere = bool(exchanged.record_id) and exchanged.record_id != record_id
    if remove_missing_links and (elsewhere or not exchanged.whole or not exchanged.record_id):
        problems.append(
            Problem(
                "links that the file lacks can be removed only where it is a whole export of this record",
                Place(exchanged.name),
                exchanged.record_id or "no record",
                record_id,
            )
        )
    matching = match_items(snapshot, exchanged, record_id)
    problems += matching.problems
    not_taken = [*exchanged.not_taken, *matching.not_taken]
    seen = {} if elsewhere or earlier is None else _seen(matching, earlier)
    new: list[NewItem] = []
    edits: list[ItemEdit] = []
    foreign: dict[str, int] = {}
    for match in matching.matches:
        said = said_by(match, snapshot.vocabulary, of_another_tool=exchanged.of_another_tool)
        problems += said.problems
        not_taken += said.not_taken
        for name in said.foreign:
            foreign[name] = foreign.get(name, 0) + 1
        if match.known is None:
            if not said.values.get("title"):
                place = match.item.place_of("title")
                problems.append(Problem("a new item needs a title", place, "", "a title of one line"))
            new.append(_new(match, said))
            continue
        base = seen.get(match.known.uuid, match.known)
        if fields := differing(said, match.known, base):
            revision = base.revision if base is not match.known else None
            edits.append(ItemEdit(match.known.code, fields, revision, match.item.place))
    dated = None
    if earlier is not None and not elsewhere and exchanged.change is not None:
        if exchanged.change < snapshot.change:
            dated = earlier.at(exchanged.change)
        elif exchanged.change == snapshot.change:
            dated = snapshot
    links = change_links(
        snapshot,
        exchanged,
        matching,
        base=dated,
        codes_believed=not elsewhere,
        remove_missing=remove_missing_links,
    )
    change = ProposedChange(tuple(new), tuple(edits), tuple(links.edits), why=f"Import of {exchanged.name}")
    notes = (
        *exchanged.notes,
        *matching.notes,
        *links.notes,
        *_kept(foreign),
        *_moved(exchanged, snapshot, elsewhere),
    )
    return TakenIn(
        ProposedChange() if problems else change,
        tuple(problems),
        (*not_taken, *links.not_taken),
        notes,
        len(exchanged.items),
        exchanged.other_types,
    )


def _seen(matching: Matching, earlier: Earlier) -> Mapping[str, ItemView]:
    """The items as the file was written from, where the record ever had them so."""
    wanted = {
        match.known.uuid: match.item.revision
        for match in matching.matches
        if match.known is not None
        and match.item.revision is not None
        and match.item.revision < match.known.revision
    }
    digests = {m.known.uuid: m.item.digest for m in matching.matches if m.known is not None}
    return {
        uuid: item
        for uuid, item in earlier.items(wanted).items()
        if digests[uuid] in ("", content_digest(item))
    }


def _new(match: Match, said: Said) -> NewItem:
    fields = {name: value for name, value in said.values.items() if value is not None}
    foreign = {name: value for name, value in said.foreign.items() if value is not None}
    if foreign:
        fields[FOREIGN] = foreign
    label = match.end if match.code is None else ""
    return NewItem(match.kind, fields, match.code, label, match.item.uuid or None, match.item.place)


def _kept(foreign: Mapping[str, int]) -> list[str]:
    if not foreign:
        return []
    names = sorted(foreign)
    shown = ", ".join(name[:60] for name in names[:MOST_NAMES])
    more = f" and {len(names) - MOST_NAMES} more" if len(names) > MOST_NAMES else ""
    return [f"Attributes that no field here can hold are kept as they came: {shown}{more}."]


def _moved(exchanged: Exchanged, snapshot: Snapshot, elsewhere: bool) -> list[str]:
    if elsewhere:
        return [
            f"The file comes from another record ('{exchanged.record_id}'): running numbers say nothing here; only "
            "uuids and codes that are names are taken for the same item."
        ]
    if exchanged.change is not None and exchanged.change < snapshot.change:
        return [
            f"The file was written at change {exchanged.change} and the record stands at {snapshot.change}: what "
            "others changed since stays."
        ]
    return []
