"""Comments: what somebody said about an item at its present revision."""

from __future__ import annotations

import secrets
import uuid as uuids
from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlmodel import Session, select

from workbench.graph.plain_text import fault, tidied
from workbench.graph.proposed import Problem
from workbench.process.actor import Actor
from workbench.process.clock import group_today
from workbench.process.ledger import Ledger, words_digest
from workbench.process.planning.preview import Preview, Refused
from workbench.record.comments import Comment
from workbench.record.database import Database
from workbench.record.items import Item

LONGEST_COMMENT = 50_000


def add_comment(
    database: Database,
    actor: Actor,
    code: str,
    text: str,
    *,
    in_reply_to: str | None = None,
    proposed: bool = False,
    said_on: date | None = None,
    person_name: str = "",
    person: str | None = None,
    organisation: str | None = None,
    origin: Mapping[str, Any] | None = None,
) -> Comment:
    """Add a comment to an item.

    Args:
        in_reply_to: uuid of the comment that this one answers.
        proposed: it came in from outside (a mail) and waits for the facilitator.
        person_name: who said it, when that is not the actor.
        person: uuid of the person who said it, when that is not the actor.
        organisation: code of the organisation for which it was said.
        origin: sender, date and subject of the mail it came in.

    Raises:
        NotPermitted: when the actor may not comment.
        Refused: when the item does not exist or the text cannot be stored.
    """
    actor.require("comment")
    with database.write() as session:
        return add_in(
            session,
            actor,
            code,
            text,
            in_reply_to=in_reply_to,
            proposed=proposed,
            said_on=said_on,
            person_name=person_name,
            person=person,
            organisation=organisation,
            origin=origin,
        )


def add_in(
    session: Session,
    actor: Actor,
    code: str,
    text: str,
    *,
    in_reply_to: str | None = None,
    proposed: bool = False,
    said_on: date | None = None,
    person_name: str = "",
    person: str | None = None,
    organisation: str | None = None,
    origin: Mapping[str, Any] | None = None,
) -> Comment:
    """Add a comment within a writing session that the caller commits."""
    words = tidied(text).strip()
    problems = []
    item = session.exec(select(Item).where(Item.code == code)).first()
    if item is None:
        problems.append(Problem(f"there is no item {code} to comment on"))
    wrong = "is empty" if not words else fault(words, longest=LONGEST_COMMENT)
    if wrong:
        problems.append(Problem(f"the comment {wrong}"))
    if in_reply_to is not None and session.get(Comment, in_reply_to) is None:
        problems.append(Problem("the comment that this answers does not exist"))
    speaker = None
    if organisation:
        speaker = session.exec(select(Item).where(Item.code == organisation)).first()
        if speaker is None or speaker.kind != "organisation":
            problems.append(Problem(f"there is no organisation {organisation}"))
    if problems or item is None:
        raise Refused(Preview(problems=tuple(problems)))
    ledger = Ledger(session, actor, "comment", "", effective_on=said_on)
    salt = secrets.token_hex(16)
    comment = Comment(
        uuid=str(uuids.uuid4()),
        change=ledger.number,
        item=item.uuid,
        revision=item.revision,
        fingerprint=item.fingerprint,
        person=person if person_name else actor.person,
        person_name=person_name or actor.name,
        organisation=speaker.uuid if speaker else None,
        text=words,
        said_on=said_on or group_today(),
        in_reply_to=in_reply_to,
        state="proposed" if proposed else "posted",
        origin=dict(origin or {}),
        salt=salt,
        digest=words_digest(salt, words),
    )
    session.add(comment)
    ledger.note("comment", comment.uuid, comment.digest)
    ledger.touches("comment")
    ledger.close(subject=code)
    return comment


def settle_comment(database: Database, actor: Actor, uuid: str, *, post: bool) -> None:
    """Post a proposed comment, or drop it; either way it stays in the history.

    Raises:
        NotPermitted: when the actor may not edit.
        Refused: when there is no such comment or it does not wait.
    """
    actor.require("edit")
    with database.write() as session:
        comment = session.get(Comment, uuid)
        if comment is None or comment.state != "proposed":
            raise Refused(Preview(problems=(Problem("there is no such comment waiting"),)))
        ledger = Ledger(session, actor, "settle-comment", "Posted" if post else "Dropped")
        comment.state = "posted" if post else "dropped"
        session.add(comment)
        ledger.note("comment-state", comment.uuid, comment.state)
        ledger.touches("comment")
        ledger.close(payload={"comment": uuid, "state": comment.state})
