"""An interface of the architecture: a line of the diagram."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from workbench.record.kind import Detail, Kind


class InterfaceDetail(Detail):
    """Number and colour as drawn; its ends are links (``joins``), never fields."""

    number: str = ""
    colour: Literal["red", "purple", "blue", "brown", "unnumbered", "local", "power", "monitor"] | None = None
    scope: Literal["in scope", "out of scope", "not applicable"] | None = None
    protocol: str = ""
    inferred: bool = Field(default=False, description="No source draws it; dashed and not counted.")


KIND = Kind(
    name="interface",
    plural="interfaces",
    label="Interface",
    detail=InterfaceDetail,
    statuses=("drawn",),
    normative=("number", "scope", "protocol"),
    code=r"INT-[A-Za-z0-9-]+",
)
