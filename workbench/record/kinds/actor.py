"""An actor of the architecture: a box of the diagram."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from workbench.record.kind import Detail, Kind


class ActorDetail(Detail):
    """Level by number; the name of a level depends on the naming scheme that is chosen."""

    level: int | None = Field(default=None, ge=1, le=9)
    actor_kind: str = ""
    held_by: Literal["customer", "utility", "third_party", "iso", "boundary", "shared"] | None = None


KIND = Kind(
    name="actor",
    plural="actors",
    label="Actor",
    detail=ActorDetail,
    statuses=("drawn",),
    normative=("level", "actor_kind", "held_by"),
    code=r"ACR-[A-Z0-9-]+",
)
