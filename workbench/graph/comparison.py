"""What lies between two moments of the record: items that came, went and changed, and links."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from workbench.graph.snapshot import ItemView, LinkRow, Snapshot, code_order
from workbench.graph.vocabulary import KINDS

_COMMON = ("title", "text", "status", "confidential")


@dataclass(frozen=True)
class ItemDifference:
    """One item that both moments hold, with each field before and after.

    Args:
        normative: the text that others cite has moved, and not only its handling.
    """

    before: ItemView
    after: ItemView
    fields: tuple[tuple[str, Any, Any], ...]

    @property
    def normative(self) -> bool:
        return self.before.fingerprint != self.after.fingerprint


@dataclass(frozen=True)
class Comparison:
    """Differences between two moments, in order of kinds and codes.

    Args:
        links_added: source, relation and target by their codes; so for those that were removed.
    """

    came: tuple[ItemView, ...]
    went: tuple[ItemView, ...]
    changed: tuple[ItemDifference, ...]
    links_added: tuple[tuple[str, str, str], ...]
    links_removed: tuple[tuple[str, str, str], ...]

    @property
    def same(self) -> bool:
        """Whether nothing differs."""
        return not (self.came or self.went or self.changed or self.links_added or self.links_removed)

    def summary(self) -> str:
        """The differences in one sentence."""
        if self.same:
            return "Nothing differs."
        moved = sum(difference.normative for difference in self.changed)
        parts = [f"{len(self.came)} items came", f"{len(self.went)} went", f"{len(self.changed)} changed"]
        return (
            f"{', '.join(parts)} ({moved} of them in the text that others cite); "
            f"{len(self.links_added)} links came and {len(self.links_removed)} went."
        )


def compare(before: Snapshot, after: Snapshot) -> Comparison:
    """What differs between two moments of one record.

    A withdrawn item counts as gone, though its history stays.

    Args:
        before: the earlier moment.
        after: the later one.
    """
    old, new = _standing(before), _standing(after)
    changed = []
    for uuid in old.keys() & new.keys():
        fields = _fields(old[uuid], new[uuid])
        if fields:
            changed.append(ItemDifference(old[uuid], new[uuid], fields))
    return Comparison(
        came=tuple(_sorted(new[uuid] for uuid in new.keys() - old.keys())),
        went=tuple(_sorted(old[uuid] for uuid in old.keys() - new.keys())),
        changed=tuple(sorted(changed, key=lambda difference: _order(difference.after))),
        links_added=_links(after, before),
        links_removed=_links(before, after),
    )


def _standing(snapshot: Snapshot) -> dict[str, ItemView]:
    return {uuid: item for uuid, item in snapshot.items.items() if not item.withdrawn}


def _fields(before: ItemView, after: ItemView) -> tuple[tuple[str, Any, Any], ...]:
    if before.revision == after.revision and before.fingerprint == after.fingerprint:
        return ()
    names = [*_COMMON, *{**before.detail, **after.detail}]
    pairs = ((name, before.value(name), after.value(name)) for name in names)
    return tuple((name, old, new) for name, old, new in pairs if old != new)


def _links(of: Snapshot, without: Snapshot) -> tuple[tuple[str, str, str], ...]:
    """Links of one moment that the other does not have, by the codes of their ends."""
    known = {_ends(link) for link in without.links}
    rows = {
        (of.items[link.source].code, link.relation, of.items[link.target].code)
        for link in of.links
        if _ends(link) not in known and link.source in of.items and link.target in of.items
    }
    return tuple(sorted(rows, key=lambda row: (code_order(row[0]), row[1], code_order(row[2]))))


def _ends(link: LinkRow) -> tuple[str, str, str]:
    return link.source, link.relation, link.target


def _sorted(items: Any) -> list[ItemView]:
    return sorted(items, key=_order)


def _order(item: ItemView) -> tuple[int, tuple[tuple[int, int | str], ...]]:
    return list(KINDS).index(item.kind), code_order(item.code)
