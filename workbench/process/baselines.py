"""Baselines: a name for the record at one change number, with a digest over all that it held."""

from __future__ import annotations

from typing import Any

from sqlmodel import Session, col, select

from workbench.graph.plain_text import fault
from workbench.graph.proposed import Problem
from workbench.graph.reading import head_number, read_snapshot
from workbench.process.actor import Actor
from workbench.process.ledger import Ledger
from workbench.process.planning.preview import Preview, Refused
from workbench.record.ballots import Authorisation, Position
from workbench.record.changes import Baseline, ChangeSet
from workbench.record.comments import Comment
from workbench.record.database import Database
from workbench.record.fingerprint import digest
from workbench.record.runs import Run

LONGEST_NAME = 200
"""Characters of a baseline's name."""


def make_baseline(
    database: Database, actor: Actor, name: str, *, note: str = "", change: int | None = None
) -> Baseline:
    """Name the record as it stands, or as it stood after an earlier change.

    Raises:
        NotPermitted: when the actor may not.
        Refused: when the name is empty or taken, or the change does not exist.
    """
    actor.require("baseline")
    with database.write() as session:
        return make_in(session, actor, name, note=note, change=change)


def make_in(
    session: Session,
    actor: Actor,
    name: str,
    *,
    note: str = "",
    change: int | None = None,
    reconstruction: bool = False,
) -> Baseline:
    """Name a change within a writing session that the caller commits."""
    head = head_number(session)
    at = head if change is None else change
    name = name.strip()
    problems = []
    if not name or fault(name, longest=LONGEST_NAME, one_line=True):
        problems.append(Problem(f"a baseline needs a name of one line of at most {LONGEST_NAME} characters"))
    elif session.get(Baseline, name) is not None:
        problems.append(Problem(f"there is a baseline '{name}' already; names are given once"))
    row = session.get(ChangeSet, at)
    if row is None:
        problems.append(Problem(f"there is no change {at}", allowed=f"1 to {head}"))
    if problems or row is None:
        raise Refused(Preview(problems=tuple(problems)))
    ledger = Ledger(session, actor, "baseline", note, effective_on=row.effective_on)
    baseline = Baseline(
        name=name,
        change=at,
        as_of=row.effective_on,
        note=note,
        reconstruction=reconstruction,
        digest=state_digest(session, at),
        made_in=ledger.number,
    )
    session.add(baseline)
    ledger.note("baseline", name, at, baseline.digest)
    ledger.touches("baseline")
    ledger.close(subject=name, payload={"baseline": name, "at": at, "state": baseline.digest})
    return baseline


def state_digest(session: Session, change: int) -> str:
    """Digest of items, links, positions, comments and runs as of a change number.

    Recording times and row ids that a machine made stay out, so that the same record has the same
    digest on every machine and database.
    """
    snapshot = read_snapshot(session, change=change)
    items = [
        [
            i.uuid,
            i.code,
            i.kind,
            i.title,
            i.text,
            i.status,
            i.revision,
            i.fingerprint,
            i.detail,
            i.confidential,
        ]
        for i in snapshot.items.values()
    ]
    links = [[x.source, x.relation, x.target, x.detail, x.revision, x.fingerprint] for x in snapshot.links]
    comments = [
        [c.item, c.revision, c.fingerprint, c.person, c.organisation, c.text, c.said_on]
        for c in session.exec(select(Comment).where(col(Comment.change) <= change))
    ]
    positions = [
        _said(
            [p.ballot, p.organisation, p.person, p.position, p.reason, p.revision, p.fingerprint, p.capacity],
            [p.answers, p.preference, p.change_wanted, p.joint],
        )
        for p in session.exec(select(Position).where(col(Position.change) <= change))
    ]
    runs = [
        [r.procedure, r.revision, r.fingerprint, r.verdict, r.run_on, r.evidence]
        for r in session.exec(select(Run).where(col(Run.change) <= change))
    ]
    families: list[list[Any]] = [items, links, comments, positions, runs]
    authorised = session.exec(
        select(Authorisation).where(col(Authorisation.change) <= change, Authorisation.digest != "")
    ).all()
    if authorised:
        families.append([[a.organisation, a.revision, a.fingerprint, a.filing] for a in authorised])
    return digest([sorted(digest(row) for row in family) for family in families])


def _said(row: list[Any], later: list[Any]) -> list[Any]:
    """A row with what later versions added to it, as far as anything stands there: old digests stay."""
    return row if not any(later) else [*row, later]


def baselines(session: Session) -> list[Baseline]:
    """All baselines in order of their dates and numbers."""
    return sorted(session.exec(select(Baseline)), key=lambda b: (b.as_of, b.change, b.name))
