"""The steps of a ballot: every change of it is a row of its own, with the digest of what it left."""

from __future__ import annotations

import uuid as uuids
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam
from sqlmodel import Session, col, func, select

from workbench.graph.ballots.earlier import ASKING, asked
from workbench.process.ledger import Ledger
from workbench.process.said import ballot_digest
from workbench.record.ballots import Ballot, BallotStep
from workbench.record.events import Event

NUMBERING = "BAL-{:02d}"


def next_code(session: Session) -> str:
    """The next free code; codes are never given twice, since no ballot is ever deleted."""
    taken = set(session.exec(select(Ballot.code)))
    number = len(taken) + 1
    while NUMBERING.format(number) in taken:
        number += 1
    return NUMBERING.format(number)


def add_step(
    ledger: Ledger,
    ballot: Ballot,
    kind: str,
    at: datetime,
    *,
    why: str = "",
    detail: Mapping[str, Any] | None = None,
    organisation: str | None = None,
) -> BallotStep:
    """Write what was done to a ballot, after its row was set to what it is now.

    Args:
        kind: prepared, revised, opened, extended, closed, recorded, contested or voided.
        at: the moment of the step, as it was compared with the ballot's times.
        detail: what the step wrote, as plain JSON values without fingerprints; what the ballot asks is
            added where the step may have changed it, so that it can be read as it stood then.
        organisation: uuid of the organisation that did it, where one did.
    """
    session = ledger.session
    session.add(ballot)
    session.flush()
    last = session.exec(
        select(func.max(BallotStep.sequence)).where(col(BallotStep.ballot) == ballot.uuid)
    ).one()
    step = BallotStep(
        uuid=str(uuids.uuid4()),
        change=ledger.number,
        ballot=ballot.uuid,
        sequence=(last or 0) + 1,
        kind=kind,
        at=at,
        person=ledger.actor.person,
        person_name=ledger.actor.name,
        organisation=organisation,
        why=why,
        detail={**(detail or {}), **({"asked": asked(ballot)} if kind in ASKING else {})},
        state=ballot_digest(ballot),
    )
    ledger.testify(step)
    ledger.touches("ballot")
    return step


def writing_moment(session: Session, code: str, moment: datetime, *others: str) -> datetime:
    """The moment that a write is compared with: the server's, but never before what happened to the ballot last.

    A clock that is set back can thus not open again what somebody found closed.

    Args:
        code: of the ballot, which is the subject of all of its events; ``others`` are such codes too.
    """
    connection = session.connection()
    found = (connection.execute(_LAST_OF, {"code": subject}).scalar() for subject in (code, *others))
    return max([moment, *(last for last in found if last is not None)])


# Asked for every position: made once, and executed without the work of the object mapper.
_LAST_OF = select(func.max(Event.recorded_at)).where(Event.subject == bindparam("code"))
