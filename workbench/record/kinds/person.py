"""A person; what they may do follows from their roles and their memberships."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from workbench.record.kind import Detail, Kind

Role = Literal["facilitator", "representative", "alternate", "authoriser", "observer"]


class PersonDetail(Detail):
    """How a person is reached and which roles they hold in the group."""

    email: str = ""
    phone: str = ""
    roles: list[Role] = Field(default_factory=list)


KIND = Kind(
    name="person",
    plural="persons",
    label="Person",
    detail=PersonDetail,
    statuses=("active", "left"),
    normative=(),
    code=r"PER-[A-Z0-9-]+",
)
