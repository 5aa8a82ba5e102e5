"""What the record says about a box or a line of the architecture: issues, texts, protocols, data, evidence."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from workbench.graph.snapshot import ItemView, Snapshot, code_order

SETTLED = frozenset({"resolved", "withdrawn", "deferred"})
"""Statuses of issues that the group does not work on any more, or not now."""


@dataclass(frozen=True)
class Around:
    """Everything around one actor or interface, each part in order of codes.

    Args:
        interfaces: of an actor those that join it; of an interface itself alone.
        actors: of an interface the two that it joins; of an actor those at the other ends.
        issues: pinned to it, answered by a recommendation that applies to it, or touched by an agreement.
        recommendations: requirements that apply to it.
        agreements: that apply to it.
        protocols: to which these texts apply.
        data_objects: that it carries, or that a recommendation about it does.
        procedures: that verify one of these texts.
        configurations: ways over the architecture of which it is a hop.
    """

    interfaces: tuple[ItemView, ...] = ()
    actors: tuple[ItemView, ...] = ()
    issues: tuple[ItemView, ...] = ()
    recommendations: tuple[ItemView, ...] = ()
    agreements: tuple[ItemView, ...] = ()
    protocols: tuple[ItemView, ...] = ()
    data_objects: tuple[ItemView, ...] = ()
    procedures: tuple[ItemView, ...] = ()
    configurations: tuple[ItemView, ...] = ()

    @property
    def open_issues(self) -> tuple[ItemView, ...]:
        """The issues that are neither resolved nor put off."""
        return tuple(issue for issue in self.issues if issue.status not in SETTLED)


def is_red(item: ItemView) -> bool:
    """Whether an interface is one of the red items."""
    return item.detail.get("colour") == "red"


def around(snapshot: Snapshot, item: ItemView) -> Around:
    """Everything around an actor or an interface.

    Withdrawn items are left out.
    """
    lines = [item] if item.kind == "interface" else snapshot.sources(item, "joins")
    texts = [text for line in lines for text in snapshot.sources(line, "applies-to")]
    recommendations = _ordered(text for text in texts if text.kind == "requirement")
    agreements = _ordered(text for text in texts if text.kind == "agreement")
    said = (*recommendations, *agreements)
    pinned = [issue for place in (item, *lines) for issue in snapshot.sources(place, "pinned-to")]
    answered = [issue for text in recommendations for issue in snapshot.targets(text, "answers")]
    touched = [issue for text in agreements for issue in snapshot.targets(text, "settles")]
    applied = [target for text in said for target in snapshot.targets(text, "applies-to")]
    carried = [data for holder in (*lines, *recommendations) for data in snapshot.targets(holder, "carries")]
    ends = [end for line in lines for end in snapshot.targets(line, "joins") if end.uuid != item.uuid]
    return Around(
        interfaces=_ordered(lines),
        actors=_ordered(ends),
        issues=_ordered(issue for issue in (*pinned, *answered, *touched) if issue.kind == "issue"),
        recommendations=recommendations,
        agreements=agreements,
        protocols=_ordered(target for target in applied if target.kind == "protocol"),
        data_objects=_ordered(carried),
        procedures=_ordered(one for text in said for one in snapshot.sources(text, "verifies")),
        configurations=_ordered(way for line in lines for way in snapshot.targets(line, "hop-of")),
    )


def joined(snapshot: Snapshot) -> set[str]:
    """Codes of the actors that an interface joins."""
    return {end.code for line in snapshot.of_kind("interface") for end in snapshot.targets(line, "joins")}


def pins(
    snapshot: Snapshot, kinds: Iterable[str] = ("actor", "interface")
) -> dict[str, tuple[ItemView, ...]]:
    """The issues that are pinned to each place of a drawing that stands, by its code; only where there are any.

    Args:
        kinds: of the places; the drawing of the layers has agreements.
    """
    found = {}
    for kind in kinds:
        for place in snapshot.of_kind(kind):
            issues = _ordered(snapshot.sources(place, "pinned-to"))
            if issues:
                found[place.code] = issues
    return found


def _ordered(items: Iterable[ItemView]) -> tuple[ItemView, ...]:
    """Each item once, in order of codes, without the withdrawn ones."""
    found = {item.uuid: item for item in items if not item.withdrawn}
    return tuple(sorted(found.values(), key=lambda item: code_order(item.code)))
