"""A query that was read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from workbench.graph.clock import group_today
from workbench.graph.query.conditions import Condition, fields_named
from workbench.graph.query.matching import Moment, fits
from workbench.graph.snapshot import ItemView, Snapshot


@dataclass(frozen=True)
class Query:
    """A query that was read; as text it reads back to the same query."""

    condition: Condition | None = None

    def __str__(self) -> str:
        return "" if self.condition is None else str(self.condition)

    @property
    def fields(self) -> frozenset[str]:
        """Names of every field that the query speaks of."""
        return frozenset() if self.condition is None else frozenset(fields_named(self.condition))

    def matches(self, snapshot: Snapshot, item: ItemView, *, today: date | None = None) -> bool:
        """Whether an item of a snapshot fits.

        Args:
            snapshot: the record that the item belongs to.
            item: the item.
            today: the day that ``today`` means; the snapshot's own date, or the present day in
                California, when None.
        """
        return self.condition is None or fits(self.condition, moment(snapshot, today), item)


def moment(snapshot: Snapshot, today: date | None = None) -> Moment:
    """A snapshot with the day that ``today`` means in it: its own date, or the present day in California."""
    return Moment(snapshot, today or snapshot.as_of or group_today())
