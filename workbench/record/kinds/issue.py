"""An issue: a question that the group is asked to settle, or has raised itself."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field

from workbench.record.kind import Detail, Kind

Readiness = Literal["ready", "not ready", "out of scope"]
Priority = Literal["high", "medium", "low"]


class IssueDetail(Detail):
    """Fields of an issue; only ``disposition`` is normative beside title and text."""

    number: str = Field(default="", description="The group's own number, printed on paper.")
    theme: str = ""
    priority: Priority | None = None
    destination: list[str] = Field(default_factory=list)
    readiness: Readiness | None = None
    readiness_reason: str = ""
    admitted: bool = Field(default=True, description="On the group's list, or only proposed for it.")
    due: date | None = None
    minutes: int | None = Field(default=None, ge=0, le=10_000, description="Estimated minutes of discussion.")
    disposition: str = Field(default="", description="What the group did with it, in its words.")
    stages: dict[str, date] = Field(
        default_factory=dict, description="Dates of the stages that take place outside a meeting."
    )


KIND = Kind(
    name="issue",
    plural="issues",
    label="Issue",
    detail=IssueDetail,
    statuses=(
        "proposed",
        "listed",
        "in-discussion",
        "text-circulated",
        "consensus-call",
        "resolved",
        "deferred",
    ),
    normative=("disposition",),
    code=r"ISS-\d{3,}",
    numbering="ISS-{:03d}",
    closed=frozenset({"resolved", "deferred", "withdrawn"}),
)
