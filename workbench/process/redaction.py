"""Redaction: a text leaves every revision, the search and every export; a tombstone stays.

The event chain holds salted digests. A redacted row loses its salt, so that nothing of the text
can be guessed from the digest that remains, and the chain still verifies.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError
from sqlalchemy import update
from sqlmodel import Session, col, select

from workbench.graph.plain_text import fault, tidied
from workbench.graph.proposed import Problem
from workbench.process.actor import Actor
from workbench.process.ledger import Ledger, index_words
from workbench.process.planning.preview import Preview, Refused
from workbench.process.redaction_said import in_resolutions, in_said_rows, rewritten_words
from workbench.record.access import SavedView
from workbench.record.ballots import (
    Authorisation,
    Ballot,
    EditorialProposal,
    JointPosition,
    Position,
    PositionCitation,
)
from workbench.record.changes import Baseline, ChangeSet
from workbench.record.comments import Comment, MeetingNote
from workbench.record.database import Database
from workbench.record.items import Item, ItemRevision
from workbench.record.kind import FOREIGN
from workbench.record.kinds import KINDS
from workbench.record.links import Link, LinkReview
from workbench.record.runs import Finding, Run

MARK = "[redacted]"
DAY = re.compile(r"\d{4}-\d{2}-\d{2}$")
FIELDS = ("title", "text")
SHORTEST_PASSAGE = 3


@dataclass(frozen=True)
class Redacted:
    """What a redaction touched: change number, codes, and rows rewritten."""

    number: int
    codes: tuple[str, ...]
    revisions: int
    others: int


def redact(
    database: Database,
    actor: Actor,
    *,
    ground: str,
    code: str | None = None,
    field: str | None = None,
    passage: str | None = None,
) -> Redacted:
    """Remove a text for a stated ground.

    Args:
        ground: why, in words that may stay.
        code: the item; None together with a passage means everywhere in the record.
        field: a field of the item to remove whole.
        passage: words to remove wherever they stand.

    Raises:
        NotPermitted: when the actor may not redact.
        Refused: when the ground is missing or nothing is found.
    """
    actor.require("redact")
    problems = _request_problems(ground, code, field, passage)
    with database.write() as session:
        item = session.exec(select(Item).where(Item.code == code)).first() if code else None
        if code and item is None:
            problems.append(Problem(f"there is no item {code}"))
        if item is not None and field is not None and field not in _fields_of(item):
            allowed = ", ".join(_fields_of(item))
            problems.append(Problem(f"{code} has no field '{field}' that can be redacted", allowed=allowed))
        if problems:
            raise Refused(Preview(problems=tuple(problems)))
        ledger = Ledger(session, actor, "redact", tidied(ground))
        change = _passage_rule(passage) if passage is not None else None
        codes, revisions = _items(session, ledger, item, field, change)
        others = 0 if change is None else _beside_items(session, ledger, item, change)
        if not revisions and not others:
            raise Refused(Preview(problems=(Problem("these words stand nowhere in the record"),)))
        for family in (
            "comment",
            "comment-resolution",
            "resolution-answer",
            "position",
            "ballot-step",
            "statement",
        ):
            ledger.touches(family)
        payload = {"codes": codes, "field": field or "", "revisions": revisions, "others": others}
        ledger.close(subject=code or "", payload=payload)
        number = ledger.number
    if database.is_sqlite:
        database.forget_freed_pages()
    return Redacted(number, tuple(codes), revisions, others)


def _request_problems(ground: str, code: str | None, field: str | None, passage: str | None) -> list[Problem]:
    problems = []
    if not ground.strip() or fault(tidied(ground), longest=2_000):
        problems.append(Problem("a redaction needs a ground, such as 'personal data, on request'"))
    if passage is not None and passage in ground and passage:
        problems.append(Problem("the ground repeats the words that are to be removed"))
    if passage is not None and len(passage.strip()) < SHORTEST_PASSAGE:
        problems.append(Problem(f"the passage is shorter than {SHORTEST_PASSAGE} letters"))
    if (passage is None) == (field is None):
        problems.append(Problem("name either a field or a passage"))
    if field is not None and code is None:
        problems.append(Problem("a field can be redacted in one item only; name its code"))
    return problems


def _fields_of(item: Item) -> list[str]:
    return [*FIELDS, *KINDS[item.kind].detail.model_fields]


def _passage_rule(passage: str) -> Callable[[str], str]:
    words = tidied(passage)
    return lambda value: value.replace(words, MARK)


def _content(
    row: Item | ItemRevision, kind: str, field: str | None, change: Callable[[str], str] | None
) -> dict[str, Any]:
    """Title, text and detail of a row without the text that goes."""
    if field is not None:
        content: dict[str, Any] = {"title": row.title, "text": row.text, "detail": dict(row.detail)}
        if field in FIELDS:
            content[field] = MARK
        else:
            default = KINDS[kind].detail().model_dump(mode="json").get(field)
            content["detail"][field] = default
            if field == FOREIGN:
                del content["detail"][field]
            marked = {**content["detail"], field: MARK}
            if isinstance(default, str) and _valid(kind, marked):
                content["detail"] = marked
        return content
    assert change is not None
    return {
        "title": change(row.title),
        "text": change(row.text),
        "detail": _rewritten_detail(kind, row.detail, change),
    }


def _valid(kind: str, detail: dict[str, Any]) -> bool:
    try:
        KINDS[kind].detail.model_validate(detail)
    except ValidationError:
        return False
    return True


def _rewritten_detail(kind: str, detail: dict[str, Any], change: Callable[[str], str]) -> dict[str, Any]:
    """The detail without the passage; days and words of a fixed list stay, since no mark can stand there."""
    after: dict[str, Any] = dict(detail)
    for name, value in detail.items():
        for rule in (change, lambda words: words if DAY.match(words) else change(words)):
            candidate = {**after, name: rewritten_words(value, rule)}
            if candidate[name] == value or _valid(kind, candidate):
                after = candidate
                break
    return after


def _items(
    session: Session,
    ledger: Ledger,
    item: Item | None,
    field: str | None,
    change: Callable[[str], str] | None,
) -> tuple[list[str], int]:
    chosen: Iterable[Item] = [item] if item is not None else session.exec(select(Item)).all()
    codes, count = [], 0
    rows: dict[str, list[ItemRevision]] = {}
    wanted = (
        select(ItemRevision) if item is None else select(ItemRevision).where(ItemRevision.uuid == item.uuid)
    )
    for row in session.exec(wanted):
        rows.setdefault(row.uuid, []).append(row)
    searched: dict[str, dict[str, Any]] = {}
    for found in chosen:
        kind = KINDS[found.kind]
        rewritten: dict[str, str] = {}
        for row in rows.get(found.uuid, []):
            content = _content(row, found.kind, field, change)
            if content == {"title": row.title, "text": row.text, "detail": row.detail}:
                continue
            fingerprint = kind.fingerprint(content["title"], content["text"], content["detail"])
            rewritten[row.fingerprint] = fingerprint
            row.title, row.text, row.detail = content["title"], content["text"], content["detail"]
            row.fingerprint, row.salt, row.redacted_in = fingerprint, "", ledger.number
            session.add(row)
            count += 1
        if not rewritten:
            continue
        content = _content(found, found.kind, field, change)
        found.title, found.text, found.detail = content["title"], content["text"], content["detail"]
        found.fingerprint = kind.fingerprint(found.title, found.text, found.detail)
        session.add(found)
        _recite(session, found.uuid, rewritten)
        codes.append(found.code)
        ledger.touches(found.kind)
        searched[found.uuid] = {
            "code": found.code,
            "title": found.title,
            "text": found.text,
            "detail": found.detail,
        }
        ledger.note("redacted", found.uuid)
    session.flush()
    index_words(session, searched)
    return codes, count


def _recite(session: Session, uuid: str, rewritten: dict[str, str]) -> None:
    """Carry citations over to the redacted text's fingerprint: who cited it sees no new words."""
    ballots = select(Ballot.uuid).where(Ballot.item == uuid)
    links = select(Link.uuid).where(Link.target == uuid)
    citing: tuple[Any, ...] = (
        (Link, col(Link.target) == uuid),
        (LinkReview, col(LinkReview.link).in_(links)),
        (Comment, col(Comment.item) == uuid),
        (Ballot, col(Ballot.item) == uuid),
        (Position, col(Position.ballot).in_(ballots)),
        (PositionCitation, col(PositionCitation.item) == uuid),
        (
            Authorisation,
            col(Authorisation.position).in_(select(Position.uuid).where(col(Position.ballot).in_(ballots))),
        ),
        (JointPosition, col(JointPosition.ballot).in_(ballots)),
        (Run, col(Run.procedure) == uuid),
        (Finding, col(Finding.item) == uuid),
    )
    for table, about in citing:
        for before, after in rewritten.items():
            session.execute(
                update(table).where(about, col(table.fingerprint) == before).values(fingerprint=after)
            )
    for proposal in session.exec(select(EditorialProposal).where(EditorialProposal.item == uuid)):
        proposal.from_fingerprint = rewritten.get(proposal.from_fingerprint, proposal.from_fingerprint)
        proposal.to_fingerprint = rewritten.get(proposal.to_fingerprint, proposal.to_fingerprint)
        session.add(proposal)
    for ballot in session.exec(select(Ballot)):
        if any(choice.get("item") == uuid for choice in ballot.choices):
            ballot.choices = [
                {**choice, "fingerprint": rewritten.get(choice["fingerprint"], choice["fingerprint"])}
                if choice.get("item") == uuid
                else choice
                for choice in ballot.choices
            ]
            session.add(ballot)


