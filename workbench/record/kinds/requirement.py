"""A requirement; on screens a recommendation: a text that the group offers for a destination."""

from __future__ import annotations

from pydantic import Field

from workbench.record.kind import Detail, Kind


class RequirementDetail(Detail):
    """Fields of a recommendation or of a profile's requirement."""

    destination: list[str] = Field(default_factory=list)
    sequence: int | None = Field(default=None, ge=0)
    edition: str = Field(default="", description="Edition of the document that states it.")
    verification: str = Field(default="", description="How the statement was seen, where that is known.")


KIND = Kind(
    name="requirement",
    plural="requirements",
    label="Recommendation",
    detail=RequirementDetail,
    statuses=("draft", "proposed", "adopted-by-group", "filed", "superseded"),
    normative=("destination",),
    code=r"(R21|HBK|GDE|MUT|MKT|REQ)-\d{2,}|CSIP-[A-Z0-9]+(-[A-Za-z0-9.]+)*",
    numbering="REQ-{:02d}",
    closed=frozenset({"filed", "superseded", "withdrawn"}),
)
