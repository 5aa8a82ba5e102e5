"""Undo: a new change-set that puts back what one change-set wrote, whole or not at all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from sqlmodel import Session, col, select

from workbench.graph.proposed import Problem
from workbench.graph.reading import record_vocabulary
from workbench.process.actor import Actor
from workbench.process.changes import Saved
from workbench.process.ledger import Ledger
from workbench.process.planning.items import content_of
from workbench.process.planning.links import circle_problems, circles
from workbench.process.planning.preview import FieldChange, ItemChange, Preview, Refused
from workbench.process.planning.situation import chunks
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
    undoings = _undoings(session)
    by = [undoing for undoing in undoings.get(number, ()) if _stands(undoing, undoings)]
    if by:
        problems.append(Problem(f"change {number} was undone already, by change {by[-1]}"))
    revisions = _revisions(session, number, undoings, problems)
    added = _added(session, number, undoings, problems)
    removed = _removed(session, number, problems)
    reviews = _reviews(session, number, undoings, problems)
    codes = {}
    for batch in chunks({end for x in (*added, *removed) for end in (x.source, x.target)}):
        for end in session.exec(select(Item).where(col(Item.uuid).in_(batch))):
            codes[end.uuid] = end.code
    again = [(x.source, x.relation, x.target) for x in removed]
    found = circles(session, record_vocabulary(session), again, added)
    problems += circle_problems(session, found, codes)
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


Undoings = dict[int, list[int]]
"""By a change's number the changes that undid it, in order."""


def _undoings(session: Session) -> Undoings:
    found: Undoings = {}
    rows = session.exec(
        select(ChangeSet.undoes, ChangeSet.number)
        .where(col(ChangeSet.undoes).is_not(None))
        .order_by(col(ChangeSet.number))
    )
    for undone, number in rows:
        if undone is not None:
            found.setdefault(undone, []).append(number)
    return found


def _stands(number: int, undoings: Undoings) -> bool:
    """Whether a change counts: none of those that undid it counts itself."""
    return not any(_stands(undoing, undoings) for undoing in undoings.get(number, ()))


def _standing(numbers: Iterable[int], undoings: Undoings) -> list[int]:
    """Later changes without those that cancel out: a change and what undid it, both later."""
    later = sorted(numbers)
    for undoing in sorted(later, reverse=True):
        undone = next((n for n in later if undoing in undoings.get(n, ())), None)
        if undoing in later and undone is not None:
            later.remove(undoing)
            later.remove(undone)
    return later


def _holds_notes(session: Session, number: int) -> bool:
    return session.exec(select(MeetingNote.uuid).where(MeetingNote.change == number)).first() is not None


def _revisions(session: Session, number: int, undoings: Undoings, problems: list[Problem]) -> list[Restored]:
    rows = session.exec(
        select(ItemRevision, Item)
        .where(ItemRevision.change == number, col(Item.uuid) == col(ItemRevision.uuid))
        .order_by(col(Item.code))
    ).all()
    others: dict[str, list[ItemRevision]] = {}
    for batch in chunks(item.uuid for _, item in rows):
        for other in session.exec(
            select(ItemRevision).where(col(ItemRevision.uuid).in_(batch)).order_by(col(ItemRevision.revision))
        ):
            others.setdefault(other.uuid, []).append(other)
    found: list[Restored] = []
    for revision, item in rows:
        if revision.redacted_in is not None:
            problems.append(
                Problem(f"a text in it was redacted in change {revision.redacted_in}", code=item.code)
            )
        later = _standing((x.change for x in others[item.uuid] if x.revision > revision.revision), undoings)
        if later:
            numbers = ", ".join(str(n) for n in later)
            problems.append(
                Problem(f"it was changed again in change {numbers}; undo that first", code=item.code)
            )
        before = next((x for x in others[item.uuid] if x.revision == revision.revision - 1), None)
        found.append((item, revision, before))
    return found


def _live_like(session: Session, links: Iterable[Link]) -> dict[str, Link]:
    """By the uuid of each link a live one that says the same, other than itself, where there is one."""
    asked = list(links)
    live: dict[tuple[str, str, str], list[Link]] = {}
    for batch in chunks(dict.fromkeys(link.source for link in asked)):
        for link in session.exec(
            select(Link).where(col(Link.source).in_(batch), col(Link.removed_in).is_(None))
        ):
            live.setdefault(_ends(link), []).append(link)
    found = {}
    for link in asked:
        for other in live.get(_ends(link), ()):
            if other.detail == link.detail and other.uuid != link.uuid:
                found[link.uuid] = other
                break
    return found


def _ends(link: Link) -> tuple[str, str, str]:
    return link.source, link.relation, link.target


def _added(session: Session, number: int, undoings: Undoings, problems: list[Problem]) -> list[Link]:
    """The links that a change added as they live now: undoing a removal puts a new row in their place."""
    added = session.exec(select(Link).where(Link.added_in == number)).all()
    undone = [x for x in added if x.removed_in is not None and not _stands(x.removed_in, undoings)]
    again = _live_like(session, undone)
    found: dict[str, Link] = {}
    gone: list[int] = []
    for link in added:
        live = link if link.removed_in is None else again.get(link.uuid)
        if live is None and link.removed_in is not None:
            gone.append(link.removed_in)
        found[(live or link).uuid] = live or link
    problems += _of_links("that it added", "removed", gone)
    return list(found.values())


def _removed(session: Session, number: int, problems: list[Problem]) -> list[Link]:
    found = list(session.exec(select(Link).where(Link.removed_in == number)))
    again = _live_like(session, found)
    problems += _of_links("that it removed", "added again", [link.added_in for link in again.values()])
    return found


def _reviews(
    session: Session, number: int, undoings: Undoings, problems: list[Problem]
) -> list[tuple[Link, LinkReview]]:
    rows = session.exec(
        select(LinkReview, Link).where(
            LinkReview.change == number, col(Link.uuid) == col(LinkReview.link), Link.added_in != number
        )
    ).all()
    reviewed: dict[str, list[LinkReview]] = {}
    for batch in chunks(link.uuid for _, link in rows):
        for other in session.exec(
            select(LinkReview).where(col(LinkReview.link).in_(batch)).order_by(col(LinkReview.change))
        ):
            reviewed.setdefault(other.link, []).append(other)
    found, again, gone = [], [], []
    for review, link in rows:
        others = reviewed[link.uuid]
        later = _standing((x.change for x in others if x.change > number), undoings)
        again += later[-1:]
        if link.removed_in is not None:
            gone.append(link.removed_in)
        found.append((link, [x for x in others if x.change < review.change][-1]))
    problems += _of_links("", "reviewed again", again, "; undo that first")
    problems += _of_links("that it reviewed", "removed", gone)
    return found


def _of_links(which: str, what: str, numbers: Iterable[int], advice: str = "") -> Iterator[Problem]:
    """What became of links in later changes, each change once, however many links it touched."""
    for number, count in sorted(Counter(numbers).items()):
        links = f"{'a link' if count == 1 else f'{count:,} links'} {which}".rstrip()
        yield Problem(f"{links} {'was' if count == 1 else 'were'} {what} in change {number}{advice}")


def _value(revision: ItemRevision, name: str) -> object:
    if name in ("title", "text", "status", "confidential"):
        return getattr(revision, name)
    return revision.detail.get(name)
