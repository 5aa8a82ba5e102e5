"""The items of a snapshot that a query fits."""

from __future__ import annotations

from datetime import date

from workbench.graph.query.language import parse
from workbench.graph.query.linking import RunsOf
from workbench.graph.snapshot import ItemView, Snapshot
from workbench.record.kinds import KINDS, kind_named


def select(
    snapshot: Snapshot,
    query_text: str,
    kind: str | None = None,
    *,
    today: date | None = None,
    runs: RunsOf | None = None,
) -> list[ItemView]:
    """Items that fit a query, kind by kind and in order of their codes.

    Withdrawn items are among them only where the query itself speaks of the status.

    Args:
        snapshot: the record at one moment.
        query_text: the query; an empty one fits everything.
        kind: only items of this kind.
        today: the day that ``today`` means.
        runs: reads the runs of that moment; a query that speaks of coverage needs them.

    Raises:
        QueryError: when the query cannot be read, or names an item that the record as it stands does not have.
        UnknownKind: when there is no such kind.
    """
    query = parse(query_text, snapshot.vocabulary, items=snapshot)
    fits = query.test(snapshot, today=today, runs=runs)
    kinds = list(KINDS) if kind is None else [kind_named(kind).name]
    withdrawn = "status" in query.fields
    return [item for name in kinds for item in snapshot.of_kind(name, withdrawn=withdrawn) if fits(item)]
