"""The memberships of a record directory: for whom a person acts, as what, since and until when."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from workbench.graph.memberships import RELATION, membership_detail, membership_faults
from workbench.graph.proposed import LinkEdit, Place, Problem

COLUMNS = ("step", "person", "organisation", "roles", "since", "until", "instrument")
"""The columns of ``memberships.csv``, or the keys of ``memberships.yaml``."""
NEEDED = ("person", "organisation", "roles")


def read_membership(values: Mapping[str, Any], place: Place) -> tuple[LinkEdit | None, list[Problem]]:
    """The link that one row says, or every reason why it says none.

    Args:
        values: the row without its step.
    """
    problems = [
        Problem(
            "is no column of a membership", Place(place.file, place.row, str(name)), "", ", ".join(COLUMNS)
        )
        for name in values
        if name not in COLUMNS
    ]
    for name in NEEDED:
        if not values.get(name):
            problems.append(Problem("is missing", Place(place.file, place.row, name)))
    days: dict[str, date | None] = {}
    for name in ("since", "until"):
        days[name], problem = _day(values.get(name), Place(place.file, place.row, name))
        problems += [problem] if problem else []
    roles = _roles(values.get("roles"))
    instrument = str(values.get("instrument") or "")
    if roles:
        for fault in membership_faults(roles, days["since"], days["until"], instrument):
            where = Place(place.file, place.row, fault.field)
            problems.append(Problem(fault.message, where, fault.found, fault.allowed))
    if problems:
        return None, problems
    detail = membership_detail(roles, days["since"], days["until"], instrument)
    return LinkEdit(str(values["person"]), RELATION, str(values["organisation"]), detail, place=place), []


def _roles(value: Any) -> list[str]:
    parts = value if isinstance(value, list) else str(value or "").split(";")
    return [role for part in parts if (role := str(part).strip())]


def _day(value: Any, place: Place) -> tuple[date | None, Problem | None]:
    if value in (None, ""):
        return None, None
    try:
        return date.fromisoformat(str(value)), None
    except ValueError:
        return None, Problem("is no day of the calendar", place, str(value), "a day such as 2026-08-27")
