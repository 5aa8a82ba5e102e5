"""Reading the record into snapshots: the head, a change number, a baseline, or a date.

Whoever reads again gets the snapshot of before with what was written since; the record is read whole once.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.sql import ColumnElement
from sqlmodel import Session, col

from workbench.graph.delta import Delta
from workbench.graph.moments import items_as_of, items_at, links_as_of, links_at
from workbench.graph.rows import item_view, link_row
from workbench.graph.snapshot import ItemView, LinkRow, Snapshot
from workbench.record.access import RecordInfo
from workbench.record.changes import Baseline, ChangeSet, KindChange
from workbench.record.database import Database
from workbench.record.items import Item, ItemRevision
from workbench.record.links import Link, LinkReview
from workbench.record.vocabulary import Vocabulary, read_words, shipped


class NoSuchMoment(LookupError):
    """A baseline or change number that the record does not have."""


def record_info(session: Session) -> RecordInfo | None:
    """The row that says which record this is, or None in an empty database."""
    return session.get(RecordInfo, 1)


def record_words(session: Session) -> dict[str, Any]:
    """The words that the record adds to the shipped vocabulary, as its ``vocabulary.yaml`` has them."""
    info = record_info(session)
    return {} if info is None else read_words(info.vocabulary)


def record_vocabulary(session: Session) -> Vocabulary:
    """The shipped vocabulary with the record's additions."""
    info = record_info(session)
    if info is None or not info.vocabulary:
        return shipped()
    return _extended(info.vocabulary)


_VOCABULARIES: dict[str, Vocabulary] = {}


def _extended(words: str) -> Vocabulary:
    if words not in _VOCABULARIES:
        _VOCABULARIES[words] = shipped().extended(read_words(words))
    return _VOCABULARIES[words]


# Caches ask for these in every run of a page: made once, and executed without the work of the object mapper.
_HEAD_NUMBER = select(func.max(col(ChangeSet.number)))
_KIND_NUMBERS = select(col(KindChange.kind), col(KindChange.change))


def head_number(session: Session) -> int:
    """Number of the last change; 0 in an empty record."""
    return session.connection().execute(_HEAD_NUMBER).scalar() or 0


def kind_numbers(session: Session) -> dict[str, int]:
    """Number of the last change by kind, for caches of one kind."""
    return {row.kind: row.change for row in session.connection().execute(_KIND_NUMBERS)}


def read_snapshot(
    session: Session,
    *,
    as_of: date | None = None,
    change: int | None = None,
    baseline: str | None = None,
) -> Snapshot:
    """The record at the head, at a change number, at a baseline, or as of the group's date.

    Raises:
        NoSuchMoment: when the baseline or the change number does not exist.
    """
    info = record_info(session)
    head = head_number(session)
    named = None
    if baseline is not None:
        named = session.get(Baseline, baseline)
        if named is None:
            known = ", ".join(f"'{name}'" for name in session.execute(select(col(Baseline.name))).scalars())
            raise NoSuchMoment(f"There is no baseline '{baseline}'. Allowed: {known or 'none is made yet'}.")
        change, as_of = named.change, None
    if change is not None and not 0 <= change <= head:
        raise NoSuchMoment(f"There is no change {change}. Allowed: 0 to {head}.")
    if as_of is not None:
        items = items_as_of(session, as_of)
        links = links_as_of(session, as_of, items)
    elif change is not None:
        items = items_at(session, change)
        links = links_at(session, change, items)
    else:
        items = _items_now(session)
        links = _links_now(session)
    stands_at = change if change is not None else head
    reconstruction = named.reconstruction if named is not None else _reconstructed(session, stands_at, as_of)
    return Snapshot(
        items={item.uuid: item for item in items},
        links=tuple(links),
        vocabulary=record_vocabulary(session),
        change=stands_at,
        as_of=named.as_of if named is not None else as_of,
        baseline=baseline,
        reconstruction=reconstruction,
        title=info.title if info else "",
    )


def _reconstructed(session: Session, change: int, as_of: date | None) -> bool:
    """Whether a moment lies within a bundled record, which was written down afterwards."""
    info = record_info(session)
    if info is None or not info.reconstruction:
        return False
    if as_of is None:
        return change <= info.reconstructed_through
    last = session.get(ChangeSet, info.reconstructed_through)
    return last is not None and as_of <= last.effective_on


def _items_now(session: Session, *conditions: ColumnElement[bool]) -> list[ItemView]:
    table = Item.__table__  # type: ignore[attr-defined]
    rows = session.execute(
        select(table, col(ChangeSet.effective_on))
        .join(ChangeSet, col(ChangeSet.number) == table.c.change)
        .where(*conditions)
    ).mappings()
    return [item_view(row) for row in rows]


