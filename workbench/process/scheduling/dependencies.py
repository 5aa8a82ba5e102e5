"""In which order issues come: what they depend on, circles among them, ends that hang loose."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import networkx as nx

from workbench.graph.circles import circle_words, circles
from workbench.graph.snapshot import ItemView, Snapshot, code_order
from workbench.record.kinds import KINDS

PRIORITIES = {"high": 0, "medium": 1, "low": 2}
_NO_PRIORITY = 3
_CLOSED = KINDS["issue"].closed


@dataclass(frozen=True)
class Dependencies:
    """What the schedule has to know of dependencies.

    Args:
        order: codes in the order in which they are placed: an issue after those it depends on, and
            otherwise by priority, due date and code.
        waits_for: codes that an issue waits for, of issues that are in the schedule.
        circles: each circle of issues in its order, the smallest code first.
        in_circle: issue to the circle that it is in, or that it waits for.
        notes: sentences about dependencies that bind nothing: dangling ones, deferred issues.
    """

    order: tuple[str, ...]
    waits_for: Mapping[str, tuple[str, ...]]
    circles: tuple[tuple[str, ...], ...] = ()
    in_circle: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    def circle_sentences(self) -> tuple[str, ...]:
        """Each circle named in a sentence, with what to do."""
        return tuple(circle_sentence(circle) for circle in self.circles)


def circle_sentence(circle: tuple[str, ...]) -> str:
    """A circle of dependencies in a sentence."""
    if len(circle) == 1:
        return f"{circle[0]} depends on itself; take that dependency away."
    words = circle_words(circle, "waits for")
    return f"{words}, so none of them can come first; take one of these dependencies away."


def dependencies_of(snapshot: Snapshot, issues: Iterable[ItemView]) -> Dependencies:
    """Order and circles of the issues that a schedule places."""
    placed = {issue.code: issue for issue in issues}
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(placed)
    notes: list[str] = []
    for issue in placed.values():
        for code, note in _depends(snapshot, issue, placed):
            if note:
                notes.append(note)
            if code:
                graph.add_edge(code, issue.code)
    found = circles({code: list(graph.predecessors(code)) for code in graph})
    in_circle: dict[str, tuple[str, ...]] = {}
    for circle in found:
        for member in circle:
            in_circle.setdefault(member, tuple(circle))
    for circle in found:
        for follower in sorted(nx.descendants(graph, circle[0]), key=code_order):
            in_circle.setdefault(follower, tuple(circle))
    free = graph.subgraph([code for code in graph if code not in in_circle])
    order = nx.lexicographical_topological_sort(free, key=lambda code: _rank(placed[code]))
    waits = {
        code: tuple(sorted(graph.predecessors(code), key=code_order))
        for code in graph
        if graph.in_degree(code)
    }
    return Dependencies(tuple(order), waits, tuple(map(tuple, found)), in_circle, tuple(notes))


def _rank(issue: ItemView) -> tuple[int, str, tuple[tuple[int, int | str], ...]]:
    priority = PRIORITIES.get(str(issue.detail.get("priority")), _NO_PRIORITY)
    return priority, str(issue.detail.get("due") or "9999"), code_order(issue.code)


def _depends(
    snapshot: Snapshot, issue: ItemView, placed: Mapping[str, ItemView]
) -> list[tuple[str | None, str]]:
    """Per dependency the code that is waited for, or a sentence why nothing is."""
    found: list[tuple[str | None, str]] = []
    for link in snapshot.out(issue, "depends-on"):
        other = snapshot.items.get(link.target)
        if other is None or other.withdrawn:
            name = other.code if other is not None else "an issue that is not on record"
            gone = f"{name}, which is withdrawn" if other is not None else name
            found.append(
                (None, f"{issue.code} depends on {gone}; nothing is waited for, look at that link again.")
            )
        elif other.code in placed:
            found.append((other.code, ""))
        elif other.status == "resolved":
            found.append((None, ""))
        else:
            state = other.status if other.status in _CLOSED else "not in this schedule"
            found.append(
                (None, f"{issue.code} depends on {other.code}, which is {state}; nothing is waited for.")
            )
    return found
