"""The log of events as far as a reader may see it, in pages of full length."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sqlmodel import Session

from workbench.graph.ballots.rows import BallotRow
from workbench.graph.history import HistoryRow, history
from workbench.process.actor import Actor
from workbench.process.ballots.visibility import tells_of_positions

OF_ACCESS = frozenset({"invite", "revoke", "sign-in", "sign-in-refused", "sign-out"})
"""Events of who may sign in and who did: for whoever may invite."""
BATCH = 50
"""Fewest events that are read at once."""
MOST = 5_000
"""Most events that are read at once."""


def visible_history(
    session: Session,
    actor: Actor,
    calls: Callable[[], Mapping[str, BallotRow]],
    *,
    code: str | None = None,
    person: str | None = None,
    verb: str | None = None,
    limit: int,
    before: int | None = None,
) -> list[HistoryRow]:
    """The latest events that a reader may see; what is kept from the reader takes nobody else's place.

    Args:
        calls: gives every ballot by its code, as it stands now; asked only where that matters.
        code, person, verb: of the events wanted; None for any.
        limit: most events that are given.
        before: only events before the one of this number.
    """
    kept = frozenset[str]() if actor.may("invite") else OF_ACCESS
    found: list[HistoryRow] = []
    wanted = max(limit, BATCH)
    while len(found) < limit:
        batch = history(
            session, code=code, person=person, verb=verb, without=kept, limit=wanted, before=before
        )
        found += [row for row in batch if not tells_of_positions(actor, row.verb, row.subject, calls)]
        if len(batch) < wanted:
            break
        before = batch[-1].sequence
        # Behind much that is kept from the reader a page is found in few steps all the same.
        wanted = min(2 * wanted, MOST)
    return found[:limit]
