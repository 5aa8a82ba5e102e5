"""The record as somebody saw it when they took an item away at an older revision.

A file that was written last week is compared with last week's record, so that what others have
changed since is not taken for an edit that takes it back.
"""

from __future__ import annotations

from collections.abc import Callable

from sqlmodel import Session, col, select

from workbench.graph.reading import read_snapshot
from workbench.graph.snapshot import Snapshot
from workbench.record.items import Item, ItemRevision

Earlier = Callable[[str, int], Snapshot | None]
"""Gives the record at the end of the time in which an item (by code) had a revision; None when unknown."""


def earlier_snapshots(session: Session) -> Earlier:
    """A reader of earlier states that keeps each state that it has read.

    Args:
        session: a reading session, which must stay open as long as the reader is used.
    """
    kept: dict[int, Snapshot] = {}

    def at(code: str, revision: int) -> Snapshot | None:
        following = session.exec(
            select(ItemRevision.change)
            .where(col(Item.uuid) == col(ItemRevision.uuid), Item.code == code)
            .where(ItemRevision.revision == revision + 1)
        ).first()
        if following is None:
            return None
        number = following - 1
        if number not in kept:
            kept[number] = read_snapshot(session, change=number)
        return kept[number]

    return at
