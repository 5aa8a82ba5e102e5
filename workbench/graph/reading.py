"""Reading the record into snapshots: the head, a change number, a baseline, or a date.

A date is read by the group's own dates (``effective_on``): a change that was recorded later but
took effect earlier counts. Where an item's revisions took effect out of order, its fields are
folded one by one, each by its own date.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import yaml
from sqlalchemy import func, or_, select
from sqlmodel import Session, col

from workbench.graph.snapshot import ItemView, LinkRow, Snapshot
from workbench.record.access import RecordInfo
from workbench.record.changes import Baseline, ChangeSet, KindChange
from workbench.record.database import Database
from workbench.record.items import Item, ItemRevision
from workbench.record.kinds import KINDS
from workbench.record.links import Link, LinkReview
from workbench.record.vocabulary import Vocabulary, shipped

COMMON = ("title", "text", "status", "confidential")


class NoSuchMoment(LookupError):
    """A baseline or change number that the record does not have."""


def record_info(session: Session) -> RecordInfo | None:
    """The row that says which record this is, or None in an empty database."""
    return session.get(RecordInfo, 1)


def record_words(session: Session) -> dict[str, Any]:
    """The words that the record adds to the shipped vocabulary, as its ``vocabulary.yaml`` has them."""
    info = record_info(session)
    return {} if info is None else yaml.safe_load(info.vocabulary) or {}


def record_vocabulary(session: Session) -> Vocabulary:
    """The shipped vocabulary with the record's additions."""
    info = record_info(session)
    if info is None or not info.vocabulary:
        return shipped()
    return _extended(info.vocabulary)


_VOCABULARIES: dict[str, Vocabulary] = {}


def _extended(words: str) -> Vocabulary:
    if words not in _VOCABULARIES:
        _VOCABULARIES[words] = shipped().extended(yaml.safe_load(words) or {})
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
        items = _items_as_of(session, as_of)
        links = _links_as_of(session, as_of, items)
    elif change is not None:
        items = _items_at(session, change)
        links = _links_at(session, change, items)
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


def _items_now(session: Session) -> list[ItemView]:
    table = Item.__table__  # type: ignore[attr-defined]
    rows = session.execute(
        select(table, col(ChangeSet.effective_on)).join(ChangeSet, col(ChangeSet.number) == table.c.change)
    ).mappings()
    return [_view(row, row["code"], row["kind"], row["effective_on"]) for row in rows]


def _view(row: Mapping[Any, Any], code: str, kind: str, effective_on: date | None) -> ItemView:
    return ItemView(
        uuid=row["uuid"],
        code=code,
        kind=kind,
        title=row["title"],
        text=row["text"],
        status=row["status"],
        revision=row["revision"],
        fingerprint=row["fingerprint"],
        detail=row["detail"],
        confidential=row["confidential"],
        change=row["change"],
        effective_on=effective_on,
    )


def _links_now(session: Session) -> list[LinkRow]:
    link, target = Link.__table__, Item.__table__  # type: ignore[attr-defined]
    rows = session.execute(
        select(link, (link.c.fingerprint != target.c.fingerprint).label("suspect"))
        .join(target, target.c.uuid == link.c.target)
        .where(link.c.removed_in.is_(None))
    ).mappings()
    return [_link(row, row["suspect"]) for row in rows]


def _link(row: Mapping[Any, Any], suspect: bool) -> LinkRow:
    return LinkRow(
        uuid=row["uuid"],
        source=row["source"],
        relation=row["relation"],
        target=row["target"],
        detail=row["detail"],
        fingerprint=row["fingerprint"],
        revision=row["revision"],
        added_in=row["added_in"],
        suspect=bool(suspect),
    )


def _items_at(session: Session, change: int) -> list[ItemView]:
    revision, item = ItemRevision.__table__, Item.__table__  # type: ignore[attr-defined]
    latest = (
        select(revision.c.uuid, func.max(revision.c.revision).label("revision"))
        .where(revision.c.change <= change)
        .group_by(revision.c.uuid)
        .subquery()
    )
    rows = session.execute(
        select(revision, item.c.code, item.c.kind, col(ChangeSet.effective_on))
        .join(latest, (latest.c.uuid == revision.c.uuid) & (latest.c.revision == revision.c.revision))
        .join(item, item.c.uuid == revision.c.uuid)
        .join(ChangeSet, col(ChangeSet.number) == revision.c.change)
    ).mappings()
    return [_view(row, row["code"], row["kind"], row["effective_on"]) for row in rows]


def _links_at(session: Session, change: int, items: Iterable[ItemView]) -> list[LinkRow]:
    link, review = Link.__table__, LinkReview.__table__  # type: ignore[attr-defined]
    latest = (
        select(review.c.link, func.max(review.c.change).label("change"))
        .where(review.c.change <= change)
        .group_by(review.c.link)
        .subquery()
    )
    rows = session.execute(
        select(
            link.c.uuid,
            link.c.source,
            link.c.relation,
            link.c.target,
            link.c.detail,
            link.c.added_in,
            review.c.revision,
            review.c.fingerprint,
        )
        .join(latest, latest.c.link == link.c.uuid)
        .join(review, (review.c.link == latest.c.link) & (review.c.change == latest.c.change))
        .where(link.c.added_in <= change, or_(link.c.removed_in.is_(None), link.c.removed_in > change))
    ).mappings()
    current = {item.uuid: item.fingerprint for item in items}
    return [_link(row, current.get(row["target"]) != row["fingerprint"]) for row in rows]


