"""An order of the Commission: a ruling or decision that asks for something by a day."""

from __future__ import annotations

import datetime

from pydantic import Field

from workbench.record.kind import DateSpec, Detail, Kind


class OrderDetail(Detail):
    """What an order asks, in own words; its exact words only where somebody has put them in."""

    date: datetime.date | None = None
    citation: str = ""
    paragraph: str = ""
    asks: list[str] = Field(default_factory=list)
    due: DateSpec | None = None
    exact_words: str = Field(default="", description="The order's own words, once somebody has checked them.")


KIND = Kind(
    name="order",
    plural="orders",
    label="Order",
    detail=OrderDetail,
    statuses=("in-force", "answered", "superseded"),
    normative=("date", "paragraph", "asks", "due", "exact_words"),
    code=r"ORD-\d{4}-\d{2}-\d{2}[a-z]?",
)
