"""Verification: the event chain, the digests behind it, and the integrity of references."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func
from sqlalchemy import text as sql
from sqlmodel import Session, col, select

from workbench.graph.ballots import subject_fingerprint
from workbench.graph.ballots.earlier import ASKING
from workbench.process.baselines import state_digest
from workbench.process.ledger import (
    added_entry,
    change_digest,
    comment_digest,
    content_digest,
    note_digest,
    words_digest,
)
from workbench.process.planning.items import content_of
from workbench.process.said import FAMILIES, ballot_digest, said_digest, said_entry
from workbench.record.ballots import (
    Authorisation,
    Ballot,
    BallotStep,
    EditorialProposal,
    JointPosition,
    Position,
    PositionCitation,
)
from workbench.record.changes import Baseline, ChangeSet
from workbench.record.comments import Comment, MeetingNote
from workbench.record.database import Database
from workbench.record.events import GENESIS, Event
from workbench.record.items import Item, ItemRevision
from workbench.record.kinds import KINDS
from workbench.record.links import NEVER_HERE, Link, LinkReview
from workbench.record.runs import Run
from workbench.record.testimony import Attachment

REREADABLE = frozenset(
    {
        "edit",
        "load",
        "import",
        "undo",
        "review",
        "propose-schedule",
        "comment",
        "take-notes",
        "prepare-ballot",
        "open-ballot",
        "extend-ballot",
        "close-ballot",
        "void-ballot",
        "record-outcome",
        "contest-outcome",
        "take-position",
        "authorise",
        "join-position",
        "propose-editorial",
        "object-to-editorial",
        "resolve-comment",
        "answer-resolution",
        "write-statement",
    }
)
"""Verbs whose digest can be computed again from the rows that they wrote."""

CITING = frozenset({"ballot", "position", "run"})
"""The same, as long as no later redaction changed the text that they cite."""


@dataclass(frozen=True)
class Verified:
    """What was checked, the chain's tip, and every fault as a sentence."""

    events: int
    items: int
    links: int
    tip: str
    faults: tuple[str, ...]

    @property
    def sound(self) -> bool:
        return not self.faults


def verify(database: Database, *, tip: str | None = None) -> Verified:
    """Check the whole record.

    Args:
        tip: a hash printed earlier on a receipt or baseline; it must still be in the chain, which
            finds a tail that was cut off or built anew.
    """
    with database.read() as session:
        faults = list(_integrity(session, database))
        events = session.exec(select(Event).order_by(col(Event.sequence))).all()
        faults += _chain(events)
        if tip is not None and tip not in {event.hash for event in events}:
            faults.append(f"the hash {tip} is not in the chain: its tail was cut off or built anew")
        faults += _changes(session, events)
        faults += _items(session)
        faults += _citations(session)
        faults += _baselines(session)
        items = len(session.exec(select(Item.uuid)).all())
        links = len(session.exec(select(Link.uuid)).all())
    return Verified(len(events), items, links, events[-1].hash if events else GENESIS, tuple(faults))


def chain_tip(session: Session) -> str:
    """Hash of the last event."""
    last = session.exec(select(Event.hash).order_by(col(Event.sequence).desc()).limit(1)).first()
    return last or GENESIS


def _integrity(session: Session, database: Database) -> Iterator[str]:
    if not database.is_sqlite:
        return
    for (words,) in session.execute(sql("PRAGMA integrity_check")):
        if words != "ok":
            yield f"the database file is damaged: {words}"
    for table, row, parent, _ in session.execute(sql("PRAGMA foreign_key_check")):
        yield f"row {row} of table {table} points to a row of {parent} that does not exist"


def _chain(events: Any) -> Iterator[str]:
    previous = GENESIS
    for place, event in enumerate(events, start=1):
        if event.sequence != place:
            yield f"event {place} is missing from the chain"
            return
        if event.previous != previous:
            yield f"event {event.sequence} does not follow from the event before it"
        if event.computed_hash() != event.hash:
            yield f"event {event.sequence} was altered after it was written"
        previous = event.hash


