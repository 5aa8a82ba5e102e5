"""A use case: what a utility wants to do with a DER, how important, how fast."""

from __future__ import annotations

from workbench.record.kind import Detail, Kind


class UseCaseDetail(Detail):
    """Importance as the utilities gave it, and the response class by kind of actor."""

    category: str = ""
    requirement_type: str = ""
    importance: str = ""
    response_industrial: str = ""
    response_aggregator: str = ""
    response_residential: str = ""
    sep2_object: str = ""


KIND = Kind(
    name="use-case",
    plural="use-cases",
    label="Use case",
    detail=UseCaseDetail,
    statuses=("draft", "proposed", "adopted-by-group", "superseded"),
    normative=("requirement_type",),
    code=r"USE-\d{2,}",
    numbering="USE-{:02d}",
)
