"""One line of a minimum data exchange table."""

from __future__ import annotations

from workbench.record.kind import Detail, Kind


class DataRequirementDetail(Detail):
    """Where in the tables the line stands."""

    table: str = ""
    section: str = ""
    subsection: str = ""


KIND = Kind(
    name="data-requirement",
    plural="data-requirements",
    label="Data requirement",
    detail=DataRequirementDetail,
    statuses=("draft", "proposed", "adopted-by-group", "superseded"),
    normative=("table", "section", "subsection"),
    code=r"DAT-\d{2,}",
    numbering="DAT-{:02d}",
)
