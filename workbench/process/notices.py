"""The ready text of every notice that the record calls for, with its day, recipients and subject.

Nothing is sent from here: the facilitator pastes a text into a mail. Confidential items are named in
none of them, and meetings and milestones that are only hoped for have no notice.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from workbench.graph.dates import date_spec, display_date, display_date_spec
from workbench.graph.snapshot import ItemView, Snapshot, code_order
from workbench.process import notice_texts
from workbench.process.notice_desk import (
    Notice,
    NoticeDesk,
    NoticeKind,
    group_name,
    next_meeting_line,
    occasion_of,
    open_actions_of,
)
from workbench.process.recipients import one_line
from workbench.record.kind import DateSpec

__all__ = ["Notice", "NoticeKind", "group_name", "notices", "occasion_of"]


def notices(snapshot: Snapshot, today: date) -> list[Notice]:
    """Every notice whose occasion is still ahead, and those of meetings whose minutes are due.

    Args:
        today: notices whose own day has passed are marked late.

    Returns:
        Notices by the day on which they go out.

    Raises:
        ValueError: in sentences, when a setting or a stored date cannot be read.
    """
    desk = NoticeDesk(snapshot, today)
    found = [*_of_meetings(desk), *_of_stages(desk), *_of_milestones(desk), *_of_held_meetings(desk)]
    return sorted(found, key=lambda notice: (notice.send_on, notice.kind, code_order(notice.for_code)))


def _of_meetings(desk: NoticeDesk) -> Iterable[Notice]:
    for meeting in desk.snapshot.of_kind("meeting"):
        spec = date_spec(meeting.detail.get("date"))
        if meeting.status != "planned" or meeting.confidential or not _stands(spec) or spec is None:
            continue
        first, last = spec.first_day, spec.last_day
        if first is None or last is None or last < desk.today:
            continue
        occasion = occasion_of(desk.snapshot, meeting)
        points = desk.points(meeting)
        when = display_date_spec(spec)
        yield desk.notice(
            "agenda",
            [meeting.code],
            desk.before(first, desk.times.agenda_days),
            first,
            f"agenda for the meeting of {when}",
            notice_texts.agenda(occasion, points, open_actions_of(desk.snapshot), _previous_minutes(desk)),
        )
        calls = desk.taken_up(meeting, lambda stage: stage.stage == "consensus call")
        if calls:
            yield desk.notice(
                "consensus-call",
                [meeting.code, *(stage.issue for stage in calls)],
                desk.before(first, desk.times.consensus_call_days),
                first,
                f"call for consensus at the meeting of {when}",
                notice_texts.consensus_call(occasion, [desk.name(stage.issue) for stage in calls]),
            )
        for days in desk.times.reminder_days:
            yield desk.notice(
                "reminder",
                [meeting.code],
                desk.before(first, days),
                first,
                f"reminder of the meeting of {when}",
                notice_texts.meeting_reminder(occasion, points),
            )


def _of_stages(desk: NoticeDesk) -> Iterable[Notice]:
    for (stage, day), codes in _by_stage_and_day(desk).items():
        names = [desk.name(code) for code in codes]
        when = display_date(day)
        if stage == "text circulated":
            due = {s.issue: s.day for s in desk.stages if s.stage == "redlines due" and s.day}
            until = {code: f"redlines by {display_date(asked)}" for code, asked in due.items()}
            lines = [
                f"{name} ({until.get(code, 'no day for redlines is set yet')})"
                for code, name in zip(codes, names, strict=True)
            ]
            body = notice_texts.text_circulated(desk.occasion("Text circulated", when), lines)
            yield desk.notice("text-circulated", codes, day, day, f"text for review, {_short(codes)}", body)
        elif stage == "redlines due":
            occasion = desk.occasion("Redlines due", when)
            body = notice_texts.redlines_call(occasion, names)
            send_on = desk.before(day, desk.times.redlines_call_days)
            document = f"call for redlines by {when}, {_short(codes)}"
            yield desk.notice("redlines-call", codes, send_on, day, document, body)
            for days in desk.times.reminder_days:
                reminder = notice_texts.due_reminder(occasion, "redlines are due by", names)
                document = f"reminder, redlines by {when}, {_short(codes)}"
                yield desk.notice("reminder", codes, desk.before(day, days), day, document, reminder)


def _of_milestones(desk: NoticeDesk) -> Iterable[Notice]:
    for milestone in desk.snapshot.of_kind("milestone"):
        spec = date_spec(milestone.detail.get("date"))
        if milestone.status != "open" or milestone.confidential or not _stands(spec) or spec is None:
            continue
        day = spec.last_day
        if day is None or day < desk.today or spec.qualifier not in ("on", "by"):
            continue
        title = one_line(milestone.title)
        body = notice_texts.due_reminder(desk.occasion(title, display_date(day)), f"{title} is due by")
        for days in desk.times.reminder_days:
            document = f"reminder, {title}"
            yield desk.notice("reminder", [milestone.code], desk.before(day, days), day, document, body)


def _of_held_meetings(desk: NoticeDesk) -> Iterable[Notice]:
    """The mail after the call and the minutes, until minutes are circulated."""
    for meeting in desk.snapshot.of_kind("meeting"):
        spec = date_spec(meeting.detail.get("date"))
        if meeting.status != "held" or meeting.confidential or spec is None or spec.last_day is None:
            continue
        made = desk.snapshot.sources(meeting, "minutes-of")
        if spec.last_day > desk.today or any(m.kind == "source" or m.status != "draft" for m in made):
            continue
        day, when = spec.last_day, display_date(spec.last_day)
        occasion = occasion_of(desk.snapshot, meeting)
        coming = next_meeting_line(desk.snapshot, day)
        actions = _actions_of(desk.snapshot, meeting)
        yield desk.notice(
            "after-call",
            [meeting.code],
            desk.calendar.add(day, 1),
            day,
            f"actions from the meeting of {when}",
            notice_texts.after_call(occasion, actions, (), coming, attached=False),
        )
        yield desk.notice(
            "minutes",
            [meeting.code],
            desk.calendar.add(day, desk.times.minutes_days),
            day,
            f"draft minutes of the meeting of {when}",
            notice_texts.minutes_circulated(occasion, coming),
        )


def _actions_of(snapshot: Snapshot, meeting: ItemView) -> list[str]:
    given = {action.uuid for action in snapshot.sources(meeting, "assigned-to")}
    items = [item for item in snapshot.items.values() if item.kind != "action" or item.uuid in given]
    return open_actions_of(Snapshot.of(items, snapshot.links))


def _by_stage_and_day(desk: NoticeDesk) -> dict[tuple[str, date], list[str]]:
    groups: dict[tuple[str, date], list[str]] = {}
    for stage in desk.stages:
        if stage.meeting is None and stage.day is not None and stage.day >= desk.today:
            groups.setdefault((stage.stage, stage.day), []).append(stage.issue)
    return groups


def _previous_minutes(desk: NoticeDesk) -> str:
    """The last meeting whose minutes wait to be adopted, or empty."""
    waiting = [m for m in desk.snapshot.of_kind("minutes") if m.status in ("circulated", "corrected")]
    held = [meeting for m in waiting for meeting in desk.snapshot.targets(m, "minutes-of")]
    return one_line(held[-1].title) if held else ""


def _stands(spec: DateSpec | None) -> bool:
    return spec is not None and spec.standing not in ("hoped", "held")


def _short(codes: Sequence[str]) -> str:
    return ", ".join(codes) if len(codes) <= 3 else f"{len(codes)} issues"
