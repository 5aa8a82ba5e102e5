"""Accepting replies that came by mail or were pasted: as preliminary positions or as comments, all or none.

A mail proves nothing: neither who sent it nor when. So it is the facilitator who takes the position on the
organisation's behalf, with the mail cited and attached, and only while the call is open and the text is the
one that the mail can have been about.
"""

from __future__ import annotations

import uuid as uuids
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Any, Literal

from sqlmodel import Session, col, select

from workbench.graph.ballots.subject import subject_fingerprint
from workbench.graph.ballots.words import POSITIONS
from workbench.graph.dates import display_date, display_moment
from workbench.graph.proposed import Place, Problem
from workbench.process.actor import FACILITATOR, Actor
from workbench.process.attribution import Attribution
from workbench.process.ballots.attachments import File
from workbench.process.ballots.finding import ballot_by_code, ends_at_of, organisation_by_code, why_not_open
from workbench.process.ballots.positions import NewPosition, Receipt, take_unlogged
from workbench.process.ballots.steps import writing_moment
from workbench.process.clock import PACIFIC, group_today, now
from workbench.process.comments import add_in
from workbench.process.ledger import append_event
from workbench.process.planning.preview import Preview, Refused
from workbench.process.refusing import refusal
from workbench.record.ballots import Ballot, Position
from workbench.record.changes import ChangeSet
from workbench.record.comments import Comment
from workbench.record.database import Database
from workbench.record.items import Item, ItemRevision

_FORMS = uuids.UUID("6f5e2f0e-7c0f-4a0b-9f57-2f1f3a6c8d10")
_LONGEST_NAME = 200


@dataclass(frozen=True)
class Reply:
    """One reply as the facilitator accepts it.

    Args:
        kind: what it becomes.
        key: the same for the same mail; it is recorded once.
        name: of the file, for sentences.
        file: the mail itself.
        sender: its sender's name, as the mail or the facilitator says.
        sent_on: the day on which it was sent; ``sent_at`` the moment where a mail gives one.
        ballot: code of the call; needed for a position.
        organisation: code; needed for a position.
        seen_text: fingerprint of the text that the facilitator saw beside it.
        item: code of what a comment is about; that of the call where it is empty.
        text: the words of a comment.
        person: code of the sender in the record, or None.
        posted: the comment is posted at once and does not wait.
        origin: what a comment keeps of the mail.
    """

    kind: Literal["position", "comment"]
    key: str
    name: str
    file: File
    sender: str = ""
    address: str = ""
    message_id: str = ""
    sent_on: date | None = None
    sent_at: datetime | None = None
    ballot: str = ""
    organisation: str = ""
    position: str = ""
    reason: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)
    preference: str = ""
    seen_text: str | None = None
    item: str = ""
    text: str = ""
    person: str | None = None
    posted: bool = False
    origin: Mapping[str, Any] = field(default_factory=dict)

    @property
    def cited(self) -> str:
        """The reply as the instruction that a position rests on."""
        day = display_date(self.sent_on) if self.sent_on else "an unknown day"
        who = f"{self.sender or 'an unknown sender'}{f' <{self.address}>' if self.address else ''}"
        if not self.message_id and not self.address:
            return f"Reply of {day} from {who}, pasted"
        return f"Mail of {day} from {who}, {f'message-id {self.message_id}' if self.message_id else 'no message-id'}"


@dataclass(frozen=True)
class Accepted:
    """What became of one reply.

    Args:
        already: the same mail was recorded before; nothing was recorded again.
        change: number of the change-set that holds it.
        uuid: of the position or comment.
    """

    kind: Literal["position", "comment"]
    sentence: str
    change: int
    uuid: str
    already: bool = False
    receipt: Receipt | None = None


class RepliesRefused(Refused):
    """None of several replies was recorded; ``by_reply`` holds the sentences by the place of each refused one."""

    def __init__(self, replies: Sequence[Reply], by_reply: Mapping[int, tuple[str, ...]]) -> None:
        self.by_reply = dict(by_reply)
        problems = [
            Problem(sentence, Place(replies[place].name))
            for place, sentences in by_reply.items()
            for sentence in sentences
        ]
        super().__init__(Preview(problems=tuple(problems)))


class _TakeBack(Exception):
    """Raised to take back what was written for the replies before a refused one."""


def accept_reply(database: Database, actor: Actor, reply: Reply) -> Accepted:
    """Accept one reply.

    Raises:
        NotPermitted: when the actor may not import.
        RepliesRefused: with every reason; nothing but the refusal was written.
    """
    return accept_replies(database, actor, [reply])[0]


