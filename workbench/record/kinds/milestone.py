"""A milestone: a date on which something is due or hoped for."""

from __future__ import annotations

from workbench.record.kind import DateSpec, Detail, Kind


class MilestoneDetail(Detail):
    """The date with its standing; hoped ones enter no filing unless promoted."""

    date: DateSpec | None = None
    audience: str = ""


KIND = Kind(
    name="milestone",
    plural="milestones",
    label="Milestone",
    detail=MilestoneDetail,
    statuses=("open", "met", "missed", "dropped"),
    normative=(),
    code=r"MIL-\d{2,}",
    numbering="MIL-{:02d}",
    closed=frozenset({"met", "missed", "dropped", "withdrawn"}),
)
