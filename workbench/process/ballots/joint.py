"""Joint positions: several organisations say the same together, and each one confirms for itself."""

from __future__ import annotations

import uuid as uuids
from collections.abc import Sequence
from dataclasses import replace
from typing import NoReturn

from sqlmodel import Session, col, select

from workbench.graph.ballots.reading import ballot_named
from workbench.graph.plain_text import printable
from workbench.process.actor import SPEAKERS, Actor
from workbench.process.ballots.finding import ballot_by_code, organisation_by_code
from workbench.process.ballots.positions import NewPosition, Receipt, take_in
from workbench.process.clock import now
from workbench.process.ledger import Ledger
from workbench.process.refusing import refusal, refuse_noted
from workbench.record.ballots import Ballot, JointPosition, Position
from workbench.record.database import Database
from workbench.record.items import Item


def propose_joint(database: Database, actor: Actor, new: NewPosition, members: Sequence[str]) -> Receipt:
    """Take a position for one's own organisation, and name others that are to take it jointly.

    Args:
        new: the position, for the organisation that leads.
        members: codes of the other organisations; each confirms by its own people.

    Raises:
        NotPermitted: when the actor may not.
        Refused: as for a position, and when a member is unknown, advisory or the lead itself.
    """
    actor.require("join-position")
    with database.write() as session:
        ballot = ballot_by_code(session, new.ballot)
        lead = organisation_by_code(session, new.organisation)
        others = [organisation_by_code(session, code) for code in dict.fromkeys(members)]
        problems = []
        if not others:
            problems.append("A joint position names at least one other organisation.")
        if lead.uuid in {o.uuid for o in others}:
            problems.append(f"{lead.title} leads the joint position and need not be named as a member.")
        problems += [f"{o.title} advises and takes no position." for o in others if o.detail.get("advisory")]
        if problems:
            _refuse(session, actor, ballot, lead, *problems)
        number = str(uuids.uuid4())
        receipt = take_in(session, actor, replace(new, joint=number), leads=True)
        if receipt.replayed:
            return receipt
        taken = session.get_one(Position, receipt.uuid)
        ledger = Ledger(session, actor, "join-position", "")
        ledger.testify(
            JointPosition(
                uuid=number,
                change=ledger.number,
                ballot=ballot.uuid,
                lead=lead.uuid,
                members=[lead.uuid, *(o.uuid for o in others)],
                person=actor.person,
                person_name=actor.name,
                position=taken.position,
                reason=taken.reason,
                answers=taken.answers,
                change_wanted=taken.change_wanted,
                revision=taken.revision,
                fingerprint=taken.fingerprint,
                taken_on=ledger.change.effective_on,
            )
        )
        ledger.close(subject=ballot.code, payload={"lead": lead.code, "members": [o.code for o in others]})
        return receipt


def confirm_joint(
    database: Database, actor: Actor, joint: str, organisation: str, *, form: str | None = None
) -> Receipt:
    """Confirm a joint position for one of its members: the member takes the same position in its own name.

    Args:
        joint: uuid of the joint position.

    Raises:
        NotPermitted: when the actor may not.
        Refused: when there is none, the organisation is not a member, or as for a position.
    """
    actor.require("join-position")
    with database.write() as session:
        found = session.get(JointPosition, printable(joint)[:36])
        member = organisation_by_code(session, organisation)
        if found is None:
            raise refusal("There is no such joint position.")
        lead = session.get_one(Item, found.lead)
        ballot = session.get_one(Ballot, found.ballot)
        problem = _why_not(session, actor, ballot, found, member, form)
        if problem is not None:
            _refuse(session, actor, ballot, member, problem)
        new = NewPosition(
            ballot=ballot.code,
            organisation=organisation,
            position=found.position,
            reason=found.reason or f"Jointly with {lead.title}.",
            answers=found.answers,
            preference=_preferred(session, found),
            change_wanted=found.change_wanted,
            joint=found.uuid,
            form=form,
        )
        return take_in(session, actor, new)


def _preferred(session: Session, joint: JointPosition) -> str:
    """The choice that the lead preferred when it proposed the joint position: its own position holds it."""
    said = select(Position.preference).where(
        Position.ballot == joint.ballot, Position.joint == joint.uuid, Position.organisation == joint.lead
    )
    return session.exec(said.order_by(col(Position.change)).limit(1)).first() or ""


def _why_not(
    session: Session, actor: Actor, ballot: Ballot, joint: JointPosition, member: Item, form: str | None
) -> str | None:
    """Why a member cannot confirm a joint position, in a sentence; None when it can."""
    if member.uuid not in joint.members:
        return f"{member.title} is not named in this joint position."
    if not actor.roles_for(member.code) & SPEAKERS:
        return f"{actor.name} does not speak for {member.title}."
    latest = session.exec(
        select(Position)
        .where(Position.ballot == ballot.uuid, Position.organisation == member.uuid)
        .order_by(col(Position.change).desc())
        .limit(1)
    ).first()
    if latest is not None and latest.joint == joint.uuid and not (form and latest.form == form):
        return f"{member.title} has confirmed this joint position already."
    row = ballot_named(session, ballot.code, moment=now())
    if row is not None and any(j.uuid == joint.uuid and j.overtaken for j in row.joints):
        return (
            "The text was changed since this joint position was proposed. "
            "Propose it again on the present text."
        )
    return None


def _refuse(session: Session, actor: Actor, ballot: Ballot, organisation: Item, *problems: str) -> NoReturn:
    payload = {"organisation": organisation.code, "ground": "joint"}
    refuse_noted(session, actor, "position-refused", ballot.code, payload, *problems)
