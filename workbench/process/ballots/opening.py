"""Opening a ballot: what it asks, of whom and under which rule is frozen from then on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from workbench.graph.ballots.checklist import Check, checklist
from workbench.graph.ballots.reading import ballots
from workbench.graph.ballots.rows import BallotRow
from workbench.graph.ballots.subject import subject_fingerprint
from workbench.graph.reading import read_snapshot
from workbench.process.actor import Actor
from workbench.process.ballots.finding import ballot_by_code, is_open
from workbench.process.ballots.notice import call_notice
from workbench.process.ballots.preparing import LONGEST_NOTICE, BallotDraft, prepare_in
from workbench.process.ballots.steps import add_step, writing_moment
from workbench.process.clock import now
from workbench.process.ledger import Ledger
from workbench.process.refusing import refusal, words_of
from workbench.record.ballots import Ballot
from workbench.record.database import Database
from workbench.record.items import Item


def open_ballot(
    database: Database,
    actor: Actor,
    code: str,
    *,
    closes_at: datetime | None = None,
    notice: str | None = None,
) -> str:
    """Open a draft.

    Args:
        closes_at: when it closes, in place of what the draft says.
        notice: the text that goes out, in place of what the draft says.

    Returns:
        The code.

    Raises:
        NotPermitted: when the actor may not.
        Refused: with every sentence of the checklist that stands in the way.
    """
    actor.require("open-ballot")
    with database.write() as session:
        ballot = ballot_by_code(session, code)
        if closes_at is not None and closes_at.tzinfo is None:
            raise refusal("The closing time needs a time zone.")
        if closes_at is not None and ballot.opens_at is None:
            ballot.closes_at = closes_at
        if notice is not None and ballot.opens_at is None:
            problems: list[str] = []
            ballot.notice = words_of(notice, "The notice", problems, longest=LONGEST_NOTICE)
            if problems:
                raise refusal(*problems)
        return open_in(session, actor, ballot).code


def prepare_and_open(database: Database, actor: Actor, draft: BallotDraft) -> str:
    """Prepare and open a ballot in one step, for the command line.

    Raises:
        NotPermitted: when the actor may not.
        Refused: with everything that stands in the way; nothing is kept.
    """
    actor.require("open-ballot")
    with database.write() as session:
        return open_in(session, actor, prepare_in(session, actor, draft)).code


@dataclass(frozen=True)
class Opening:
    """What an opening finds: the ballot with the texts as they stand, the checklist, and the notice."""

    ballot: BallotRow
    checks: tuple[Check, ...]
    notice: str


def look_ahead(
    database: Database, actor: Actor, asked: BallotDraft | str, *, closes_at: datetime | None = None
) -> Opening:
    """What opening a ballot would find, with nothing written.

    Args:
        asked: what would be prepared, or the code of a draft.
        closes_at: when it would close, in place of what a draft says.

    Raises:
        NotPermitted: when the actor may not.
        Refused: with everything that cannot be taken, or when it is no draft.
    """
    actor.require("open-ballot")
    with database.write() as session:
        # Made as it would be and taken back: the sentences are those of the opening itself.
        if isinstance(asked, BallotDraft):
            ballot = prepare_in(session, actor, asked)
        else:
            ballot = ballot_by_code(session, asked)
            if ballot.opens_at is not None or ballot.voided_in is not None:
                raise refusal(f"{ballot.code} was opened or given up already.")
            ballot.closes_at = closes_at or ballot.closes_at
        found = _look(session, ballot, writing_moment(session, ballot.code, now()))
        session.rollback()
    return found


def open_in(session: Session, actor: Actor, ballot: Ballot) -> Ballot:
    """Open a draft within a writing session that the caller commits."""
    moment = writing_moment(session, ballot.code, now())
    if ballot.opens_at is not None or ballot.voided_in is not None:
        raise refusal(f"{ballot.code} was opened or given up already.")
    seen = _look(session, ballot, moment)
    stopping = [check.sentence for check in seen.checks if check.stops and not check.met]
    if stopping:
        raise refusal(*stopping)
    if not ballot.notice:
        ballot.notice = seen.notice
    ledger = Ledger(session, actor, "open-ballot", "")
    ballot.opens_at = moment
    assert ballot.closes_at is not None
    add_step(
        ledger,
        ballot,
        "opened",
        moment,
        detail={
            "closes_at": ballot.closes_at.isoformat(),
            "revision": ballot.revision,
            "noticed": [check.sentence for check in seen.checks if not check.met],
        },
    )
    ledger.close(subject=ballot.code, payload={"closes_at": ballot.closes_at.isoformat()})
    return ballot


def _look(session: Session, ballot: Ballot, moment: datetime) -> Opening:
    """A draft with the texts as they stand, and what its opening would find."""
    _take_text(session, ballot)
    session.add(ballot)
    session.flush()
    snapshot = read_snapshot(session)
    row = ballots(session, code=ballot.code, moment=moment)[0]
    also_open = [
        other.code
        for other in session.exec(
            select(Ballot).where(Ballot.item == ballot.item, col(Ballot.uuid) != ballot.uuid)
        )
        if other.kind == ballot.kind and other.aspect == ballot.aspect and is_open(other, moment)
    ]
    checks = checklist(snapshot, row, moment, also_open=also_open)
    return Opening(row, tuple(checks), ballot.notice or call_notice(snapshot, row))


def _take_text(session: Session, ballot: Ballot) -> None:
    """Put the texts as they stand now: a draft may have waited while they were worked on."""
    item = session.get_one(Item, ballot.item)
    ballot.revision = item.revision
    ballot.fingerprint = subject_fingerprint(ballot.aspect, item.fingerprint, item.detail)
    fresh = []
    for choice in ballot.choices:
        if choice.get("item"):
            text = session.get_one(Item, choice["item"])
            choice = {**choice, "revision": text.revision, "fingerprint": text.fingerprint}
        fresh.append(choice)
    ballot.choices = fresh
