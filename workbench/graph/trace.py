"""Tracing both ways from an item: what it rests on, and what rests on it, each reached item once with its path.

A link's source cites its target. *Upstream* is what the item cites, and what that cites in turn; *downstream* is
what cites it, and so on. A path goes one way only: what else rests on the same source is not reached through it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection
from dataclasses import dataclass, field
from functools import cached_property

from workbench.graph.snapshot import ItemView, LinkRow, Snapshot, code_order

UP, DOWN = "up", "down"
SIDES = (UP, DOWN)
SIDE_WORDS = {UP: "it rests on", DOWN: "rest on it"}
FARTHEST = 12
"""Most steps that a trace is asked for."""


@dataclass(frozen=True)
class Reached:
    """An item that a trace reaches.

    Args:
        side: ``up`` where the item that was asked about rests on it, ``down`` where it rests on that item.
        steps: links between the two by the shortest way.
        links: all its links to items one step nearer, in order of relations and codes; the path takes the first.
        both: it is reached the other way too, so that the links between them close a circle.
    """

    item: ItemView
    side: str
    steps: int
    links: tuple[LinkRow, ...]
    both: bool = False

    @property
    def suspect(self) -> bool:
        """Whether one of these links cites a text that has changed since."""
        return any(link.suspect for link in self.links)

    def nearer(self, link: LinkRow) -> str:
        """The uuid of the item at a link's other end, one step nearer."""
        return link.source if self.side == UP else link.target


@dataclass(frozen=True)
class Trace:
    """What a trace from an item reaches.

    Args:
        reached: what is upstream, then what is downstream, each by steps, kind and code.
        further: items beyond the steps that were asked for, by side.
    """

    item: ItemView
    reached: tuple[Reached, ...] = ()
    further: dict[str, int] = field(default_factory=dict)
    _ways: dict[str, dict[str, Reached]] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def numbers(self) -> dict[str, int]:
        """How many items are reached on each side."""
        return {side: sum(one.side == side for one in self.reached) for side in SIDES}

    @cached_property
    def suspects(self) -> int:
        """How many items are reached by a suspect link."""
        return sum(one.suspect for one in self.reached)

    def side(self, side: str) -> tuple[Reached, ...]:
        """What was reached on one side."""
        return tuple(one for one in self.reached if one.side == side)

    def path(self, one: Reached) -> tuple[Reached, ...]:
        """The way from the item that was asked about to a reached one, which is the last."""
        way = [one]
        while way[-1].steps > 1:
            way.append(self._ways[one.side][way[-1].nearer(way[-1].links[0])])
        return tuple(reversed(way))


def trace(
    snapshot: Snapshot,
    item: ItemView,
    *,
    sides: Collection[str] = SIDES,
    depth: int = 2,
    kinds: Collection[str] | None = None,
    hidden: Collection[str] = frozenset(),
) -> Trace:
    """Trace from an item.

    Withdrawn items are not reached and lead nowhere, and so are hidden ones. An item that is reached both ways is
    told once, on the side on which it is nearer. The cost is that of looking at every link once.

    Args:
        sides: ``up``, ``down`` or both.
        depth: how many links away is told; what lies beyond is counted.
        kinds: kinds that are told, every one for None; the way to them may lead through others.
        hidden: codes of items that whoever asks may not see.
    """
    ways = {side: _walk(snapshot, item, side, hidden) for side in SIDES if side in sides}
    found, further = [], dict.fromkeys(ways, 0)
    for side, way in ways.items():
        other = ways.get(DOWN if side == UP else UP, {})
        for uuid, one in way.items():
            opposite = other.get(uuid)
            if opposite is not None and (opposite.steps, side) < (one.steps, DOWN if side == UP else UP):
                continue
            if kinds is not None and one.item.kind not in kinds:
                continue
            if one.steps > depth:
                further[side] += 1
                continue
            found.append(
                one if opposite is None else Reached(one.item, side, one.steps, one.links, both=True)
            )
    found.sort(key=lambda one: (SIDES.index(one.side), one.steps, one.item.kind, code_order(one.item.code)))
    return Trace(item, tuple(found), further, ways)


def relation_words(snapshot: Snapshot, one: Reached, link: LinkRow) -> str:
    """A link in words, from its nearer end to the reached item: *is verified by*."""
    relation = snapshot.vocabulary.relation(link.relation)
    if relation is None:
        return link.relation
    return relation.says if one.side == UP else relation.says_back


def path_words(snapshot: Snapshot, found: Trace, one: Reached) -> str:
    """The way to a reached item in words: *ISS-001 is answered by R21-03, is verified by PRC-01*."""
    parts = [f"{relation_words(snapshot, step, step.links[0])} {step.item.code}" for step in found.path(one)]
    return f"{found.item.code} {', '.join(parts)}"


def _walk(snapshot: Snapshot, item: ItemView, side: str, hidden: Collection[str]) -> dict[str, Reached]:
    """Everything that is reached on one side, by uuid, the nearest first; without the item itself."""
    away, links = {item.uuid: 0}, dict[str, list[LinkRow]]()
    waiting = deque([item])
    while waiting:
        nearer = waiting.popleft()
        steps = away[nearer.uuid] + 1
        for link in snapshot.out(nearer) if side == UP else snapshot.into(nearer):
            uuid = link.target if side == UP else link.source
            end = snapshot.items.get(uuid)
            if end is None or end.withdrawn or end.code in hidden:
                continue
            if uuid not in away:
                away[uuid] = steps
                waiting.append(end)
            if away[uuid] == steps:
                links.setdefault(uuid, []).append(link)

    def by_relation(link: LinkRow) -> tuple[str, object]:
        nearer = snapshot.items[link.source if side == UP else link.target]
        return link.relation, code_order(nearer.code)

    return {
        uuid: Reached(
            snapshot.items[uuid],
            side,
            steps,
            # Most items are reached by one link; of a hundred thousand such none has to be sorted.
            tuple(links[uuid]) if len(links[uuid]) == 1 else tuple(sorted(links[uuid], key=by_relation)),
        )
        for uuid, steps in away.items()
        if steps
    }
