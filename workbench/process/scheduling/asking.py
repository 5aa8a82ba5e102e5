"""What a schedule is computed from, as the facilitator types it, and what the record proposes for it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from workbench.graph.date_reading import read_day
from workbench.graph.dates import WEEKDAY_NAMES, display_date
from workbench.graph.snapshot import Snapshot
from workbench.process.calendar import BlockedDays, BusinessCalendar, calendar_of
from workbench.process.scheduling.options import default_options, filing_date

TO = " to "


@dataclass(frozen=True)
class Suggested:
    """What stands in the options before anybody touches them.

    Args:
        start: the first day that may be used: the business day after today.
        filing: the day of the filing, or None where none lies ahead.
        ready_by: the day before it on which things are wanted in hand, or None.
        ready_for: what that day is.
        weekday: the usual day of meetings, 0 for Monday.
        passed: the filing date on record that has passed, where no other lies ahead.
    """

    start: date
    filing: date | None
    ready_by: date | None
    ready_for: str
    weekday: int
    passed: date | None

    def help(self, today: date) -> str:
        """What to do where no filing date lies ahead; empty where one does."""
        if self.filing is not None:
            return ""
        if self.passed is None:
            return (
                "No filing date is on record. Choose one here, or record a milestone whose date is ordered, or "
                "the day of the filing on the page Settings."
            )
        return (
            f"The filing date on record, {display_date(self.passed)}, has passed ({display_date(today)} is today). "
            "Choose another filing date here to plan what is still open. Or look at the record as of a baseline "
            "from before that day: the schedule of that time can then be computed, to look at only."
        )


def suggested(snapshot: Snapshot, today: date) -> Suggested:
    """What the record says of the filing, the day for staff and the usual weekday."""
    weekday = _weekday(snapshot.setting("meeting-weekday"))
    start = calendar_of(snapshot).on_or_after(date.fromordinal(today.toordinal() + 1))
    filing = filing_date(snapshot, today)
    if filing is None:
        return Suggested(start, None, None, "", weekday, filing_date(snapshot, date.min))
    options = default_options(snapshot, today)
    return Suggested(
        min(start, options.filing), options.filing, options.ready_by, options.ready_for, weekday, None
    )


def calendar_with(snapshot: Snapshot, blocked: str) -> BusinessCalendar:
    """The record's calendar with further blocked days.

    Args:
        blocked: days and spans with semicolons between them, such as ``2014-07-01 to 2014-07-03``.

    Raises:
        ValueError: naming every part that cannot be read.
    """
    calendar = calendar_of(snapshot)
    problems, found = [], []
    for part in (p.strip() for p in blocked.split(";")):
        if not part:
            continue
        first, _, last = part.partition(TO)
        try:
            start = read_day(first)
            found.append(BlockedDays(start, read_day(last) if last else start, "blocked for this proposal"))
        except ValueError as wrong:
            problems.append(f"blocked days, '{part}': {wrong}")
    if problems:
        raise ValueError(" ".join(problems))
    return replace(
        calendar, blocked=tuple(sorted((*calendar.blocked, *found), key=lambda d: (d.start, d.end)))
    )


def _weekday(value: object) -> int:
    words = str(value or "").strip().lower()
    for number, name in enumerate(WEEKDAY_NAMES):
        if words and name.lower().startswith(words[:3]):
            return number
    return 3
