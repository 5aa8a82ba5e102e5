"""What an issue lacks before it can be closed as resolved, in sentences."""

from __future__ import annotations

from workbench.graph.snapshot import ItemView, Snapshot
from workbench.record.kind import WITHDRAWN
from workbench.record.kinds import KINDS

_UNSETTLED = {
    "undetermined": "Its destination is not yet determined.",
    "disputed": "Its destination is disputed.",
}


def closed(item: ItemView) -> bool:
    """Whether an item's status is one of those in which its kind is done with."""
    return item.status == WITHDRAWN or item.status in KINDS[item.kind].closed


def why_not_closed(snapshot: Snapshot, item: ItemView) -> list[str]:
    """Everything that keeps an issue from being resolved, a sentence each; empty when nothing does.

    The issue's own status makes no difference, so that a save can ask about an issue that it is about
    to set to *resolved*. Deferring or withdrawing an issue needs none of this.

    Args:
        snapshot: the record that the issue belongs to; links and other items are read from it.
        item: the issue, as it is or as it would be; items of other kinds lack nothing.
    """
    if item.kind != "issue":
        return []
    reasons = []
    if not str(item.detail.get("disposition") or "").strip():
        reasons.append("Nothing says what the group did with it: the disposition is empty.")
    for other in snapshot.targets(item, "depends-on"):
        if not closed(other):
            reasons.append(f"It depends on {other.code} ({other.title}), which is still open.")
    destinations = item.detail.get("destination") or []
    if not destinations:
        reasons.append("No destination is named.")
    reasons += [_UNSETTLED[name] for name in destinations if name in _UNSETTLED]
    for link in snapshot.out(item):
        end = snapshot.items.get(link.target)
        if link.suspect and end is not None:
            reasons.append(
                f"The text of {end.code} ({end.title}) has changed since the link to it was last looked at."
            )
    return reasons