def _items_as_of(session: Session, day: date) -> list[ItemView]:
    revision, item = ItemRevision.__table__, Item.__table__  # type: ignore[attr-defined]
    rows = session.execute(
        select(revision, item.c.code, item.c.kind, col(ChangeSet.effective_on))
        .join(item, item.c.uuid == revision.c.uuid)
        .join(ChangeSet, col(ChangeSet.number) == revision.c.change)
        .order_by(revision.c.uuid, revision.c.revision)
    ).mappings()
    histories: dict[str, list[Mapping[Any, Any]]] = {}
    for row in rows:
        histories.setdefault(row["uuid"], []).append(row)
    views = (_as_of(history, day) for history in histories.values())
    return [view for view in views if view is not None]


def _as_of(history: list[Mapping[Any, Any]], day: date) -> ItemView | None:
    """One item as of a day from all its revisions in order."""
    known = [row for row in history if row["effective_on"] <= day]
    if not known or known[0] is not history[0]:
        return None
    last = known[-1]
    view = _view(last, last["code"], last["kind"], last["effective_on"])
    if len(known) == last["revision"]:
        return view
    # A later-dated revision lies between: take each field from the revisions that count.
    content = {name: known[0][name] for name in COMMON} | {"detail": dict(known[0]["detail"])}
    for row in known[1:]:
        for name in row["changed"]:
            if name in COMMON:
                content[name] = row[name]
            elif name in row["detail"]:
                content["detail"][name] = row["detail"][name]
            else:  # nothing of other tools is kept any more; the views of links never stand here
                content["detail"].pop(name, None)
    kind = KINDS[last["kind"]]
    return ItemView(
        uuid=view.uuid,
        code=view.code,
        kind=view.kind,
        revision=view.revision,
        change=view.change,
        effective_on=view.effective_on,
        fingerprint=kind.fingerprint(content["title"], content["text"], content["detail"]),
        **content,
    )


def _links_as_of(session: Session, day: date, items: Iterable[ItemView]) -> list[LinkRow]:
    numbered = session.execute(select(col(ChangeSet.number), col(ChangeSet.effective_on)))
    effective = {row.number: row.effective_on for row in numbered}
    current = {item.uuid: item.fingerprint for item in items}
    link, review = Link.__table__, LinkReview.__table__  # type: ignore[attr-defined]
    reviews: dict[str, Mapping[Any, Any]] = {}
    for row in session.execute(select(review).order_by(review.c.change)).mappings():
        if effective[row["change"]] <= day:
            reviews[row["link"]] = row
    found = []
    for row in session.execute(select(link)).mappings():
        ended = row["removed_in"] is not None and effective[row["removed_in"]] <= day
        if ended or effective[row["added_in"]] > day or row["source"] not in current:
            continue
        if row["target"] not in current:
            continue
        reviewed = reviews.get(row["uuid"], row)
        merged = {**row, "fingerprint": reviewed["fingerprint"], "revision": reviewed["revision"]}
        found.append(_link(merged, current[row["target"]] != merged["fingerprint"]))
    return found


class SnapshotCache:
    """Snapshots by database, change number and moment; the few last used are kept.

    Every change has a number, so a snapshot never goes stale: another number is another key. A change that
    touched neither an item nor a link, such as a position, leaves everything of the head in place but its
    number: hundreds of people who vote do not make the whole record be read again.
    """

    def __init__(self, size: int = 8) -> None:
        self._size = size
        self._kept: OrderedDict[tuple[Any, ...], Snapshot] = OrderedDict()
        self._heads: OrderedDict[str, tuple[_Touched, Snapshot]] = OrderedDict()
        self._lock = threading.Lock()

    def get(
        self,
        database: Database,
        *,
        as_of: date | None = None,
        change: int | None = None,
        baseline: str | None = None,
    ) -> Snapshot:
        """The snapshot of a moment, read only when the record has changed since."""
        with database.read() as session:
            number = head_number(session)
            if as_of is None and change is None and baseline is None:
                return self._head(database.name, session, number)
            key = (database.name, number, as_of, change, baseline)
            with self._lock:
                if key in self._kept:
                    self._kept.move_to_end(key)
                    return self._kept[key]
            snapshot = read_snapshot(session, as_of=as_of, change=change, baseline=baseline)
        with self._lock:
            self._kept[key] = snapshot
            while len(self._kept) > self._size:
                self._kept.popitem(last=False)
        return snapshot

    def _head(self, name: str, session: Session, number: int) -> Snapshot:
        with self._lock:
            touched, held = self._heads.get(name, (None, None))
        if held is not None and held.change == number:
            return held
        now = _touched(session)
        if held is not None and touched == now:
            snapshot = held.moved_to(number, reconstruction=_reconstructed(session, number, None))
        else:
            snapshot = read_snapshot(session)
        with self._lock:
            self._heads[name] = (now, snapshot)
            self._heads.move_to_end(name)
            while len(self._heads) > self._size:
                self._heads.popitem(last=False)
        return snapshot


_Touched = frozenset[tuple[str, int]]


def _touched(session: Session) -> _Touched:
    """Numbers of the last changes of what a snapshot holds: items of every kind, and links."""
    held = {*KINDS, "link"}
    return frozenset(pair for pair in kind_numbers(session).items() if pair[0] in held)


SNAPSHOTS = SnapshotCache()
"""The process's own cache."""
