"""Which text of its target an added link cites."""

from __future__ import annotations

from collections.abc import Mapping

from sqlmodel import Session, col, select

from workbench.process.planning.links import LinkPlan
from workbench.process.planning.situation import chunks
from workbench.record.items import ItemRevision
from workbench.record.links import NEVER_HERE

Cited = tuple[int, str]
"""A revision of an item, and its fingerprint."""


def cited_texts(session: Session, links: LinkPlan, present: Mapping[str, Cited]) -> list[Cited]:
    """For each added link the revision and fingerprint that it cites, in their order.

    Args:
        present: revision and fingerprint of every target as it stands after the change, by uuid.
    """
    elsewhere = {
        (link[2], cites)
        for link in links.add
        if (cites := links.cites(link)) and cites != present[link[2]][1]
    }
    known: dict[tuple[str, str], int] = {}
    for batch in chunks({uuid for uuid, _ in elsewhere}):
        for row in session.exec(select(ItemRevision).where(col(ItemRevision.uuid).in_(batch))):
            text = (row.uuid, row.fingerprint)
            known[text] = max(row.revision, known.get(text, NEVER_HERE))
    found: list[Cited] = []
    for link in links.add:
        text = (link[2], links.cites(link))
        found.append((known.get(text, NEVER_HERE), text[1]) if text in elsewhere else present[link[2]])
    return found
