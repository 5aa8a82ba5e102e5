"""An agreement on one layer of the communications: what is chosen, who says so, and for whom."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from workbench.record.kind import Detail, Kind

Extent = Literal["all", "a class", "most of a class", "some"]


class Binding(BaseModel):
    """Whom an agreement is said to bind."""

    model_config = ConfigDict(extra="forbid")

    extent: Extent = "all"
    of: str = Field(default="", description="The class meant, such as inverter manufacturers.")


class AgreementDetail(Detail):
    """Fields of an agreement; choices, how many are permitted, and whom it binds are normative."""

    layer: str = ""
    side: Literal["utility", "boundary", "facility", "cross-cutting"] | None = None
    order: int | None = Field(default=None, ge=0, description="Place in the layer diagram, from the top.")
    choices: list[str] = Field(default_factory=list)
    permitted: Literal["one", "several", "any"] | None = Field(
        default=None, description="Whether one or several of the choices may be used."
    )
    asserted_by: str = ""
    asserted_on: date | None = None
    binds: Binding | None = None
    questioned_on: date | None = None
    questioned: str = Field(default="", description="What was questioned, in the group's words.")
    disputed: str = Field(default="", description="What is disputed about it now.")
    destination: list[str] = Field(default_factory=list)


KIND = Kind(
    name="agreement",
    plural="agreements",
    label="Agreement",
    detail=AgreementDetail,
    statuses=("reported", "questioned", "proposed", "agreed", "disputed"),
    normative=("choices", "permitted", "binds"),
    code=r"AGR-\d{2,}",
    numbering="AGR-{:02d}",
)
