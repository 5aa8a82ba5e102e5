"""When organisations that have not answered are reminded: by the calendar of California."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from workbench.graph.ballots.rows import BallotRow
from workbench.graph.dates import PACIFIC

REMINDERS = (14, 7, 3)
"""Days before the close at which a reminder is due."""


def days_left(ballot: BallotRow, moment: datetime) -> int | None:
    """Days of the calendar until the close; None for a ballot that is over or has no closing time."""
    if ballot.ends is None or moment >= ballot.ends:
        return None
    return (ballot.ends.astimezone(PACIFIC).date() - moment.astimezone(PACIFIC).date()).days


def reminder_due(ballot: BallotRow, moment: datetime) -> int | None:
    """Days left when a reminder is due on this day (14, 7 or 3)."""
    left = days_left(ballot, moment)
    return left if left in REMINDERS else None


def next_reminder(ballot: BallotRow, moment: datetime) -> date | None:
    """The day on which the next reminder is due, today among them; None when none is left."""
    left = days_left(ballot, moment)
    if left is None or ballot.ends is None:
        return None
    ahead = [days for days in REMINDERS if days <= left]
    return ballot.ends.astimezone(PACIFIC).date() - timedelta(days=max(ahead)) if ahead else None
