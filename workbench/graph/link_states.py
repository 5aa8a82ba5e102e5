"""What a link can be: each state with a plain name and a sentence; the first that fits is the link's state."""

from __future__ import annotations

from dataclasses import dataclass

from workbench.graph.snapshot import LinkRow, Snapshot


@dataclass(frozen=True)
class LinkState:
    """One state of links as people read it."""

    name: str
    says: str


STATES: dict[str, LinkState] = {
    "gone": LinkState("end is missing", "One of its ends is not in the record at this moment."),
    "itself": LinkState("to itself", "It links an item to itself, which says nothing."),
    "wrong": LinkState("wrong relation", "No relation joins these two kinds in this way."),
    "ended": LinkState("ended", "The item that cites was withdrawn, so the link says nothing any more."),
    "withdrawn": LinkState("withdrawn target", "What it cites was withdrawn; somebody has to link something else."),
    "duplicate": LinkState("duplicate", "The same link stands there once more; one of the two can be ended."),
    "ahead": LinkState("ahead", "It was looked at on a later text than the one of this moment."),
    "suspect": LinkState(
        "suspect", "The text that it cites has changed since; somebody has to look whether it still holds."
    ),
    "current": LinkState("current", "It was last looked at on the text as it stands."),
}  # fmt: skip
"""Every state that a link can have, by precedence."""


def link_state(snapshot: Snapshot, link: LinkRow) -> str:
    """The state of one link, a key of ``STATES``."""
    source, target = snapshot.items.get(link.source), snapshot.items.get(link.target)
    if source is None or target is None:
        return "gone"
    relation = snapshot.vocabulary.relation(link.relation)
    if source.uuid == target.uuid:
        return "itself"
    if relation is None or not relation.permits(source.kind, target.kind):
        return "wrong"
    if source.withdrawn:
        return "ended"
    if target.withdrawn:
        return "withdrawn"
    if any(other.uuid != link.uuid and _same(other, link) for other in snapshot.between(source, target)):
        return "duplicate"
    if link.suspect:
        return "ahead" if link.revision > target.revision else "suspect"
    return "current"


def _same(one: LinkRow, other: LinkRow) -> bool:
    """Whether two links of the same two items say the same; with another detail it is another link."""
    return one.relation == other.relation and one.detail == other.detail
