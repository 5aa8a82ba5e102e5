"""Ballots and the positions of organisations, as plain values."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from sqlmodel import Session, col, select

from workbench.record.ballots import Ballot, Position
from workbench.record.items import Item


@dataclass(frozen=True)
class PositionRow:
    """What one organisation said; ``overtaken``: it was taken on an earlier text."""

    organisation: str
    organisation_name: str
    position: str
    reason: str
    revision: int
    capacity: str
    authorised: bool
    taken_on: date
    change: int
    overtaken: bool


@dataclass(frozen=True)
class BallotRow:
    """One ballot with the item it is about and every position in the order in which it was taken."""

    code: str
    kind: str
    item: str
    item_title: str
    revision: int
    question: str
    opens_at: datetime | None
    closes_at: datetime | None
    outcome: str | None
    outcome_sentence: str
    change: int
    positions: tuple[PositionRow, ...] = field(default=())


def ballots(session: Session, *, item: str | None = None) -> list[BallotRow]:
    """All ballots in order of their codes.

    Args:
        item: only those about the item with this code.
    """
    query = select(Ballot, Item).where(col(Item.uuid) == col(Ballot.item)).order_by(col(Ballot.code))
    if item is not None:
        query = query.where(Item.code == item)
    rows = session.exec(query).all()
    taken = _positions(session, {ballot.uuid: about.fingerprint for ballot, about in rows})
    return [
        BallotRow(
            code=ballot.code,
            kind=ballot.kind,
            item=about.code,
            item_title=about.title,
            revision=ballot.revision,
            question=ballot.question,
            opens_at=ballot.opens_at,
            closes_at=ballot.closes_at,
            outcome=ballot.outcome,
            outcome_sentence=ballot.outcome_sentence,
            change=ballot.change,
            positions=tuple(taken.get(ballot.uuid, ())),
        )
        for ballot, about in rows
    ]


def _positions(session: Session, current: dict[str, str]) -> dict[str, list[PositionRow]]:
    """Positions by ballot; ``current`` gives the present fingerprint of each ballot's item."""
    rows = session.exec(
        select(Position, Item)
        .where(col(Item.uuid) == col(Position.organisation), col(Position.ballot).in_(current))
        .order_by(col(Position.change), col(Item.code))
    )
    found: dict[str, list[PositionRow]] = {}
    for position, organisation in rows:
        found.setdefault(position.ballot, []).append(
            PositionRow(
                organisation=organisation.code,
                organisation_name=organisation.title,
                position=position.position,
                reason=position.reason,
                revision=position.revision,
                capacity=position.capacity,
                authorised=position.authorised,
                taken_on=position.taken_on,
                change=position.change,
                overtaken=position.fingerprint != current[position.ballot],
            )
        )
    return found
