"""The part of the record that everybody may see."""

from __future__ import annotations

from dataclasses import replace

from workbench.graph.snapshot import Snapshot


def public_part(snapshot: Snapshot) -> Snapshot:
    """The same moment without its confidential items and the links to them."""
    if not any(item.confidential for item in snapshot.items.values()):
        return snapshot
    items = {uuid: item for uuid, item in snapshot.items.items() if not item.confidential}
    links = tuple(link for link in snapshot.links if link.source in items and link.target in items)
    return replace(snapshot, items=items, links=links)
