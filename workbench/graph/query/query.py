"""A query that was read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from workbench.graph.clock import group_today
from workbench.graph.query.conditions import Condition, fields_named
from workbench.graph.query.linking import Moment, RunsOf
from workbench.graph.query.matching import Test, test_of
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

    def test(self, snapshot: Snapshot, *, today: date | None = None, runs: RunsOf | None = None) -> Test:
        """The query as a question that is asked of many items of a snapshot.

        Args:
            snapshot: the record that the items belong to.
            today: the day that ``today`` means; the snapshot's own date, or the present day in
                California, when None.
            runs: reads the runs of that moment; a query that speaks of coverage needs them.

        Raises:
            LookupError: for a query that speaks of coverage where no runs can be read.
        """
        if self.condition is None:
            return lambda item: True
        return test_of(self.condition, Moment(snapshot, today or snapshot.as_of or group_today(), runs))

    def matches(self, snapshot: Snapshot, item: ItemView, *, today: date | None = None) -> bool:
        """Whether one item of a snapshot fits; of many items ask ``test`` once."""
        return self.test(snapshot, today=today)(item)
