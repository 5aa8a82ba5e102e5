"""What becomes of comments, and what the commenters answer to that. Rows are only ever inserted.

A later resolution replaces an earlier one, which stays on record with its answers. An answer is the
commenter's and stands as it was given; where the facilitator writes it down, what it rests on is cited.
"""

from __future__ import annotations

import uuid as uuids
from datetime import date

from sqlmodel import Session, col, select

from workbench.graph.comment_words import DEFERRED, DETAIL_NEEDED, RESOLUTIONS
from workbench.graph.plain_text import fault, tidied
from workbench.graph.proposed import Problem
from workbench.process.actor import FACILITATOR, Actor
from workbench.process.attribution import LONGEST_CITATION, spoken_for
from workbench.process.clock import group_today
from workbench.process.comments import LONGEST_COMMENT
from workbench.process.ledger import Ledger
from workbench.process.planning.preview import Preview, Refused
from workbench.record.comments import Comment, CommentResolution, ResolutionAnswer
from workbench.record.database import Database
from workbench.record.items import Item

LONGEST_PLACE = 200


def resolve_comment(
    database: Database,
    actor: Actor,
    uuid: str,
    resolution: str,
    words: str = "",
    deferred_to: str = "",
    *,
    on: date | None = None,
) -> CommentResolution:
    """Say what became of a comment; an earlier resolution stays visible and counts no longer.

    Args:
        uuid: of a posted comment.
        resolution: one of ``RESOLUTIONS``.
        words: the detail; only what was incorporated whole needs none.
        deferred_to: to which meeting, phase or item it is deferred; with ``deferred`` only.
        on: the group's date; today when it is left out.

    Raises:
        NotPermitted: when the actor may not resolve comments.
        Refused: with every reason why it cannot be written so.
    """
    actor.require("resolve-comment")
    with database.write() as session:
        return resolve_in(session, actor, uuid, resolution, words, deferred_to, on=on)


def resolve_in(
    session: Session,
    actor: Actor,
    uuid: str,
    resolution: str,
    words: str = "",
    deferred_to: str = "",
    *,
    on: date | None = None,
) -> CommentResolution:
    """Resolve a comment within a writing session that the caller commits."""
    detail, place = tidied(words).strip(), tidied(deferred_to).strip()
    problems: list[Problem] = []
    comment = session.get(Comment, uuid)
    if comment is None:
        problems.append(Problem("there is no such comment"))
    elif comment.state != "posted":
        problems.append(Problem(f"the comment is {comment.state}; only a posted one is resolved"))
    if resolution not in RESOLUTIONS:
        problems.append(Problem("this is no resolution", found=resolution, allowed=", ".join(RESOLUTIONS)))
    elif resolution in DETAIL_NEEDED and not detail:
        needs = f"'{RESOLUTIONS[resolution]}' needs a detail: what of it is taken, or why not"
        problems.append(Problem(needs))
    if wrong := fault(detail, longest=LONGEST_COMMENT):
        problems.append(Problem(f"the detail {wrong}"))
    if resolution == DEFERRED and not place:
        problems.append(Problem("a comment is deferred to something: name the meeting, phase or item"))
    if resolution != DEFERRED and place:
        problems.append(Problem("only what is deferred names where it is deferred to", found=place[:80]))
    if wrong := fault(place, longest=LONGEST_PLACE, one_line=True):
        problems.append(Problem(f"where it is deferred to {wrong}"))
    if problems or comment is None:
        raise Refused(Preview(problems=tuple(problems)))
    ledger = Ledger(session, actor, "resolve-comment", "", effective_on=on)
    row = CommentResolution(
        uuid=str(uuids.uuid4()),
        change=ledger.number,
        comment=comment.uuid,
        resolution=resolution,
        words=detail,
        deferred_to=place,
        person=actor.person,
        person_name=actor.name,
        resolved_on=on or group_today(),
    )
    ledger.testify(row)
    ledger.close(subject=_code(session, comment), payload={"comment": comment.uuid})
    return row


