"""The time line: order, days ahead, ranges, hopes, and the next meeting."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from workbench.graph.meetings import issues_of_meeting
from workbench.graph.snapshot import ItemView, LinkRow, Snapshot
from workbench.graph.timeline import next_meeting, timeline

TODAY = date(2014, 6, 13)


def item(code: str, kind: str, status: str, **detail: Any) -> ItemView:
    return ItemView(f"u-{code}", code, kind, f"Title {code}", "", status, 1, "", detail)


def spec(qualifier: str, start: str | None = None, end: str | None = None, standing: str = "proposed") -> Any:
    return {"qualifier": qualifier, "start": start, "end": end, "standing": standing}


def meeting(code: str, date_: Any, status: str = "planned") -> ItemView:
    return item(code, "meeting", status, date=date_)


def june() -> Snapshot:
    items = [
        meeting("MTG-2014-06-12", spec("on", "2014-06-12", standing="held"), "held"),
        meeting("MTG-NEXT", spec("between", "2014-06-17", "2014-06-18")),
        meeting("MTG-2014-07-02", spec("on", "2014-07-02")),
        meeting("MTG-GONE", spec("on", "2014-06-16"), "cancelled"),
        meeting("MTG-LATER", None),
        item("MIL-01", "milestone", "open", date=spec("by", end="2014-07-07")),
        item("MIL-02", "milestone", "open", date=spec("on", "2014-07-18", standing="ordered")),
        item("MIL-03", "milestone", "open", date=spec("between", "2014-08-01", "2014-09-30", "hoped")),
        item("ISS-001", "issue", "listed", stages={"text circulated": "2014-06-23"}),
        item("ISS-002", "issue", "resolved", stages={"text circulated": "2014-06-23"}),
    ]
    links = [
        LinkRow("l1", "u-ISS-001", "scheduled-in", "u-MTG-NEXT", {"stage": "use cases"}),
        LinkRow("l2", "u-ISS-001", "scheduled-in", "u-MTG-2014-07-02", {"stage": "consensus call"}),
    ]
    return Snapshot.of(items, links)


def test_rows_come_by_date_and_undated_ones_last() -> None:
    assert [row.key for row in timeline(june(), TODAY)] == [
        "MTG-2014-06-12",
        "MTG-NEXT",
        "ISS-001#use cases",
        "ISS-001#text circulated",
        "MTG-2014-07-02",
        "ISS-001#consensus call",
        "MIL-01",
        "MIL-02",
        "MIL-03",
        "MTG-LATER",
    ]


def test_a_row_tells_its_date_its_standing_and_the_days_to_it() -> None:
    rows = {row.key: row for row in timeline(june(), TODAY)}
    held, coming, limit, hoped = (rows[k] for k in ("MTG-2014-06-12", "MTG-NEXT", "MIL-01", "MIL-03"))
    assert (held.days_to, held.days_words, held.over) == (-1, "yesterday", True)
    assert (coming.when, coming.days_to, coming.issues) == ("Tue 17 to Wed 18 Jun 2014", 4, ("ISS-001",))
    assert (limit.when, limit.start, limit.end, limit.days_to) == (
        "by Mon 7 Jul 2014",
        None,
        date(2014, 7, 7),
        24,
    )
    assert (hoped.when, hoped.hoped, hoped.standing) == ("August or September 2014 (hoped)", True, "hoped")
    assert rows["MTG-LATER"].when == "undated"
    assert rows["MTG-LATER"].days_to is None
    assert rows["ISS-001#consensus call"].meeting == "MTG-2014-07-02"


def test_inside_a_range_no_day_is_left() -> None:
    rows = {row.key: row for row in timeline(june(), date(2014, 8, 20))}
    assert rows["MIL-03"].days_to == 0
    assert rows["MIL-01"].days_to == -44


def test_cancelled_and_closed_ones_are_shown_when_asked_for() -> None:
    keys = {row.key for row in timeline(june(), TODAY, closed=True)}
    assert {"MTG-GONE", "ISS-002#text circulated"} <= keys
    assert all("#" not in row.key for row in timeline(june(), TODAY, stages=False))


def test_the_next_meeting_is_the_first_whose_day_has_not_passed() -> None:
    record = june()
    codes = {
        day: getattr(next_meeting(record, day), "code", None)
        for day in (TODAY, date(2014, 6, 18), date(2014, 6, 19), date(2014, 7, 2), date(2014, 7, 3))
    }
    assert list(codes.values()) == ["MTG-NEXT", "MTG-NEXT", "MTG-2014-07-02", "MTG-2014-07-02", "MTG-LATER"]
    assert next_meeting(Snapshot.of([]), TODAY) is None
    hoped = Snapshot.of([meeting("MTG-HOPED", spec("on", "2014-07-01", standing="hoped"))])
    assert next_meeting(hoped, TODAY) is None


def test_issues_of_a_meeting_come_with_their_stage() -> None:
    record = june()
    found = issues_of_meeting(record, record.by_code["MTG-NEXT"])
    assert [(issue.code, stage) for issue, stage in found] == [("ISS-001", "use cases")]


@given(offsets=st.lists(st.tuples(st.integers(-50, 50), st.integers(0, 30)), max_size=12))
def test_any_set_of_ranges_is_sorted_by_its_first_day(offsets: list[tuple[int, int]]) -> None:
    items = []
    for number, (start, length) in enumerate(offsets):
        first = TODAY + timedelta(start)
        last = first + timedelta(length)
        items.append(
            item(f"MIL-{number:02d}", "milestone", "open", date=spec("between", str(first), str(last)))
        )
    rows = timeline(Snapshot.of(items), TODAY)
    assert [row.start for row in rows] == sorted(row.start for row in rows)
    for row in rows:
        inside = row.start <= TODAY <= row.end
        assert (row.days_to == 0) is inside
