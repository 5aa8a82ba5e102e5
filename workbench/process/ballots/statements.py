"""Statements of position: each organisation writes its own on an issue, locks it, and it is printed verbatim."""

from __future__ import annotations

import uuid as uuids
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from workbench.process.actor import PARTY_ROLES, Actor
from workbench.process.ballots.finding import ballot_by_code, organisation_by_code, why_not_open
from workbench.process.ballots.steps import writing_moment
from workbench.process.clock import now
from workbench.process.ledger import Ledger
from workbench.process.refusing import refuse_noted, words_of
from workbench.record.ballots import Ballot
from workbench.record.changes import ChangeSet
from workbench.record.database import Database
from workbench.record.items import Item
from workbench.record.testimony import Statement

LONGEST = 50_000


@dataclass(frozen=True)
class StatementRow:
    """The latest version of one organisation's statement."""

    ballot: str
    organisation: str
    organisation_name: str
    version: int
    text: str
    locked: bool
    person_name: str
    saved_at: datetime
    change: int
    uuid: str


def words_in(text: str) -> int:
    """How many words a text has, as people count them: runs of letters between blanks."""
    return len(text.split())


def write_statement(
    database: Database,
    actor: Actor,
    code: str,
    organisation: str,
    text: str,
    *,
    lock: bool = False,
    seen_version: int | None = None,
) -> StatementRow:
    """Save a version of an organisation's statement, and lock it where that is asked.

    Args:
        code: of the call for statements.
        lock: no word is changed afterwards, and it may be printed.
        seen_version: the version that was shown, 0 for none; None where nothing was shown.

    Raises:
        NotPermitted: when the actor may not.
        Refused: when the call is not open, the organisation is another's, it is locked, there are too many
            words, or somebody saved another version meanwhile.
    """
    actor.require("write-statement")
    with database.write() as session:
        ballot = ballot_by_code(session, code)
        speaker = organisation_by_code(session, organisation)
        problems: list[str] = []
        if ballot.kind != "statement-call":
            problems.append(f"{ballot.code} does not call for statements.")
        if not actor.roles_for(organisation) & PARTY_ROLES:
            problems.append(
                f"{actor.name} does not act for {speaker.title}. Each organisation edits only its own."
            )
        if speaker.detail.get("advisory"):
            problems.append(f"{speaker.title} advises and takes no position.")
        if (shut := why_not_open(ballot, writing_moment(session, ballot.code, now()))) is not None:
            problems.append(shut)
        words = words_of(text, "The statement", problems, longest=LONGEST)
        limit = int(ballot.rule.get("words") or 0)
        if limit and words_in(words) > limit:
            problems.append(f"The statement has {words_in(words)} words; {limit} are allowed.")
        if lock and not words:
            problems.append("An empty statement cannot be locked.")
        latest = _latest(session, ballot.uuid, speaker.uuid)
        if latest is not None and latest.locked:
            problems.append(f"The statement of {speaker.title} is locked; no word of it is changed any more.")
        elif seen_version is not None and (latest.version if latest else 0) != seen_version:
            by = latest.person_name if latest else "Somebody"
            problems.append(
                f"{by} saved another version meanwhile. Yours was not saved; look at theirs first."
            )
        if problems:
            payload = {"organisation": speaker.code}
            refuse_noted(session, actor, "statement-refused", ballot.code, payload, *problems)
        ledger = Ledger(session, actor, "write-statement", "")
        row = Statement(
            uuid=str(uuids.uuid4()),
            change=ledger.number,
            ballot=ballot.uuid,
            organisation=speaker.uuid,
            version=latest.version + 1 if latest else 1,
            text=words,
            locked=lock,
            person=actor.person,
            person_name=actor.name,
        )
        ledger.testify(row)
        ledger.close(subject=ballot.code, payload={"organisation": organisation, "locked": lock})
        return _row(row, ballot.code, speaker, ledger.change.recorded_at)


def statements(
    session: Session, *, ballot: str | None = None, change: int | None = None
) -> list[StatementRow]:
    """The latest version of every statement, by call and organisation.

    Args:
        ballot: only of the call with this code.
        change: as they stood after this change; now for None.
    """
    query = (
        select(Statement, Ballot, Item, ChangeSet)
        .where(col(Ballot.uuid) == col(Statement.ballot), col(Item.uuid) == col(Statement.organisation))
        .where(col(ChangeSet.number) == col(Statement.change))
        .order_by(col(Ballot.code), col(Item.code), col(Statement.version))
    )
    if ballot is not None:
        query = query.where(Ballot.code == ballot)
    if change is not None:
        query = query.where(col(Statement.change) <= change)
    latest = {
        (call.code, speaker.code): _row(row, call.code, speaker, written.recorded_at)
        for row, call, speaker, written in session.exec(query)
    }
    return list(latest.values())


def _latest(session: Session, ballot: str, organisation: str) -> Statement | None:
    return session.exec(
        select(Statement)
        .where(Statement.ballot == ballot, Statement.organisation == organisation)
        .order_by(col(Statement.version).desc())
        .limit(1)
    ).first()


def _row(row: Statement, code: str, speaker: Item, saved_at: datetime) -> StatementRow:
    return StatementRow(
        ballot=code,
        organisation=speaker.code,
        organisation_name=speaker.title,
        version=row.version,
        text=row.text,
        locked=row.locked,
        person_name=row.person_name,
        saved_at=saved_at,
        change=row.change,
        uuid=row.uuid,
    )