def _links_now(session: Session, *conditions: ColumnElement[bool]) -> list[LinkRow]:
    link, target = Link.__table__, Item.__table__  # type: ignore[attr-defined]
    rows = session.execute(
        select(link, (link.c.fingerprint != target.c.fingerprint).label("suspect"))
        .join(target, target.c.uuid == link.c.target)
        .where(link.c.removed_in.is_(None), *conditions)
    ).mappings()
    return [link_row(row, row["suspect"]) for row in rows]


def _delta_since(session: Session, change: int) -> Delta:
    """What was written after a change, by the indexes on the numbers of changes."""
    revised = select(col(ItemRevision.uuid)).where(col(ItemRevision.change) > change)
    written = (
        select(col(Link.uuid))
        .where(col(Link.added_in) > change)
        .union(select(col(LinkReview.link)).where(col(LinkReview.change) > change))
    )
    ended = select(col(Link.uuid), col(Link.source)).where(col(Link.removed_in) > change)
    return Delta(
        tuple(_items_now(session, col(Item.uuid).in_(revised))),
        tuple(_links_now(session, col(Link.uuid).in_(written))),
        {row.uuid: row.source for row in session.execute(ended)},
    )


@dataclass(frozen=True)
class _Later:
    """The change-sets after one that was read, in so far as they say what has to be read again.

    Args:
        follows: whether they follow on what was read; not where another record lies under the same name.
        redacted: whether one of them took words out of earlier revisions.
        effective: the group's dates of them.
    """

    follows: bool
    redacted: bool
    effective: tuple[date, ...]


def _later(session: Session, number: int, digest: str) -> _Later:
    """What came after the change-set with a number and a digest, from one look at the change-sets."""
    columns = (col(ChangeSet.number), col(ChangeSet.digest), col(ChangeSet.verb), col(ChangeSet.effective_on))
    rows: Sequence[Any] = session.execute(
        select(*columns).where(col(ChangeSet.number) >= number).order_by(col(ChangeSet.number))
    ).all()
    # The digest is salted: no two change-sets have the same.
    follows = bool(rows) and (rows[0].number, rows[0].digest) == (number, digest)
    return _Later(
        follows, any(row.verb == "redact" for row in rows[1:]), tuple(row.effective_on for row in rows[1:])
    )


@dataclass(frozen=True)
class _Held:
    """A snapshot in the cache, with the number and the digest of the change-set that was the last when it was read."""

    snapshot: Snapshot
    number: int
    digest: str


class SnapshotCache:
    """Snapshots by database and moment; the few last used are kept.

    A snapshot never goes stale: when the record has changed since, what the changes wrote is read and applied
    to the head (``Snapshot.advanced``), and a past moment is read again only where a change reaches back to it.
    A change that touched neither an item nor a link, such as a position, moves the number only.
    """

    def __init__(self, size: int = 8) -> None:
        self._size = size
        self._kept: OrderedDict[tuple[Any, ...], _Held] = OrderedDict()
        self._lock = threading.Lock()

    def get(
        self,
        database: Database,
        *,
        as_of: date | None = None,
        change: int | None = None,
        baseline: str | None = None,
    ) -> Snapshot:
        """The snapshot of a moment, read only in so far as the record has changed since."""
        key = (database.name, as_of, change, baseline)
        with database.read() as session:
            number = head_number(session)
            with self._lock:
                held = self._kept.get(key)
                if held is not None and held.number == number:
                    self._kept.move_to_end(key)
                    return held.snapshot
            snapshot = (
                None
                if held is None
                else _brought_on(session, held, number, as_of, head=key[1:] == (None,) * 3)
            )
            if snapshot is None:
                snapshot = read_snapshot(session, as_of=as_of, change=change, baseline=baseline)
            digest = session.execute(
                select(col(ChangeSet.digest)).where(col(ChangeSet.number) == number)
            ).scalar()
        with self._lock:
            self._kept[key] = _Held(snapshot, number, digest or "")
            self._kept.move_to_end(key)
            while len(self._kept) > self._size:
                self._kept.popitem(last=False)
        return snapshot


def _brought_on(
    session: Session, held: _Held, number: int, as_of: date | None, *, head: bool
) -> Snapshot | None:
    """What is held as it is after the later changes, or None where the record has to be read again."""
    later = _later(session, held.number, held.digest)
    if not later.follows or later.redacted:
        return None
    if head:
        delta = _delta_since(session, held.number)
        stands_in_past = _reconstructed(session, number, None)
        if delta.empty:
            return held.snapshot.moved_to(number, reconstruction=stands_in_past)
        return held.snapshot.advanced(delta, number, reconstruction=stands_in_past)
    if as_of is None:
        return held.snapshot
    if any(day <= as_of for day in later.effective):
        return None
    return held.snapshot.moved_to(number, reconstruction=held.snapshot.reconstruction)


SNAPSHOTS = SnapshotCache()
"""The process's own cache."""
