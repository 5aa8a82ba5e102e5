"""The record at one moment, as plain values: the input of every reader.

A snapshot holds no database session. Everything that draws, lists, exports or files works on one,
so that the same code answers for today, for a date, and for a baseline.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from copy import copy
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any, TypeVar, cast

from workbench.graph.code_order import code_order as code_order
from workbench.graph.delta import Delta, link_changes, sorted_anew
from workbench.record.kind import WITHDRAWN
from workbench.record.vocabulary import LinkView, Vocabulary, shipped

Result = TypeVar("Result")
DRAFT = "draft"
"""The status of what nobody has put forward yet."""
SETTING, CONFIDENTIAL_VALUE = "setting", "confidential_value"
"""The kind of which a field says that the value is confidential, and that field."""
CONTACTS = frozenset({"email", "phone"})
"""Fields of a person that say how the person is reached."""


@dataclass(frozen=True, slots=True)
class ItemView:
    """One item at one revision.

    Args:
        change: number of the change-set that wrote this revision.
        effective_on: the group's date of that change.
        detail: fields of the kind, as plain JSON values (dates are ISO strings).
    """

    uuid: str
    code: str
    kind: str
    title: str
    text: str
    status: str
    revision: int
    fingerprint: str
    detail: Mapping[str, Any] = field(default_factory=dict)
    confidential: bool = False
    change: int = 0
    effective_on: date | None = None

    @property
    def withdrawn(self) -> bool:
        return self.status == WITHDRAWN

    def value(self, name: str) -> Any:
        """A field by its name: one of the common ones or one of the detail."""
        if name in ("code", "kind", "title", "text", "status", "revision", "confidential"):
            return getattr(self, name)
        return self.detail.get(name)


@dataclass(frozen=True, slots=True)
class LinkRow:
    """One link with what it cited when it was last reviewed.

    ``fingerprint`` and ``revision`` are the target's as last reviewed; ``suspect`` says that the
    target's normative text has moved since.
    """

    uuid: str
    source: str
    relation: str
    target: str
    detail: Mapping[str, Any] = field(default_factory=dict)
    fingerprint: str = ""
    revision: int = 0
    added_in: int = 0
    suspect: bool = False


@dataclass(frozen=True)
class Snapshot:
    """Items and links at one moment; ``LinkRow.source`` and ``.target`` are uuids.

    Args:
        change: the change number that the snapshot stands at.
        as_of: the group's date asked for, or None for the head.
        baseline: name of the baseline asked for, or None.
        reconstruction: the moment lies in a bundled record that was written afterwards; documents
            say so on every page.
        title: title of the record.
    """

    items: Mapping[str, ItemView]
    links: tuple[LinkRow, ...] = ()
    vocabulary: Vocabulary = field(default_factory=shipped)
    change: int = 0
    as_of: date | None = None
    baseline: str | None = None
    reconstruction: bool = False
    title: str = ""

    @classmethod
    def of(cls, items: Iterable[ItemView], links: Iterable[LinkRow] = (), **rest: Any) -> Snapshot:
        """A snapshot from views, keyed by uuid."""
        return cls(items={item.uuid: item for item in items}, links=tuple(links), **rest)

    @property
    def day(self) -> date | None:
        """The group's date that the snapshot is of; None for the present, for a change and for a baseline.

        These have their change number. A date has none: later changes may be in effect from before it, and
        ``change`` is then the head's.
        """
        return self.as_of if self.baseline is None else None

    @cached_property
    def by_code(self) -> dict[str, ItemView]:
        return {item.code: item for item in self.items.values()}

    @cached_property
    def _by_kind(self) -> dict[str, list[ItemView]]:
        kinds: dict[str, list[ItemView]] = {}
        for item in sorted(self.items.values(), key=_by_code_order):
            kinds.setdefault(item.kind, []).append(item)
        return kinds

    @cached_property
    def _out(self) -> dict[str, list[LinkRow]]:
        return _grouped(self.links, _source)

    @cached_property
    def _into(self) -> dict[str, list[LinkRow]]:
        return _grouped(self.links, _target)

    @cached_property
    def public(self) -> Snapshot:
        """The snapshot without confidential items and settings of a confidential value, and without links to them."""
        return self._with({uuid: item for uuid, item in self.items.items() if is_public(item)})

    @cached_property
    def secret(self) -> frozenset[str]:
        """The uuids of what is not public."""
        if self.public is self:
            return frozenset()
        return frozenset(self.items.keys() - self.public.items.keys())

    def kept_as(self, now: Snapshot) -> Snapshot:
        """The snapshot in which what is secret now is confidential too, whatever it was at this moment.

        Args:
            now: the record as it is now.
        """
        if now is self or not now.secret:
            return self
        late = (now.secret - self.secret) & self.items.keys()
        if not late:
            return self

        def kept() -> Snapshot:
            marked = {uuid: replace(self.items[uuid], confidential=True) for uuid in late}
            return replace(self, items={**self.items, **marked})

        # Answers are taken along when the number moves, which this one holds too.
        return self.once("kept", (now.secret, self.change, self.reconstruction), kept)

    @cached_property
    def without_drafts(self) -> Snapshot:
        """What is public without what is still a draft, and without links to it."""
        shown = self.public.items
        return self.public._with({uuid: item for uuid, item in shown.items() if _is_put_forward(item)})

    @cached_property
    def without_contacts(self) -> Snapshot:
        """What is public without how persons are reached."""
        return replace(
            self.public,
            items={uuid: _without_contacts(item) for uuid, item in self.public.items.items()},
        )

    def without(self, uuids: Collection[str]) -> Snapshot:
        """The snapshot without these items, and without links to them."""
        return self._with({uuid: item for uuid, item in self.items.items() if uuid not in uuids})

    def _with(self, items: Mapping[str, ItemView]) -> Snapshot:
        if len(items) == len(self.items):
            return self
        links = tuple(x for x in self.links if x.source in items and x.target in items)
        return replace(self, items=items, links=links)

    def once(self, name: str, key: object, work: Callable[[], Result]) -> Result:
        """What a reading of this snapshot gives: worked out once, and kept as long as the snapshot is.

        The next snapshot begins with nothing; one that later changes only move (``moved_to``) takes it along.

        Args:
            name: the same for the same reading; of each the last answer is kept.
            key: everything else that the answer depends on, such as the runs on record; compared, so plain values.
            work: gives the answer, from items, links and the key alone.
        """
        held = self._answers.get(name)
        if held is None or held[0] != key:
            held = self._answers[name] = (key, work())
        return cast("Result", held[1])

    @cached_property
    def _answers(self) -> dict[str, tuple[object, Any]]:
        return {}

    def moved_to(self, change: int, *, reconstruction: bool) -> Snapshot:
        """The same items and links after a later change that touched none of them.

        What was worked out of them once (the items by code, the links by end) is taken along.
        """
        moved = copy(self)
        moved.__dict__.update(change=change, reconstruction=reconstruction)
        for name, part in list(self.__dict__.items()):
            if isinstance(part, Snapshot):  # such as what is public
                moved.__dict__[name] = (
                    moved if part is self else part.moved_to(change, reconstruction=reconstruction)
                )
        return moved

    def advanced(self, delta: Delta, change: int, *, reconstruction: bool) -> Snapshot:
        """The snapshot after later changes, without the record being read or sorted again.

        Everything that the changes did not touch is shared with this one, which stays as it is.

        Args:
            delta: what the changes wrote.
            change: number of the last of them.
        """
        links = link_changes(delta, self.items, self._out, self._into)
        later = replace(
            self,
            items={**self.items, **{item.uuid: item for item in delta.items}},
            links=tuple(links.applied(self.links, links.new)) if links else self.links,
            change=change,
            reconstruction=reconstruction,
        )
        parts = later.__dict__
        parts["_out"] = links.regrouped(self._out, _source)
        parts["_into"] = links.regrouped(self._into, _target)
        if "by_code" in self.__dict__:
            parts["by_code"] = {**self.by_code, **{item.code: item for item in delta.items}}
        if "_by_kind" in self.__dict__:
            parts["_by_kind"] = sorted_anew(self._by_kind, delta.items, _by_code_order)
        for name, (shown, told) in _PARTS.items():
            held = self.__dict__.get(name)
            if held is None or not self._holds_the_same(held, shown, delta):
                continue  # Worked out when it is asked for.
            if held is self:
                parts[name] = later
            else:
                part = delta.of(shown, held.items, told)
                parts[name] = held.advanced(part, change, reconstruction=reconstruction)
        return later

    def _holds_the_same(self, part: Snapshot, shown: Callable[[ItemView], bool], delta: Delta) -> bool:
        """Whether a delta takes no item into a part, or out of it, but new ones."""
        if part is self:
            return all(shown(item) for item in delta.items)
        earlier = (item for item in delta.items if item.uuid in self.items)
        return all((item.uuid in part.items) is shown(item) for item in earlier)

    def item(self, code: str) -> ItemView | None:
        """The item with this code, or None."""
        return self.by_code.get(code)

    def of_kind(self, kind: str, *, withdrawn: bool = False) -> list[ItemView]:
        """Items of a kind in order of their codes, the withdrawn ones only when asked for."""
        found = self._by_kind.get(kind, [])
        return list(found) if withdrawn else [item for item in found if not item.withdrawn]

    def out(self, item: ItemView, relation: str | None = None) -> list[LinkRow]:
        """Links whose source is the item."""
        return [x for x in self._out.get(item.uuid, ()) if relation in (None, x.relation)]

    def into(self, item: ItemView, relation: str | None = None) -> list[LinkRow]:
        """Links whose target is the item."""
        return [x for x in self._into.get(item.uuid, ()) if relation in (None, x.relation)]

    def between(self, source: ItemView, target: ItemView) -> list[LinkRow]:
        """Links from one item to another, looked for from the end that has fewer."""
        out, into = self._out.get(source.uuid, []), self._into.get(target.uuid, [])
        if len(out) <= len(into):
            return [x for x in out if x.target == target.uuid]
        return [x for x in into if x.source == source.uuid]

    def targets(self, item: ItemView, relation: str) -> list[ItemView]:
        """Items that the item points to by a relation."""
        return [self.items[x.target] for x in self.out(item, relation) if x.target in self.items]

    def sources(self, item: ItemView, relation: str) -> list[ItemView]:
        """Items that point to the item by a relation."""
        return [self.items[x.source] for x in self.into(item, relation) if x.source in self.items]

    def view(self, item: ItemView, name: str) -> list[str]:
        """Codes in a field that is really a link, such as ``meeting`` or ``depends``."""
        link_view = self.vocabulary.views_of(item.kind).get(name)
        return [] if link_view is None else self.view_codes(item, link_view)

    def view_codes(self, item: ItemView, view: LinkView) -> list[str]:
        """Codes that a link view shows, in the links' own order or sorted by code."""
        links = self.into(item, view.relation) if view.reverse else self.out(item, view.relation)
        if view.end is not None:
            links = [x for x in links if x.detail.get("end") == view.end]
        ends = [(x, self.items.get(x.source if view.reverse else x.target)) for x in links]
        found = [(x, end) for x, end in ends if end is not None]
        if view.ordered:
            found.sort(key=lambda pair: (pair[0].detail.get("order", 0), code_order(pair[1].code)))
        else:
            found.sort(key=lambda pair: code_order(pair[1].code))
        return [end.code for _, end in found]

    def field(self, item: ItemView, name: str) -> Any:
        """A field by the name that grids use: common, detail, or link view (a list of codes)."""
        if name in self.vocabulary.views_of(item.kind):
            return self.view(item, name)
        return item.value(name)

    def setting(self, name: str, default: Any = None) -> Any:
        """Value of the setting ``SET-name``; the default where it is missing or empty."""
        item = self.by_code.get(f"SET-{name}")
        if item is None or item.withdrawn:
            return default
        value = item.detail.get("value")
        return default if value in (None, "", []) else value


