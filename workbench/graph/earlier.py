"""The record as somebody saw it when they took an item away at an older revision.

A file that was written last week is compared with last week's record, so that what others have
changed since is not taken for an edit that takes it back.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sqlmodel import Session, col, select

from workbench.graph.reading import NoSuchMoment, read_snapshot
from workbench.graph.snapshot import ItemView, Snapshot
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


class History:
    """The record as it was, for files that say at which state they were written.

    Args:
        session: a reading session, which must stay open as long as this is used.
    """

    def __init__(self, session: Session) -> None:
        self._session = session

    def items(self, wanted: Mapping[str, int]) -> dict[str, ItemView]:
        """Items as they were at a revision, by uuid; those that never had it are missing.

        Args:
            wanted: the revision by uuid.
        """
        found: dict[str, ItemView] = {}
        names = list(wanted)
        for start in range(0, len(names), 500):
            rows = self._session.exec(
                select(ItemRevision, Item.code, Item.kind)
                .where(col(ItemRevision.uuid).in_(names[start : start + 500]))
                .where(col(Item.uuid) == col(ItemRevision.uuid))
            )
            for row, code, kind in rows:
                if row.revision == wanted[row.uuid]:
                    found[row.uuid] = ItemView(
                        row.uuid, code, kind, row.title, row.text, row.status, row.revision, row.fingerprint,
                        row.detail, row.confidential, row.change,
                    )  # fmt: skip
        return found

    def at(self, change: int) -> Snapshot | None:
        """The record at a change number; None where it has no such change."""
        try:
            return read_snapshot(self._session, change=change)
        except NoSuchMoment:
            return None
