"""Meetings, milestones and stages of issues as the rows of a time line and of a table."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from workbench.graph.dates import date_spec, days_between_words, display_date_spec, iso_day
from workbench.graph.meetings import issues_of_meeting, next_meeting
from workbench.graph.snapshot import ItemView, Snapshot, code_order
from workbench.record.kind import DateSpec
from workbench.record.kinds import KINDS

__all__ = ["RowKind", "TimelineRow", "next_meeting", "timeline"]

RowKind = Literal["meeting", "milestone", "stage"]

_KIND_ORDER: dict[str, int] = {"milestone": 0, "meeting": 1, "stage": 2}
_GONE = ("cancelled", "dropped")


@dataclass(frozen=True)
class TimelineRow:
    """One row.

    Args:
        key: stable name of the row: the item's code, and for a stage the code and the stage.
        code: of the meeting, the milestone, or the issue whose stage it is.
        stage: name of the stage, or empty.
        meeting: code of the meeting in which a stage takes place, or None.
        start: first day, None for a limit (``by``) and for what has no date.
        end: last day, None for an open end and for what has no date.
        qualifier: on, by, between, after or undated.
        standing: ordered, proposed, hoped, held or known.
        when: the date in words, with ``(hoped)`` where it is only that.
        words: the words in which somebody gave the date, where they are on record.
        days_to: calendar days from the given day to the day itself, to the limit, or to the start of
            a range that has not begun; 0 inside a range, negative for what is past, None without a date.
        days_words: the same in words.
        issues: codes of the issues that a meeting takes up.
    """

    key: str
    kind: RowKind
    uuid: str
    code: str
    title: str
    status: str
    stage: str
    meeting: str | None
    start: date | None
    end: date | None
    qualifier: str
    standing: str
    when: str
    words: str
    days_to: int | None
    days_words: str
    issues: tuple[str, ...] = ()

    @property
    def hoped(self) -> bool:
        """Only hoped for: shown apart, and part of no filing."""
        return self.standing == "hoped"

    @property
    def dated(self) -> bool:
        return self.start is not None or self.end is not None

    @property
    def over(self) -> bool:
        """It lies in the past."""
        return self.days_to is not None and self.days_to < 0


def timeline(
    snapshot: Snapshot, today: date, *, stages: bool = True, closed: bool = False
) -> list[TimelineRow]:
    """Rows by date, those without a date last.

    Args:
        today: the day from which days are counted.
        stages: whether stages of issues have rows of their own.
        closed: whether cancelled meetings and dropped milestones are shown, and stages of issues that
            are closed.

    Raises:
        ValueError: when a stored date cannot be read.
    """
    rows: list[TimelineRow] = []
    for kind in ("meeting", "milestone"):
        for item in snapshot.of_kind(kind):
            if closed or item.status not in _GONE:
                rows.append(_item_row(snapshot, item, today))
    if stages:
        for issue in snapshot.of_kind("issue"):
            if closed or issue.status not in KINDS["issue"].closed:
                rows += _stage_rows(snapshot, issue, today)
    return sorted(rows, key=_order)


def _item_row(snapshot: Snapshot, item: ItemView, today: date) -> TimelineRow:
    kind: RowKind = "meeting" if item.kind == "meeting" else "milestone"
    issues = dict.fromkeys(issue.code for issue, _ in issues_of_meeting(snapshot, item))
    return _row(item.code, kind, item, item.title, date_spec(item.detail.get("date")), today, issues=issues)


def _stage_rows(snapshot: Snapshot, issue: ItemView, today: date) -> Iterable[TimelineRow]:
    for stage, day in (issue.detail.get("stages") or {}).items():
        if day is not None:
            yield _row(
                f"{issue.code}#{stage}",
                "stage",
                issue,
                f"{stage}: {issue.title}",
                DateSpec(start=iso_day(day)),
                today,
                stage=stage,
            )
    for link in snapshot.out(issue, "scheduled-in"):
        meeting = snapshot.items.get(link.target)
        stage = str(link.detail.get("stage") or "")
        if (
            meeting is None
            or meeting.kind != "meeting"
            or not stage
            or meeting.status in (*_GONE, "withdrawn")
        ):
            continue
        yield _row(
            f"{issue.code}#{stage}",
            "stage",
            issue,
            f"{stage}: {issue.title}",
            date_spec(meeting.detail.get("date")),
            today,
            stage=stage,
            meeting=meeting.code,
        )


def _row(
    key: str,
    kind: RowKind,
    item: ItemView,
    title: str,
    spec: DateSpec | None,
    today: date,
    *,
    stage: str = "",
    meeting: str | None = None,
    issues: Iterable[str] = (),
) -> TimelineRow:
    given = spec or DateSpec(qualifier="undated")
    start, end = _span(given)
    days_to = _days_to(given, today)
    return TimelineRow(
        key=key,
        kind=kind,
        uuid=item.uuid,
        code=item.code,
        title=title,
        status=item.status,
        stage=stage,
        meeting=meeting,
        start=start,
        end=end,
        qualifier=given.qualifier,
        standing=given.standing,
        when=display_date_spec(given),
        words=given.words,
        days_to=days_to,
        days_words=""
        if days_to is None
        else days_between_words(date.fromordinal(today.toordinal() + days_to), today),
        issues=tuple(issues),
    )


def _span(spec: DateSpec) -> tuple[date | None, date | None]:
    """First and last day as drawn: a limit has only an end, an open end only a start."""
    if spec.qualifier == "undated":
        return None, None
    if spec.qualifier == "by":
        return None, spec.last_day
    if spec.qualifier == "after":
        return spec.start, None
    return spec.start, spec.last_day


def _days_to(spec: DateSpec, today: date) -> int | None:
    start, end = _span(spec)
    if end is not None and end < today:
        return (end - today).days
    if start is None:
        return None if end is None else (end - today).days
    if start >= today or end is None:
        return (start - today).days
    return 0


def _order(row: TimelineRow) -> tuple[object, ...]:
    day = row.start or row.end or date.max
    last = row.end or date.max
    return (not row.dated, day, last, _KIND_ORDER[row.kind], code_order(row.code), row.stage)
