"""A protocol in one edition."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field

from workbench.record.kind import Detail, Kind

StubProtocol = Literal["ieee-2030.5", "dnp3", "modbus", "http", "xmpp"]
"""What the reference stubs speak."""


class ProtocolDetail(Detail):
    """The edition is part of what a name means, and normative."""

    edition: str = ""
    published: date | None = None
    published_words: str = ""
    stub_protocol: StubProtocol | None = Field(
        default=None, description="What the reference stubs speak where a configuration names this protocol."
    )


KIND = Kind(
    name="protocol",
    plural="protocols",
    label="Protocol",
    detail=ProtocolDetail,
    statuses=("named",),
    normative=("edition",),
    code=r"PRO-[A-Z0-9-]+",
)