def accept_replies(database: Database, actor: Actor, replies: Sequence[Reply]) -> list[Accepted]:
    """Accept several replies in one transaction: all of them, or none.

    Returns:
        What became of each, in their order.

    Raises:
        NotPermitted: when the actor may not import.
        RepliesRefused: with the reasons of each that cannot be taken; of positions it is an event.
    """
    actor.require("import")
    # Whatever else the facilitator is, a mail is taken on its sender's behalf and in no own capacity.
    facilitator = replace(actor, roles=frozenset({FACILITATOR}), memberships=(), organisations=())
    with database.write() as session:
        refused = _rivals(replies)
        accepted: list[Accepted] = []
        try:
            with session.begin_nested():
                for place, reply in enumerate(replies):
                    try:
                        with session.begin_nested():
                            accepted.append(_accept(session, facilitator, reply))
                    except Refused as error:
                        said = tuple(problem.message for problem in error.preview.problems)
                        refused[place] = (*refused.get(place, ()), *said)
                if refused:
                    raise _TakeBack
        except _TakeBack:
            for place in refused:
                reply = replies[place]
                if reply.kind == "position":
                    payload = {"organisation": reply.organisation[:80], "ground": "reply"}
                    append_event(
                        session, actor, "position-refused", subject=reply.ballot[:80], payload=payload
                    )
            session.commit()
            raise RepliesRefused(replies, dict(sorted(refused.items()))) from None
        return accepted


def _rivals(replies: Sequence[Reply]) -> dict[int, tuple[str, ...]]:
    """Replies of one organisation to one call that differ: which of them stands is not ours to choose."""
    keys = {
        (r.ballot.strip().upper(), r.organisation, r.key)
        for r in replies
        if r.kind == "position" and r.ballot
    }
    number = Counter((ballot, organisation) for ballot, organisation, _ in keys)
    return {
        place: (
            f"{number[r.ballot.strip().upper(), r.organisation]} of these replies are positions of {r.organisation} on "
            f"{r.ballot}. Keep the one that stands, and make the others comments.",
        )
        for place, r in enumerate(replies)
        if r.kind == "position" and number[r.ballot.strip().upper(), r.organisation] > 1
    }


def _accept(session: Session, actor: Actor, reply: Reply) -> Accepted:
    if reply.kind == "comment":
        return _comment(session, actor, reply)
    ballot = ballot_by_code(session, reply.ballot)
    organisation = organisation_by_code(session, reply.organisation)
    form = _form(reply.key, ballot, organisation)
    if session.exec(select(Position).where(Position.form == form)).first() is None:
        earlier = _earlier_comment(session, reply.key, ballot.item)
        if earlier is not None:
            return _again(earlier, ballot.code)
        _refuse_time(session, reply, ballot, organisation)
    receipt = take_unlogged(
        session,
        actor,
        NewPosition(
            ballot.code,
            organisation.code,
            reply.position,
            reason=reply.reason,
            answers=reply.answers,
            preference=reply.preference,
            seen_text=reply.seen_text,
            form=form,
            instruction=reply.cited,
            file=reply.file,
        ),
    )
    sentence = f"Recorded already; nothing was recorded again. {receipt.sentence()}"
    if not receipt.replayed:
        sentence = receipt.sentence()
    return Accepted("position", sentence, receipt.change, receipt.uuid, receipt.replayed, receipt)


def _comment(session: Session, actor: Actor, reply: Reply) -> Accepted:
    ballot = ballot_by_code(session, reply.ballot) if reply.ballot and not reply.item else None
    code = reply.item or (session.get_one(Item, ballot.item).code if ballot is not None else "")
    if not code:
        raise refusal("A comment needs the item or the call that it is about.")
    item = session.exec(select(Item).where(Item.code == code)).first()
    if item is not None:
        earlier = _earlier_comment(session, reply.key, item.uuid)
        if earlier is not None:
            return _again(earlier, code)
        position = _earlier_position(session, reply, item)
        if position is not None:
            sentence = "Recorded already, as a position; nothing was recorded again."
            return Accepted("position", sentence, position.change, position.uuid, already=True)
    person = None
    if reply.person:
        person = session.exec(select(Item).where(Item.code == reply.person, Item.kind == "person")).first()
    origin = {**reply.origin, "message_id": reply.origin.get("message_id") or reply.key}
    comment = add_in(
        session,
        actor,
        code,
        reply.text,
        ballot=reply.ballot.strip().upper() or None,
        proposed=not reply.posted,
        by=Attribution(
            organisation=reply.organisation or None,
            person=person.uuid if person else None,
            person_name=(person.title if person else reply.sender or reply.address or "Unknown sender")[
                :_LONGEST_NAME
            ],
            on=reply.sent_on,
            origin=origin,
        ),
    )
    state = "posted" if reply.posted else "waits to be posted or dropped"
    return Accepted(
        "comment",
        f"A comment on {code} {'is ' if reply.posted else ''}{state}.",
        comment.change,
        comment.uuid,
    )


def _form(key: str, ballot: Ballot, organisation: Item) -> str:
    """The number of the form: the same for the same mail, call and organisation."""
    return str(uuids.uuid5(_FORMS, f"{key}|{ballot.uuid}|{organisation.uuid}"))


