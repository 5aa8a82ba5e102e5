"""What all notices of one record share: the notice itself, its occasion, and what a meeting takes up."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from workbench.graph.dates import date_spec, display_date_spec
from workbench.graph.meetings import meeting_minutes, next_meeting
from workbench.graph.snapshot import ItemView, Snapshot, code_order
from workbench.process.calendar import BusinessCalendar, calendar_of
from workbench.process.notice_texts import Occasion
from workbench.process.notice_times import NoticeTimes, notice_times
from workbench.process.recipients import one_line, recipients_of, sender_of, subject_line
from workbench.process.scheduling.dependencies import dependencies_of
from workbench.process.scheduling.plan import StagePlan, stage_plan_of
from workbench.process.scheduling.saved import SavedStage, saved_stages
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


class NoticeDesk:
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
    return NoticeDesk(snapshot, date.min).points(meeting)


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


def next_meeting_line(snapshot: Snapshot, after: date) -> str:
    """The first meeting after a day, in words; empty where none is set."""
    coming = next_meeting(snapshot, date.fromordinal(after.toordinal() + 1))
    if coming is None:
        return ""
    when = display_date_spec(date_spec(coming.detail.get("date")))
    starts = coming.detail.get("starts")
    return f"{one_line(coming.title)}, {when}" + (f", {starts} Pacific" if starts else "")
