"""Delimited text (.csv): written so that no spreadsheet runs it, read back without loss.

A cell whose text a spreadsheet would take for a formula is written with an apostrophe before it;
reading takes one apostrophe away from every cell of that form. Whole numbers are written plain.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from workbench.exchange.archive import RefusedFile
from workbench.exchange.encoding import decode

BYTE_ORDER_MARK = "\ufeff"
DELIMITERS = (",", ";", "\t", "|")
MOST_ROWS = 20_000
"""Most rows that a grid file may have."""

_LONGEST_CELL = 2_000_000
_WOULD_RUN = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
_MADE_INERT = re.compile(r"'+[=+\-@\t\r\n＝＋－＠]")


def inert(text: str) -> str:
    """The text as a cell that no spreadsheet takes for a formula."""
    return f"'{text}" if _WOULD_RUN.match(text) else text


def as_meant(cell: str) -> str:
    """The text that an inert cell stands for: the opposite of ``inert``."""
    return cell[1:] if _MADE_INERT.match(cell) else cell


def write_delimited(rows: Iterable[Sequence[Any]]) -> bytes:
    """Rows of texts, whole numbers, dates and None as .csv, with the mark by which Excel sees UTF-8."""
    written = io.StringIO(newline="")
    writer = csv.writer(written, lineterminator="\r\n")
    for row in rows:
        writer.writerow([_cell(value) for value in row])
    return (BYTE_ORDER_MARK + written.getvalue()).encode("utf-8")


def read_delimited(
    data: bytes, name: str, known_headings: frozenset[str], *, most_rows: int = MOST_ROWS
) -> tuple[list[list[str]], list[str]]:
    """Rows of a .csv file, the heading among them, and notes for the person who offered it.

    Args:
        data: the whole file.
        name: its name, for the sentences.
        known_headings: headings in lower case; the delimiter that yields most of them is taken.
        most_rows: rows that are read.

    Raises:
        RefusedFile: when the file is no text, is cut off within quotes, or has too many rows.
    """
    decoded = decode(data, name)
    text = decoded.text.removeprefix(BYTE_ORDER_MARK)
    told = re.match(r"sep=(.)\r?\n", text)
    if told:
        text = text[told.end() :]
    delimiter = told[1] if told else _delimiter(text, known_headings)
    notes = [decoded.note] if decoded.note else []
    rows: list[list[str]] = []
    before = csv.field_size_limit(_LONGEST_CELL)
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        for row in reader:
            rows.append([as_meant(cell) for cell in row])
            if len(rows) > most_rows:
                raise RefusedFile(f"'{name}' has more than {most_rows:,} rows; split it.")
    except csv.Error as error:
        raise RefusedFile(
            f"'{name}' cannot be read after row {len(rows)}: a quotation mark is missing or stands where none "
            f"may ({error})."
        ) from error
    finally:
        csv.field_size_limit(before)
    return rows, notes


def _cell(value: Any) -> Any:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return value
    return value.isoformat() if isinstance(value, date) else inert(str(value))


def _delimiter(text: str, known_headings: frozenset[str]) -> str:
    head = text.lstrip("\r\n").split("\n", 1)[0].rstrip("\r")

    def recognised(delimiter: str) -> tuple[int, int]:
        try:
            cells = next(csv.reader([head], delimiter=delimiter), [])
        except csv.Error:
            cells = []
        return sum(cell.strip().casefold() in known_headings for cell in cells), len(cells)

    return max(DELIMITERS, key=recognised)
