"""Minutes that the group makes of a meeting, from draft to adopted."""

from __future__ import annotations

from workbench.record.kind import Detail, Kind


class MinutesDetail(Detail):
    """Who took them; the text of the item is the minutes in Markdown."""

    taken_by: str = ""


KIND = Kind(
    name="minutes",
    plural="minutes",
    label="Minutes",
    detail=MinutesDetail,
    statuses=("draft", "circulated", "corrected", "adopted"),
    normative=(),
    code=r"MIN-(\d{4}-\d{2}-\d{2}|[A-Z0-9-]{2,})",
    closed=frozenset({"adopted", "withdrawn"}),
)
