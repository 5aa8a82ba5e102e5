"""A term of the group's glossary."""

from __future__ import annotations

from workbench.record.kind import Detail, Kind


class TermDetail(Detail):
    """What an abbreviation stands for; the item's text explains it."""

    expansion: str = ""


KIND = Kind(
    name="term",
    plural="terms",
    label="Term",
    detail=TermDetail,
    statuses=("defined",),
    normative=("expansion",),
    code=r"TRM-[A-Za-z0-9.-]+",
)