def _earlier_comment(session: Session, key: str, item: str) -> Comment | None:
    """The comment that the same mail became, unless it was dropped."""
    rows = session.exec(select(Comment).where(Comment.item == item, col(Comment.state) != "dropped"))
    return next((row for row in rows if row.origin.get("message_id") == key), None)


def _earlier_position(session: Session, reply: Reply, item: Item) -> Position | None:
    if not reply.organisation:
        return None
    organisation = session.exec(select(Item).where(Item.code == reply.organisation)).first()
    ballots = session.exec(select(Ballot).where(Ballot.item == item.uuid)).all()
    forms = [_form(reply.key, ballot, organisation) for ballot in ballots if organisation is not None]
    return session.exec(select(Position).where(col(Position.form).in_(forms))).first() if forms else None


def _again(comment: Comment, code: str) -> Accepted:
    sentence = f"Recorded already, as a comment on {code}; nothing was recorded again."
    return Accepted("comment", sentence, comment.change, comment.uuid, already=True)


def _refuse_time(session: Session, reply: Reply, ballot: Ballot, organisation: Item) -> None:
    """Refuse a position that the reply cannot have taken, judged by when it says that it was sent.

    Raises:
        Refused: when the call is shut, when the reply is from before it or from the future, or when the text
            or the organisation's position is newer than the reply.
    """
    moment = writing_moment(session, ballot.code, now())
    if reply.sent_on is None:
        raise refusal("Name the day on which it was sent; the mail gives none.")
    sent = display_moment(reply.sent_at) if reply.sent_at else display_date(reply.sent_on)
    instead = "It can be kept as a comment."
    ahead = reply.sent_at is not None and reply.sent_at > now() + timedelta(days=1)
    if ahead or reply.sent_on > group_today() + timedelta(days=1):
        raise refusal(f"It says that it was sent on {sent}, which is still to come. {instead}")
    if ballot.opens_at is not None and ballot.voided_in is None and moment >= ends_at_of(ballot):
        raise refusal(
            f"It says that it was sent on {sent}; {ballot.code} closed on {display_moment(ends_at_of(ballot))}, before "
            f"it was accepted. A close is a rule, and the date of a mail proves nothing. {instead}"
        )
    if (shut := why_not_open(ballot, moment)) is not None:
        raise refusal(f"{shut} {instead}")
    latest = _end_of(reply)
    if ballot.opens_at is not None and latest < ballot.opens_at:
        opened = display_moment(ballot.opens_at)
        raise refusal(
            f"It says that it was sent on {sent}, before {ballot.code} opened on {opened}. {instead}"
        )
    changed = _changed_at(session, ballot)
    if changed is not None and latest < changed:
        raise refusal(
            f"It was sent on {sent}; the text that {ballot.code} asks about was changed on {display_moment(changed)}. "
            f"Ask the sender whether it holds for the present text. {instead}"
        )
    newer = session.exec(
        select(Position)
        .where(Position.ballot == ballot.uuid, Position.organisation == organisation.uuid)
        .order_by(col(Position.change).desc())
        .limit(1)
    ).first()
    if newer is not None and newer.recorded_at is not None and newer.recorded_at > latest:
        said = POSITIONS.get(newer.position, newer.position).split(":")[0].lower()
        raise refusal(
            f"It was sent on {sent}; {newer.person_name or 'somebody'} took the position “{said}” for "
            f"{organisation.title} on {display_moment(newer.recorded_at)}. The later word stands. {instead}"
        )


def _end_of(reply: Reply) -> datetime:
    """The last moment at which the reply can have been sent, by what it says."""
    if reply.sent_at is not None:
        return reply.sent_at
    assert reply.sent_on is not None
    return datetime.combine(reply.sent_on, time.max, PACIFIC)


def _changed_at(session: Session, ballot: Ballot) -> datetime | None:
    """When the text that is asked about got the form that it has, where that was after the opening."""
    about = [(ballot.item, ballot.aspect, ballot.fingerprint)]
    if ballot.choices:
        about = [
            (choice["item"], "text", choice["fingerprint"]) for choice in ballot.choices if choice.get("item")
        ]
    found: list[datetime] = []
    for uuid, aspect, opened_with in about:
        item = session.get_one(Item, uuid)
        current = subject_fingerprint(aspect, item.fingerprint, item.detail)
        if current == opened_with:
            continue
        rows = session.exec(
            select(ItemRevision, ChangeSet)
            .join(ChangeSet, col(ChangeSet.number) == col(ItemRevision.change))
            .where(ItemRevision.uuid == uuid)
            .order_by(col(ItemRevision.revision).desc())
        )
        since: datetime | None = None
        for revision, change in rows:
            if subject_fingerprint(aspect, revision.fingerprint, revision.detail) != current:
                break
            since = change.recorded_at
        if since is not None:
            found.append(since)
    return max(found, default=None)
