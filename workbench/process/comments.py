"""Comments: what somebody said about an item at its present revision, or in a call about it."""

from __future__ import annotations

import secrets
import uuid as uuids
from collections.abc import Iterable

from sqlmodel import Session, select

from workbench.graph.plain_text import fault, tidied
from workbench.graph.proposed import Problem
from workbench.process.actor import Actor
from workbench.process.attribution import ONESELF, Attribution, speaker_of
from workbench.process.clock import PACIFIC, group_today, now
from workbench.process.ledger import Ledger, comment_digest
from workbench.process.planning.preview import Preview, Refused
from workbench.record.ballots import Ballot
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
    by: Attribution = ONESELF,
    ballot: str | None = None,
    in_reply_to: str | None = None,
    proposed: bool = False,
) -> Comment:
    """Add a comment to an item.

    Args:
        by: who said it, for whom and when, where that is not simply the actor today.
        ballot: code of the call in which it was said; the item is what the call is about.
        in_reply_to: uuid of the comment that this one answers.
        proposed: it came in from outside (a mail) and waits for the facilitator.

    Raises:
        NotPermitted: when the actor may not comment.
        Refused: when the item does not exist, the text cannot be stored, or the actor does not speak
            for the organisation.
    """
    actor.require("comment")
    with database.write() as session:
        return add_in(
            session, actor, code, text, by=by, ballot=ballot, in_reply_to=in_reply_to, proposed=proposed
        )


def add_in(
    session: Session,
    actor: Actor,
    code: str,
    text: str,
    *,
    by: Attribution = ONESELF,
    ballot: str | None = None,
    in_reply_to: str | None = None,
    proposed: bool = False,
) -> Comment:
    """Add a comment within a writing session that the caller commits."""
    words = tidied(text).strip()
    problems: list[Problem] = []
    item = session.exec(select(Item).where(Item.code == code)).first()
    if item is None or (item.confidential and not actor.may("edit")):
        problems.append(Problem(f"there is no item {code} to comment on"))
    wrong = "is empty" if not words else fault(words, longest=LONGEST_COMMENT)
    if wrong:
        problems.append(Problem(f"the comment {wrong}"))
    call = _call(session, actor, ballot, item, by, problems) if ballot else None
    if in_reply_to is not None:
        problems += _reply_problems(session.get(Comment, in_reply_to), item)
    speaker = speaker_of(session, actor, by, problems)
    if problems or item is None:
        raise Refused(Preview(problems=tuple(problems)))
    origin = dict(by.origin)
    if speaker.on_behalf and not origin:
        origin = {"entered_by": actor.name} | ({"cited": tidied(by.cited).strip()} if by.cited else {})
    ledger = Ledger(session, actor, "comment", "", effective_on=by.on)
    comment = Comment(
        uuid=str(uuids.uuid4()),
        change=ledger.number,
        item=item.uuid,
        ballot=call.uuid if call else None,
        revision=item.revision,
        fingerprint=item.fingerprint,
        person=speaker.person,
        person_name=speaker.person_name,
        organisation=speaker.organisation,
        text=words,
        said_on=by.on or group_today(),
        in_reply_to=in_reply_to,
        state="proposed" if proposed else "posted",
        origin=origin,
        salt=secrets.token_hex(16),
    )
    comment.digest = comment_digest(comment)
    session.add(comment)
    ledger.note("comment", comment.uuid, comment.digest)
    ledger.touches("comment")
    ledger.close(subject=code)
    return comment


def _call(
    session: Session, actor: Actor, code: str, item: Item | None, by: Attribution, problems: list[Problem]
) -> Ballot | None:
    """The call in which something is said; to a party, one that is not open yet is as if it were not there."""
    found = session.exec(select(Ballot).where(Ballot.code == code)).first()
    opened = found is not None and _opened(found, actor, by)
    if found is None or not (opened or actor.may("prepare-ballot")):
        problems.append(Problem(f"there is no call {code} to comment on"))
        return None
    if not opened:
        problems.append(Problem(f"the call {code} is not open yet; comment on what it will be about instead"))
    if found.voided_in is not None:
        problems.append(Problem(f"the call {code} is void; comment on what it was about instead"))
    about = {found.item, *(choice["item"] for choice in found.choices if choice.get("item"))}
    if item is not None and item.uuid not in about:
        codes = _codes(session, about)
        problems.append(Problem(f"the call {code} is not about {item.code}", allowed=", ".join(codes)))
    return found


def _opened(call: Ballot, actor: Actor, by: Attribution) -> bool:
    """Whether a call was open by now; of a record that is loaded, by the day on which it was said."""
    if call.opens_at is None:
        return False
    reported = by.on if actor.may("load") else None
    return call.opens_at <= now() or (
        reported is not None and call.opens_at.astimezone(PACIFIC).date() <= reported
    )


def _codes(session: Session, uuids: Iterable[str]) -> list[str]:
    found = (session.get(Item, uuid) for uuid in uuids)
    return sorted(item.code for item in found if item is not None)


def _reply_problems(answered: Comment | None, item: Item | None) -> list[Problem]:
    if answered is None:
        return [Problem("the comment that this answers does not exist")]
    if item is not None and answered.item != item.uuid:
        return [Problem(f"the comment that this answers is not about {item.code}")]
    return []


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
