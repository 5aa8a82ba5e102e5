"""What later changes wrote, and a snapshot's parts with that applied instead of worked out again."""

from __future__ import annotations

from bisect import insort
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from workbench.graph.snapshot import ItemView, LinkRow

FEW = 100
"""Up to so many new items are put each into its place of a sorted list; more are sorted with it."""


@dataclass(frozen=True)
class Delta:
    """What the changes after a moment wrote.

    Args:
        items: added or revised since, as they stand now.
        links: added or looked at again since, and in force now; not those that only turned suspect.
        ended: links ended since, by uuid, with the uuid of their source.
    """

    items: tuple[ItemView, ...] = ()
    links: tuple[LinkRow, ...] = ()
    ended: Mapping[str, str] | None = None

    @property
    def empty(self) -> bool:
        """Whether nothing that a snapshot holds was written."""
        return not (self.items or self.links or self.ended)

    def of(
        self,
        shown: Callable[[ItemView], bool],
        held: Mapping[str, ItemView],
        told: Callable[[ItemView], ItemView],
    ) -> Delta:
        """The part that a snapshot of fewer items takes.

        Args:
            shown: whether that snapshot holds an item.
            held: the items that it holds already.
            told: an item as that snapshot tells it.
        """
        items = tuple(told(item) for item in self.items if shown(item))
        ends = {item.uuid for item in items}
        links = tuple(x for x in self.links if all(e in held or e in ends for e in (x.source, x.target)))
        return Delta(items, links, self.ended)


@dataclass(frozen=True)
class LinkChanges:
    """Every link that is another one after a delta.

    Args:
        before: the rows that are replaced or ended, by uuid.
        after: what takes their place, or None where they ended; and what is new.
    """

    before: Mapping[str, LinkRow]
    after: Mapping[str, LinkRow | None]

    def __bool__(self) -> bool:
        return bool(self.after)

    def applied(self, links: Iterable[LinkRow], new: Iterable[LinkRow]) -> list[LinkRow]:
        """Links in their order with the changes applied, the new ones at the end."""
        kept = (self.after.get(link.uuid, link) for link in links)
        return [*(link for link in kept if link is not None), *new]

    @property
    def new(self) -> list[LinkRow]:
        """The links that there were none of before."""
        return [link for uuid, link in self.after.items() if link is not None and uuid not in self.before]

    def regrouped(
        self, groups: Mapping[str, list[LinkRow]], end: Callable[[LinkRow], str]
    ) -> dict[str, list[LinkRow]]:
        """Links by one end, with only the groups made anew that a change touches."""
        added: dict[str, list[LinkRow]] = {end(link): [] for link in self.before.values()}
        for link in self.new:
            added.setdefault(end(link), []).append(link)
        mended = dict(groups)
        for uuid, new in added.items():
            mended[uuid] = self.applied(groups.get(uuid, ()), new)
            if not mended[uuid]:
                del mended[uuid]
        return mended


def link_changes(
    delta: Delta,
    items: Mapping[str, ItemView],
    out: Mapping[str, list[LinkRow]],
    into: Mapping[str, list[LinkRow]],
) -> LinkChanges:
    """What a delta does to links: those it wrote, and those whose target's text moved, or moved back.

    Args:
        items: as they were before.
        out: links by their source, before.
        into: links by their target, before.
    """
    ended = delta.ended or {}
    sources = {link.source for link in delta.links} | set(ended.values())
    held = {link.uuid: link for source in sources for link in out.get(source, ())}
    after: dict[str, LinkRow | None] = {uuid: None for uuid in ended if uuid in held}
    after |= {link.uuid: link for link in delta.links if held.get(link.uuid) != link}
    turned: dict[str, LinkRow] = {}
    for item in delta.items:
        known = items.get(item.uuid)
        if known is None or known.fingerprint == item.fingerprint:
            continue
        for link in into.get(item.uuid, ()):
            suspect = link.fingerprint != item.fingerprint
            if suspect != link.suspect and link.uuid not in after:
                turned[link.uuid] = link
                after[link.uuid] = replace(link, suspect=suspect)
    before = {uuid: held[uuid] for uuid in after if uuid in held}
    return LinkChanges(before | turned, after)


def sorted_anew(
    kinds: Mapping[str, list[ItemView]], items: Iterable[ItemView], order: Callable[[ItemView], object]
) -> dict[str, list[ItemView]]:
    """Items by kind, each kind in order, with items replaced or put in their place."""
    mended = dict(kinds)
    written: dict[str, dict[str, ItemView]] = {}
    for item in items:
        written.setdefault(item.kind, {})[item.uuid] = item
    for kind, by_uuid in written.items():
        fresh = dict(by_uuid)
        mended[kind] = [fresh.pop(item.uuid, item) for item in kinds.get(kind, ())]
        if len(fresh) > FEW:
            mended[kind] = sorted([*mended[kind], *fresh.values()], key=order)  # type: ignore[arg-type]
        else:
            for item in fresh.values():
                insort(mended[kind], item, key=order)  # type: ignore[type-var]
    return mended