def _by_code_order(item: ItemView) -> tuple[tuple[int, int | str], ...]:
    return code_order(item.code)


def _source(link: LinkRow) -> str:
    return link.source


def _target(link: LinkRow) -> str:
    return link.target


def is_public(item: ItemView) -> bool:
    """Whether neither the item nor, of a setting, its value is confidential."""
    return not (item.confidential or (item.kind == SETTING and item.detail.get(CONFIDENTIAL_VALUE)))


def _is_put_forward(item: ItemView) -> bool:
    return is_public(item) and item.status != DRAFT


def _without_contacts(item: ItemView) -> ItemView:
    if item.kind != "person":
        return item
    return replace(item, detail={k: v for k, v in item.detail.items() if k not in CONTACTS})


def _as_it_is(item: ItemView) -> ItemView:
    return item


_PARTS: dict[str, tuple[Callable[[ItemView], bool], Callable[[ItemView], ItemView]]] = {
    "public": (is_public, _as_it_is),
    "without_drafts": (_is_put_forward, _as_it_is),
    "without_contacts": (is_public, _without_contacts),
}
"""The snapshots of what somebody may see: which items they hold, and how they tell each."""


def _grouped(links: Iterable[LinkRow], key: Callable[[LinkRow], str]) -> dict[str, list[LinkRow]]:
    groups: dict[str, list[LinkRow]] = {}
    for link in links:
        groups.setdefault(key(link), []).append(link)
    return groups
