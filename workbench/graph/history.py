"""History: every event and change-set, and an item's revisions with what each one changed."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, select

from workbench.record.changes import ChangeSet
from workbench.record.comments import Comment
from workbench.record.events import Event
from workbench.record.items import Item, ItemRevision

COMMON = ("title", "text", "status", "confidential")


@dataclass(frozen=True)
class HistoryRow:
    """One event with the change-set that it recorded, if any."""

    sequence: int
    at: datetime
    person: str
    verb: str
    change: int | None
    subject: str
    why: str
    effective_on: date | None
    codes: tuple[str, ...]
    undoes: int | None
    undone_by: int | None
    hash: str


@dataclass(frozen=True)
class Revision:
    """One revision of an item, with the fields before and after."""

    revision: int
    change: int
    at: datetime
    effective_on: date
    person: str
    verb: str
    why: str
    created: bool
    fields: tuple[tuple[str, Any, Any], ...]
    redacted: bool


@dataclass(frozen=True)
class CommentRow:
    """A comment as screens show it; ``overtaken`` says that the text has moved since."""

    uuid: str
    code: str
    person: str
    organisation: str | None
    text: str
    said_on: date
    revision: int
    overtaken: bool
    state: str
    in_reply_to: str | None
    origin: Mapping[str, Any]


def history(
    session: Session,
    *,
    code: str | None = None,
    person: str | None = None,
    verb: str | None = None,
    without: Collection[str] = (),
    limit: int = 200,
    before: int | None = None,
) -> list[HistoryRow]:
    """Events, the latest first.

    Args:
        code: only those that touched this item.
        person: only those of this person's name.
        verb: only those of this verb.
        without: verbs of which none is wanted.
        limit: most rows returned.
        before: only events with a smaller sequence number, for the next page.
    """
    query = select(Event).order_by(col(Event.sequence).desc()).limit(limit)
    if before is not None:
        query = query.where(col(Event.sequence) < before)
    if person is not None:
        query = query.where(Event.person_name == person)
    if verb is not None:
        query = query.where(Event.verb == verb)
    if without:
        query = query.where(col(Event.verb).not_in(sorted(without)))
    if code is not None:
        touched = (
            select(ItemRevision.change)
            .where(col(Item.uuid) == col(ItemRevision.uuid), Item.code == code)
            .union(select(Comment.change).where(col(Item.uuid) == col(Comment.item), Item.code == code))
        )
        query = query.where(col(Event.change).in_(touched) | (col(Event.subject) == code))
    events = session.exec(query).all()
    numbers = [event.change for event in events if event.change is not None]
    changes = {c.number: c for c in session.exec(select(ChangeSet).where(col(ChangeSet.number).in_(numbers)))}
    undone = _undone(session)
    codes: dict[int, list[str]] = {}
    rows = session.exec(
        select(ItemRevision.change, Item.code)
        .where(col(ItemRevision.change).in_(numbers), col(Item.uuid) == col(ItemRevision.uuid))
        .order_by(col(Item.code))
    )
    for number, item_code in rows:
        codes.setdefault(number, []).append(item_code)
    found = []
    for event in events:
        change = changes.get(event.change) if event.change is not None else None
        found.append(
            HistoryRow(
                sequence=event.sequence,
                at=event.recorded_at,
                person=event.person_name,
                verb=event.verb,
                change=event.change,
                subject=event.subject,
                why=change.why if change else "",
                effective_on=change.effective_on if change else None,
                codes=tuple(codes.get(event.change or 0, ())),
                undoes=change.undoes if change else None,
                undone_by=undone.get(event.change or 0),
                hash=event.hash,
            )
        )
    return found


def _undone(session: Session) -> dict[int, int]:
    """By a change's number the change that undid it, as long as that one was not undone itself."""
    standing: dict[int, int] = {}
    rows = session.exec(
        select(ChangeSet.undoes, ChangeSet.number)
        .where(col(ChangeSet.undoes).is_not(None))
        .order_by(col(ChangeSet.number).desc())
    )
    for number, undoing in rows:
        if number is not None and undoing not in standing:
            standing[number] = undoing
    return standing


def revisions(session: Session, code: str) -> list[Revision]:
    """All revisions of an item, the latest first, each with what it changed."""
    rows = session.exec(
        select(ItemRevision, ChangeSet)
        .where(col(Item.uuid) == col(ItemRevision.uuid), Item.code == code)
        .where(col(ChangeSet.number) == col(ItemRevision.change))
        .order_by(col(ItemRevision.revision))
    ).all()
    found: list[Revision] = []
    before: ItemRevision | None = None
    for row, change in rows:
        found.append(
            Revision(
                revision=row.revision,
                change=row.change,
                at=change.recorded_at,
                effective_on=change.effective_on,
                person=change.person_name,
                verb=change.verb,
                why=change.why,
                created=before is None,
                fields=tuple(_differences(before, row)) if before is not None else (),
                redacted=row.redacted_in is not None,
            )
        )
        before = row
    return found[::-1]


def _differences(before: ItemRevision, after: ItemRevision) -> list[tuple[str, Any, Any]]:
    fields = [
        (name, getattr(before, name), getattr(after, name))
        for name in COMMON
        if getattr(before, name) != getattr(after, name)
    ]
    names = {**before.detail, **after.detail}
    fields += [
        (name, before.detail.get(name), after.detail.get(name))
        for name in names
        if before.detail.get(name) != after.detail.get(name)
    ]
    # Link views carry no value in a revision; they are named, and the links tell the rest.
    shown = {name for name, _, _ in fields}
    fields += [(name, None, None) for name in after.changed if name not in shown and name != "created"]
    return fields


def comments(session: Session, code: str | None = None, *, state: str | None = None) -> list[CommentRow]:
    """Comments on an item, or of the whole record, in the order in which they were made."""
    query = select(Comment, Item).where(col(Item.uuid) == col(Comment.item)).order_by(col(Comment.change))
    if code is not None:
        query = query.where(Item.code == code)
    if state is not None:
        query = query.where(Comment.state == state)
    rows = session.exec(query).all()
    organisations = {
        item.uuid: item.title
        for item in session.exec(
            select(Item).where(col(Item.uuid).in_({c.organisation for c, _ in rows if c.organisation}))
        )
    }
    return [
        CommentRow(
            uuid=comment.uuid,
            code=item.code,
            person=comment.person_name,
            organisation=organisations.get(comment.organisation or ""),
            text=comment.text,
            said_on=comment.said_on,
            revision=comment.revision,
            overtaken=comment.fingerprint != item.fingerprint,
            state=comment.state,
            in_reply_to=comment.in_reply_to,
            origin=comment.origin,
        )
        for comment, item in rows
    ]
