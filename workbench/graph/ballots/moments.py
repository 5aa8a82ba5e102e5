"""A moment that is looked at: by which clock calls are open then, and up to which change what was said is read."""

from __future__ import annotations

from datetime import date, datetime, time

from sqlmodel import Session, col, func, select, union

from workbench.graph.dates import PACIFIC
from workbench.graph.snapshot import Snapshot
from workbench.record.ballots import Ballot
from workbench.record.changes import ChangeSet
from workbench.record.comments import Comment
from workbench.record.testimony import Said

SAID: tuple[type[Ballot | Comment | Said], ...] = (Ballot, Comment, *Said.__subclasses__())
"""Tables of what somebody said or did at a moment, which no date of effect moves."""


def moment_of(snapshot: Snapshot, now: datetime) -> datetime:
    """The moment that tells what is open: the present, or the end of the day of a baseline or date.

    Who may see what is asked of the present alone (``process.ballots.visibility``).

    Args:
        now: the server's present; no look back lies after it.
    """
    if snapshot.as_of is None:
        return now
    return min(now, datetime.combine(snapshot.as_of, time.max, tzinfo=PACIFIC))


def change_of(session: Session, snapshot: Snapshot) -> int | None:
    """The change up to which what was said belongs to a snapshot; None for the present.

    A baseline has its number. A date has the last change that took effect by then and before which nothing was
    said after the date, in a ballot, a statement or a comment: a text that was put in later under an earlier date
    brings nothing with it that was said later.
    """
    if snapshot.baseline is not None:
        return snapshot.change
    return None if snapshot.as_of is None else _change_on(session, snapshot.as_of)


def _change_on(session: Session, day: date) -> int:
    said = union(*(select(col(table.change)) for table in SAID))
    number = col(ChangeSet.number)
    later = session.exec(
        select(func.min(number)).where(col(ChangeSet.effective_on) > day, number.in_(said))
    ).one()
    query = select(func.max(number)).where(col(ChangeSet.effective_on) <= day)
    if later is not None:
        query = query.where(number < later)
    return session.exec(query).one() or 0


def number_of(session: Session, snapshot: Snapshot) -> int:
    """The change at which a snapshot stands; of a date the one of ``change_of``, and not the head's."""
    found = change_of(session, snapshot)
    return snapshot.change if found is None else found
