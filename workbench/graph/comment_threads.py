"""Comments in threads, each with what became of it and what was answered, now or at an earlier change.

Reads only, in few queries whatever the number of comments.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from sqlmodel import Session, col, func, select

from workbench.graph.comment_words import UNRESOLVED, resolution_words
from workbench.record.ballots import Ballot
from workbench.record.changes import ChangeSet
from workbench.record.comments import Comment, CommentResolution, ResolutionAnswer
from workbench.record.events import Event
from workbench.record.items import Item, ItemRevision


@dataclass(frozen=True)
class AnswerRow:
    """What the commenter answered to a resolution, uncut.

    Args:
        cited: what it rests on, where somebody else wrote it down; empty for the commenter's own.
        entered_by: who wrote it down then.
    """

    uuid: str
    satisfied: bool
    words: str
    person: str
    organisation: str | None
    answered_on: date
    change: int
    cited: str = ""
    entered_by: str = ""


@dataclass(frozen=True)
class ResolutionRow:
    """One resolution with every answer to it, the first one first."""

    uuid: str
    resolution: str
    words: str
    deferred_to: str
    person: str
    resolved_on: date
    change: int
    answers: tuple[AnswerRow, ...] = ()

    @property
    def answer(self) -> AnswerRow | None:
        """The answer that counts: the latest."""
        return self.answers[-1] if self.answers else None

    @property
    def says(self) -> str:
        """The resolution in the words of a table."""
        return resolution_words(self.resolution, self.deferred_to)


@dataclass(frozen=True)
class ThreadComment:
    """One comment with its resolutions and the replies to it, in order.

    Args:
        number: its place among all comments of the record, which never changes.
        code: of the item; ``kind``, ``title`` and ``theme`` are the item's at the moment read.
        ballot: code of the call in which it was said, or None.
        person_uuid: who said it; ``person`` is the name.
        organisation: name of the organisation; ``organisation_code`` its code.
        overtaken: the item's text has moved since.
        resolutions: the first one first; the last one counts.
    """

    number: int
    uuid: str
    code: str
    kind: str
    title: str
    theme: str
    ballot: str | None
    person: str
    person_uuid: str | None
    organisation: str | None
    organisation_code: str | None
    text: str
    said_on: date
    revision: int
    overtaken: bool
    state: str
    in_reply_to: str | None
    change: int
    origin: Mapping[str, Any] = field(default_factory=dict)
    resolutions: tuple[ResolutionRow, ...] = ()
    replies: tuple[ThreadComment, ...] = ()

    @property
    def resolution(self) -> ResolutionRow | None:
        """The resolution that counts: the latest."""
        return self.resolutions[-1] if self.resolutions else None

    @property
    def standing(self) -> str:
        """The word of the resolution, or *unresolved*."""
        return self.resolution.resolution if self.resolution else UNRESOLVED

    @property
    def unsatisfied(self) -> bool:
        """The commenter answered to the latest resolution that it does not satisfy."""
        answer = self.resolution.answer if self.resolution else None
        return answer is not None and not answer.satisfied

    def walk(self, depth: int = 0) -> Iterator[tuple[int, ThreadComment]]:
        """The comment and everything below it as it is read, each with its depth."""
        yield depth, self
        for reply in self.replies:
            yield from reply.walk(depth + 1)


def comment_threads(
    session: Session,
    *,
    item: str | None = None,
    ballot: str | None = None,
    states: Iterable[str] = ("posted",),
    change: int | None = None,
) -> list[ThreadComment]:
    """The comments that start a thread, with the replies nested in them, in the order in which they were made.

    Args:
        item: only those on the item with this code.
        ballot: only those made in the call with this code.
        states: of ``posted``, ``proposed`` and ``dropped`` those that are read.
        change: as everything stood after this change; now for None.
    """
    return _nested(all_comments(session, item=item, ballot=ballot, states=states, change=change))


def all_comments(
    session: Session,
    *,
    item: str | None = None,
    ballot: str | None = None,
    states: Iterable[str] = ("posted",),
    change: int | None = None,
) -> list[ThreadComment]:
    """The same comments one by one, without nesting."""
    query = select(Comment, Item).where(col(Item.uuid) == col(Comment.item))
    query = query.order_by(col(Comment.change), col(Comment.uuid))
    if item is not None:
        query = query.where(Item.code == item)
    if ballot is not None:
        query = query.where(col(Comment.ballot).in_(select(Ballot.uuid).where(Ballot.code == ballot)))
    if change is not None:
        query = query.where(col(Comment.change) <= change)
    rows = session.exec(query).all()
    wanted = frozenset(states)
    found = _Reading(session, rows, change).made() if rows else []
    return [comment for comment in found if comment.state in wanted]


def _nested(comments: list[ThreadComment]) -> list[ThreadComment]:
    """Comments that answer none of the others, with those that do below them."""
    known = {comment.uuid for comment in comments}
    below: dict[str, list[ThreadComment]] = {}
    for comment in comments:
        if comment.in_reply_to in known:
            below.setdefault(str(comment.in_reply_to), []).append(comment)
    made: dict[str, ThreadComment] = {}
    # A reply is made after what it answers, so that from the last to the first all replies are there.
    for comment in reversed(comments):
        made[comment.uuid] = replace(
            comment, replies=tuple(made[reply.uuid] for reply in below.get(comment.uuid, ()))
        )
    return [made[comment.uuid] for comment in comments if comment.in_reply_to not in known]


class _Reading:
    """One reading of some comments with everything beside them."""

    def __init__(self, session: Session, rows: Iterable[tuple[Comment, Item]], change: int | None) -> None:
        self.session, self.rows, self.change = session, list(rows), change
        self.uuids = {comment.uuid for comment, _ in self.rows}
        self.texts = self._texts({item.uuid for _, item in self.rows})
        numbered = session.exec(select(Comment.uuid).order_by(col(Comment.change), col(Comment.uuid)))
        self.numbers = {uuid: number for number, uuid in enumerate(numbered, start=1)}
        self.calls = dict(session.execute(select(Ballot.uuid, Ballot.code)).all())
        self.settled_later = self._settled_later()
        self.answers = self._answers()
        self.resolutions = self._resolutions()
        organisations = session.execute(
            select(Item.uuid, Item.code, Item.title).where(Item.kind == "organisation")
        )
        self.organisations = {uuid: (code, title) for uuid, code, title in organisations}

    def made(self) -> list[ThreadComment]:
        """The comments as rows, without their replies."""
        return [self._comment(comment, item) for comment, item in self.rows]

    def _comment(self, comment: Comment, item: Item) -> ThreadComment:
        text = self.texts.get(item.uuid)
        code, name = self._organisation(comment.organisation)
        return ThreadComment(
            number=self.numbers[comment.uuid],
            uuid=comment.uuid,
            code=item.code,
            kind=item.kind,
            title=text.title if text else item.title,
            theme=str((text.detail if text else {}).get("theme") or ""),
            ballot=self.calls.get(comment.ballot) if comment.ballot else None,
            person=comment.person_name,
            person_uuid=comment.person,
            organisation=name,
            organisation_code=code,
            text=comment.text,
            said_on=comment.said_on,
            revision=comment.revision,
            overtaken=text is None or text.fingerprint != comment.fingerprint,
            state="proposed" if comment.uuid in self.settled_later else comment.state,
            in_reply_to=comment.in_reply_to,
            change=comment.change,
            origin=comment.origin,
            resolutions=tuple(self.resolutions.get(comment.uuid, ())),
        )

    def _organisation(self, uuid: str | None) -> tuple[str | None, str | None]:
        return self.organisations.get(uuid, (None, None)) if uuid else (None, None)

    def _until(self, query: Any, column: Any) -> Any:
        return query if self.change is None else query.where(column <= self.change)

    def _texts(self, uuids: set[str]) -> dict[str, Item | ItemRevision]:
        """Items, or their revisions as of the change asked for, by uuid."""
        if self.change is None:
            return {item.uuid: item for _, item in self.rows}
        latest = (
            select(ItemRevision.uuid, func.max(ItemRevision.revision).label("revision"))
            .where(col(ItemRevision.uuid).in_(uuids), col(ItemRevision.change) <= self.change)
            .group_by(col(ItemRevision.uuid))
            .subquery()
        )
        found = self.session.exec(
            select(ItemRevision).join(
                latest,
                (latest.c.uuid == col(ItemRevision.uuid)) & (latest.c.revision == col(ItemRevision.revision)),
            )
        )
        return {row.uuid: row for row in found}

    def _settled_later(self) -> set[str]:
        """Comments that waited still at the change asked for."""
        if self.change is None:
            return set()
        events = self.session.exec(
            select(Event).where(Event.verb == "settle-comment", col(Event.change) > self.change)
        )
        return {str(event.payload.get("comment")) for event in events}

    def _resolutions(self) -> dict[str, list[ResolutionRow]]:
        rows = self.session.exec(
            self._until(
                select(CommentResolution).order_by(col(CommentResolution.change)),
                col(CommentResolution.change),
            )
        )
        found: dict[str, list[ResolutionRow]] = {}
        for row in rows:
            if row.comment in self.uuids:
                found.setdefault(row.comment, []).append(
                    ResolutionRow(
                        uuid=row.uuid,
                        resolution=row.resolution,
                        words=row.words,
                        deferred_to=row.deferred_to,
                        person=row.person_name,
                        resolved_on=row.resolved_on,
                        change=row.change,
                        answers=tuple(self.answers.get(row.uuid, ())),
                    )
                )
        return found

    def _answers(self) -> dict[str, list[AnswerRow]]:
        rows = self.session.exec(
            self._until(
                select(ResolutionAnswer, ChangeSet, Item)
                .join(ChangeSet, col(ChangeSet.number) == col(ResolutionAnswer.change))
                .join(Item, col(Item.uuid) == col(ResolutionAnswer.organisation), isouter=True)
                .order_by(col(ResolutionAnswer.change)),
                col(ResolutionAnswer.change),
            )
        )
        found: dict[str, list[AnswerRow]] = {}
        for answer, written, organisation in rows:
            found.setdefault(answer.resolution, []).append(
                AnswerRow(
                    uuid=answer.uuid,
                    satisfied=answer.satisfied,
                    words=answer.words,
                    person=answer.person_name,
                    organisation=organisation.title if organisation else None,
                    answered_on=answer.answered_on,
                    change=answer.change,
                    cited=written.why,
                    entered_by=written.person_name if written.why else "",
                )
            )
        return found
