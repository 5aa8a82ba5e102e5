"""Two moments of the record side by side: items added, changed and withdrawn, with their fields, and links.

Plain functions of two snapshots. Links show as fields of the items that hold them, as everywhere, and
are counted on their own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from workbench.graph.fields import FieldSpec, field_value, fields_of
from workbench.graph.snapshot import ItemView, LinkRow, Snapshot, code_order
from workbench.record.kind import FOREIGN
from workbench.record.kinds import KINDS

What = Literal["added", "changed", "withdrawn"]
_LEFT_OUT = frozenset({"code", "revision"})
LinkTriple = tuple[str, str, str]
"""Code, relation, code."""


@dataclass(frozen=True)
class FieldDifference:
    """One field at both moments, as grids show it; a field of links holds codes."""

    name: str
    before: Any
    after: Any


@dataclass(frozen=True)
class ItemDifference:
    """What became of one item from the one moment to the other.

    Args:
        title: as it is at the later moment.
        fields: for an added item, its fields that hold something; for a withdrawn one, none.
    """

    what: What
    code: str
    kind: str
    title: str
    fields: tuple[FieldDifference, ...] = ()


@dataclass(frozen=True)
class Comparison:
    """All differences, kind by kind and in order of codes."""

    items: tuple[ItemDifference, ...]
    links_added: tuple[LinkTriple, ...]
    links_removed: tuple[LinkTriple, ...]

    @property
    def empty(self) -> bool:
        """Whether both moments hold the same."""
        return not (self.items or self.links_added or self.links_removed)

    def of(self, kinds: Iterable[str] = (), whats: Iterable[str] = ()) -> list[ItemDifference]:
        """The differences of some kinds and sorts; of all where none is named."""
        kinds, whats = set(kinds), set(whats)
        return [d for d in self.items if (not kinds or d.kind in kinds) and (not whats or d.what in whats)]

    def counts(self) -> dict[str, int]:
        """How many items were added, changed and withdrawn."""
        counted = Counter(difference.what for difference in self.items)
        return {what: counted[what] for what in ("added", "changed", "withdrawn")}

    def kinds(self) -> dict[str, int]:
        """How many items differ, by kind."""
        return dict(Counter(difference.kind for difference in self.items))


def compare(before: Snapshot, after: Snapshot) -> Comparison:
    """What changed from one snapshot to a later one of the same record.

    An item that is withdrawn at both moments, or that came and was withdrawn between them, is no
    difference. One that was withdrawn and taken up again is added.
    """
    links_before, links_after = _links_of(before), _links_of(after)
    found = []
    for uuid in {**before.items, **after.items}:
        was, becomes = _standing(before, uuid), _standing(after, uuid)
        if was is None and becomes is None:
            continue
        if becomes is None:
            assert was is not None
            found.append(ItemDifference("withdrawn", was.code, was.kind, was.title))
            continue
        specs = fields_of(becomes.kind, after.vocabulary)
        if was is None:
            fields = tuple(_all_fields(after, becomes, specs))
            found.append(ItemDifference("added", becomes.code, becomes.kind, becomes.title, fields))
            continue
        same_links = links_before.get(uuid) == links_after.get(uuid)
        if was == becomes and same_links:
            continue
        fields = tuple(_changed_fields(before, after, was, becomes, specs, same_links))
        if fields:
            found.append(ItemDifference("changed", becomes.code, becomes.kind, becomes.title, fields))
    order = {kind: place for place, kind in enumerate(KINDS)}
    found.sort(key=lambda d: (order[d.kind], code_order(d.code)))
    one, other = _triples(before), _triples(after)
    return Comparison(tuple(found), _sorted(other - one), _sorted(one - other))


def _standing(snapshot: Snapshot, uuid: str) -> ItemView | None:
    """An item that stands at a moment: recorded, and not withdrawn."""
    item = snapshot.items.get(uuid)
    return None if item is None or item.withdrawn else item


def _all_fields(
    snapshot: Snapshot, item: ItemView, specs: Mapping[str, FieldSpec]
) -> Iterable[FieldDifference]:
    for name, spec in specs.items():
        if name in _LEFT_OUT or name == "title":
            continue
        value = field_value(snapshot, item, spec)
        if value not in (None, "", [], False):
            yield FieldDifference(name, None, value)


def _changed_fields(
    before: Snapshot,
    after: Snapshot,
    was: ItemView,
    becomes: ItemView,
    specs: Mapping[str, FieldSpec],
    same_links: bool,
) -> Iterable[FieldDifference]:
    for name, spec in specs.items():
        if name in _LEFT_OUT or (same_links and spec.view is not None):
            continue
        one, other = field_value(before, was, spec), field_value(after, becomes, spec)
        if one != other:
            yield FieldDifference(name, one, other)
    if was.confidential != becomes.confidential:
        yield FieldDifference("confidential", was.confidential, becomes.confidential)
    if was.detail.get(FOREIGN) != becomes.detail.get(FOREIGN):
        yield FieldDifference(FOREIGN, was.detail.get(FOREIGN), becomes.detail.get(FOREIGN))


def _links_of(snapshot: Snapshot) -> dict[str, frozenset[tuple[str, str, str, str]]]:
    """Links of each item in either direction, by what they say and not by their row."""
    found: dict[str, set[tuple[str, str, str, str]]] = {}
    for link in snapshot.links:
        said = (link.source, link.relation, link.target, repr(sorted(link.detail.items())))
        found.setdefault(link.source, set()).add(said)
        found.setdefault(link.target, set()).add(said)
    return {uuid: frozenset(links) for uuid, links in found.items()}


def _triples(snapshot: Snapshot) -> set[LinkTriple]:
    """Links between items that stand, by their codes."""

    def named(link: LinkRow) -> LinkTriple | None:
        source, target = _standing(snapshot, link.source), _standing(snapshot, link.target)
        return (source.code, link.relation, target.code) if source and target else None

    return {triple for triple in map(named, snapshot.links) if triple is not None}


def _sorted(triples: set[LinkTriple]) -> tuple[LinkTriple, ...]:
    return tuple(sorted(triples, key=lambda t: (code_order(t[0]), t[1], code_order(t[2]))))
