"""The grid of a kind: its columns, its rows, and what an edited grid would change.

The screens' grid and every imported file go through ``grid_change``, so that a row means the same
however it comes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from workbench.exchange.cells import CellFault, read_cell, same_value
from workbench.graph.fields import (
    FieldSpec,
    Vocabulary,
    field_fault,
    field_value,
    fields_of,
    kind_named,
)
from workbench.graph.proposed import ItemEdit, NewItem, Place, Problem, ProposedChange
from workbench.graph.snapshot import ItemView, Snapshot

Row = Mapping[str, Any]


class RefusedRows(ValueError):
    """Rows that cannot be taken; ``problems`` holds every fault of every cell."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(problem.sentence() for problem in problems))
        self.problems = tuple(problems)


@dataclass(frozen=True)
class Grid:
    """The columns of one kind, in order.

    Args:
        kind: singular name of the kind.
        columns: the fields shown; ``code`` comes first and ``revision`` last.
    """

    kind: str
    columns: tuple[FieldSpec, ...]

    @classmethod
    def of(cls, kind: str, vocabulary: Vocabulary | None = None) -> Grid:
        """The grid of a kind with the words of a record.

        Raises:
            UnknownKind: when there is no such kind.
        """
        name = kind_named(kind).name
        fields = fields_of(name, vocabulary)
        wanted = [field for field in _layout()["order"].get(name, ()) if field in fields]
        rest = [field for field in fields if field not in wanted]
        last = [field for field in ("text", "revision") if field in rest]
        order = [*wanted, *(f for f in rest if f not in last), *last]
        if wanted:
            order = [f for f in order if f != "revision"] + ["revision"]
        return cls(name, tuple(fields[field] for field in order))

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)

    def column(self, name: str) -> FieldSpec | None:
        """The column of this name, or None."""
        return next((column for column in self.columns if column.name == name), None)

    def row(self, snapshot: Snapshot, item: ItemView) -> dict[str, Any]:
        """One item as a row: text, numbers, dates, yes or no, and lists of codes."""
        return {column.name: field_value(snapshot, item, column) for column in self.columns}


def rows(snapshot: Snapshot, kind: str, *, withdrawn: bool = False) -> list[dict[str, Any]]:
    """Every item of a kind as a row of its grid, in order of the codes.

    Args:
        snapshot: the record at one moment.
        kind: singular name of the kind.
        withdrawn: whether withdrawn items have rows too.

    Raises:
        UnknownKind: when there is no such kind.
    """
    grid = Grid.of(kind, snapshot.vocabulary)
    return [grid.row(snapshot, item) for item in snapshot.of_kind(grid.kind, withdrawn=withdrawn)]


def column_width(column: FieldSpec) -> int:
    """Width of a column in characters, as laid down in ``grid_columns.yaml``."""
    widths: dict[str, int] = _layout()["widths"]
    return widths.get(column.name, widths["other"])


def required_columns() -> tuple[str, ...]:
    """Columns without which a file is no grid."""
    return tuple(_layout()["required"])


def diff_rows(
    before_rows: Iterable[Row],
    after_rows: Iterable[Row],
    kind: str,
    vocabulary: Vocabulary | None = None,
) -> ProposedChange:
    """What an edited grid would change: only changed fields, each edit with the revision seen.

    Args:
        before_rows: rows as they were shown.
        after_rows: rows as they are now; a column that a row does not have is left as it is, a row
            that is missing is no deletion, and a row without a code is a new item.
        kind: singular name of the kind.
        vocabulary: the record's word lists; the shipped ones when None.

    Raises:
        RefusedRows: with every fault of every cell.
    """
    change, problems = grid_change(before_rows, after_rows, kind, vocabulary)
    if problems:
        raise RefusedRows(problems)
    return change


def grid_change(
    before_rows: Iterable[Row],
    after_rows: Iterable[Row],
    kind: str,
    vocabulary: Vocabulary | None = None,
    places: Sequence[Place] | None = None,
) -> tuple[ProposedChange, list[Problem]]:
    """As ``diff_rows``, but with the faults handed back and each row's place in its file."""
    grid = Grid.of(kind, vocabulary)
    before = {str(row["code"]): row for row in before_rows if row.get("code")}
    new: list[NewItem] = []
    edits: list[ItemEdit] = []
    problems: list[Problem] = []
    for number, row in enumerate(after_rows, start=1):
        place = places[number - 1] if places is not None else Place(row=number)
        code = str(row.get("code") or "").strip()
        known = before.get(code)
        values, faults = _values(grid, row, place, code, known)
        problems += faults
        if known is not None:
            edit = _edit(grid, code, known, row, values, place)
            edits += [edit] if edit is not None else []
        elif fields := {name: value for name, value in values.items() if value not in ("", None, [])}:
            if not fields.get("title") and not faults:
                problems.append(_missing_title(place, code))
            new.append(NewItem(grid.kind, fields, code=code or None, label=f"row {number}", place=place))
    return ProposedChange(new=tuple(new), edits=tuple(edits)), problems


def _values(
    grid: Grid, row: Row, place: Place, code: str, known: Row | None
) -> tuple[dict[str, Any], list[Problem]]:
    values: dict[str, Any] = {}
    problems = []
    for column in grid.columns:
        if column.read_only or column.name not in row:
            continue
        raw = row[column.name]
        here = Place(place.file, place.row, column.name)
        try:
            value = read_cell(column, raw)
        except CellFault as fault:
            problems.append(Problem(fault.message, here, _shown(raw), fault.allowed, code))
            continue
        if known is not None and value in ("", None) and column.name in ("title", "status"):
            problems.append(
                Problem(f"the {column.label} of {code} cannot be empty", here, "", _allowed(column), code)
            )
            continue
        if value is None and column.form == "yes-no":
            continue
        unchanged = known is not None and same_value(column, known.get(column.name), value)
        fault_found = "" if unchanged or value is None else field_fault(grid.kind, column.name, value)
        if fault_found:
            problems.append(Problem(fault_found, here, _shown(raw), _allowed(column), code))
            continue
        values[column.name] = value
    return values, problems


def _edit(
    grid: Grid, code: str, known: Row, row: Row, values: Mapping[str, Any], place: Place
) -> ItemEdit | None:
    changed = {}
    for name, value in values.items():
        column = grid.column(name)
        if column is not None and not same_value(column, known.get(name), value):
            changed[name] = value
    if not changed:
        return None
    revision = row.get("revision") or known.get("revision")
    return ItemEdit(code, changed, revision=None if revision is None else int(revision), place=place)


def _missing_title(place: Place, code: str) -> Problem:
    here = Place(place.file, place.row, "title")
    return Problem("a new item needs a title", here, "", "a title of one line", code)


def _allowed(column: FieldSpec) -> str:
    if column.choices:
        return ", ".join(column.choices)
    return {"integer": "a whole number within its bounds", "text": "text"}.get(column.form, "")


def _shown(raw: Any) -> str:
    text = "" if raw is None else str(raw)
    return text if len(text) <= 80 else f"{text[:80]}…"


@cache
def _layout() -> dict[str, Any]:
    text = files("workbench.exchange").joinpath("grid_columns.yaml").read_text("utf-8")
    layout: dict[str, Any] = yaml.safe_load(text)
    return layout
