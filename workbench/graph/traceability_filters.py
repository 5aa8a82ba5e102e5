"""Narrowing the traceability matrix: a query for each column, only what has a gap, only what is suspect."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from workbench.graph.evidence import Evidence
from workbench.graph.query import parse
from workbench.graph.runs import RunRow
from workbench.graph.snapshot import ItemView, Snapshot
from workbench.graph.traceability import (
    COLUMNS,
    RUN,
    RUN_STATES,
    BadColumns,
    Matrix,
    Row,
    chosen_columns,
    rows_of,
)

NONE = "none"
"""The filter of a column for the rows in which it is empty."""


@dataclass(frozen=True)
class MatrixFilter:
    """What of the matrix is wanted.

    Args:
        columns: names of the columns to show; every one for none.
        where: a query by the name of its column: a row stays where one item of the column fits. ``none`` stands for
            an empty cell; the last run is asked for by its states, such as ``failed|stale``.
        gaps: only rows in which something is missing in a column that is shown.
        suspects: only rows with a suspect link in a column that is shown.
    """

    columns: tuple[str, ...] = ()
    where: Mapping[str, str] = field(default_factory=dict)
    gaps: bool = False
    suspects: bool = False

    def sentence(self) -> str:
        """The filter in words; empty where nothing is narrowed."""
        parts = [
            f"{COLUMNS[name].lower()}: {text.strip()}" for name, text in self.where.items() if text.strip()
        ]
        parts += ["only rows in which something is missing"] if self.gaps else []
        parts += ["only rows with a suspect link"] if self.suspects else []
        return "; ".join(parts)


def traceability(
    snapshot: Snapshot, runs: Iterable[RunRow] = (), wanted: MatrixFilter | None = None
) -> Matrix:
    """The matrix of a snapshot.

    Args:
        runs: as ``runs_at`` gives them, in the order of their recording.

    Raises:
        BadColumns: for columns of which no matrix can be made, and for a filter of one that there is not.
        QueryError: for a query that cannot be read, with its place.
    """
    wanted = wanted or MatrixFilter()
    columns = chosen_columns(wanted.columns)
    runs = tuple(runs)
    tests = [
        _test(snapshot, runs, column, text.strip()) for column, text in wanted.where.items() if text.strip()
    ]
    rows = snapshot.once(
        "traceability", (columns, runs), lambda: rows_of(snapshot, Evidence(snapshot, runs), columns)
    )
    shown = tuple(
        row
        for row in rows
        if all(test(row) for test in tests)
        and (not wanted.gaps or any(row.gap(column) for column in columns))
        and (not wanted.suspects or row.suspect(columns))
    )
    return Matrix(columns, shown, len(rows))


def read_where(texts: Iterable[str]) -> dict[str, str]:
    """Filters as they are written on a command line: ``issue: theme=security``.

    Raises:
        BadColumns: for one that names no column.
    """
    found: dict[str, str] = {}
    for text in texts:
        name, colon, query = text.partition(":")
        name = name.strip().lower()
        if not colon or name not in COLUMNS:
            raise BadColumns(
                f"'{text}' names no column: write it as 'issue: theme=security'. Allowed before the colon: "
                f"{', '.join(COLUMNS)}."
            )
        found[name] = f"({found[name]}) ({query.strip()})" if name in found else query.strip()
    return found


def _test(snapshot: Snapshot, runs: Sequence[RunRow], column: str, text: str) -> Callable[[Row], bool]:
    if column not in COLUMNS:
        raise BadColumns(f"'{column}' is no column. Allowed: {', '.join(COLUMNS)}.")
    if column == RUN:
        return _run_test(text)
    if text.lower() == NONE:
        return lambda row: not row.number(column)
    fits = parse(text, snapshot.vocabulary, items=snapshot).test(snapshot, runs=lambda: runs)
    items: dict[str, bool] = {}
    parts: dict[int, bool] = {}

    def item_fits(item: ItemView) -> bool:
        if item.uuid not in items:
            items[item.uuid] = fits(item)
        return items[item.uuid]

    def row_fits(row: Row) -> bool:
        for part in row.cells.get(column, ()):
            # Rows share their parts, which live as long as they: each is looked through once.
            if id(part) not in parts:
                parts[id(part)] = any(item_fits(entry.item) for entry in part.entries)
            if parts[id(part)]:
                return True
        return False

    return row_fits


def _run_test(text: str) -> Callable[[Row], bool]:
    wanted = {part.strip().lower() for part in text.split("|") if part.strip()}
    unknown = wanted - {*RUN_STATES, NONE}
    if unknown:
        raise BadColumns(
            f"'{min(unknown)}' is no state of a run. Allowed: {', '.join(RUN_STATES)}, and {NONE} without a procedure."
        )

    def row_fits(row: Row) -> bool:
        states = row.run_states()
        return bool(states & wanted) or (not states and NONE in wanted)

    return row_fits
