"""Authorising: an organisation's authoriser confirms its position for one revision and one named filing."""

from __future__ import annotations

import uuid as uuids
from dataclasses import replace

from sqlmodel import select

from workbench.graph.ballots.reading import ballots
from workbench.graph.ballots.words import BALLOT_KINDS
from workbench.process.actor import AUTHORISER, Actor
from workbench.process.ballots.finding import ballot_by_code, organisation_by_code
from workbench.process.ballots.positions import Receipt, receipt_of
from workbench.process.ballots.steps import writing_moment
from workbench.process.clock import now
from workbench.process.ledger import Ledger, append_event
from workbench.process.refusing import refusal, words_of
from workbench.record.ballots import Authorisation, Position
from workbench.record.database import Database
from workbench.record.events import Event

LONGEST_FILING = 200


def authorise(
    database: Database,
    actor: Actor,
    code: str,
    organisation: str,
    filing: str,
    *,
    position: str | None = None,
) -> Receipt:
    """Confirm an organisation's latest position, so that it may be printed with the name.

    Args:
        code: of the ballot.
        organisation: code of the organisation.
        filing: the filing for which it is confirmed, by its name.
        position: uuid of the position that was shown; None for the latest.

    Raises:
        NotPermitted: when the actor is no authoriser.
        Refused: when it is no consensus call, the actor is the authoriser of another organisation, there is no
            position, it was taken on an earlier text, another was taken meanwhile, or it is authorised for this
            filing already.
    """
    actor.require("authorise")
    with database.write() as session:
        ballot = ballot_by_code(session, code)
        speaker = organisation_by_code(session, organisation)
        problems: list[str] = []
        if AUTHORISER not in actor.roles_for(organisation):
            payload = {"organisation": organisation, "ground": "not its authoriser"}
            append_event(session, actor, "authorisation-refused", subject=ballot.code, payload=payload)
            session.commit()
            raise refusal(
                f"{actor.name} is no authoriser of {speaker.title}. Nothing was recorded, and the attempt is noted."
            )
        filing = words_of(
            filing,
            "The name of the filing",
            problems,
            longest=LONGEST_FILING,
            needed="Name the filing for which the position is authorised.",
        )
        row = ballots(session, code=ballot.code, moment=writing_moment(session, ballot.code, now()))[0]
        latest = row.latest().get(organisation)
        if row.kind != "consensus-call":
            problems.append(
                f"{ballot.code} is a {BALLOT_KINDS[row.kind].lower()}: only positions in a consensus call are "
                "authorised for a filing."
            )
        if row.voided:
            problems.append(f"{ballot.code} was declared void: {ballot.void_reason}")
        if latest is None:
            problems.append(f"{speaker.title} has taken no position on {ballot.code}.")
        elif position is not None and latest.uuid != position:
            problems.append(
                f"{latest.person_name or 'Somebody'} took another position for {speaker.title} meanwhile. "
                "Look at it, then authorise that."
            )
        elif latest.overtaken:
            problems.append(
                f"The position of {speaker.title} was taken on an earlier text. It has to be renewed first."
            )
        elif filing in latest.filings:
            problems.append(f"The position of {speaker.title} is authorised for {filing} already.")
        if problems or latest is None:
            raise refusal(*problems)
        taken = session.get_one(Position, latest.uuid)
        ledger = Ledger(session, actor, "authorise", "")
        stamp = Authorisation(
            uuid=str(uuids.uuid4()),
            change=ledger.number,
            position=taken.uuid,
            organisation=speaker.uuid,
            person=actor.person,
            person_name=actor.name,
            revision=taken.revision,
            fingerprint=taken.fingerprint,
            filing=filing,
            authorised_on=ledger.change.effective_on,
        )
        ledger.testify(stamp)
        event: Event = ledger.close(
            subject=ballot.code, payload={"organisation": organisation, "position": taken.uuid}
        )
        made = receipt_of(session, taken.uuid)
        assert made is not None
        return replace(
            made,
            authorised=True,
            filing=filing,
            receipt=event.hash,
            change=ledger.number,
            recorded_at=event.recorded_at,
        )


def filings_named(database: Database) -> list[str]:
    """Filings for which something was authorised, the latest named first."""
    with database.read() as session:
        rows = session.exec(select(Authorisation.filing, Authorisation.change)).all()
    latest: dict[str, int] = {}
    for filing, change in rows:
        latest[filing] = max(change, latest.get(filing, 0))
    return sorted(latest, key=lambda filing: -latest[filing])
