"""Editorial changes: proposed as such, shown to everybody with a position, and made substantive by one objection.

The change itself is saved as any other. Silence through the period carries positions over; that follows
from the clock, and every position that was carried over says so.
"""

from __future__ import annotations

import uuid as uuids
from dataclasses import dataclass
from datetime import UTC, datetime, time

from sqlmodel import Session, col, select

from workbench.graph.ballots.bridges import Bridges
from workbench.graph.ballots.reading import ballots
from workbench.graph.dates import display_moment
from workbench.graph.plain_text import printable
from workbench.graph.reading import read_snapshot
from workbench.process.actor import Actor
from workbench.process.ballots.finding import organisation_by_code, setting_of
from workbench.process.ballots.steps import writing_moment
from workbench.process.calendar import calendar_of
from workbench.process.clock import PACIFIC, now
from workbench.process.ledger import Ledger
from workbench.process.refusing import refusal, refuse_noted, words_of
from workbench.record.ballots import (
    Ballot,
    EditorialObjection,
    EditorialProposal,
    Position,
    PositionCitation,
)
from workbench.record.database import Database
from workbench.record.items import Item, ItemRevision

EDITORIAL_DAYS = 5
"""Business days in which a change that is proposed as editorial can be contested."""
LONGEST_REASON = 5_000


@dataclass(frozen=True)
class Proposed:
    """A change that was proposed as editorial."""

    uuid: str
    item: str
    from_revision: int
    to_revision: int
    ends_at: datetime
    organisations: tuple[str, ...]


@dataclass(frozen=True)
class LastChange:
    """The last change of an item's text, and whose positions stand on the text before it.

    Args:
        organisations: their codes.
        proposed: it was proposed as editorial already.
    """

    item: str
    from_revision: int
    to_revision: int
    organisations: tuple[str, ...]
    proposed: bool


def last_change(session: Session, code: str) -> LastChange | None:
    """The last change of an item's text; None where it has never been changed."""
    item = session.exec(select(Item).where(Item.code == code)).first()
    before = None if item is None else _before(session, item)
    if item is None or before is None:
        return None
    return LastChange(
        code,
        before.revision,
        item.revision,
        tuple(_concerned(session, item, before.fingerprint)),
        _standing_proposal(session, item, before.fingerprint) is not None,
    )


def propose_editorial(
    database: Database, actor: Actor, code: str, why: str, *, days: int | None = None
) -> Proposed:
    """Propose the latest change of an item's text as editorial.

    Args:
        code: of the item.
        why: what was changed and why it changes no meaning.
        days: business days in which it can be contested; the group's own where it is None.

    Raises:
        NotPermitted: when the actor may not.
        Refused: when nobody has a position on the text before the change, it was proposed already, or the
            reason is missing.
    """
    actor.require("propose-editorial")
    with database.write() as session:
        problems: list[str] = []
        why = words_of(
            why,
            "The reason",
            problems,
            longest=LONGEST_REASON,
            needed="Say what was changed, and why that changes no meaning.",
        )
        item = session.exec(select(Item).where(Item.code == code)).first()
        if item is None:
            raise refusal(*problems, f"There is no item {code}.")
        period = days if days is not None else int(setting_of(session, "editorial-days", EDITORIAL_DAYS))
        if not 1 <= period <= 60:
            problems.append(f"{period} business days is no period. Allowed: 1 to 60.")
        before = _before(session, item)
        if before is None:
            raise refusal(*problems, f"The text of {code} has never been changed.")
        concerned = _concerned(session, item, before.fingerprint)
        if not concerned:
            problems.append(
                f"Nobody has a position on revision {before.revision} of {code}, the text before the last change: "
                "there is nothing to carry over."
            )
        if _standing_proposal(session, item, before.fingerprint) is not None:
            problems.append(f"The last change of {code} was proposed as editorial already.")
        if problems:
            raise refusal(*problems)
        moment = _moment(session, item)
        ends = _end_of_period(session, moment, period)
        ledger = Ledger(session, actor, "propose-editorial", why)
        row = EditorialProposal(
            uuid=str(uuids.uuid4()),
            change=ledger.number,
            item=item.uuid,
            from_revision=before.revision,
            from_fingerprint=before.fingerprint,
            to_revision=item.revision,
            to_fingerprint=item.fingerprint,
            proposed_at=moment,
            ends_at=ends,
            organisations=concerned,
            person=actor.person,
            person_name=actor.name,
            why=why,
        )
        ledger.testify(row)
        ledger.close(subject=code, payload={"ends_at": ends.isoformat(), "organisations": concerned})
        return Proposed(row.uuid, code, before.revision, item.revision, ends, tuple(concerned))


