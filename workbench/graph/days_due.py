"""What has a day in the record: meetings, milestones, orders, issues, actions and the filing itself.

Everything here counts from a day that the caller names: today, or the day of the baseline looked at.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from workbench.graph.dates import date_spec, display_date_spec
from workbench.graph.snapshot import ItemView, Snapshot
from workbench.record.kind import DateSpec
from workbench.record.kinds import KINDS

LONG_PAST = timedelta(days=60)
"""A record whose last day lies further back is looked at, not worked on."""

_DATED = {"milestone": "date", "order": "due", "issue": "due", "action": "due", "meeting": "date"}


@dataclass(frozen=True)
class Due:
    """An open item with the last day on which it is in time.

    Args:
        spec: the date as the record has it.
        day: its last day.
    """

    item: ItemView
    spec: DateSpec
    day: date

    @property
    def hoped(self) -> bool:
        return self.spec.standing == "hoped"

    @property
    def words(self) -> str:
        """The date with its standing: ``by Fri 18 Jul 2014 (ordered)``."""
        said = display_date_spec(self.spec, standing=False)
        return f"{said} ({self.spec.standing})" if self.item.kind != "issue" else said


def is_open(item: ItemView) -> bool:
    """Whether something is still to be done about an item."""
    if item.withdrawn:
        return False
    if item.kind == "order":
        return item.status == "in-force"
    return item.status not in KINDS[item.kind].closed


def on_the_list(issue: ItemView) -> bool:
    """Whether an issue is open and was taken up; one that is only proposed waits for that first."""
    return is_open(issue) and issue.status != "proposed"


def days_due(snapshot: Snapshot) -> list[Due]:
    """Every open item that has a day, the earliest first; hoped ones among them."""
    found = []
    for kind, name in _DATED.items():
        for item in snapshot.of_kind(kind):
            spec = read_spec(item, name) if is_open(item) else None
            if spec is not None and spec.last_day is not None:
                found.append(Due(item, spec, spec.last_day))
    return sorted(found, key=lambda due: due.day)


def read_spec(item: ItemView, name: str) -> DateSpec | None:
    """A date field of an item; None where there is none or it cannot be read."""
    try:
        return date_spec(item.detail.get(name))
    except ValueError:
        return None


def filing_day(snapshot: Snapshot) -> date | None:
    """The day of the filing from the settings, if there is a readable one."""
    value = snapshot.setting("filing-date")
    try:
        return date.fromisoformat(str(value)) if value else None
    except ValueError:
        return None


def last_day(snapshot: Snapshot) -> date | None:
    """The last day that the record speaks of: of anything open, of a meeting held, or of the filing."""
    days = [due.day for due in days_due(snapshot)]
    for item in snapshot.of_kind("meeting"):
        spec = read_spec(item, "date")
        if spec is not None and spec.last_day is not None:
            days.append(spec.last_day)
    filing = filing_day(snapshot)
    return max([*days, filing] if filing else days, default=None)


def lies_in_the_past(snapshot: Snapshot, today: date) -> date | None:
    """The record's last day when it lies so far back that counting days from today helps nobody."""
    last = last_day(snapshot)
    return last if last is not None and today - last > LONG_PAST else None


def by_day(dues: list[Due]) -> list[tuple[date, list[Due]]]:
    """Dues by their days, in order."""
    return [(day, list(group)) for day, group in groupby(dues, key=lambda due: due.day)]


def next_meeting(snapshot: Snapshot, today: date) -> Due | None:
    """The first planned meeting that is not over yet, hoped ones left out."""
    planned = (due for due in days_due(snapshot) if due.item.kind == "meeting" and not due.hoped)
    return next((due for due in planned if due.day >= today), None)


def meeting_words(meeting: Due) -> str:
    """Day, hour and place of a meeting, as far as they are known."""
    detail = meeting.item.detail
    words = display_date_spec(meeting.spec, standing=False)
    if detail.get("starts"):
        words += f", {detail['starts']}"
    if detail.get("place"):
        words += f", {detail['place']}"
    return words
