"""An organisation that takes part; a party only with party status in the docket, from a date."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from workbench.record.kind import Detail, Kind


class OrganisationDetail(Detail):
    """Class and standing of an organisation; its positions are rows of their own."""

    category: str = ""
    party: bool = Field(default=False, description="Has party status in the docket.")
    party_since: date | None = None
    advisory: bool = Field(default=False, description="Advises and takes no position.")
    u_number: str = Field(default="", description="A utility's identification at the Commission.")
    address: str = ""


KIND = Kind(
    name="organisation",
    plural="organisations",
    label="Organisation",
    detail=OrganisationDetail,
    statuses=("active", "left"),
    normative=(),
    code=r"ORG-[A-Z0-9-]+",
)
