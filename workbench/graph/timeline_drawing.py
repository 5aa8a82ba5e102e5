"""The time line as places on a line: lanes with marks in per cent of its width, months below, a caption.

Every page and every paper that draws dates draws this; nothing here knows of HTML.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from workbench.graph.dates import MONTHS, display_date, listed
from workbench.graph.timeline import RowKind, TimelineRow

MOST_TICKS = 10
NEAR = timedelta(days=45)
"""Today is drawn when it lies no further than this from the first or the last date."""
MOST_ISSUES = 60
"""Lanes of issues that are drawn; the table has them all."""
_MARGIN = 0.03

STANDINGS: dict[str, str] = {
    "ordered": "ordered by the Commission",
    "proposed": "proposed",
    "known": "known from a source",
    "hoped": "only hoped for",
    "held": "took place",
}
"""Standings in the order of the legend, with what each means."""


@dataclass(frozen=True)
class Mark:
    """One date on a lane.

    Args:
        at: place in per cent of the line's width.
        to: place of the last day, for what lasts longer than a day; else None.
        shape: the standing, which decides the shape.
        qualifier: on, by, between or after; ``by`` has a line before it, ``after`` one behind it.
        label: what stands in the mark: a stage's number, or empty.
        words: everything about it in words.
    """

    at: float
    to: float | None
    shape: str
    qualifier: str
    label: str
    words: str


@dataclass(frozen=True)
class Lane:
    """One line with its marks: a meeting, a milestone, or an issue with all its stages."""

    code: str
    title: str
    kind: RowKind
    off: bool
    marks: tuple[Mark, ...]


@dataclass(frozen=True)
class TimelineDrawing:
    """Everything that a drawing shows.

    Args:
        ticks: place and name of each month or week.
        today: place of today, or None where it lies far from all dates.
        shapes: standings that occur, in the order of the legend.
        stages: names of stages by their number, where stages are drawn.
        caption: what there is to see, in sentences.
    """

    lanes: tuple[Lane, ...]
    ticks: tuple[tuple[float, str], ...]
    today: float | None
    shapes: tuple[str, ...]
    stages: tuple[str, ...]
    caption: str


def timeline_drawing(
    rows: Sequence[TimelineRow], today: date, stages: Sequence[str] = ()
) -> TimelineDrawing | None:
    """Lay rows of the time line out; None where nothing has a date.

    Args:
        rows: in the order of their dates, as ``timeline`` gives them.
        stages: names of the stages in their order; their numbers stand in the marks.
    """
    dated = [row for row in rows if row.dated]
    if not dated:
        return None
    first, last = min(map(_first, dated)), max(map(_last, dated))
    near = first - NEAR <= today <= last + NEAR
    if near:
        first, last = min(first, today), max(last, today)
    scale = _Scale(first, last)
    numbers = {stage: str(number) for number, stage in enumerate(stages, 1)}
    lanes = [*_item_lanes(dated, scale), *_issue_lanes(dated, scale, numbers)]
    return TimelineDrawing(
        lanes=tuple(lanes),
        ticks=tuple(_ticks(scale)),
        today=scale.place(today) if near else None,
        shapes=tuple(s for s in STANDINGS if any(m.shape == s for lane in lanes for m in lane.marks)),
        stages=tuple(stages) if any(row.kind == "stage" for row in dated) else (),
        caption=_caption(dated, lanes),
    )


class _Scale:
    """Days as places on a line."""

    def __init__(self, first: date, last: date) -> None:
        margin = timedelta(days=max(2, round((last - first).days * _MARGIN)))
        self.first, self.last = first - margin, last + margin
        self.days = (self.last - self.first).days

    def place(self, day: date) -> float:
        return round(100 * (day - self.first).days / self.days, 2)


def _first(row: TimelineRow) -> date:
    found = row.start or row.end
    assert found is not None
    return found


def _last(row: TimelineRow) -> date:
    return row.end or _first(row)


def _item_lanes(rows: Iterable[TimelineRow], scale: _Scale) -> Iterable[Lane]:
    for row in rows:
        if row.kind != "stage":
            off = row.status in ("cancelled", "dropped", "withdrawn")
            yield Lane(row.code, row.title, row.kind, off, (_mark(row, scale, ""),))


def _issue_lanes(rows: Iterable[TimelineRow], scale: _Scale, numbers: dict[str, str]) -> list[Lane]:
    by_issue: dict[str, list[TimelineRow]] = {}
    for row in rows:
        if row.kind == "stage":
            by_issue.setdefault(row.code, []).append(row)
    lanes = []
    for code, found in list(by_issue.items())[:MOST_ISSUES]:
        title = found[0].title.partition(": ")[2]
        marks = tuple(_mark(row, scale, numbers.get(row.stage, "")) for row in found)
        lanes.append(Lane(code, title, "stage", False, marks))
    return lanes


def _mark(row: TimelineRow, scale: _Scale, label: str) -> Mark:
    first, last = _first(row), _last(row)
    what = f"{row.stage[:1].upper()}{row.stage[1:]}, " if row.stage else ""
    where = f" in {row.meeting}" if row.meeting else ""
    words = f"{what}{row.when.removesuffix(' (hoped)')}{where}: {STANDINGS[row.standing]}"
    if row.status in ("cancelled", "dropped"):
        words += f", {row.status}"
    return Mark(
        scale.place(first),
        scale.place(last) if row.qualifier == "between" and last > first else None,
        row.standing,
        row.qualifier,
        label,
        words,
    )


def _ticks(scale: _Scale) -> Iterable[tuple[float, str]]:
    if scale.days <= 62:
        day = scale.first + timedelta(days=-scale.first.weekday() % 7)
        while day <= scale.last:
            yield scale.place(day), f"{day.day} {MONTHS[day.month - 1]}"
            day += timedelta(days=7)
        return
    months = (scale.last.year - scale.first.year) * 12 + scale.last.month - scale.first.month
    step = next(n for n in (1, 2, 3, 6, 12, 24, 60, 120, 1200, 120_000) if months / n <= MOST_TICKS)
    for number in range(scale.first.year * 12 + scale.first.month, scale.last.year * 12 + scale.last.month):
        year, month = divmod(number, 12)
        if number % step == 0:
            name = str(year) if step % 12 == 0 else f"{MONTHS[month]} {year}"
            yield scale.place(date(year, month + 1, 1)), name


def _caption(rows: Sequence[TimelineRow], lanes: Sequence[Lane]) -> str:
    parts = []
    for kind, one in (("meeting", "meeting"), ("milestone", "milestone"), ("stage", "issue")):
        number = len({row.code for row in rows if row.kind == kind})
        if number:
            parts.append(f"{number} {one}{'' if number == 1 else 's'}")
    first, last = min(map(_first, rows)), max(map(_last, rows))
    spans = f"From {display_date(first)} to {display_date(last)}" if last > first else display_date(first)
    text = f"{spans}: {listed(parts)}."
    ordered = [row for row in rows if row.standing == "ordered"]
    if ordered:
        named = [f"{row.title} ({row.when})" for row in ordered[:2]]
        text += f" Ordered by the Commission: {listed(named)}"
        text += f" and {len(ordered) - 2} more." if len(ordered) > 2 else "."
    hoped = sum(row.hoped for row in rows)
    if hoped:
        text += (
            f" {hoped} {'date is' if hoped == 1 else 'dates are'} only hoped for, drawn hollow and broken; "
            f"{'it enters' if hoped == 1 else 'they enter'} no filing."
        )
    drawn = sum(lane.kind == "stage" for lane in lanes)
    issues = len({row.code for row in rows if row.kind == "stage"})
    if issues > drawn:
        text += f" Of {issues} issues the first {drawn} are drawn; the table By issue has them all."
    return text
