"""Tables out of files: the heading and the cells of a workbook's sheet or of delimited text."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from openpyxl import load_workbook

from workbench.exchange.archive import RefusedFile, check_archive, check_size
from workbench.exchange.delimited import MOST_ROWS, read_delimited

MOST_COLUMNS = 300
"""Columns beyond this one are not looked at."""
_LAST_ROW = 50_000
_ZIP = b"PK\x03\x04"
_COMPOUND_FILE = b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True)
class Formula:
    """A cell that computes; only values are read."""

    text: str

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True)
class ErrorValue:
    """A cell that shows an error such as #REF!."""

    text: str

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True)
class Sheet:
    """One table of a file.

    Args:
        title: the sheet's name; empty for delimited text.
        heading: cells of the first row that is not empty.
        rows: number of each further row that is not empty, counted in the file from 1, and its cells.
        notes: sentences for the person who offered the file.
    """

    title: str
    heading: tuple[str, ...]
    rows: tuple[tuple[int, tuple[Any, ...]], ...]
    notes: tuple[str, ...] = field(default=())


def read_sheet(
    data: bytes,
    name: str,
    titles: frozenset[str],
    known_headings: frozenset[str],
    *,
    most_rows: int = MOST_ROWS,
) -> Sheet:
    """The table of a file: of a workbook the sheet with one of the titles, or else the first.

    Args:
        data: the whole file.
        name: its name; whether it is a workbook is seen from its first bytes.
        titles: names of sheets that are looked for, in lower case.
        known_headings: headings that are looked for, in lower case.
        most_rows: rows that delimited text may have.

    Raises:
        RefusedFile: in a sentence, when the file cannot be read, or must not be.
    """
    check_size(data, name)
    if is_workbook(data, name):
        check_archive(data, name)
        title, numbered = _workbook_rows(data, name, titles)
        notes: list[str] = []
    else:
        rows, notes = read_delimited(data, name, known_headings, most_rows=most_rows)
        title, numbered = "", [(number, tuple(row)) for number, row in enumerate(rows, start=1)]
    filled = [(number, row) for number, row in numbered if any(_holds(cell) for cell in row)]
    if not filled:
        raise RefusedFile(f"'{name}' holds no rows.")
    heading = tuple("" if cell is None else str(cell).strip() for cell in filled[0][1])
    return Sheet(title, heading, tuple(filled[1:]), tuple(notes))


def read_sheets(data: bytes, name: str, *, most_rows: int = MOST_ROWS) -> list[Sheet]:
    """Every table of a workbook in the order of its sheets; empty sheets are left out.

    Args:
        data: the whole file.
        name: its name.
        most_rows: rows that one sheet may have.

    Raises:
        RefusedFile: in a sentence, when the file cannot be read, or must not be.
    """
    check_size(data, name)
    check_archive(data, name)
    found = []
    with _opened(data, name) as workbook:
        for sheet in workbook.worksheets:
            rows = _sheet_rows(sheet, name, most_rows)
            if rows:
                heading = tuple("" if cell is None else str(cell).strip() for cell in rows[0][1])
                found.append(Sheet(sheet.title, heading, tuple(rows[1:])))
    return found


def sheet_titles(data: bytes, name: str) -> frozenset[str]:
    """Titles of a workbook's sheets in lower case.

    Raises:
        RefusedFile: in a sentence, when the file cannot be read, or must not be.
    """
    check_size(data, name)
    check_archive(data, name)
    with _opened(data, name) as workbook:
        return frozenset(title.strip().lower() for title in workbook.sheetnames)


def is_workbook(data: bytes, name: str) -> bool:
    """Whether a file is a workbook, seen from its first bytes or from its name."""
    return data.startswith((_ZIP, _COMPOUND_FILE)) or name.lower().endswith((".xlsx", ".xlsm"))


def _workbook_rows(
    data: bytes, name: str, titles: frozenset[str]
) -> tuple[str, list[tuple[int, tuple[Any, ...]]]]:
    with _opened(data, name) as workbook:
        sheets = workbook.worksheets
        if not sheets:
            raise RefusedFile(f"'{name}' holds no sheet with cells.")
        sheet = next((s for s in sheets if s.title.strip().lower() in titles), sheets[0])
        return sheet.title, _sheet_rows(sheet, name, MOST_ROWS)


@contextmanager
def _opened(data: bytes, name: str) -> Iterator[Any]:
    """A workbook that is read; whatever fails in it is one sentence."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            workbook = load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
            yield workbook
            workbook.close()
    except RefusedFile:
        raise
    except Exception as error:  # a damaged workbook fails in the reader in ways that nobody has listed
        raise RefusedFile(
            f"'{name}' is damaged or not written as Excel writes it; it cannot be read."
        ) from error


def _sheet_rows(sheet: Any, name: str, most_rows: int) -> list[tuple[int, tuple[Any, ...]]]:
    rows: list[tuple[int, tuple[Any, ...]]] = []
    sheet.reset_dimensions()
    for number, cells in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS), start=1):
        if number > max(_LAST_ROW, 2 * most_rows):
            raise RefusedFile(
                f"'{name}' goes on below row {number - 1:,}; delete the empty rows and offer it again."
            )
        if len(rows) > most_rows:
            raise RefusedFile(f"'{name}' has more than {most_rows:,} rows; split it.")
        values = tuple(_value(cell) for cell in cells)
        if any(_holds(value) for value in values):
            rows.append((number, values))
    return rows


def _value(cell: Any) -> Any:
    value = cell.value
    if value is None:
        return None
    if cell.data_type == "f":
        return Formula(str(getattr(value, "text", None) or value))
    if cell.data_type == "e":
        return ErrorValue(str(value))
    return value


def _holds(cell: Any) -> bool:
    return cell is not None and (not isinstance(cell, str) or cell.strip() != "")
