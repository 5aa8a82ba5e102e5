"""What cancelling a meeting would do to the schedule; it moves nothing else."""

from __future__ import annotations

from workbench.graph.dates import date_spec, display_date_spec
from workbench.graph.snapshot import Snapshot
from workbench.process.scheduling.plan import stage_plan_of
from workbench.process.scheduling.saved import saved_stages
from workbench.record.kinds import KINDS


def cancelled_meeting(snapshot: Snapshot, code: str) -> tuple[str, ...]:
    """The effects of cancelling a meeting, a sentence each.

    Raises:
        LookupError: when no meeting has that code.
        ValueError: when a setting or a stored date cannot be read.
    """
    meeting = snapshot.item(code)
    if meeting is None or meeting.kind != "meeting":
        raise LookupError(f"'{code}' is no meeting on record.")
    plan = stage_plan_of(snapshot)
    when = display_date_spec(date_spec(meeting.detail.get("date")))
    head = f"{meeting.title} ({code}, {when}) is cancelled. It stays on record; its code is never used again."
    lost = [
        f"{issue.code} ({issue.title}) has no meeting any more for its '{stage.stage}'."
        for issue in snapshot.of_kind("issue")
        if issue.status not in KINDS["issue"].closed
        for stage in saved_stages(snapshot, issue, plan).values()
        if stage.meeting == code
    ]
    return (head, *(lost or ["It takes up no issue, so no stage loses its place."]))
