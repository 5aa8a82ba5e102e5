"""What moving one meeting would upset; moving it moves nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from workbench.graph.dates import date_spec, display_date, display_date_spec, listed
from workbench.graph.meetings import meeting_day
from workbench.graph.snapshot import ItemView, Snapshot
from workbench.process.calendar import BusinessCalendar, calendar_of
from workbench.process.notice_times import notice_times
from workbench.process.scheduling.conflicts import conflicts
from workbench.process.scheduling.plan import StagePlan, stage_plan_of
from workbench.process.scheduling.saved import saved_stages
from workbench.record.kinds import KINDS

_CLOSED = KINDS["issue"].closed


@dataclass(frozen=True)
class MoveEffects:
    """What moving one meeting would do; nothing else moves with it.

    Args:
        upset: what no longer fits, a sentence each.
        settled: what did not fit and then does.
        notices: what becomes of the days on which its notices are due.
        carried: the issues that are taken up in the meeting and go with it.
    """

    code: str
    before: str
    new_day: date
    upset: tuple[str, ...]
    settled: tuple[str, ...]
    notices: tuple[str, ...]
    carried: tuple[str, ...]

    @property
    def sentences(self) -> tuple[str, ...]:
        """The effects in the order in which they are read before the move is saved."""
        head = f"{self.code} moves from {self.before} to {display_date(self.new_day)}; its code stays."
        if self.carried:
            head += f" It takes up {listed(list(self.carried))}, which go with it; nothing else moves."
        else:
            head += " It takes up no issue; nothing else moves."
        calm = () if self.upset else ("Everything on record still fits.",)
        return (head, *self.upset, *calm, *self.settled, *self.notices)


def moved_meeting(
    snapshot: Snapshot,
    code: str,
    new_date: date,
    today: date | None = None,
    deadline: date | None = None,
) -> MoveEffects:
    """What would no longer fit if one meeting were on another day.

    Args:
        code: of the meeting.
        new_date: the day to which it would move.
        today: to tell which notices would already be late; None leaves that out.
        deadline: the day by which every last stage must be over, or None.

    Raises:
        LookupError: when no meeting has that code.
        ValueError: when a setting or a stored date cannot be read.
    """
    meeting = snapshot.item(code)
    if meeting is None or meeting.kind != "meeting":
        raise LookupError(f"'{code}' is no meeting on record.")
    calendar = calendar_of(snapshot)
    plan = stage_plan_of(snapshot)
    before = {c.key: c for c in conflicts(snapshot, calendar, None, deadline)}
    after = {c.key: c for c in conflicts(snapshot, calendar, {code: new_date}, deadline)}
    same = {key for key in before.keys() & after.keys() if before[key].sentence == after[key].sentence}
    carried = [
        f"{issue.code} ({stage.stage})"
        for issue in snapshot.of_kind("issue")
        if issue.status not in _CLOSED
        for stage in saved_stages(snapshot, issue, plan).values()
        if stage.meeting == code
    ]
    return MoveEffects(
        code,
        display_date_spec(date_spec(meeting.detail.get("date"))),
        new_date,
        tuple(conflict.sentence for key, conflict in after.items() if key not in same),
        tuple(f"No longer so: {c.sentence}" for key, c in before.items() if key not in after),
        tuple(_notices(snapshot, meeting, new_date, calendar, plan, today)),
        tuple(carried),
    )


def _notices(
    snapshot: Snapshot,
    meeting: ItemView,
    new_day: date,
    calendar: BusinessCalendar,
    plan: StagePlan,
    today: date | None,
) -> list[str]:
    times = notice_times(snapshot)
    due = [("The agenda", times.agenda_days)]
    calls = {rule.stage for rule in plan.rules if rule.stage == "consensus call"}
    if any(
        stage.meeting == meeting.code and stage.stage in calls
        for issue in snapshot.of_kind("issue")
        for stage in saved_stages(snapshot, issue, plan).values()
    ):
        due.append(("The notice of its consensus call", times.consensus_call_days))
    old_day = meeting_day(meeting)
    sentences = []
    for what, days in due:
        day = calendar.subtract(new_day, days)
        text = f"{what} is due on {display_date(day)}"
        if old_day is not None:
            text += f" instead of {display_date(calendar.subtract(old_day, days))}"
        if today is not None and day < today:
            text += ", which has passed"
        sentences.append(text + ".")
    return sentences
