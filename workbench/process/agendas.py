"""What each meeting takes up, in which order, with the minutes that are used and left."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from workbench.graph.meetings import issues_of_meeting, meeting_minutes
from workbench.graph.snapshot import ItemView, Snapshot, code_order
from workbench.process.scheduling.dependencies import dependencies_of
from workbench.process.scheduling.plan import StagePlan, stage_plan_of
from workbench.process.scheduling.saved import saved_stages
from workbench.record.kinds import KINDS


@dataclass(frozen=True)
class AgendaPoint:
    """One stage of one issue in a meeting; the stage is empty where none is named or can be meant."""

    issue: ItemView
    stage: str
    minutes: int


@dataclass(frozen=True)
class Agenda:
    """One meeting with its points, dependencies first.

    Args:
        length: minutes of the meeting.
    """

    meeting: ItemView
    length: int
    points: tuple[AgendaPoint, ...]

    @property
    def used(self) -> int:
        """Minutes that its points take, as the issues or the plan estimate them."""
        return sum(point.minutes for point in self.points)

    @property
    def left(self) -> int:
        """Minutes that are free; negative when it takes up too much."""
        return self.length - self.used

    @property
    def words(self) -> str:
        """How full it is, in a sentence."""
        if not self.points:
            return f"No issue is on it; all {self.length} minutes are free."
        if self.left < 0:
            return f"{self.used} of {self.length} minutes used: {-self.left} too many."
        return f"{self.used} of {self.length} minutes used, {self.left} free."


def agendas(snapshot: Snapshot, meetings: Iterable[ItemView]) -> list[Agenda]:
    """The agenda of each of some meetings, in the order given.

    An issue that is closed meanwhile is left out where the meeting is still to come, and stays where
    it was taken up.

    Raises:
        ValueError: when a setting or a stored date cannot be read.
    """
    plan = stage_plan_of(snapshot)
    order = {code: n for n, code in enumerate(dependencies_of(snapshot, snapshot.of_kind("issue")).order)}
    return [
        Agenda(meeting, meeting_minutes(snapshot, meeting), tuple(_points(snapshot, meeting, plan, order)))
        for meeting in meetings
    ]


def _points(
    snapshot: Snapshot, meeting: ItemView, plan: StagePlan, order: dict[str, int]
) -> list[AgendaPoint]:
    points = []
    for issue, named in issues_of_meeting(snapshot, meeting):
        if issue.kind != "issue" or (meeting.status == "planned" and issue.status in KINDS["issue"].closed):
            continue
        stage = named or _meant(snapshot, issue, meeting, plan)
        estimate = issue.detail.get("minutes")
        minutes = plan.minutes(stage, estimate) if stage in plan.names else int(estimate or 0)
        points.append(AgendaPoint(issue, stage, minutes))
    last = len(order)
    return sorted(points, key=lambda p: (order.get(p.issue.code, last), code_order(p.issue.code), p.stage))


def _meant(snapshot: Snapshot, issue: ItemView, meeting: ItemView, plan: StagePlan) -> str:
    """The stage for which a link without one counts."""
    stages = saved_stages(snapshot, issue, plan).values()
    return next((s.stage for s in stages if s.meeting == meeting.code), "")
