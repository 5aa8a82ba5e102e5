"""A source: a document, or the group's minutes, that other items cite."""

from __future__ import annotations

import datetime

from pydantic import Field

from workbench.record.kind import Detail, Kind


class SourceDetail(Detail):
    """Where a source was seen; ``text`` of the item holds its rendering, cited by line number."""

    author: str = ""
    date: datetime.date | None = None
    date_words: str = ""
    edition: str = ""
    seen: str = Field(default="", description="Where and in what form the source was seen.")


KIND = Kind(
    name="source",
    plural="sources",
    label="Source",
    detail=SourceDetail,
    statuses=("cited",),
    normative=("edition",),
    code=r"SRC-[A-Za-z0-9.-]+",
)
