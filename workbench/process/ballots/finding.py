"""What verbs of ballots look up in the writing session, and what they refuse when it is not there."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from workbench.graph.ballots.standing import ends_at
from workbench.graph.ballots.words import BALLOT_KINDS
from workbench.graph.dates import display_moment
from workbench.graph.plain_text import printable
from workbench.process.refusing import refuse
from workbench.record.ballots import Ballot
from workbench.record.items import Item
from workbench.record.kind import WITHDRAWN

# Asked for every position: made once.
_BALLOT = select(Ballot).where(
    (col(Ballot.code) == bindparam("sent")) | (col(Ballot.code) == bindparam("upper"))
)
_ORGANISATION = select(Item).where(col(Item.code) == bindparam("sent"), Item.kind == "organisation")


def ballot_by_code(session: Session, code: str) -> Ballot:
    """The ballot with a code.

    Raises:
        Refused: when there is none.
    """
    ballot = _ballot(session, code)
    if ballot is None:
        refuse(f"There is no call {_as_sent(code) or 'without a code'}.")
    return ballot


def _ballot(session: Session, code: str) -> Ballot | None:
    wanted = _as_sent(code)
    return session.exec(_BALLOT, params={"sent": wanted, "upper": wanted.upper()}).first()


def _as_sent(code: str) -> str:
    """A code as somebody sent it, without what no database takes, and not longer than a code can be."""
    return printable(code[:200]).strip()[:80]


def known_codes(session: Session, ballot: str, organisation: str) -> tuple[str, str]:
    """The codes of a ballot and an organisation as the record has them; empty for what it does not have.

    What somebody sends never enters the chain of events, which nothing is ever taken out of.
    """
    found = _ballot(session, ballot)
    known = session.exec(
        select(Item.code).where(Item.code == _as_sent(organisation), Item.kind == "organisation")
    ).first()
    return found.code if found else "", known or ""


def organisation_by_code(session: Session, code: str) -> Item:
    """The active organisation with a code.

    Raises:
        Refused: when there is none, or it has left.
    """
    code = _as_sent(code)
    item = session.exec(_ORGANISATION, params={"sent": code}).first()
    if item is None:
        refuse(f"There is no organisation {code or 'without a code'}.")
    if item.status != "active":
        refuse(f"{item.title} has left the group and takes no part any more.")
    return item


def taking_positions(session: Session) -> list[Item]:
    """Every active organisation that takes positions, by code; advisory ones take none."""
    rows = session.exec(
        select(Item).where(Item.kind == "organisation", Item.status == "active").order_by(col(Item.code))
    )
    return [o for o in rows if not o.detail.get("advisory")]


def setting_of(session: Session, name: str, default: Any) -> Any:
    """Value of the setting ``SET-name``; the default where it is missing or empty."""
    item = session.exec(select(Item).where(Item.code == f"SET-{name}", Item.kind == "setting")).first()
    if item is None or item.status == WITHDRAWN:
        return default
    value = item.detail.get("value")
    return default if value in (None, "", []) else value


def is_open(ballot: Ballot, moment: datetime) -> bool:
    """Whether positions are taken at a moment; the closing moment itself is closed."""
    return why_not_open(ballot, moment) is None


def why_not_open(ballot: Ballot, moment: datetime) -> str | None:
    """Why a ballot takes nothing at a moment, in a sentence; None when it is open."""
    name = f"{BALLOT_KINDS[ballot.kind]} {ballot.code}"
    if ballot.voided_in is not None:
        return f"{name} was declared void: {ballot.void_reason}"
    if ballot.opens_at is None or moment < ballot.opens_at:
        return f"{name} is not open yet."
    ends = ends_at_of(ballot)
    if moment >= ends:
        late = int((moment - ends).total_seconds())
        return f"{name} closed on {display_moment(ends)}, {_ago(late)} before this arrived."
    return None


def ends_at_of(ballot: Ballot) -> datetime:
    """The moment from which on a ballot takes nothing."""
    return ends_at(_Times(ballot))


class _Times:
    """A ballot's row as something with times."""

    def __init__(self, ballot: Ballot) -> None:
        self.opens_at, self.closes_at, self.closed_at = ballot.opens_at, ballot.closes_at, ballot.closed_at
        self.outcome, self.voided = ballot.outcome, ballot.voided_in is not None


def _ago(seconds: int) -> str:
    if seconds < 2:
        return "a second or less"
    if seconds < 120:
        return f"{seconds} seconds"
    if seconds < 7_200:
        return f"{seconds // 60} minutes"
    return f"{seconds // 3_600} hours" if seconds < 172_800 else f"{seconds // 86_400} days"
