"""Ballots as the visitor may see them, at the moment that is looked at."""

from __future__ import annotations

from datetime import datetime, time

from workbench.graph.ballots import BallotRow
from workbench.graph.ballots.cache import BALLOTS
from workbench.process.ballots.visibility import visible_positions
from workbench.process.clock import PACIFIC, now
from workbench.screens import visitor
from workbench.screens.connection import database


def ballots_seen() -> list[BallotRow]:
    """Every ballot by its code, about items that the visitor may see, with the positions that the visitor may see."""
    actor, moment = visitor.signed_in(), now()
    rows = BALLOTS.get(database(), change=visitor.change_looked_at())
    return [visible_positions(actor, rows[code], moment) for code in sorted(rows) if _known(rows[code])]


def moment_looked_at() -> datetime:
    """The moment that tells what is open: the present, or the end of the baseline's day."""
    as_of = visitor.snapshot().as_of
    return now() if as_of is None else min(now(), datetime.combine(as_of, time.max, tzinfo=PACIFIC))


def _known(row: BallotRow) -> bool:
    return row.item in visitor.snapshot().by_code
