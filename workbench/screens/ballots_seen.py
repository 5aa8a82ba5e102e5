"""Ballots as the visitor may see them, at the moment that is looked at."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from workbench.graph.ballots import BallotRow
from workbench.graph.ballots.cache import BALLOTS
from workbench.graph.ballots.listing import secret
from workbench.graph.ballots.moments import moment_of
from workbench.process.ballots.statements import StatementRow, statements
from workbench.process.ballots.visibility import is_hidden, visible_positions, visible_statements
from workbench.process.clock import now
from workbench.screens import visitor
from workbench.screens.connection import database


def ballots_seen() -> list[BallotRow]:
    """Every ballot by its code, about items that the visitor may see, with the positions that the visitor may see."""
    actor, moment, rows = visitor.signed_in(), now(), ballots_looked_at()
    return [visible_positions(actor, rows[code], moment) for code in sorted(rows) if _known(rows[code])]


def ballots_looked_at(
    *, fresh_for: float = 0.0, numbers: Mapping[str, int] | None = None
) -> dict[str, BallotRow]:
    """Every ballot by its code at the moment looked at, whole: what of it is shown is asked of ``seen``.

    Args:
        fresh_for: seconds for which what was read before may be used again.
        numbers: of the last changes by kind, where they were asked for already.
    """
    return BALLOTS.get(database(), change=visitor.change_looked_at(), fresh_for=fresh_for, numbers=numbers)


def seen(ballot: BallotRow) -> BallotRow:
    """A ballot as the visitor may see it."""
    return visible_positions(visitor.signed_in(), ballot, now())


def kept_hidden(ballot: BallotRow) -> bool:
    """Whether nobody may see yet what was said in a ballot, neither now nor at the moment looked at.

    A call whose close was moved after a baseline is closed as that baseline has it, and hidden still.
    """
    return is_hidden(ballot, now()) or secret(ballot, moment_looked_at())


def statements_seen(ballot: BallotRow) -> list[StatementRow]:
    """The statements of a call that the visitor may read, as they stood at the moment looked at."""
    change = visitor.change_looked_at()
    with database().read() as session:
        rows = statements(session, ballot=ballot.code, change=change)
    return visible_statements(visitor.signed_in(), ballot, rows, now())


def moment_looked_at() -> datetime:
    """The moment that tells what is open: the present, or the end of the baseline's day."""
    if visitor.is_now():
        # The record itself is not needed for that, and a form that is sent needs nothing else of it.
        return now()
    return moment_of(visitor.snapshot(), now())


def _known(row: BallotRow) -> bool:
    return row.item in visitor.snapshot().by_code
