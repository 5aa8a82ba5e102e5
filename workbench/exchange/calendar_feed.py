"""The record's dates as an iCalendar file (RFC 5545) to which a calendar can subscribe.

The same record gives the same bytes: identifiers come from the items, stamps from the group's dates
of their changes, and the rules of the time zone are written here rather than taken from the machine.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta

from icalendar import Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard, vRecur

from workbench.graph.dates import PACIFIC
from workbench.graph.meetings import issues_of_meeting, meeting_minutes
from workbench.graph.snapshot import ItemView, Snapshot
from workbench.graph.timeline import TimelineRow, timeline
from workbench.graph.vocabulary import KINDS

PRODUCT = "-//SIWG Workbench//Schedule//EN"
ZONE = "America/Los_Angeles"

_EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
_ONE_DAY = timedelta(days=1)
_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
_CANCELLED = ("cancelled", "dropped")


def calendar_feed(snapshot: Snapshot, record: str = "siwg", address: str = "") -> bytes:
    """Meetings, milestones and deadlines of stages as an iCalendar file.

    What is only hoped for is marked tentative and says so in its title. Ranges are spans of whole
    days; what has no date, and what is confidential, is left out.

    Args:
        record: id of the record, the right side of every event's identifier.
        address: address of the workbench, to which events then lead back; empty for none.

    Raises:
        ValueError: when a stored date or setting cannot be read.
    """
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", _clean(snapshot.title or "Working group"))
    calendar.add("x-wr-timezone", ZONE)
    rows = [row for row in timeline(snapshot, _EARLIEST.date(), closed=True) if _shown(snapshot, row)]
    if any(_begins(snapshot, row) is not None for row in rows):
        calendar.add_component(_time_zone())
    for row in rows:
        calendar.add_component(_event(snapshot, row, record, address))
    return bytes(calendar.to_ical())


def _shown(snapshot: Snapshot, row: TimelineRow) -> bool:
    """A stage in a meeting stands in the meeting's own event; a closed issue has no deadline."""
    item = snapshot.items[row.uuid]
    if not row.dated or item.confidential:
        return False
    return row.kind != "stage" or (row.meeting is None and item.status not in KINDS["issue"].closed)


def _event(snapshot: Snapshot, row: TimelineRow, record: str, address: str) -> Event:
    item = snapshot.items[row.uuid]
    event = Event()
    event.add("uid", f"{row.uuid}{'-' + _slug(row.stage) if row.stage else ''}@{_slug(record)}")
    event.add("dtstamp", _stamp(snapshot, item))
    event.add("sequence", item.revision)
    event.add("summary", _summary(row))
    event.add("description", _clean("\n".join(_description(snapshot, row))))
    begins = _begins(snapshot, row)
    if begins is not None:
        event.add("dtstart", begins)
        event.add("dtend", begins + timedelta(minutes=meeting_minutes(snapshot, item)))
    else:
        first, last = _span(row)
        event.add("dtstart", first)
        event.add("dtend", last + _ONE_DAY)
        event.add("transp", "TRANSPARENT")
    if place := item.detail.get("place"):
        event.add("location", _clean(str(place)))
    event.add("status", _status(row))
    event.add("categories", [row.kind])
    if address:
        event.add("url", f"{address.rstrip('/')}/?item={row.code}")
    return event


def _summary(row: TimelineRow) -> str:
    if row.kind == "stage":
        text = f"{row.stage[:1].upper()}{row.stage[1:]}: {row.code} {row.title.partition(': ')[2]}"
    else:
        text = row.title
    notes = []
    if row.qualifier in ("by", "after") or (row.qualifier == "between" and row.kind == "meeting"):
        when = row.when.removesuffix(" (hoped)")
        notes.append(f"no day set, {when}" if row.qualifier == "between" else when)
    if row.hoped:
        notes.append("hoped for, not set")
    if notes:
        text += f" ({'; '.join(notes)})"
    return _clean(text)


def _description(snapshot: Snapshot, row: TimelineRow) -> list[str]:
    item = snapshot.items[row.uuid]
    lines = [f"{row.code}, {row.status}. Date: {row.when}; {_standing(row)}."]
    if row.words:
        lines.append(f"As given: {row.words}")
    if row.kind == "meeting":
        for issue, stage in issues_of_meeting(snapshot, item):
            if not issue.confidential:
                lines.append(f"- {issue.code} {issue.title}{f' ({stage})' if stage else ''}")
    if item.detail.get("audience"):
        lines.append(f"For: {item.detail['audience']}")
    return lines


def _standing(row: TimelineRow) -> str:
    return {
        "ordered": "ordered by the Commission",
        "proposed": "proposed",
        "hoped": "hoped for by somebody, and set by nobody",
        "held": "it took place",
        "known": "known from a source",
    }[row.standing]


def _status(row: TimelineRow) -> str:
    if row.status in _CANCELLED:
        return "CANCELLED"
    return "TENTATIVE" if row.hoped else "CONFIRMED"


def _begins(snapshot: Snapshot, row: TimelineRow) -> datetime | None:
    """The moment at which a meeting with a day and an hour begins; None for all else."""
    starts = str(snapshot.items[row.uuid].detail.get("starts") or "")
    if row.kind != "meeting" or not starts or row.start is None or row.start != row.end:
        return None
    hour, minute = starts.split(":")
    return datetime.combine(row.start, time(int(hour), int(minute)), PACIFIC)


def _span(row: TimelineRow) -> tuple[date, date]:
    first = row.start or row.end
    assert first is not None
    return (first, row.end or first) if row.qualifier in ("on", "between") else (first, first)


def _stamp(snapshot: Snapshot, item: ItemView) -> datetime:
    day = item.effective_on or snapshot.as_of
    return datetime.combine(day, time(0), UTC) if day else _EARLIEST


def _clean(text: str) -> str:
    """A text without what no calendar may hold; the library escapes what has a meaning there."""
    return _UNPRINTABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def _slug(text: str) -> str:
    return re.sub(r"[^A-Za-z0-9.-]+", "-", text).strip("-")


def _time_zone() -> Timezone:
    """Pacific time by the rules in force since 2007 (Energy Policy Act of 2005, section 110)."""
    zone = Timezone()
    zone.add("tzid", ZONE)
    daylight, standard = TimezoneDaylight(), TimezoneStandard()
    daylight.add("dtstart", datetime(2007, 3, 11, 2))
    daylight.add("rrule", vRecur({"FREQ": "YEARLY", "BYMONTH": 3, "BYDAY": "2SU"}))
    standard.add("dtstart", datetime(2007, 11, 4, 2))
    standard.add("rrule", vRecur({"FREQ": "YEARLY", "BYMONTH": 11, "BYDAY": "1SU"}))
    for part, name, before, after in ((daylight, "PDT", -8, -7), (standard, "PST", -7, -8)):
        part.add("tzname", name)
        part.add("tzoffsetfrom", timedelta(hours=before))
        part.add("tzoffsetto", timedelta(hours=after))
        zone.add_component(part)
    return zone
