"""The iCalendar file: read again with the library, byte for byte the same each time."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from workbench.exchange.calendar_feed import calendar_feed
from workbench.graph.snapshot import ItemView, LinkRow, Snapshot


def item(code: str, kind: str, status: str = "open", title: str = "", **detail: Any) -> ItemView:
    hidden = bool(detail.pop("confidential", False))
    return ItemView(
        f"u-{code.lower()}",
        code,
        kind,
        title or f"Title {code}",
        "",
        status,
        4,
        "",
        detail,
        confidential=hidden,
        effective_on=date(2014, 6, 12),
    )


def spec(qualifier: str, start: str | None = None, end: str | None = None, standing: str = "proposed") -> Any:
    return {"qualifier": qualifier, "start": start, "end": end, "standing": standing}


@pytest.fixture
def june() -> Snapshot:
    items = [
        item(
            "MTG-1",
            "meeting",
            "planned",
            date=spec("on", "2014-07-02"),
            starts="10:00",
            minutes=90,
            place="Call; line 2",
        ),
        item("MTG-2", "meeting", "planned", date=spec("between", "2014-06-17", "2014-06-18")),
        item("MTG-3", "meeting", "cancelled", date=spec("on", "2014-06-19")),
        item("MTG-4", "meeting", "planned"),
        item("MIL-01", "milestone", date=spec("by", end="2014-07-07"), audience="Commission staff"),
        item("MIL-02", "milestone", date=spec("on", "2014-07-18", standing="ordered")),
        item(
            "MIL-03", "milestone", title="Workshop", date=spec("between", "2014-08-01", "2014-09-30", "hoped")
        ),
        item("MIL-04", "milestone", date=spec("on", "2014-07-18"), confidential=True),
        item(
            "ISS-001",
            "issue",
            "listed",
            title="Which, then; \\ and\nwhat",
            stages={"redlines due": "2014-06-30"},
        ),
    ]
    links = [LinkRow("l", "u-iss-001", "scheduled-in", "u-mtg-1", {"stage": "consensus call"})]
    return Snapshot.of(items, links, title="Working group")


def events(feed: bytes) -> dict[str, Any]:
    return {str(event["uid"]): event for event in Calendar.from_ical(feed).walk("VEVENT")}


def test_the_file_holds_every_dated_row_and_nothing_confidential(june: Snapshot) -> None:
    assert set(events(calendar_feed(june))) == {
        "u-mtg-1@siwg",
        "u-mtg-2@siwg",
        "u-mtg-3@siwg",
        "u-mil-01@siwg",
        "u-mil-02@siwg",
        "u-mil-03@siwg",
        "u-iss-001-redlines-due@siwg",
    }


def test_a_meeting_with_an_hour_is_in_pacific_time(june: Snapshot) -> None:
    feed = calendar_feed(june)
    meeting = events(feed)["u-mtg-1@siwg"]
    begins = datetime(2014, 7, 2, 10, tzinfo=ZoneInfo("America/Los_Angeles"))
    assert meeting["dtstart"].dt == begins
    assert meeting["dtstart"].dt.astimezone(UTC).hour == 17
    assert meeting["dtend"].dt == begins + timedelta(minutes=90)
    assert b"DTSTART;TZID=America/Los_Angeles:20140702T100000" in feed
    assert feed.count(b"BEGIN:VTIMEZONE") == 1
    assert meeting["location"] == "Call; line 2"
    assert "ISS-001" in meeting["description"]
    assert "consensus call" in meeting["description"]


def test_the_rules_of_the_time_zone_are_those_of_the_zone(june: Snapshot) -> None:
    zone = Calendar.from_ical(calendar_feed(june)).walk("VTIMEZONE")[0].to_tz()
    for day in (
        datetime(2014, 3, 8, 12),
        datetime(2014, 3, 9, 12),
        datetime(2014, 11, 1, 12),
        datetime(2014, 11, 2, 12),
    ):
        assert (
            day.replace(tzinfo=zone).utcoffset()
            == day.replace(tzinfo=ZoneInfo("America/Los_Angeles")).utcoffset()
        )


def test_ranges_are_spans_of_whole_days_and_hopes_are_tentative(june: Snapshot) -> None:
    found = events(calendar_feed(june))
    hoped = found["u-mil-03@siwg"]
    assert (hoped["dtstart"].dt, hoped["dtend"].dt) == (date(2014, 8, 1), date(2014, 10, 1))
    assert hoped["status"] == "TENTATIVE"
    assert hoped["summary"] == "Workshop (hoped for, not set)"
    assert found["u-mil-02@siwg"]["status"] == "CONFIRMED"
    assert found["u-mtg-3@siwg"]["status"] == "CANCELLED"
    assert found["u-mtg-2@siwg"]["summary"] == "Title MTG-2 (no day set, Tue 17 to Wed 18 Jun 2014)"
    limit = found["u-mil-01@siwg"]
    assert (limit["dtstart"].dt, limit["dtend"].dt) == (date(2014, 7, 7), date(2014, 7, 8))
    assert limit["summary"] == "Title MIL-01 (by Mon 7 Jul 2014)"


def test_text_is_escaped_and_comes_back_whole(june: Snapshot) -> None:
    feed = calendar_feed(june)
    assert b"Redlines due: ISS-001 Which\\, then\\; \\\\ and\\nwhat" in feed
    stage = events(feed)["u-iss-001-redlines-due@siwg"]
    assert stage["summary"] == "Redlines due: ISS-001 Which, then; \\ and\nwhat"
    assert stage["dtstart"].dt == date(2014, 6, 30)


def test_stamps_come_from_the_record_and_bytes_are_the_same(june: Snapshot) -> None:
    feed = calendar_feed(june)
    assert feed == calendar_feed(
        Snapshot.of(reversed(list(june.items.values())), june.links, title="Working group")
    )
    assert {event["dtstamp"].dt for event in events(feed).values()} == {datetime(2014, 6, 12, tzinfo=UTC)}
    assert {int(event["sequence"]) for event in events(feed).values()} == {4}


def test_events_lead_back_when_an_address_is_given(june: Snapshot) -> None:
    found = events(calendar_feed(june, address="http://127.0.0.1:8501/"))
    assert str(found["u-mtg-1@siwg"]["url"]) == "http://127.0.0.1:8501/?item=MTG-1"


@settings(max_examples=60, deadline=None)
@given(title=st.text(min_size=1, max_size=200), place=st.text(max_size=50))
def test_any_text_makes_a_file_that_reads_again(title: str, place: str) -> None:
    meeting = item("MTG-1", "meeting", "planned", title=title, date=spec("on", "2014-07-02"), place=place)
    feed = calendar_feed(Snapshot.of([meeting]))
    assert len(events(feed)) == 1
    assert all(len(line) <= 75 for line in feed.split(b"\r\n"))
    assert not set(feed) & set(range(9))
