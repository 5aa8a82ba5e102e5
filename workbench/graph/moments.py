"""Items and links as they stood at an earlier change, or as of one of the group's dates.

A date is read by the group's own dates (``effective_on``): a change that was recorded later but
took effect earlier counts. Where an item's revisions took effect out of order, its fields are
folded one by one, each by its own date.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import func, or_, select
from sqlmodel import Session, col

from workbench.graph.rows import item_view, link_row
from workbench.graph.snapshot import ItemView, LinkRow
from workbench.record.changes import ChangeSet
from workbench.record.items import Item, ItemRevision
from workbench.record.kinds import KINDS
from workbench.record.links import Link, LinkReview

COMMON = ("title", "text", "status", "confidential")


def items_at(session: Session, change: int) -> list[ItemView]:
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
    return [item_view(row) for row in rows]


def links_at(session: Session, change: int, items: Iterable[ItemView]) -> list[LinkRow]:
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
    return [link_row(row, current.get(row["target"]) != row["fingerprint"]) for row in rows]


def items_as_of(session: Session, day: date) -> list[ItemView]:
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
    view = item_view(last)
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


def links_as_of(session: Session, day: date, items: Iterable[ItemView]) -> list[LinkRow]:
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
        found.append(link_row(merged, current[row["target"]] != merged["fingerprint"]))
    return found
