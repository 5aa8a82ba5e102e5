"""The traceability matrix as a workbook, and a trace as a table of delimited text.

Every text stays text, whatever it begins with. The same record at the same moment gives the same bytes.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from workbench.exchange.delimited import write_delimited
from workbench.exchange.row_heights import row_height
from workbench.exchange.workbook import CREATED
from workbench.graph.dates import display_date
from workbench.graph.plain_text import printable
from workbench.graph.runs import RunRow
from workbench.graph.snapshot import Snapshot
from workbench.graph.trace import Trace, path_words
from workbench.graph.traceability import COLUMNS, PROCEDURE, RUN, Matrix, Row, repeated
from workbench.graph.traceability_filters import MatrixFilter, traceability

FILE = "traceability.xlsx"
MOST_ROWS = 50_000
"""More rows are not written; the sheet *About* says so."""
MOST_IN_CELL = 60
WIDTHS = {
    "source": 28, "issue": 34, "recommendation": 36, "agreement": 24, "interface": 26, "procedure": 28, "run": 28,
}  # fmt: skip
_LETTER = 1
_NOTES = (
    "A row is one recommendation under one issue that it answers; what has no recommendation, or no issue, has a row "
    "of its own.",
    "Items over an agreement of the row stand with its code in brackets. Each procedure stands on a line of its own, "
    "its last run on the same line.",
    "'∆' marks a link whose cited text has changed since somebody last looked. What is missing stands in words.",
)


def write_traceability(
    snapshot: Snapshot, runs: Iterable[RunRow], wanted: MatrixFilter | None = None
) -> bytes:
    """The matrix as a workbook: the rows on one sheet, what they are on a second. Confidential items stay out.

    Args:
        runs: of procedures, in the order in which they were recorded.

    Raises:
        BadColumns: for columns or filters of which no matrix can be made.
        QueryError: for a filter that cannot be read.
    """
    shown = snapshot.public
    found = traceability(shown, runs, wanted)
    buffer = io.BytesIO()
    workbook = Workbook(
        buffer,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    workbook.set_properties({"title": "Traceability", "author": snapshot.title, "created": CREATED})
    heading = workbook.add_format(
        {"bold": True, "bg_color": "#E6EBF0", "border": 1, "text_wrap": True, "valign": "top"}
    )
    _rows(workbook, workbook.add_worksheet("Traceability"), found, heading)
    _about(workbook, shown, found, wanted or MatrixFilter())
    workbook.close()
    return buffer.getvalue()


def write_trace_csv(snapshot: Snapshot, found: Trace) -> bytes:
    """A trace as comma-separated text: every reached item with its path."""
    lines: list[list[Any]] = [["side", "steps", "kind", "code", "title", "path", "link"]]
    for one in found.reached:
        words = (one.item.kind, one.item.code, one.item.title, path_words(snapshot, found, one))
        state = "suspect" if one.suspect else "current"
        lines.append([one.side, one.steps, *(printable(word) for word in words), state])
    return write_delimited(lines)


def cell_lines(row: Row, column: str, most: int, *, titles: bool) -> list[str]:
    """A cell as lines of text: codes with their titles, or the words for what is missing.

    Args:
        most: items that are named; the rest is counted.
        titles: whether titles stand behind the codes.
    """
    entries = row.entries(column, most)
    if column == RUN:
        lines = [row.run_of(entry.item) for entry in entries]
    else:
        over = {e.item.uuid: p.via for p in reversed(row.cells.get(column, ())) for e in p.entries[:most]}
        lines = []
        for entry in entries:
            via = over.get(entry.item.uuid)
            line = f"{entry.item.code} {entry.item.title}" if titles else entry.item.code
            line += f" (over {via.code})" if via is not None else ""
            lines.append(f"∆ {line}" if entry.suspect else line)
    if len(entries) == most and row.number(column) > most:
        lines.append(f"and {row.number(column) - most:,} more")
    return lines or [row.gap(column)]


def _rows(workbook: Workbook, sheet: Worksheet, found: Matrix, heading: Any) -> None:
    plain = workbook.add_format({"text_wrap": True, "valign": "top", "bottom": 4, "bottom_color": "#B9C3C8"})
    gap = workbook.add_format(
        {
            "text_wrap": True,
            "valign": "top",
            "italic": True,
            "font_color": "#A85A0A",
            "bottom": 4,
            "bottom_color": "#B9C3C8",
        }
    )
    again = workbook.add_format({"text_wrap": True, "valign": "top", "font_color": "#7B888D"})
    for number, name in enumerate(found.columns):
        sheet.write_string(0, number, COLUMNS[name], heading)
        sheet.set_column(number, number, WIDTHS[name])
    before: Row | None = None
    for line, row in enumerate(found.rows[:MOST_ROWS], start=1):
        texts: list[tuple[str, int]] = []
        for number, name in enumerate(found.columns):
            same = repeated(row, before, name)
            # Said again, but quietly: a filter of the workbook must find the row by it.
            words = "\n".join(
                cell_lines(row, name, MOST_IN_CELL, titles=name != PROCEDURE or RUN not in found.columns)
            )
            missing = bool(row.gap(name)) and not row.entries(name, 1)
            sheet.write_string(line, number, printable(words), again if same else gap if missing else plain)
            texts.append((words, WIDTHS[name]))
        sheet.set_row(line, row_height(texts))
        before = row
    last = min(len(found.rows), MOST_ROWS)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(last, 1), len(found.columns) - 1)
    sheet.set_landscape()
    sheet.set_paper(_LETTER)
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_footer("&L&A&RPage &P of &N")


def _about(workbook: Workbook, snapshot: Snapshot, found: Matrix, wanted: MatrixFilter) -> None:
    sheet = workbook.add_worksheet("About")
    label = workbook.add_format({"bold": True, "valign": "top"})
    plain = workbook.add_format({"text_wrap": True, "valign": "top"})
    lines = [*moment_lines(snapshot), ("Rows", found.sentence())]
    if len(found.rows) > MOST_ROWS:
        lines.append(("Left out", f"Only the first {MOST_ROWS:,} rows are written; narrow the matrix."))
    lines.append(("Filter", wanted.sentence() or "none"))
    lines += [("How to read it" if number == 0 else "", note) for number, note in enumerate(_NOTES)]
    for row, (name, value) in enumerate(lines):
        sheet.write_string(row, 0, name, label)
        sheet.write_string(row, 1, printable(value), plain)
    sheet.set_column(0, 0, 18)
    sheet.set_column(1, 1, 90)


def moment_lines(snapshot: Snapshot) -> list[tuple[str, str]]:
    """Which record it is, and as of when, as names with their values."""
    as_of = display_date(snapshot.as_of) if snapshot.as_of else "the latest change"
    lines = [("Record", snapshot.title or "not named")]
    if snapshot.day is None:
        lines.append(("Change number", str(snapshot.change)))
    lines.append(("As of", as_of))
    if snapshot.baseline:
        lines.append(("Baseline", snapshot.baseline))
    if snapshot.reconstruction:
        lines.append(("Standing", "Reconstruction, not the filed text"))
    return lines


__all__ = ["FILE", "cell_lines", "moment_lines", "write_trace_csv", "write_traceability"]
