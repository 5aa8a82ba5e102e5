"""A proposed schedule as plain values: where each stage went and why, and what did not fit."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from workbench.graph.snapshot import Snapshot
from workbench.process.scheduling.options import ScheduleOptions

Constraint = Literal[
    "time",
    "meetings",
    "minutes",
    "dependency",
    "circle",
]
"""Why an issue does not fit: too few business days, no meeting in time, meetings that are full, an
issue that it waits for, or a circle of dependencies."""


@dataclass(frozen=True)
class Placement:
    """One stage of one issue.

    Args:
        meeting: code of the meeting that takes it up, or None for a stage outside a meeting.
        minutes: minutes of that meeting.
        kept: it stood there already.
        why: one sentence on where it went and why.
    """

    issue: str
    stage: str
    day: date
    meeting: str | None
    minutes: int
    kept: bool
    why: str


@dataclass(frozen=True)
class IssueSchedule:
    """The stages of one issue that are still to come, in their order.

    Args:
        behind: stages that it has behind it, with the day where that is on record.
        in_hand: business days between its last stage and the last day that it could have had.
        misses: why it misses the day on which things are wanted in hand; empty where it does not.
        changed: something differs from what is on record.
        why: one sentence on the issue as a whole.
    """

    code: str
    title: str
    placements: tuple[Placement, ...]
    behind: tuple[tuple[str, date | None], ...]
    in_hand: int
    misses: str
    changed: bool
    why: str

    def placement(self, stage: str) -> Placement | None:
        return next((p for p in self.placements if p.stage == stage), None)


@dataclass(frozen=True)
class NotPlaced:
    """An issue that does not fit, and by how much.

    Args:
        days_short: business days that it would need more, where days are what is missing.
        minutes_short: minutes that the roomiest meeting in time lacks, where minutes are.
        sentence: which constraint, and by how much.
        why: the same without the issue's name and the full stop.
    """

    code: str
    title: str
    constraint: Constraint
    stage: str | None
    days_short: int | None
    minutes_short: int | None
    sentence: str
    why: str


@dataclass(frozen=True)
class ProposedMeeting:
    """A meeting to add, or one on record that is given a day (``new`` tells which)."""

    code: str
    day: date
    starts: str
    minutes: int
    new: bool
    why: str


@dataclass(frozen=True)
class MeetingLoad:
    """What a meeting takes up: stages by issue in the order of the agenda, and the minutes."""

    code: str
    day: date
    minutes: int
    taken: int
    items: tuple[tuple[str, str, int], ...]


@dataclass(frozen=True)
class ScheduleProposal:
    """Everything that the facilitator looks at before anything is saved.

    Args:
        issues: those that fit, in the order in which they were placed.
        not_placed: those that do not, each with its sentence.
        meetings: meetings to add or to give a day.
        loads: every meeting that takes up something.
        circles: circles of dependencies, a sentence each.
        notes: what else is to be known: dangling dependencies, meetings without a day.
        hoped: dates that are only hoped for; nothing rests on them.
        left_out: open issues that the schedule does not take up, a sentence each.
        snapshot: the record that it was computed from.
    """

    options: ScheduleOptions
    issues: tuple[IssueSchedule, ...]
    not_placed: tuple[NotPlaced, ...]
    meetings: tuple[ProposedMeeting, ...]
    loads: tuple[MeetingLoad, ...]
    circles: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    hoped: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    snapshot: Snapshot = field(default_factory=lambda: Snapshot({}), repr=False, compare=False)

    def issue(self, code: str) -> IssueSchedule | None:
        return next((found for found in self.issues if found.code == code), None)

    def summary(self) -> str:
        """The proposal in one sentence."""
        total = len(self.issues) + len(self.not_placed)
        if not total:
            return "No open issue is there to be placed."
        text = f"{len(self.issues)} of {total} issues fit before {self.options.filing_words}"
        late = sum(bool(issue.misses) for issue in self.issues)
        if late:
            text += f" ({late} of them not before {self.options.ready_words})"
        added = sum(meeting.new for meeting in self.meetings)
        if added:
            text += f", with {added} new meeting{'s' if added > 1 else ''}"
        if self.not_placed:
            text += f"; {len(self.not_placed)} {'do' if len(self.not_placed) > 1 else 'does'} not"
        return text + "."

    def sentences(self) -> tuple[str, ...]:
        """The whole proposal in sentences, as the command line prints it."""
        placed = (line for issue in self.issues for line in (issue.why, *(p.why for p in issue.placements)))
        return (
            self.summary(),
            *placed,
            *(missing.sentence for missing in self.not_placed),
            *(meeting.why for meeting in self.meetings),
            *self.circles,
            *self.notes,
            *self.left_out,
            *self.hoped,
        )
