"""A meeting of the group."""

from __future__ import annotations

import datetime

from pydantic import Field

from workbench.record.kind import DateSpec, Detail, Kind


class MeetingDetail(Detail):
    """When and where a meeting is; never normative, since moving it overtakes nobody."""

    date: DateSpec | None = None
    starts: str = Field(default="", pattern=r"^$|^([01]\d|2[0-3]):[0-5]\d$", description="Local time, HH:MM.")
    minutes: int | None = Field(default=None, ge=0, le=2_000, description="Length in minutes.")
    place: str = ""
    avoid: list[datetime.date] = Field(default_factory=list, description="Days that are known not to suit.")


KIND = Kind(
    name="meeting",
    plural="meetings",
    label="Meeting",
    detail=MeetingDetail,
    statuses=("planned", "held", "cancelled"),
    normative=(),
    code=r"MTG-(\d{4}-\d{2}-\d{2}|[A-Z0-9-]{2,})",
    closed=frozenset({"held", "cancelled", "withdrawn"}),
)
