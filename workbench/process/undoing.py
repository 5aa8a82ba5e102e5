"""Undo: a new change-set that puts back what one change-set wrote, whole or not at all."""

from __future__ import annotations

from sqlmodel import Session, col, select

from workbench.graph.proposed import Problem
from workbench.process.actor import Actor
from workbench.process.changes import Saved
from workbench.process.ledger import Ledger
from workbench.process.planning.items import content_of
from workbench.process.planning.preview import FieldChange, ItemChange, Preview, Refused
from workbench.record.changes import ChangeSet
from workbench.record.comments import MeetingNote
from workbench.record.database import Database
from workbench.record.items import Item, ItemRevision
from workbench.record.kind import WITHDRAWN
from workbench.record.links import Link, LinkReview

UNDOABLE = frozenset({"edit", "import", "undo", "review", "propose-schedule", "load"})
"""Verbs whose change-sets can be undone; what people said or cast can only be voided."""


def preview_undo(database: Database, actor: Actor, number: int) -> Preview:
    """What an undo would put back, or why it cannot."""
    actor.require("undo")
    with database.read() as session:
        return _plan(session, number)[0]


def undo(database: Database, actor: Actor, number: int, why: str = "") -> Saved:
    """Put back what change-set ``number`` wrote.

    Created items become withdrawn. The undo takes effect on the day of what it undoes, so that a look
    back at that day does not show the mistake. Refused whole when something that it touched has moved since,
    naming each later change.

    Raises:
        NotPermitted: when the actor may not undo.
        Refused: when it cannot be undone, with every reason.
    """
    actor.require("undo")
    with database.write() as session:
        plan, revisions, added, removed, reviews = _plan(session, number)
        if not plan.savable or plan.empty:
            raise Refused(plan)
        undone = session.get(ChangeSet, number)
        assert undone is not None
        reason = why or f"Undo of change {number}"
        ledger = Ledger(session, actor, "undo", reason, effective_on=undone.effective_on, undoes=number)
        rows, changed = [], {}
        for item, revision, before in revisions:
            content = content_of(before) if before else {**content_of(item), "status": WITHDRAWN}
            fingerprint = before.fingerprint if before else item.fingerprint
            rows.append(
                {
                    "uuid": item.uuid,
                    "code": item.code,
                    "kind": item.kind,
                    "revision": item.revision + 1,
                    "fingerprint": fingerprint,
                    **content,
                }
            )
            changed[item.uuid] = revision.changed if before else ["status"]
        ledger.revise(rows, changed)
        ledger.remove_links(added)
        ledger.add_links(
            {
                name: getattr(link, name)
                for name in ("source", "relation", "target", "detail", "revision", "fingerprint")
            }
            for link in removed
        )
        for link, earlier in reviews:
            note = f"Undo of change {number}"
            ledger.review(link, revision=earlier.revision, fingerprint=earlier.fingerprint, note=note)
        if added or removed or reviews:
            ledger.touches("link")
        ledger.close(payload={"undoes": number})
        return Saved(ledger.number, tuple(item.code for item, _, _ in revisions), plan)


Restored = tuple[Item, ItemRevision, ItemRevision | None]


def _plan(
    session: Session, number: int
) -> tuple[Preview, list[Restored], list[Link], list[Link], list[tuple[Link, LinkReview]]]:
    problems: list[Problem] = []
    change = session.get(ChangeSet, number)
    if change is None:
        return Preview(problems=(Problem(f"there is no change {number}"),)), [], [], [], []
    if change.verb not in UNDOABLE or _holds_notes(session, number):
        problems.append(
            Problem(f"change {number} ({change.verb}) cannot be undone; what was said can only be voided")
        )
    undone = session.exec(select(ChangeSet.number).where(ChangeSet.undoes == number)).all()
    if undone and not _undone_again(session, undone[-1]):
        problems.append(Problem(f"change {number} was undone already, by change {undone[-1]}"))
    revisions = _revisions(session, number, problems)
    added = list(session.exec(select(Link).where(Link.added_in == number)))
    removed = list(session.exec(select(Link).where(Link.removed_in == number)))
    for link in added:
        if link.removed_in is not None:
            problems.append(Problem(f"a link that it added was removed in change {link.removed_in}"))
    reviews = _reviews(session, number, problems)
    codes = {
        item.uuid: item.code
        for item in session.exec(
            select(Item).where(
                col(Item.uuid).in_({end for x in (*added, *removed) for end in (x.source, x.target)})
            )
        )
    }
    changes = []
    for item, revision, before in revisions:
        fields = tuple(
            FieldChange(n, _value(revision, n), _value(before, n) if before else WITHDRAWN)
            for n in (revision.changed if before else ["status"])
        )
        changes.append(ItemChange(item.code, item.kind, item.title, False, fields))
    preview = Preview(
        changes=tuple(changes),
        links_added=tuple((codes[x.source], x.relation, codes[x.target]) for x in removed),
        links_removed=tuple((codes[x.source], x.relation, codes[x.target]) for x in added),
        reviewed=len(reviews),
        problems=tuple(problems),
    )
    return preview, revisions, added, removed, reviews


def _undone_again(session: Session, number: int) -> bool:
    """Whether the undo itself was undone, so that the change stands again."""
    return session.exec(select(ChangeSet.number).where(ChangeSet.undoes == number)).first() is not None


def _holds_notes(session: Session, number: int) -> bool:
    return session.exec(select(MeetingNote.uuid).where(MeetingNote.change == number)).first() is not None


def _revisions(session: Session, number: int, problems: list[Problem]) -> list[Restored]:
    rows = session.exec(
        select(ItemRevision, Item)
        .where(ItemRevision.change == number, col(Item.uuid) == col(ItemRevision.uuid))
        .order_by(col(Item.code))
    ).all()
    found: list[Restored] = []
    for revision, item in rows:
        if revision.redacted_in is not None:
            problems.append(
                Problem(f"a text in it was redacted in change {revision.redacted_in}", code=item.code)
            )
        if item.revision != revision.revision:
            later = session.exec(
                select(ItemRevision.change)
                .where(ItemRevision.uuid == item.uuid, ItemRevision.revision > revision.revision)
                .order_by(col(ItemRevision.revision))
            ).all()
            numbers = ", ".join(str(n) for n in later)
            problems.append(
                Problem(f"it was changed again in change {numbers}; undo that first", code=item.code)
            )
        before = (
            session.get(ItemRevision, (item.uuid, revision.revision - 1)) if revision.revision > 1 else None
        )
        found.append((item, revision, before))
    return found


def _reviews(session: Session, number: int, problems: list[Problem]) -> list[tuple[Link, LinkReview]]:
    rows = session.exec(
        select(LinkReview, Link).where(
            LinkReview.change == number, col(Link.uuid) == col(LinkReview.link), Link.added_in != number
        )
    ).all()
    found = []
    for review, link in rows:
        others = session.exec(
            select(LinkReview).where(LinkReview.link == link.uuid).order_by(col(LinkReview.change))
        ).all()
        if others[-1].change != number:
            problems.append(
                Problem(f"a link was reviewed again in change {others[-1].change}; undo that first")
            )
        found.append((link, [x for x in others if x.change < review.change][-1]))
    return found


def _value(revision: ItemRevision, name: str) -> object:
    if name in ("title", "text", "status", "confidential"):
        return getattr(revision, name)
    return revision.detail.get(name)
