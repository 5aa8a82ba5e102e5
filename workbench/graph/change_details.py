"""What one change-set wrote: items with their fields before and after, links, and reviews."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import or_
from sqlmodel import Session, col, select

from workbench.graph.comment_words import ANSWERS, resolution_words
from workbench.record.changes import ChangeSet
from workbench.record.comments import Comment, CommentResolution, ResolutionAnswer
from workbench.record.events import Event
from workbench.record.items import Item, ItemRevision
from workbench.record.links import Link, LinkReview

COMMON = ("title", "text", "status", "confidential")


@dataclass(frozen=True)
class ItemWritten:
    """One item as the change-set wrote it; a new item has nothing before.

    Args:
        redacted: its text was removed from the record later.
    """

    code: str
    kind: str
    title: str
    created: bool
    fields: tuple[tuple[str, Any, Any], ...]
    redacted: bool = False


@dataclass(frozen=True)
class Said:
    """A comment that came with the change, or what became of one, or the answer to that."""

    code: str
    person: str
    text: str


@dataclass(frozen=True)
class ChangeDetails:
    """A change-set in full; links are triples of code, relation and code.

    Args:
        subject: what its event is about, such as a call's code.
    """

    number: int
    at: datetime
    effective_on: date
    person: str
    verb: str
    why: str
    digest: str
    undoes: int | None
    undone_by: int | None
    items: tuple[ItemWritten, ...]
    links_added: tuple[tuple[str, str, str], ...]
    links_removed: tuple[tuple[str, str, str], ...]
    reviewed: int
    said: tuple[Said, ...] = ()
    subject: str = ""

    @property
    def empty(self) -> bool:
        """Whether nothing of items and links was written: a comment, a baseline, a position."""
        return not (self.items or self.links_added or self.links_removed or self.reviewed)


def change_details(session: Session, number: int) -> ChangeDetails | None:
    """What the change-set of this number wrote; None when there is no such change."""
    change = session.get(ChangeSet, number)
    if change is None:
        return None
    added = session.exec(select(Link).where(Link.added_in == number)).all()
    removed = session.exec(select(Link).where(Link.removed_in == number)).all()
    codes = _codes_of_ends(session, number)
    reviews = session.exec(
        select(LinkReview.link).where(
            LinkReview.change == number, col(Link.uuid) == col(LinkReview.link), Link.added_in != number
        )
    ).all()
    undone_by = session.exec(
        select(ChangeSet.number).where(ChangeSet.undoes == number).order_by(col(ChangeSet.number).desc())
    ).first()
    return ChangeDetails(
        number=number,
        at=change.recorded_at,
        effective_on=change.effective_on,
        person=change.person_name,
        verb=change.verb,
        why=change.why,
        digest=change.digest,
        undoes=change.undoes,
        undone_by=undone_by,
        items=tuple(_items(session, number)),
        links_added=tuple(sorted((codes[x.source], x.relation, codes[x.target]) for x in added)),
        links_removed=tuple(sorted((codes[x.source], x.relation, codes[x.target]) for x in removed)),
        reviewed=len(reviews),
        said=_said(session, number),
        subject=session.exec(select(Event.subject).where(Event.change == number)).first() or "",
    )


def _codes_of_ends(session: Session, number: int) -> dict[str, str]:
    """Codes of the items that a change linked or parted, by uuid."""
    touched = or_(col(Link.added_in) == number, col(Link.removed_in) == number)
    ends = select(Link.source).where(touched).union(select(Link.target).where(touched))
    return dict(session.exec(select(Item.uuid, Item.code).where(col(Item.uuid).in_(ends))).all())


def _said(session: Session, number: int) -> tuple[Said, ...]:
    """Comments that came with a change, what became of one, and what was answered to that."""
    of_item = col(Item.uuid) == col(Comment.item)
    of_comment = col(Comment.uuid) == col(CommentResolution.comment)
    rows = session.exec(select(Comment, Item.code).where(Comment.change == number, of_item))
    found = [Said(code, comment.person_name, comment.text) for comment, code in rows]
    resolved = session.exec(
        select(CommentResolution, Item.code).where(CommentResolution.change == number, of_comment, of_item)
    )
    for row, code in resolved:
        words = resolution_words(row.resolution, row.deferred_to)
        found.append(Said(code, row.person_name, f"{words}: {row.words}" if row.words else words))
    answered = session.exec(
        select(ResolutionAnswer, Item.code).where(
            ResolutionAnswer.change == number,
            col(CommentResolution.uuid) == col(ResolutionAnswer.resolution),
            of_comment,
            of_item,
        )
    )
    for answer, code in answered:
        words = ANSWERS[answer.satisfied]
        found.append(Said(code, answer.person_name, f"{words}: {answer.words}" if answer.words else words))
    return tuple(found)


def _items(session: Session, number: int) -> list[ItemWritten]:
    rows = session.exec(
        select(ItemRevision, Item)
        .where(ItemRevision.change == number, col(Item.uuid) == col(ItemRevision.uuid))
        .order_by(col(Item.code))
    ).all()
    earlier = {
        row.uuid: row
        for row in session.exec(
            select(ItemRevision)
            .where(
                # As a query of its own: a large change has more items than a statement may have values.
                col(ItemRevision.uuid).in_(select(ItemRevision.uuid).where(ItemRevision.change == number)),
                col(ItemRevision.change) < number,
            )
            .order_by(col(ItemRevision.revision))
        )
    }
    found = []
    for revision, item in rows:
        before = earlier.get(revision.uuid)
        found.append(
            ItemWritten(
                item.code,
                item.kind,
                revision.title,
                before is None,
                tuple(_fields(before, revision)),
                revision.redacted_in is not None,
            )
        )
    return found


def _fields(before: ItemRevision | None, after: ItemRevision) -> list[tuple[str, Any, Any]]:
    fields: list[tuple[str, Any, Any]] = []
    for name in COMMON:
        was, becomes = getattr(before, name) if before else None, getattr(after, name)
        if was != becomes and not (before is None and becomes in ("", False)):
            fields.append((name, was, becomes))
    was_detail = before.detail if before else {}
    for name in {**was_detail, **after.detail}:
        was, becomes = was_detail.get(name), after.detail.get(name)
        if was != becomes and not (before is None and becomes in (None, "", [], {}, False)):
            fields.append((name, was, becomes))
    return fields
