"""A protocol in one edition."""

from __future__ import annotations

from datetime import date

from workbench.record.kind import Detail, Kind


class ProtocolDetail(Detail):
    """The edition is part of what a name means, and normative."""

    edition: str = ""
    published: date | None = None
    published_words: str = ""


KIND = Kind(
    name="protocol",
    plural="protocols",
    label="Protocol",
    detail=ProtocolDetail,
    statuses=("named",),
    normative=("edition",),
    code=r"PRO-[A-Z0-9-]+",
)
