"""Redaction in what people and organisations said: positions, statements, steps of ballots, resolutions, files."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlmodel import Session, col, select

from workbench.process.ledger import Ledger
from workbench.process.said import FAMILIES, FAMILY_OF, ballot_digest
from workbench.record.ballots import Ballot, BallotStep
from workbench.record.comments import Comment, CommentResolution, ResolutionAnswer
from workbench.record.items import Item
from workbench.record.testimony import Attachment, Said

BALLOT_WORDS = ("question", "rule", "notice", "reservation", "outcome_sentence", "void_reason")


def rewritten_words(value: Any, change: Callable[[str], str]) -> Any:
    """A value with the change made in every text of it."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, dict):
        return {k: rewritten_words(v, change) for k, v in value.items()}
    if isinstance(value, list):
        return [rewritten_words(v, change) for v in value]
    return value


def in_said_rows(session: Session, ledger: Ledger, change: Callable[[str], str]) -> int:
    """Remove a passage from what organisations said and from ballots; the rows lose their salt."""
    count = 0
    for family in FAMILIES:
        for row in session.exec(select(family.table)).all():
            after = {name: rewritten_words(getattr(row, name), change) for name in family.words}
            if after == {name: getattr(row, name) for name in family.words}:
                continue
            _redact_said(session, ledger, row, after)
            count += 1
    for attachment in session.exec(select(Attachment)).all():
        words = attachment.content.decode("utf-8", "ignore")
        if change(words) != words:
            # The hash of a short file would give it away.
            _redact_said(session, ledger, attachment, {"content": b"", "size": 0, "sha256": ""})
            count += 1
    for ballot in session.exec(select(Ballot)).all():
        after = {name: rewritten_words(getattr(ballot, name), change) for name in BALLOT_WORDS}
        if after == {name: getattr(ballot, name) for name in BALLOT_WORDS}:
            continue
        for name, value in after.items():
            setattr(ballot, name, value)
        session.add(ballot)
        for step in session.exec(select(BallotStep).where(BallotStep.ballot == ballot.uuid)).all():
            _redact_said(session, ledger, step, {})
        count += 1
    _restate(session, ledger)
    return count


def in_resolutions(session: Session, ledger: Ledger, item: Item, change: Callable[[str], str]) -> int:
    """Remove a passage from what became of the comments on one item, and from the answers to that."""
    mine = select(Comment.uuid).where(Comment.item == item.uuid)
    resolutions = session.exec(
        select(CommentResolution).where(col(CommentResolution.comment).in_(mine))
    ).all()
    uuids = [row.uuid for row in resolutions]
    answers = session.exec(select(ResolutionAnswer).where(col(ResolutionAnswer.resolution).in_(uuids))).all()
    count = 0
    for row in (*resolutions, *answers):
        words = FAMILY_OF[type(row)].words
        after = {name: rewritten_words(getattr(row, name), change) for name in words}
        if after != {name: getattr(row, name) for name in words}:
            _redact_said(session, ledger, row, after)
            count += 1
    return count


def _restate(session: Session, ledger: Ledger) -> None:
    """Take the digests of ballots as they were from redacted steps: they are not salted.

    The last step keeps one, of the ballot as it is left.
    """
    session.flush()
    last: dict[str, BallotStep] = {}
    for step in session.exec(select(BallotStep).order_by(col(BallotStep.sequence))).all():
        last[step.ballot] = step
        if step.redacted_in == ledger.number:
            step.state = ""
    for uuid, step in last.items():
        if step.redacted_in == ledger.number:
            step.state = ballot_digest(session.get_one(Ballot, uuid))


def _redact_said(session: Session, ledger: Ledger, row: Said, values: dict[str, Any]) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    row.salt, row.redacted_in = "", ledger.number
    session.add(row)
    ledger.note("redacted-said", row.uuid)
