"""The time line as places: ranges, limits, hopes, months, today, and a caption that says what to see."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from workbench.graph.snapshot import ItemView, LinkRow, Snapshot
from workbench.graph.timeline import timeline
from workbench.graph.timeline_drawing import MOST_ISSUES, MOST_TICKS, TimelineDrawing, timeline_drawing

TODAY = date(2014, 6, 12)


def item(code: str, kind: str, status: str, **detail: Any) -> ItemView:
    return ItemView(f"u-{code}", code, kind, f"Title {code}", "", status, 1, "", detail)


def spec(qualifier: str, start: str | None, end: str | None, standing: str = "proposed") -> dict[str, Any]:
    return {"qualifier": qualifier, "start": start, "end": end, "standing": standing}


def drawn(items: list[ItemView], links: list[LinkRow] | None = None, today: date = TODAY) -> TimelineDrawing:
    rows = timeline(Snapshot.of(items, links or []), today, closed=True)
    drawing = timeline_drawing(rows, today, ("use cases", "text circulated", "redlines due"))
    assert drawing is not None
    return drawing


def june() -> list[ItemView]:
    return [
        item("MTG-2014-06-12", "meeting", "held", date=spec("on", "2014-06-12", None, "held")),
        item("MIL-01", "milestone", "open", date=spec("by", None, "2014-07-07")),
        item("MIL-02", "milestone", "open", date=spec("by", None, "2014-07-18", "ordered")),
        item("MIL-04", "milestone", "open", date=spec("between", "2014-08-01", "2014-09-30", "hoped")),
    ]


def test_shapes_follow_the_standing_and_ranges_are_bars() -> None:
    marks = {lane.code: lane.marks[0] for lane in drawn(june()).lanes}
    assert [marks[code].shape for code in ("MTG-2014-06-12", "MIL-01", "MIL-02", "MIL-04")] == [
        "held",
        "proposed",
        "ordered",
        "hoped",
    ]
    assert marks["MIL-04"].to is not None
    assert marks["MIL-04"].to > marks["MIL-04"].at
    assert marks["MIL-01"].qualifier == "by"
    assert marks["MIL-01"].to is None
    assert drawn(june()).shapes == ("ordered", "proposed", "hoped", "held")


def test_the_caption_says_what_to_see() -> None:
    caption = drawn(june()).caption
    assert "From Thu 12 Jun 2014 to Tue 30 Sep 2014: 1 meeting and 3 milestones." in caption
    assert "Ordered by the Commission: Title MIL-02 (by Fri 18 Jul 2014)." in caption
    assert "1 date is only hoped for, drawn hollow and broken; it enters no filing." in caption


def test_today_is_drawn_only_when_it_is_near() -> None:
    assert drawn(june()).today is not None
    assert drawn(june(), today=date(2026, 11, 23)).today is None


def test_stages_of_an_issue_share_a_lane_and_carry_numbers() -> None:
    issue = item("ISS-001", "issue", "listed", stages={"text circulated": "2014-06-23"})
    link = LinkRow("l1", "u-ISS-001", "scheduled-in", "u-MTG-2014-06-12", {"stage": "use cases"})
    drawing = drawn([*june(), issue], [link])
    lane = next(lane for lane in drawing.lanes if lane.code == "ISS-001")
    assert [(mark.label, mark.shape) for mark in lane.marks] == [("1", "held"), ("2", "proposed")]
    assert "in MTG-2014-06-12" in lane.marks[0].words
    assert drawing.stages == ("use cases", "text circulated", "redlines due")


def test_more_issues_than_can_be_drawn_are_said() -> None:
    issues = [
        item(f"ISS-{n:03d}", "issue", "listed", stages={"use cases": "2014-06-23"})
        for n in range(1, MOST_ISSUES + 5)
    ]
    drawing = drawn(issues)
    assert len(drawing.lanes) == MOST_ISSUES
    assert f"Of {MOST_ISSUES + 4} issues the first {MOST_ISSUES} are drawn" in drawing.caption


def test_nothing_dated_is_no_drawing() -> None:
    rows = timeline(Snapshot.of([item("MTG-X1", "meeting", "planned")]), TODAY)
    assert timeline_drawing(rows, TODAY) is None


DAYS = st.dates(date(1990, 1, 1), date(2090, 12, 31))


@given(st.lists(st.tuples(DAYS, st.integers(0, 4000)), min_size=1, max_size=12), DAYS)
def test_everything_lies_within_the_line_and_ticks_are_few(
    spans: list[tuple[date, int]], today: date
) -> None:
    items = [
        item(
            f"MIL-{n:02d}",
            "milestone",
            "open",
            date=spec("between", day.isoformat(), (day + timedelta(days=length)).isoformat()),
        )
        for n, (day, length) in enumerate(spans, 1)
    ]
    drawing = drawn(items, today=today)
    places = [p for lane in drawing.lanes for m in lane.marks for p in (m.at, m.to) if p is not None]
    places += [at for at, _ in drawing.ticks] + ([drawing.today] if drawing.today is not None else [])
    assert all(0 <= place <= 100 for place in places)
    assert len(drawing.ticks) <= MOST_TICKS + 2
    assert [at for at, _ in drawing.ticks] == sorted(at for at, _ in drawing.ticks)