def object_to_editorial(
    database: Database, actor: Actor, proposal: str, organisation: str, reason: str
) -> None:
    """Say for one's organisation that a change is not editorial: it is substantive from then on.

    Args:
        proposal: uuid of the editorial proposal.

    Raises:
        NotPermitted: when the actor may not.
        Refused: when the period is over, the organisation is another's or has no position on the earlier
            text, or the reason is missing.
    """
    actor.require("object-to-editorial")
    with database.write() as session:
        row = session.get(EditorialProposal, printable(proposal)[:36])
        speaker = organisation_by_code(session, organisation)
        if row is None:
            raise refusal("There is no such editorial proposal.")
        item = session.get_one(Item, row.item)
        moment = _moment(session, item)
        problems: list[str] = []
        if not actor.roles_for(organisation) - {"observer"}:
            problems.append(f"{actor.name} does not act for {speaker.title}.")
        elif organisation not in row.organisations:
            problems.append(f"{speaker.title} has no position on the text before the change.")
        if moment >= row.ends_at:
            problems.append(f"The change could be contested until {display_moment(row.ends_at)}.")
        reason = words_of(
            reason,
            "The reason",
            problems,
            longest=LONGEST_REASON,
            needed="Say what the change alters in substance.",
        )
        said = select(EditorialObjection).where(
            EditorialObjection.editorial == row.uuid, EditorialObjection.organisation == speaker.uuid
        )
        if session.exec(said).first() is not None:
            problems.append(f"{speaker.title} has contested this change already.")
        if problems:
            payload = {"organisation": speaker.code}
            refuse_noted(session, actor, "objection-refused", item.code, payload, *problems)
        ledger = Ledger(session, actor, "object-to-editorial", "")
        ledger.testify(
            EditorialObjection(
                uuid=str(uuids.uuid4()),
                change=ledger.number,
                editorial=row.uuid,
                organisation=speaker.uuid,
                person=actor.person,
                person_name=actor.name,
                reason=reason,
                objected_at=moment,
            )
        )
        ledger.close(subject=item.code, payload={"organisation": organisation})


def _before(session: Session, item: Item) -> ItemRevision | None:
    """The latest revision whose text was another than the present one."""
    return session.exec(
        select(ItemRevision)
        .where(ItemRevision.uuid == item.uuid, ItemRevision.fingerprint != item.fingerprint)
        .order_by(col(ItemRevision.revision).desc())
        .limit(1)
    ).first()


def _standing_proposal(session: Session, item: Item, before: str) -> EditorialProposal | None:
    return session.exec(
        select(EditorialProposal).where(
            EditorialProposal.item == item.uuid,
            EditorialProposal.from_fingerprint == before,
            EditorialProposal.to_fingerprint == item.fingerprint,
        )
    ).first()


def _concerned(session: Session, item: Item, before: str) -> list[str]:
    """Codes of the organisations whose latest position in some ballot is on the text before the change.

    A position on a still earlier text is among them where only uncontested editorial changes lie between.
    """
    about = {row.code for row in ballots(session, item=item.code) if row.aspect == "text"}
    uncontested = _uncontested(session, item)
    cited = session.exec(select(PositionCitation).where(PositionCitation.item == item.uuid))
    by_choice = {c.position for c in cited if uncontested.reach(item.uuid, c.fingerprint, before)[0]}
    taken = session.exec(
        select(Position).where(col(Position.ballot).in_(select(Ballot.uuid).where(Ballot.item == item.uuid)))
    )
    by_text = {p.uuid for p in taken if uncontested.reach(item.uuid, p.fingerprint, before)[0]}
    found: set[str] = set()
    for row in ballots(session):
        if row.voided:
            continue
        for code, position in row.latest().items():
            on_text = row.code in about and not row.choices and position.uuid in by_text
            if on_text or position.uuid in by_choice:
                found.add(code)
    return sorted(found)


def _uncontested(session: Session, item: Item) -> Bridges:
    """The editorial changes of an item's text to which nobody objected, run out or not."""
    contested = set(session.exec(select(EditorialObjection.editorial)))
    found = Bridges()
    for row in session.exec(select(EditorialProposal).where(EditorialProposal.item == item.uuid)):
        if row.uuid not in contested:
            found.add(item.uuid, row.from_fingerprint, row.to_fingerprint, row.ends_at)
    return found


def _moment(session: Session, item: Item) -> datetime:
    """The server's moment, never before what happened last to the item or to a ballot about it.

    Where a clock is set back, nothing can thus be contested that an outcome was built on.
    """
    about = [
        ballot.code
        for ballot in session.exec(select(Ballot))
        if item.uuid in (ballot.item, *(choice.get("item") for choice in ballot.choices))
    ]
    return writing_moment(session, item.code, now(), *about)


def _end_of_period(session: Session, moment: datetime, days: int) -> datetime:
    """The end of the last business day of the period in California, in UTC."""
    calendar = calendar_of(read_snapshot(session))
    last = calendar.add(moment.astimezone(PACIFIC).date(), days)
    return datetime.combine(last, time(17), PACIFIC).astimezone(UTC)
