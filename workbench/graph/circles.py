"""Circles of dependencies: issues that wait for each other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import networkx

from workbench.graph.snapshot import Snapshot, code_order


def circles(follows: Mapping[str, Iterable[str]]) -> list[list[str]]:
    """One circle for every group of codes that wait for each other, each starting at its first code.

    Args:
        follows: the codes that each code waits for.
    """
    graph = networkx.DiGraph([(code, on) for code, waits_for in follows.items() for on in waits_for])
    found = []
    for group in networkx.strongly_connected_components(graph):
        first = min(group, key=code_order)
        if len(group) == 1 and not graph.has_edge(first, first):
            continue
        edges = networkx.find_cycle(graph.subgraph(group), source=first)
        codes = [source for source, _ in edges]
        start = codes.index(min(codes, key=code_order))
        found.append(codes[start:] + codes[:start])
    return sorted(found, key=lambda circle: code_order(circle[0]))


def dependencies(snapshot: Snapshot) -> dict[str, list[str]]:
    """The codes of the issues that each issue depends on."""
    return {
        item.code: [end.code for end in snapshot.targets(item, "depends-on")]
        for item in snapshot.of_kind("issue", withdrawn=True)
    }


def circle_words(circle: Iterable[str], says: str = "depends on", most: int = 12) -> str:
    """A circle as words: ``ISS-001 depends on ISS-002, which depends on ISS-001``; of a long one the first few."""
    codes = list(circle)
    if len(codes) <= most:
        return f"{codes[0]} {says} " + f", which {says} ".join([*codes[1:], codes[0]])
    first = f"{codes[0]} {says} " + f", which {says} ".join(codes[1:most])
    return f"{first}, and so on through {len(codes) - most:,} more back to {codes[0]}"