def _changes(session: Session, events: Any) -> Iterator[str]:
    wrote: dict[int, list[Any]] = {}
    for r in session.exec(select(ItemRevision)):
        wrote.setdefault(r.change, []).append([r.uuid, r.revision, r.digest])
        if r.redacted_in is None and content_digest(r.salt, r.uuid, r.revision, content_of(r)) != r.digest:
            yield f"revision {r.revision} of the item {r.uuid} was altered after it was written"
    elsewhere = {
        (row.link, row.change): row.fingerprint
        for row in session.exec(select(LinkReview).where(LinkReview.revision == NEVER_HERE))
    }
    for link in session.exec(select(Link)):
        entry = [link.source, link.relation, link.target, link.detail]
        text = elsewhere.get((link.uuid, link.added_in), "")
        wrote.setdefault(link.added_in, []).append(added_entry(entry, NEVER_HERE if text else 1, text))
        if link.removed_in is not None:
            wrote.setdefault(link.removed_in, []).append(["-", *entry])
    reviews = select(LinkReview, Link).where(col(Link.uuid) == col(LinkReview.link))
    for review, link in session.exec(reviews.where(col(LinkReview.change) != col(Link.added_in))):
        reviewed = ["~", link.source, link.relation, link.target, review.revision]
        wrote.setdefault(review.change, []).append(reviewed)
    for comment in session.exec(select(Comment)):
        wrote.setdefault(comment.change, []).append(["comment", comment.uuid, comment.digest])
        # Before a comment was digested whole, its digest covered its words alone.
        whole, words = comment_digest(comment), words_digest(comment.salt, comment.text)
        if comment.redacted_in is None and comment.digest not in (whole, words):
            yield f"comment {comment.uuid} was altered after it was written"
    for note in session.exec(select(MeetingNote)):
        wrote.setdefault(note.change, []).append(["note", note.uuid, note.digest])
        if note.struck_in is not None:
            wrote.setdefault(note.struck_in, []).append(["note-struck", note.uuid])
        if note.redacted_in is None and note_digest(note.salt, note) != note.digest:
            yield f"meeting note {note.uuid} was altered after it was written"
    for event in events:
        if event.verb == "settle-comment":
            settled = session.get(Comment, str(event.payload.get("comment")))
            if settled is None or settled.state != event.payload.get("state"):
                yield f"the state of comment {event.payload.get('comment')} was altered after it was settled"
    for family in FAMILIES:
        for row in session.exec(select(family.table)):
            if not row.digest:
                continue  # Written before such rows were digested.
            wrote.setdefault(row.change, []).append(said_entry(row))
            if row.redacted_in is None and said_digest(row) != row.digest:
                yield f"the {family.name.replace('-', ' ')} {row.uuid} was altered after it was written"
    yield from _ballots(session, wrote)
    yield from _redacted(session)
    yield from _attachments(session)
    for run in session.exec(select(Run)):
        wrote.setdefault(run.change, []).append(["run", run.uuid, run.verdict, run.fingerprint])
    redacted = session.exec(
        select(func.coalesce(func.max(ChangeSet.number), 0)).where(ChangeSet.verb == "redact")
    ).one()
    by_change = {event.change: event for event in events if event.change is not None}
    for change in session.exec(select(ChangeSet).order_by(col(ChangeSet.number))):
        event = by_change.get(change.number)
        if event is None:
            yield f"change {change.number} has no event in the chain"
            continue
        if event.payload.get("digest") != change.digest:
            yield f"change {change.number} does not match its event"
        why = event.payload.get("why")
        if change.redacted_in is None and words_digest(change.salt, change.why) != why:
            yield f"the reason of change {change.number} was altered after it was written"
        if event.payload.get("effective_on") != change.effective_on.isoformat():
            yield f"the effective date of change {change.number} was altered after it was written"
        if change.verb in CITING and redacted > change.number:
            continue  # What they cite was carried over to the redacted text's fingerprint.
        if change.verb not in REREADABLE | CITING:
            continue
        if change_digest(change.number, str(why), wrote.get(change.number, [])) != change.digest:
            yield f"what change {change.number} wrote was altered after it was written"


def _ballots(session: Session, wrote: dict[int, list[Any]]) -> Iterator[str]:
    """Ballots against their last step; those from before there were steps against their own digest."""
    first: dict[str, BallotStep] = {}
    last: dict[str, BallotStep] = {}
    for step in session.exec(select(BallotStep).order_by(col(BallotStep.sequence))):
        first.setdefault(step.ballot, step)
        last[step.ballot] = step
    for ballot in session.exec(select(Ballot)):
        final, began = last.get(ballot.uuid), first.get(ballot.uuid)
        if began is None or began.kind not in ASKING:
            # From before there were steps.
            wrote.setdefault(ballot.change, []).append(["ballot", ballot.code, ballot.fingerprint])
        elif began.change != ballot.change:
            yield f"{ballot.code} was altered: its first step belongs to another change"
        if final is not None and final.state != ballot_digest(ballot):
            yield f"{ballot.code} was altered after its last step"
    changes = dict(session.execute(select(Position.uuid, Position.change)).all())
    for cited in session.exec(select(PositionCitation)):
        wrote.setdefault(changes.get(cited.position, 0), []).append(
            ["citation", cited.position, cited.item, cited.revision]
        )
    for position in session.exec(select(Position).where(Position.digest == "")):
        said = ["position", position.uuid, position.position, position.fingerprint]
        wrote.setdefault(position.change, []).append(said)


def _redacted(session: Session) -> Iterator[str]:
    """Rows marked as redacted against the redactions that there were: a mark alone would hide an alteration."""
    redactions = set(session.exec(select(ChangeSet.number).where(ChangeSet.verb == "redact")))
    tables: list[Any] = [ItemRevision, Comment, MeetingNote, ChangeSet]
    tables += [family.table for family in FAMILIES]
    for table in tables:
        for row in session.exec(select(table).where(col(table.redacted_in).is_not(None))):
            if row.redacted_in not in redactions or row.salt:
                name = str(table.__tablename__).replace("_", " ")
                yield f"a row of {name} is marked as redacted in change {row.redacted_in}, which redacted no such row"


