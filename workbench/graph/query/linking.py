"""Links in queries: from the items that a value names to the items that are linked to them.

A condition on links is answered from its value backwards: the few items that it names are found first, and
then what is linked to them, so that a record of any size is not walked item by item.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from workbench.graph.coverage import Covered, coverage
from workbench.graph.coverage_words import CARRIERS, TEXTS
from workbench.graph.evidence import counts
from workbench.graph.fields import KINDS, FieldSpec, fields_of
from workbench.graph.query.values import folded
from workbench.graph.runs import RunRow
from workbench.graph.snapshot import ItemView, LinkRow, Snapshot

LINKED = "linked"
"""The field that holds whatever an item is linked to, in either direction."""
COVERAGE = {"coverage": False, "coverage-deep": True}
"""The fields that hold how far an item is verified, each with whether everything beneath counts too."""
RunsOf = Callable[[], Iterable[RunRow]]
"""Reads the runs of a moment, as ``runs_at`` gives them; asked only where a query needs them."""
_NUMBERED = re.compile(r"int(?:erface)?-(\w+)")


@dataclass(frozen=True)
class Moment:
    """The record that a query looks at, and the day that ``today`` means in it.

    Args:
        runs: reads the runs of that moment, for a query that speaks of coverage.
    """

    snapshot: Snapshot
    today: date
    runs: RunsOf | None = None
    _fields: dict[str, dict[str, FieldSpec]] = field(default_factory=dict, repr=False, compare=False)
    _covered: list[Covered] = field(default_factory=list, repr=False, compare=False)

    def field(self, kind: str, name: str) -> FieldSpec | None:
        """The field of a kind by its name; each kind is looked up once."""
        if kind not in self._fields:
            self._fields[kind] = fields_of(kind, self.snapshot.vocabulary)
        return self._fields[kind].get(name)

    def coverage(self, *, deep: bool) -> Mapping[str, str]:
        """The state of coverage of every item of which it is said, by uuid.

        Raises:
            LookupError: when nobody said how runs are read; a state without them would be wrong.
        """
        if self.runs is None:
            raise LookupError("A query that speaks of coverage needs the runs of procedures.")
        if not self._covered:
            kinds = (*TEXTS, *CARRIERS)
            items = [item for kind in kinds for item in self.snapshot.of_kind(kind) if counts(item)]
            self._covered.extend(coverage(self.snapshot, self.runs(), items))
        return {row.item.uuid: row.standing(deep=deep).state for row in self._covered}

    def holds_links(self, name: str) -> bool:
        """Whether a field of this name is made of links: a relation, a view of some kind, or all of them."""
        if name == LINKED or self.snapshot.vocabulary.relation(name) is not None:
            return True
        specs = (self.field(kind, name) for kind in KINDS)
        return any(spec is not None and spec.view is not None for spec in specs)


def ends_named(snapshot: Snapshot, text: str) -> list[ItemView]:
    """The items that a value names: by code, else by title, else an interface by its number in the architecture.

    Capitals, blanks and underscores make no difference. Several items may have one title, and several
    interfaces one number: ``INT-1`` names each interface numbered 1 where no item has that code.
    """
    exact = snapshot.item(text) or snapshot.item(text.strip().upper())
    if exact is not None:
        return [exact]
    word = folded(text)
    by_code = [item for item in snapshot.items.values() if folded(item.code) == word]
    found = by_code or [item for item in snapshot.items.values() if folded(item.title) == word]
    if found or (numbered := _NUMBERED.fullmatch(word)) is None:
        return found
    interfaces = snapshot.of_kind("interface", withdrawn=True)
    return [item for item in interfaces if str(item.detail.get("number") or "").casefold() == numbered[1]]


def linked_to(moment: Moment, name: str, ends: Iterable[ItemView]) -> frozenset[str]:
    """Uuids of the items in whose field of this name one of the ends stands."""
    follows = _follower(moment, name)
    snapshot, found = moment.snapshot, set[str]()
    for end in ends:
        found.update(x.source for x in snapshot.into(end) if follows(x, x.source, False))
        found.update(x.target for x in snapshot.out(end) if follows(x, x.target, True))
    return frozenset(found)


def with_links(moment: Moment, name: str) -> frozenset[str]:
    """Uuids of the items in whose field of this name any item stands."""
    follows = _follower(moment, name)
    return frozenset(_holders(moment.snapshot, follows))


def _holders(snapshot: Snapshot, follows: Callable[[LinkRow, str, bool], bool]) -> Iterator[str]:
    for link in snapshot.links:
        if link.target in snapshot.items and follows(link, link.source, False):
            yield link.source
        if link.source in snapshot.items and follows(link, link.target, True):
            yield link.target


def _follower(moment: Moment, name: str) -> Callable[[LinkRow, str, bool], bool]:
    """Whether a link, seen from one of its ends, belongs to the field of this name that this end has.

    The end is given by its uuid, with whether it is the link's target.
    """
    items = moment.snapshot.items
    if name == LINKED:
        return lambda link, holder, back: holder in items
    specs = {kind: moment.field(kind, name) for kind in KINDS}
    views = {kind: spec.view for kind, spec in specs.items() if spec is not None and spec.view is not None}
    relations = {view.relation for view in views.values()} | {name}

    def follows(link: LinkRow, holder: str, back: bool) -> bool:
        if link.relation not in relations or holder not in items:
            return False
        kind = items[holder].kind
        if specs.get(kind) is None:  # without such a field, a kind may still have the relation of that name
            return not back and link.relation == name
        view = views.get(kind)
        if view is None or view.relation != link.relation or view.reverse is not back:
            return False
        return view.end is None or link.detail.get("end") == view.end

    return follows