def answer_resolution(
    database: Database,
    actor: Actor,
    uuid: str,
    satisfied: bool,
    words: str = "",
    *,
    cited: str = "",
    on: date | None = None,
) -> ResolutionAnswer:
    """Write the commenter's answer to the latest resolution of a comment, uncut.

    Args:
        uuid: of the resolution that was read.
        satisfied: whether the commenter is satisfied with it.
        words: the commenter's own words; none are needed.
        cited: on what it rests when the facilitator writes it down for the commenter.
        on: the group's date; today when it is left out.

    Raises:
        NotPermitted: when the actor may not answer.
        Refused: when the actor is not the commenter, or a later resolution has replaced this one.
    """
    actor.require("answer-resolution")
    with database.write() as session:
        return answer_in(session, actor, uuid, satisfied, words, cited=cited, on=on)


def answer_in(
    session: Session,
    actor: Actor,
    uuid: str,
    satisfied: bool,
    words: str = "",
    *,
    cited: str = "",
    on: date | None = None,
    reported: bool = False,
) -> ResolutionAnswer:
    """Answer a resolution within a writing session that the caller commits.

    Args:
        reported: a record directory reports it as the commenter's own answer.
    """
    said, citation = tidied(words).strip(), tidied(cited).strip()
    problems: list[Problem] = []
    resolution = session.get(CommentResolution, uuid)
    comment = session.get(Comment, resolution.comment) if resolution else None
    if resolution is None or comment is None:
        raise Refused(Preview(problems=(Problem("there is no such resolution to answer"),)))
    if _latest(session, comment.uuid) != resolution.uuid:
        problems.append(
            Problem("a later resolution has replaced the one that you read; read it and answer that")
        )
    if wrong := fault(said, longest=LONGEST_COMMENT):
        problems.append(Problem(f"the answer {wrong}"))
    if wrong := fault(citation, longest=LONGEST_CITATION):
        problems.append(Problem(f"the citation {wrong}"))
    organisation = session.get(Item, comment.organisation) if comment.organisation else None
    own = is_commenter(actor, comment.person, organisation.code if organisation else None)
    if not own and FACILITATOR not in actor.roles:
        who = organisation.title if organisation else comment.person_name
        problems.append(
            Problem(
                f"{actor.name} did not make this comment and may not answer for {who}",
                allowed="the person who made it, somebody who speaks for the same organisation, or the facilitator "
                "with what the answer rests on",
            )
        )
    elif not own and not citation and not reported:
        problems.append(
            Problem(
                f"an answer that is written down for {organisation.title if organisation else comment.person_name} "
                "needs what it rests on, such as 'Mail of 2 July'"
            )
        )
    if problems:
        raise Refused(Preview(problems=tuple(problems)))
    # The reason of the change-set keeps what it rests on: digested and redacted like every reason.
    ledger = Ledger(session, actor, "answer-resolution", "" if own else citation, effective_on=on)
    row = ResolutionAnswer(
        uuid=str(uuids.uuid4()),
        change=ledger.number,
        resolution=resolution.uuid,
        organisation=comment.organisation,
        person=actor.person if own else comment.person,
        person_name=actor.name if own else comment.person_name,
        satisfied=satisfied,
        words=said,
        answered_on=on or group_today(),
    )
    ledger.testify(row)
    ledger.close(subject=_code(session, comment), payload={"comment": comment.uuid})
    return row


def is_commenter(actor: Actor, person: str | None, organisation: str | None) -> bool:
    """Whether a comment is the actor's own: said in person, or for an organisation that the actor speaks for.

    Args:
        person: uuid of the person who made it.
        organisation: code of the organisation for which it was made.
    """
    if person is not None and person == actor.person:
        return True
    return organisation is not None and organisation in spoken_for(actor)


def _latest(session: Session, comment: str) -> str | None:
    return session.exec(
        select(CommentResolution.uuid)
        .where(CommentResolution.comment == comment)
        .order_by(col(CommentResolution.change).desc())
        .limit(1)
    ).first()


def _code(session: Session, comment: Comment) -> str:
    item = session.get(Item, comment.item)
    return item.code if item is not None else ""
