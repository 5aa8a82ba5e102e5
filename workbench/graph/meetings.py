"""Meetings of the group: which is next, how long it is, what it takes up."""

from __future__ import annotations

from datetime import date

from workbench.graph.dates import date_spec, iso_day
from workbench.graph.snapshot import ItemView, Snapshot, code_order

DEFAULT_MINUTES = 120
"""Length of a meeting where neither it nor the setting ``meeting-minutes`` says another."""


def next_meeting(snapshot: Snapshot, today: date) -> ItemView | None:
    """The next planned meeting that is not only hoped for: the first whose day has not passed.

    Where no planned meeting has a day ahead, the first one without a day, else None.
    """
    dated: list[tuple[date, date, str, ItemView]] = []
    undated: list[ItemView] = []
    for item in snapshot.of_kind("meeting"):
        spec = date_spec(item.detail.get("date"))
        if item.status != "planned" or (spec is not None and spec.standing == "hoped"):
            continue
        if spec is None or spec.first_day is None or spec.last_day is None:
            undated.append(item)
        elif spec.last_day >= today:
            dated.append((max(spec.first_day, today), spec.last_day, item.code, item))
    if dated:
        return min(dated, key=lambda entry: (entry[0], entry[1], code_order(entry[2])))[3]
    return undated[0] if undated else None


def issues_of_meeting(snapshot: Snapshot, meeting: ItemView) -> list[tuple[ItemView, str]]:
    """Issues that a meeting takes up, with the stage of each (empty where none is named)."""
    found = [
        (snapshot.items[link.source], str(link.detail.get("stage") or ""))
        for link in snapshot.into(meeting, "scheduled-in")
        if link.source in snapshot.items and not snapshot.items[link.source].withdrawn
    ]
    return sorted(found, key=lambda pair: (code_order(pair[0].code), pair[1]))


def meeting_minutes(snapshot: Snapshot, meeting: ItemView | None) -> int:
    """Length of a meeting: its own, that of the setting ``meeting-minutes``, or the shipped one.

    Raises:
        ValueError: when the setting is no number of minutes.
    """
    if meeting is not None and (own := meeting.detail.get("minutes")) is not None:
        return int(own)
    value = snapshot.setting("meeting-minutes", DEFAULT_MINUTES)
    try:
        return int(value)
    except (TypeError, ValueError):
        raise ValueError(
            f"setting SET-meeting-minutes: '{value}' is no number of minutes. Allowed: a whole number."
        ) from None


def meeting_day(meeting: ItemView) -> date | None:
    """The day of a meeting that has one; None for a range, a limit, or no date."""
    spec = date_spec(meeting.detail.get("date"))
    return spec.start if spec is not None and spec.qualifier == "on" else None


def days_to_avoid(meeting: ItemView) -> list[date]:
    """Days that are known not to suit a meeting."""
    return [iso_day(day) for day in meeting.detail.get("avoid") or []]
