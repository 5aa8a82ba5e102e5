"""The submittal's part on the schedule and the next steps. What was hoped for is not a date."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from workbench.filing.composer import Composer
from workbench.filing.plaintext import one_line
from workbench.filing.screening import Screening
from workbench.filing.submittal_issues import issue_number
from workbench.filing.wording import (
    STANDINGS,
    american_text,
    day,
    listed,
    marked,
    numbers,
    order_of,
    standing,
    when,
)
from workbench.graph.snapshot import ItemView, Snapshot

HOPED = "it was hoped for, and what is hoped for is not a date of the group."

_DROPPED = ("dropped", "cancelled")

_Row = tuple[tuple[date, date], tuple[str, str, str, str]]


def dated_items(snapshot: Snapshot, screening: Screening) -> list[ItemView]:
    """Meetings and milestones that stand in the schedule; hoped ones are left out by name."""
    found = []
    for item in (*snapshot.of_kind("milestone"), *snapshot.of_kind("meeting")):
        if item.status in _DROPPED:
            continue
        if standing(item.detail.get("date")) == "hoped":
            screening.leave_out(item, HOPED)
        else:
            found.append(item)
    return screening.printable(found)


def add_schedule(
    composer: Composer, snapshot: Snapshot, dated: Sequence[ItemView], issues: Sequence[ItemView]
) -> None:
    """Add the schedule: meetings, milestones, and the stages of issues outside meetings."""
    rows = [_row(snapshot, item, issues) for item in dated]
    rows += _stages(issues)
    if not rows:
        composer.text("No date has been ordered, proposed or held.")
        return
    composer.text(
        "The table gives the dates that the Commission has ordered, that the Working Group proposes, or that"
        " have been held or reported. Dates that were only hoped for are not part of it."
    )
    rows.sort(key=lambda row: (row[0], row[1]))
    composer.table(
        "Proposed schedule",
        ("Date", "Event", "Standing", "Issues"),
        (row for _, row in rows),
        (112, 186, 96, 74),
    )
    unplaced = [issue_number(item) for item in issues if not _placed(snapshot, item)]
    if unplaced and len(unplaced) == len(issues):
        composer.text("No issue has been assigned to a meeting so far.")
    elif unplaced:
        composer.text(f"No meeting or milestone has been set for issue{_s(unplaced)} {numbers(unplaced)}.")


def _row(snapshot: Snapshot, item: ItemView, issues: Sequence[ItemView]) -> _Row:
    spec: Any = item.detail.get("date")
    shown = {issue.uuid for issue in issues}
    taken_up = [
        issue_number(issue) for issue in snapshot.sources(item, "scheduled-in") if issue.uuid in shown
    ]
    event = marked(item, american_text(one_line(item.title)))
    place = one_line(item.detail.get("place") or "")
    if place and place.casefold() not in event.casefold():
        event += f", {place}"
    label = "Held" if item.status == "held" else STANDINGS.get(standing(spec), "Proposed")
    return order_of(spec), (when(spec) or "No date set", event, label, numbers(taken_up))


def _stages(issues: Sequence[ItemView]) -> list[_Row]:
    """One row for every day and stage, with the issues that reach it then."""
    groups: dict[tuple[date, str], list[str]] = {}
    for issue in issues:
        for stage, value in (issue.detail.get("stages") or {}).items():
            on = day(value)
            if on is not None:
                groups.setdefault((on, one_line(stage)), []).append(issue_number(issue))
    return [
        ((on, on), (when(on.isoformat()), stage[:1].upper() + stage[1:], "Proposed", numbers(reached)))
        for (on, stage), reached in groups.items()
    ]


def _placed(snapshot: Snapshot, item: ItemView) -> bool:
    return bool(snapshot.out(item, "scheduled-in")) or bool(item.detail.get("stages"))


def _s(found: Sequence[str]) -> str:
    return "s" if len(found) > 1 else ""


def open_actions(snapshot: Snapshot, screening: Screening) -> list[ItemView]:
    """Actions that are still to be done and may be printed."""
    return screening.printable([item for item in snapshot.of_kind("action") if item.status == "open"])


def add_next_steps(composer: Composer, snapshot: Snapshot, actions: Sequence[ItemView]) -> None:
    """Add the open actions with who and by when; persons are named for actions only."""
    if not actions:
        composer.text("No action is open.")
        return
    rows = []
    for item in actions:
        spec = item.detail.get("due")
        due = "" if not spec or standing(spec) == "hoped" else when(spec)
        owners = listed(one_line(owner.title) for owner in snapshot.targets(item, "owned-by"))
        rows.append((american_text(one_line(item.title)), owners, due or "No date set"))
    if any(row[1] for row in rows):
        composer.table("Next steps", ("Step", "By whom", "Due"), rows, (250, 108, 110))
    else:
        composer.table("Next steps", ("Step", "Due"), ((row[0], row[2]) for row in rows), (340, 128))