def _attachments(session: Session) -> Iterator[str]:
    for file in session.exec(select(Attachment).where(col(Attachment.redacted_in).is_(None))):
        if (hashlib.sha256(file.content).hexdigest(), len(file.content)) != (file.sha256, file.size):
            yield f"the file '{file.name}' is not the one that was attached"


def _items(session: Session) -> Iterator[str]:
    latest: dict[str, ItemRevision] = {}
    for revision in session.exec(select(ItemRevision).order_by(col(ItemRevision.revision))):
        latest[revision.uuid] = revision
    known = {}
    for item in session.exec(select(Item)):
        known[item.uuid] = item.code
        last = latest.get(item.uuid)
        if last is None or last.revision != item.revision or content_of(last) != content_of(item):
            yield f"{item.code} differs from its last revision"
        if item.kind not in KINDS:
            yield f"{item.code} is of the unknown kind '{item.kind}'"
        elif KINDS[item.kind].fingerprint(item.title, item.text, item.detail) != item.fingerprint:
            yield f"the fingerprint of {item.code} does not match its text"
    cited = {
        (row.uuid, row.revision): row.fingerprint
        for row in session.execute(select(ItemRevision.uuid, ItemRevision.revision, ItemRevision.fingerprint))
    }
    elsewhere = {
        (row.link, row.fingerprint)
        for row in session.exec(select(LinkReview).where(LinkReview.revision == NEVER_HERE))
    }
    for link in session.exec(select(Link)):
        for end in (link.source, link.target):
            if end not in known:
                yield f"a link '{link.relation}' points to an item that does not exist ({end})"
        if link.revision == NEVER_HERE and (link.uuid, link.fingerprint) in elsewhere:
            continue
        if link.target in known and cited.get((link.target, link.revision)) != link.fingerprint:
            source = known.get(link.source, link.source)
            yield f"the link {source} {link.relation} {known[link.target]} cites a text that never was"


def _citations(session: Session) -> Iterator[str]:
    """What ballots and positions cite has to be a text that there was."""
    texts: dict[tuple[str, int], str] = {}
    for revision in session.exec(select(ItemRevision)):
        texts[revision.uuid, revision.revision] = revision.fingerprint
        destination = subject_fingerprint("destination", revision.fingerprint, revision.detail)
        texts[f"destination of {revision.uuid}", revision.revision] = destination
    about: dict[str, str] = {}
    for ballot in session.exec(select(Ballot)):
        about[ballot.uuid] = ballot.item if ballot.aspect == "text" else f"destination of {ballot.item}"
        if texts.get((about[ballot.uuid], ballot.revision)) != ballot.fingerprint:
            yield f"{ballot.code} is about a text that never was; it was altered after it was written"
        put: list[Any] = ballot.choices
        for choice in put:
            if not isinstance(choice, dict):
                continue  # Altered: the digest of its last step says so.
            cited = texts.get((choice.get("item", ""), choice.get("revision", 0)))
            if choice.get("item") and cited != choice.get("fingerprint"):
                yield f"{ballot.code} puts a text of {choice.get('key')} that never was"
    positions: dict[str, str] = {}
    taken: list[Position | JointPosition] = [
        *session.exec(select(Position)),
        *session.exec(select(JointPosition)),
    ]
    for row in taken:
        positions[row.uuid] = about.get(row.ballot, "")
        if texts.get((positions[row.uuid], row.revision)) != row.fingerprint:
            yield f"the position {row.uuid} cites a text that never was; it was altered"
    for stamp in session.exec(select(Authorisation)):
        if texts.get((positions.get(stamp.position, ""), stamp.revision)) != stamp.fingerprint:
            yield f"the authorisation {stamp.uuid} cites a text that never was; it was altered"
    for citation in session.exec(select(PositionCitation)):
        if texts.get((citation.item, citation.revision)) != citation.fingerprint:
            yield f"the position {citation.position} cites an alternative that never was; it was altered"
    for proposal in session.exec(select(EditorialProposal)):
        ends = (
            (proposal.from_revision, proposal.from_fingerprint),
            (proposal.to_revision, proposal.to_fingerprint),
        )
        if any(texts.get((proposal.item, revision)) != cited for revision, cited in ends):
            yield f"the editorial proposal {proposal.uuid} cites a text that never was; it was altered"


def _baselines(session: Session) -> Iterator[str]:
    redactions = session.exec(select(ChangeSet.number).where(ChangeSet.verb == "redact")).all()
    for baseline in session.exec(select(Baseline)):
        if any(number > baseline.made_in for number in redactions):
            # A redacted text is missing from every moment, so the digests of earlier moments differ.
            continue
        if state_digest(session, baseline.change) != baseline.digest:
            yield f"the record at the baseline '{baseline.name}' is not what it was when it was made"
