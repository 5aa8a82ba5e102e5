"""Circles: items that wait for each other, by links of which none may lead back to where it began."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from workbench.graph.snapshot import Snapshot, code_order

CIRCLES_TOLD = 20
"""Circles that are named in one refusal; whoever closes more sees the rest when these are gone."""


def circles(waits_for: Mapping[str, Iterable[str]]) -> list[list[str]]:
    """One circle for every group of codes that wait for each other: the shortest through the group's first code.

    Args:
        waits_for: the codes that each code waits for.
    """
    found = []
    for group in _groups(waits_for):
        first = min(group, key=code_order)
        way = _shortest_way(waits_for, first, first, group, code_order)
        assert way is not None
        found.append(way[:-1])
    return sorted(found, key=lambda circle: code_order(circle[0]))


def circles_through(
    waits_for: Mapping[str, Iterable[str]], links: Iterable[tuple[str, str]]
) -> Iterator[list[str]]:
    """Circles that go over some of these links, so that every one of them that closes a circle is in one.

    Args:
        waits_for: what each end waits for, these links among them.
        links: source and target of each link that is asked about.

    Yields:
        Each circle from the source of its link on; the shortest that goes over it.
    """
    group_of = {end: group for group in _groups(waits_for) for end in group}
    told: set[tuple[str, str]] = set()
    for source, target in links:
        group = group_of.get(source)
        if group is None or target not in group or (source, target) in told:
            continue
        way = [target] if source == target else _shortest_way(waits_for, target, source, group)
        assert way is not None
        told.update(zip([source, *way], way, strict=False))
        yield [source, *way[:-1]]


def _groups(waits_for: Mapping[str, Iterable[str]]) -> Iterator[set[str]]:
    """Ends that all lead to each other; an end alone where it leads to itself."""
    import networkx

    graph = networkx.DiGraph([(code, on) for code, others in waits_for.items() for on in others])
    for group in networkx.strongly_connected_components(graph):
        if len(group) > 1 or any(graph.has_edge(only, only) for only in group):
            yield group


def _shortest_way(
    waits_for: Mapping[str, Iterable[str]],
    start: str,
    goal: str,
    within: set[str],
    order: Callable[[str], Any] | None = None,
) -> list[str] | None:
    """The shortest way from one end to another, both included and at least one link long.

    Args:
        order: by which the first of several shortest ways is chosen; as the links come where it is None.
    """
    came_from: dict[str, str] = {}
    waiting = deque([start])
    while waiting:
        here = waiting.popleft()
        following = [end for end in waits_for.get(here, ()) if end in within]
        for end in following if order is None else sorted(following, key=order):
            if end == goal:
                way = [goal, here]
                while way[-1] != start:
                    way.append(came_from[way[-1]])
                return way[::-1]
            if end not in came_from and end != start:
                came_from[end] = here
                waiting.append(end)
    return None


def follows(snapshot: Snapshot, relation: str) -> dict[str, list[str]]:
    """By the code of each item the codes of those to which it is linked by a relation."""
    found: dict[str, list[str]] = {}
    for link in snapshot.links:
        if link.relation == relation and link.source in snapshot.items and link.target in snapshot.items:
            source, target = snapshot.items[link.source], snapshot.items[link.target]
            found.setdefault(source.code, []).append(target.code)
    return found


def circle_words(circle: Sequence[str], says: str = "depends on", most: int = 12) -> str:
    """A circle as words: ``ISS-001 depends on ISS-002, which depends on ISS-001``; of a long one the first few."""
    codes = list(circle)
    if len(codes) <= most:
        return f"{codes[0]} {says} " + f", which {says} ".join([*codes[1:], codes[0]])
    first = f"{codes[0]} {says} " + f", which {says} ".join(codes[1:most])
    return f"{first}, and so on through {len(codes) - most:,} more back to {codes[0]}"
