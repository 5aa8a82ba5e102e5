"""A protocol in one edition."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field

from workbench.record.kind import Detail, Kind

StubProtocol = Literal["ieee-2030.5", "dnp3", "dnp3-an2018", "modbus", "http", "xmpp"]
"""What the reference stubs speak; ``dnp3`` is that of IEEE 1815.2."""


class ProtocolDetail(Detail):
    """The edition is part of what a name means, and normative."""

    edition: str = ""
    published: date | None = None
    published_words: str = ""
    stub_protocol: StubProtocol | None = Field(
        default=None,
        description="What the reference stubs speak where a configuration names this protocol; "
        "`dnp3` has the points of IEEE 1815.2, `dnp3-an2018` those of AN2018-001.",
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