def _beside_items(session: Session, ledger: Ledger, item: Item | None, change: Callable[[str], str]) -> int:
    """Remove a passage from comments, notes and reasons; of one item or of the whole record."""
    count = 0
    comments = select(Comment) if item is None else select(Comment).where(Comment.item == item.uuid)
    for comment in session.exec(comments).all():
        words, origin = change(comment.text), rewritten_words(comment.origin, change)
        if (words, origin) != (comment.text, comment.origin):
            comment.text, comment.origin, comment.salt = words, origin, ""
            comment.redacted_in = ledger.number
            session.add(comment)
            ledger.note("redacted-comment", comment.uuid)
            count += 1
    if item is not None:
        return count + in_resolutions(session, ledger, item, change)
    for note in session.exec(select(MeetingNote)).all():
        if change(note.text) != note.text:
            note.text, note.salt, note.redacted_in = change(note.text), "", ledger.number
            session.add(note)
            ledger.note("redacted-note", note.uuid)
            count += 1
    for row in session.exec(select(ChangeSet).where(col(ChangeSet.number) < ledger.number)).all():
        if change(row.why) != row.why:
            row.why, row.salt, row.redacted_in = change(row.why), "", ledger.number
            session.add(row)
            count += 1
    count += in_said_rows(session, ledger, change)
    return count + _in_other_rows(session, change)


UNSALTED: tuple[tuple[Any, tuple[str, ...]], ...] = (
    (LinkReview, ("note",)),
    (Baseline, ("note",)),
    (Run, ("summary", "evidence")),
    (Finding, ("text",)),
    (SavedView, ("name", "query")),
)
"""Words of which no digest was ever taken into the chain, by table."""


def _in_other_rows(session: Session, change: Callable[[str], str]) -> int:
    """Remove a passage from words beside items that the chain holds no digest of."""
    count = 0
    for table, names in UNSALTED:
        for row in session.exec(select(table)).all():
            after = {name: rewritten_words(getattr(row, name), change) for name in names}
            if after == {name: getattr(row, name) for name in names}:
                continue
            for name, value in after.items():
                setattr(row, name, value)
            session.add(row)
            count += 1
    return count
