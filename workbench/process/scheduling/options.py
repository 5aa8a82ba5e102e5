"""What a schedule is asked for: the filing date, the first day, whether meetings may be added."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from workbench.graph.dates import date_spec, display_date
from workbench.graph.snapshot import ItemView, Snapshot
from workbench.record.kind import DateSpec

NOT_A_DUTY = frozenset({"hoped", "held"})
"""Standings of dates from which nothing is computed back."""


@dataclass(frozen=True)
class NewMeetings:
    """Leave to propose meetings that are not on record.

    Args:
        weekday: 0 for Monday to 4 for Friday.
        interval_weeks: every how many weeks one may be, at least 1.
        minutes: their length; None takes the record's meeting length.
        starts: local time ``HH:MM``, or empty.
    """

    weekday: int
    interval_weeks: int = 1
    minutes: int | None = None
    starts: str = ""

    def __post_init__(self) -> None:
        if not 0 <= self.weekday <= 6:
            raise ValueError(f"{self.weekday} is no day of the week. Allowed: 0 (Monday) to 6 (Sunday).")
        if self.interval_weeks < 1:
            raise ValueError(
                f"new meetings cannot be {self.interval_weeks} weeks apart. Allowed: 1 and more."
            )


@dataclass(frozen=True)
class ScheduleOptions:
    """What a schedule is computed from.

    Args:
        filing: the day of the filing, from which is counted back.
        start: the first day that may be used.
        ready_by: a day before the filing on which things are wanted in hand, such as the day on which
            staff is to have them. Places are sought before it first; what fits only before the
            filing is placed there and said to miss that day.
        ready_for: what that day is, for the sentences (``the schedule to staff``).
        new_meetings: leave to propose meetings, or None.
        keep_saved: whether places on record stay where they still hold.
    """

    filing: date
    start: date
    ready_by: date | None = None
    ready_for: str = ""
    new_meetings: NewMeetings | None = None
    keep_saved: bool = True

    def __post_init__(self) -> None:
        problems = []
        if self.start > self.filing:
            problems.append(
                f"the schedule would begin on {display_date(self.start)}, after the filing on "
                f"{display_date(self.filing)}."
            )
        if self.ready_by is not None and self.ready_by > self.filing:
            problems.append(
                f"everything would be in hand on {display_date(self.ready_by)}, after the filing on "
                f"{display_date(self.filing)}."
            )
        if problems:
            raise ValueError(" ".join(problems))

    @property
    def filing_words(self) -> str:
        """The filing with its day."""
        return f"the filing on {display_date(self.filing)}"

    @property
    def ready_words(self) -> str:
        """The day on which things are wanted in hand, with what it is; empty where there is none."""
        if self.ready_by is None:
            return ""
        return f"{self.ready_for or 'the day on which all is wanted in hand'}, {display_date(self.ready_by)}"


def default_options(
    snapshot: Snapshot, today: date, new_meetings: NewMeetings | None = None
) -> ScheduleOptions:
    """What a schedule is computed from when nobody says: read from the record's dates.

    The filing date is the setting ``filing-date``, or else the first ordered milestone or order's
    due date from today on. The day on which everything must be in hand is the last milestone before
    it that is for staff, and is not only hoped for.

    Raises:
        ValueError: when no filing date from today on is on record.
    """
    filing = filing_date(snapshot, today)
    if filing is None:
        raise ValueError(
            f"no filing date from {display_date(today)} on is on record. Give one, or record a milestone "
            "whose date is ordered."
        )
    before = [
        (day, item)
        for item, spec in _duties(snapshot)
        if "staff" in str(item.detail.get("audience", "")).lower()
        if (day := spec.last_day) is not None and today <= day < filing
    ]
    if not before:
        return ScheduleOptions(filing, today, new_meetings=new_meetings)
    day, item = max(before, key=lambda pair: (pair[0], pair[1].code))
    return ScheduleOptions(filing, today, day, f"{item.title} ({item.code})", new_meetings)


def filing_date(snapshot: Snapshot, today: date) -> date | None:
    """The next day from today on which a filing is due, or None."""
    if (set_day := snapshot.setting("filing-date")) is not None:
        spec = date_spec(set_day)
        if spec is not None and spec.last_day is not None and spec.last_day >= today:
            return spec.last_day
    days = [spec.last_day for _, spec in _duties(snapshot) if spec.standing == "ordered"]
    for order in snapshot.of_kind("order"):
        spec = date_spec(order.detail.get("due"))
        if order.status == "in-force" and spec is not None and spec.standing not in NOT_A_DUTY:
            days.append(spec.last_day)
    return min((day for day in days if day is not None and day >= today), default=None)


def _duties(snapshot: Snapshot) -> list[tuple[ItemView, DateSpec]]:
    """Open milestones with a date that binds."""
    dated = [(item, date_spec(item.detail.get("date"))) for item in snapshot.of_kind("milestone")]
    return [
        (item, spec)
        for item, spec in dated
        if item.status == "open" and spec is not None and spec.standing not in NOT_A_DUTY
    ]
