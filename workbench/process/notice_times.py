"""How many business days before its occasion each notice goes out: settings, with shipped defaults."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

from workbench.graph.snapshot import Snapshot


@dataclass(frozen=True)
class NoticeTimes:
    """Business days, each from the setting of its name (``SET-agenda-days`` and so on).

    Args:
        agenda_days: before a meeting, its agenda.
        consensus_call_days: before a meeting that calls for consensus, the notice of it.
        redlines_call_days: before redlines are due, the call for them.
        reminder_days: before a meeting, redlines or a milestone, the reminders.
        minutes_days: after a meeting, its minutes.
    """

    agenda_days: int = 3
    consensus_call_days: int = 3
    redlines_call_days: int = 4
    reminder_days: tuple[int, ...] = (1,)
    minutes_days: int = 2


def notice_times(snapshot: Snapshot) -> NoticeTimes:
    """The record's notice times.

    Raises:
        ValueError: naming every setting that is no number of days.
    """
    values: dict[str, Any] = {}
    problems: list[str] = []
    for known in fields(NoticeTimes):
        name = known.name.replace("_", "-")
        value = snapshot.setting(name)
        if value is None:
            continue
        many = known.name == "reminder_days"
        numbers = value if isinstance(value, list | tuple) else [value]
        if (len(numbers) != 1 and not many) or not all(_is_days(number) for number in numbers):
            allowed = "whole numbers from 0 to 250" if many else "one whole number from 0 to 250"
            problems.append(
                f"setting SET-{name}: '{value}' is no number of business days. Allowed: {allowed}."
            )
            continue
        days = tuple(sorted({int(number) for number in numbers}, reverse=True))
        values[known.name] = days if many else days[0]
    if problems:
        raise ValueError(" ".join(problems))
    return NoticeTimes(**values)


def _is_days(value: Any) -> bool:
    if isinstance(value, bool):
        return False
    return str(value).isdecimal() and 0 <= int(value) <= 250
