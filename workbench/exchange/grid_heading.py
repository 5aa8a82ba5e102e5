"""The heading of a grid file: which column of the file is which column of the grid."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from workbench.exchange.grid import Grid, required_columns
from workbench.exchange.sheets import Sheet
from workbench.graph.fields import FieldSpec
from workbench.graph.proposed import Place, Problem
from workbench.graph.proximity import slip_of

SHOWN = 80
"""Characters of a cell that a problem shows."""

IDENTITY = FieldSpec("uuid", "code", says="The item's identity, which never changes.")
"""The column of a whole record's workbook that says which item a row is, whatever its code."""

_PART = re.compile(r"(?P<label>.+) \(part (?P<part>\d{1,3})\)", re.IGNORECASE)


@dataclass(frozen=True)
class Heading:
    """What a heading says.

    Args:
        columns: for each column of the file the column of the grid, or None where there is none.
    """

    columns: tuple[FieldSpec | None, ...]
    problems: tuple[Problem, ...]
    notes: tuple[str, ...]


def read_heading(sheet: Sheet, grid: Grid, name: str) -> Heading:
    """Match a file's heading with the grid; every fault is named.

    A column that somebody added for themselves is left, and told. One whose name is a slip of the pen is a fault,
    because its cells were meant for the record.

    Args:
        sheet: the table.
        grid: the grid of the kind that the rows are of.
        name: the file's name, for the places of problems.
    """
    known = {normal_heading(column.name): column for column in (*grid.columns, IDENTITY)}
    labels = ", ".join(column.label for column in grid.columns)
    columns: list[FieldSpec | None] = []
    problems: list[Problem] = []
    own: list[str] = []
    seen: set[tuple[str, str]] = set()
    for index, cell in enumerate(sheet.heading):
        part = _PART.fullmatch(cell)
        label = normal_heading(part["label"] if part else cell)
        column = known.get(label)
        columns.append(column)
        key = (label, part["part"] if part else "1")
        place = Place(name, None, shown(cell))
        if not label:
            problems += _unnamed(sheet, index, name, labels)
        elif column is None:
            meant = slip_of(label, known.keys() - {IDENTITY.name})
            if meant is None:
                own.append(shown(cell))
            else:
                message = (
                    f"there is no column '{shown(cell)}' in this grid; did you mean '{known[meant].label}'?"
                )
                problems.append(Problem(message, place, shown(cell), labels))
        elif key in seen:
            problems.append(
                Problem("this column stands in the file twice", place, shown(cell), "each column once")
            )
        seen.add(key)
    present = {column.name for column in columns if column is not None}
    for required in required_columns():
        if required not in present:
            problems.append(
                Problem(f"the column '{required}' is missing", Place(name, None, required), "", labels)
            )
    missing = [c.label for c in grid.columns if c.name not in present and not c.read_only]
    notes = []
    if missing and present:
        notes.append(f"Columns that are not in the file stay as they are: {', '.join(missing)}.")
    return Heading(tuple(columns), tuple(problems), (*notes, *columns_of_ones_own(own)))


def columns_of_ones_own(names: Sequence[str]) -> list[str]:
    """The note on columns that somebody added to a table for themselves, where there are any."""
    return [f"Columns that are no part of the record were not read: {', '.join(names)}."] if names else []


def normal_heading(heading: str) -> str:
    """A heading for comparing: case, underscores, hyphens and blanks make no difference."""
    return re.sub(r"[\s_-]+", " ", heading).strip().casefold()


def shown(cell: str) -> str:
    """As much of a cell as a problem shows."""
    return cell if len(cell) <= SHOWN else f"{cell[:SHOWN]}…"


def _unnamed(sheet: Sheet, index: int, name: str, labels: str) -> list[Problem]:
    for number, row in sheet.rows:
        if index < len(row) and row[index] is not None and str(row[index]).strip():
            message = f"column {index + 1} has no heading"
            return [Problem(message, Place(name, number), shown(str(row[index])), labels)]
    return []
