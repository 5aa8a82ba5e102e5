"""The ready text of every notice that the record calls for, with its day, recipients and subject.

Nothing is sent from here: the facilitator pastes a text into a mail. Confidential items are named in
none of them, and meetings and milestones that are only hoped for have no notice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from workbench.graph.dates import date_spec, display_date, display_date_spec
from workbench.graph.meetings import meeting_minutes, next_meeting
from workbench.graph.snapshot import ItemView, Snapshot, code_order
from workbench.process import notice_texts
from workbench.process.calendar import BusinessCalendar, calendar_of
from workbench.process.notice_texts import Occasion
from workbench.process.notice_times import NoticeTimes, notice_times
from workbench.process.recipients import one_line, recipients_of, sender_of, subject_line
from workbench.process.scheduling.dependencies import dependencies_of
from workbench.process.scheduling.plan import StagePlan, stage_plan_of
from workbench.process.scheduling.saved import SavedStage, saved_stages
from workbench.record.kind import DateSpec
from workbench.record.kinds import KINDS

NoticeKind = Literal[
    "agenda", "reminder", "text-circulated", "redlines-call", "consensus-call", "minutes", "after-call"
]

_CLOSED = KINDS["issue"].closed


@dataclass(frozen=True)
class Notice:
    """One mail, ready to be pasted.

    Args:
        for_code: the meeting, milestone or (first) issue that it is about.
        send_on: the day on which it goes out.
        recipients: addresses; what is missing stands in brackets.
        event_on: the day of what it announces.
        codes: everything that it is about.
        late: its day has passed, and what it announces has not.
    """

    kind: NoticeKind
    for_code: str
    send_on: date
    recipients: tuple[str, ...]
    subject: str
    body: str
    event_on: date | None = None
    codes: tuple[str, ...] = ()
    late: bool = False


def notices(snapshot: Snapshot, today: date) -> list[Notice]:
    """Every notice whose occasion is still ahead, and those of meetings whose minutes are due.

    Args:
        today: notices whose own day has passed are marked late.

    Returns:
        Notices by the day on which they go out.

    Raises:
        ValueError: in sentences, when a setting or a stored date cannot be read.
    """
    desk = _Desk(snapshot, today)
    found = [*_of_meetings(desk), *_of_stages(desk), *_of_milestones(desk), *_of_held_meetings(desk)]
    return sorted(found, key=lambda notice: (notice.send_on, notice.kind, code_order(notice.for_code)))


def group_name(snapshot: Snapshot) -> str:
    """The group's name: the setting ``group-name``, or the record's title."""
    return one_line(str(snapshot.setting("group-name", "") or snapshot.title or "the working group"))


def occasion_of(snapshot: Snapshot, meeting: ItemView) -> Occasion:
    """A meeting as notices speak of it."""
    when = display_date_spec(date_spec(meeting.detail.get("date")))
    if starts := meeting.detail.get("starts"):
        when += f", {starts} Pacific"
    return Occasion(
        group_name(snapshot),
        one_line(meeting.title),
        when,
        sender_of(snapshot),
        one_line(str(meeting.detail.get("place") or "")),
        meeting_minutes(snapshot, meeting),
    )


def points_of(snapshot: Snapshot, meeting: ItemView) -> list[str]:
    """What a meeting takes up, as the points of its agenda, dependencies first."""
    return _Desk(snapshot, date.min).points(meeting)


def open_actions_of(snapshot: Snapshot) -> list[str]:
    """Open actions with who does them and by when; the only place where persons are named."""
    lines = []
    for action in snapshot.of_kind("action"):
        if action.status != "open" or action.confidential:
            continue
        owners = [
            one_line(owner.title) for owner in snapshot.targets(action, "owned-by") if not owner.confidential
        ]
        text = f"{one_line(action.title)} ({', '.join(owners) or 'nobody named'}"
        due = date_spec(action.detail.get("due"))
        lines.append(f"{text}, {display_date_spec(due)})" if due is not None else f"{text})")
    return lines


class _Desk:
    """What all notices of one record share, read once."""

    def __init__(self, snapshot: Snapshot, today: date) -> None:
        self.snapshot = snapshot
        self.today = today
        self.calendar: BusinessCalendar = calendar_of(snapshot)
        self.times: NoticeTimes = notice_times(snapshot)
        self.plan: StagePlan = stage_plan_of(snapshot)
        self.recipients = recipients_of(snapshot)
        issues = [i for i in snapshot.of_kind("issue") if i.status not in _CLOSED and not i.confidential]
        self.issues = {issue.code: issue for issue in issues}
        dependencies = dependencies_of(snapshot, issues)
        self.order = {code: position for position, code in enumerate(dependencies.order)}
        self.stages: list[SavedStage] = [
            stage for issue in issues for stage in saved_stages(snapshot, issue, self.plan).values()
        ]

    def notice(
        self,
        kind: NoticeKind,
        codes: Sequence[str],
        send_on: date,
        event_on: date,
        document: str,
        body: str,
    ) -> Notice:
        return Notice(
            kind,
            codes[0],
            send_on,
            self.recipients,
            subject_line(self.snapshot, document),
            body,
            event_on,
            tuple(codes),
            send_on < self.today,
        )

    def before(self, day: date, business_days: int) -> date:
        return self.calendar.subtract(day, business_days)

    def taken_up(
        self, meeting: ItemView, wanted: Callable[[SavedStage], bool] | None = None
    ) -> list[SavedStage]:
        found = [s for s in self.stages if s.meeting == meeting.code and (wanted is None or wanted(s))]
        last = len(self.order)
        return sorted(found, key=lambda s: (self.order.get(s.issue, last), code_order(s.issue)))

    def points(self, meeting: ItemView) -> list[str]:
        points = []
        for stage in self.taken_up(meeting):
            minutes = self.plan.minutes(stage.stage, self.issues[stage.issue].detail.get("minutes"))
            length = f", {minutes} minutes" if minutes else ""
            points.append(f"{self.name(stage.issue)}: {stage.stage}{length}")
        return points

    def name(self, code: str) -> str:
        return f"{code} {one_line(self.issues[code].title)}"

    def occasion(self, title: str, when: str) -> Occasion:
        return Occasion(group_name(self.snapshot), title, when, sender_of(self.snapshot))


def _of_meetings(desk: _Desk) -> Iterable[Notice]:
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


def _of_stages(desk: _Desk) -> Iterable[Notice]:
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


def _of_milestones(desk: _Desk) -> Iterable[Notice]:
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


def _of_held_meetings(desk: _Desk) -> Iterable[Notice]:
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


def next_meeting_line(snapshot: Snapshot, after: date) -> str:
    """The first meeting after a day, in words; empty where none is set."""
    coming = next_meeting(snapshot, date.fromordinal(after.toordinal() + 1))
    if coming is None:
        return ""
    when = display_date_spec(date_spec(coming.detail.get("date")))
    starts = coming.detail.get("starts")
    return f"{one_line(coming.title)}, {when}" + (f", {starts} Pacific" if starts else "")


def _actions_of(snapshot: Snapshot, meeting: ItemView) -> list[str]:
    given = {action.uuid for action in snapshot.sources(meeting, "assigned-to")}
    items = [item for item in snapshot.items.values() if item.kind != "action" or item.uuid in given]
    return open_actions_of(Snapshot.of(items, snapshot.links))


def _by_stage_and_day(desk: _Desk) -> dict[tuple[str, date], list[str]]:
    groups: dict[tuple[str, date], list[str]] = {}
    for stage in desk.stages:
        if stage.meeting is None and stage.day is not None and stage.day >= desk.today:
            groups.setdefault((stage.stage, stage.day), []).append(stage.issue)
    return groups


def _previous_minutes(desk: _Desk) -> str:
    """The last meeting whose minutes wait to be adopted, or empty."""
    waiting = [m for m in desk.snapshot.of_kind("minutes") if m.status in ("circulated", "corrected")]
    held = [meeting for m in waiting for meeting in desk.snapshot.targets(m, "minutes-of")]
    return one_line(held[-1].title) if held else ""


def _stands(spec: DateSpec | None) -> bool:
    return spec is not None and spec.standing not in ("hoped", "held")


def _short(codes: Sequence[str]) -> str:
    return ", ".join(codes) if len(codes) <= 3 else f"{len(codes)} issues"
