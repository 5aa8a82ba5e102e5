"""After the opening: extending, closing early, declaring void, asking again."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import select

from workbench.graph.dates import display_moment
from workbench.process.actor import Actor
from workbench.process.ballots.finding import ballot_by_code, ends_at_of, why_not_open
from workbench.process.ballots.preparing import BallotDraft, prepare_in
from workbench.process.ballots.steps import add_step, writing_moment
from workbench.process.clock import now
from workbench.process.ledger import Ledger
from workbench.process.refusing import refusal, words_of
from workbench.record.ballots import Ballot
from workbench.record.database import Database
from workbench.record.items import Item

LONGEST_REASON = 5_000


def extend(database: Database, actor: Actor, code: str, closes_at: datetime, why: str) -> None:
    """Move the close of an open ballot to a later moment.

    Args:
        closes_at: the new close, with a time zone.
        why: the reason, which is shown wherever the ballot is.

    Raises:
        NotPermitted: when the actor may not.
        Refused: when it is not open, the reason is missing, or the moment is not later than the present close.
    """
    actor.require("extend-ballot")
    with database.write() as session:
        ballot = ballot_by_code(session, code)
        moment = writing_moment(session, ballot.code, now())
        problems = _not_open(ballot, moment, "It can be asked again in a new round.")
        why = words_of(
            why, "The reason", problems, longest=LONGEST_REASON, needed="Extending needs a reason."
        )
        if closes_at.tzinfo is None:
            problems.append("The new close needs a time zone.")
        elif not problems and closes_at <= ends_at_of(ballot):
            problems.append(
                f"{display_moment(closes_at)} is not after the present close, {display_moment(ends_at_of(ballot))}."
            )
        if problems:
            raise refusal(*problems)
        before = ends_at_of(ballot)
        ledger = Ledger(session, actor, "extend-ballot", why)
        ballot.closes_at = closes_at
        detail = {"before": before.isoformat(), "closes_at": closes_at.isoformat()}
        add_step(ledger, ballot, "extended", moment, why=why, detail=detail)
        ledger.close(subject=ballot.code, payload={"closes_at": closes_at.isoformat()})


def close(database: Database, actor: Actor, code: str, why: str) -> None:
    """Close an open ballot before its time.

    Raises:
        NotPermitted: when the actor may not.
        Refused: when it is not open, or the reason is missing.
    """
    actor.require("close-ballot")
    with database.write() as session:
        ballot = ballot_by_code(session, code)
        moment = writing_moment(session, ballot.code, now())
        problems = _not_open(ballot, moment, "")
        why = words_of(
            why,
            "The reason",
            problems,
            longest=LONGEST_REASON,
            needed="Closing before the time needs a reason.",
        )
        if problems:
            raise refusal(*problems)
        ledger = Ledger(session, actor, "close-ballot", why)
        ballot.closed_at = moment
        add_step(ledger, ballot, "closed", moment, why=why)
        ledger.close(subject=ballot.code)


def void(database: Database, actor: Actor, code: str, why: str) -> None:
    """Declare a ballot void; it, its positions and the reason stay visible.

    Raises:
        NotPermitted: when the actor may not.
        Refused: when it is void already, a draft, or the reason is missing.
    """
    actor.require("void-ballot")
    with database.write() as session:
        ballot = ballot_by_code(session, code)
        problems: list[str] = []
        if ballot.voided_in is not None:
            problems.append(f"{ballot.code} was declared void already.")
        elif ballot.opens_at is None:
            problems.append(f"{ballot.code} was never opened; give the draft up instead.")
        why = words_of(
            why,
            "The reason",
            problems,
            longest=LONGEST_REASON,
            needed="Declaring a call void needs a reason.",
        )
        if problems:
            raise refusal(*problems)
        moment = writing_moment(session, ballot.code, now())
        ledger = Ledger(session, actor, "void-ballot", why)
        ballot.voided_in, ballot.void_reason = ledger.number, why
        add_step(ledger, ballot, "voided", moment, why=why)
        ledger.close(subject=ballot.code)


def ask_again(database: Database, actor: Actor, code: str, why: str) -> str:
    """Prepare a new round of a ballot that is closed, recorded or void, as a draft.

    Returns:
        The code of the new round; the earlier one is disclosed wherever its outcome is.

    Raises:
        NotPermitted: when the actor may not.
        Refused: when it is still open or a draft, a later round exists, or the reason is missing.
    """
    actor.require("prepare-ballot")
    with database.write() as session:
        ballot = ballot_by_code(session, code)
        moment = writing_moment(session, ballot.code, now())
        problems: list[str] = []
        if ballot.opens_at is None and ballot.voided_in is not None:
            problems.append(f"{ballot.code} was given up before it was opened; prepare a new call.")
        elif ballot.opens_at is None:
            problems.append(f"{ballot.code} is a draft; open that.")
        elif ballot.voided_in is None and why_not_open(ballot, moment) is None:
            problems.append(f"{ballot.code} is still open; extend it, or close it first.")
        rounds = session.exec(select(Ballot).where(Ballot.previous == ballot.uuid)).all()
        later = [b.code for b in rounds if b.opens_at is not None or b.voided_in is None]
        if later:
            problems.append(f"{later[0]} is the next round of {ballot.code} already.")
        why = words_of(
            why, "The reason", problems, longest=LONGEST_REASON, needed="Asking again needs a reason."
        )
        if problems:
            raise refusal(*problems)
        item = session.get_one(Item, ballot.item)
        codes = [session.get_one(Item, uuid) for uuid in ballot.addressees]
        draft = BallotDraft(
            kind=ballot.kind,
            item=item.code,
            question=ballot.question,
            aspect=ballot.aspect,
            choices=tuple(choice["key"] for choice in ballot.choices),
            addressees=tuple(o.code for o in codes if o.status == "active" and not o.detail.get("advisory")),
            rule=ballot.rule,
            hidden=ballot.hidden,
            evidence=ballot.evidence,
            reservation=ballot.reservation,
        )
        return prepare_in(session, actor, draft, why=why, previous=ballot).code


def _not_open(ballot: Ballot, moment: datetime, hint: str) -> list[str]:
    reason = why_not_open(ballot, moment)
    return [] if reason is None else [f"{reason} {hint}".strip()]
