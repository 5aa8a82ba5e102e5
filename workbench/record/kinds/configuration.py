"""A configuration: an alternative way over the architecture, hop by hop."""

from __future__ import annotations

from workbench.record.kind import Detail, Kind


class ConfigurationDetail(Detail):
    """Who must implement what; the hops are links (``hop-of``) with their order."""

    implements: str = ""


KIND = Kind(
    name="configuration",
    plural="configurations",
    label="Configuration",
    detail=ConfigurationDetail,
    statuses=("proposed", "preferred", "not-pursued"),
    normative=("implements",),
    code=r"CFG-[A-Z0-9-]+",
)
