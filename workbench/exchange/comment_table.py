"""The resolution table as a workbook: comments one a row, what became of each, and the answer uncut."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date

from xlsxwriter import Workbook

from workbench.exchange.spreadsheet import CREATED, cell_parts, write_cell
from workbench.graph.comment_threads import ThreadComment
from workbench.graph.comment_words import ANSWERS, RESOLUTIONS
from workbench.graph.dates import display_date
from workbench.graph.plain_text import printable
from workbench.graph.snapshot import Snapshot

TITLE = "Resolution of comments"
COLUMNS: tuple[tuple[str, int], ...] = (
    ("number", 9),
    ("item", 14),
    ("title", 30),
    ("on revision", 12),
    ("call", 10),
    ("organisation", 24),
    ("person", 20),
    ("said on", 12),
    ("comment", 60),
    ("resolution", 26),
    ("detail", 50),
    ("deferred to", 18),
    ("resolved on", 12),
    ("answer", 14),
    ("answer in the commenter's words", 50),
    ("answered on", 12),
)
"""Every column with its width in letters."""

Cell = str | int | date | None


def write_comments_xlsx(snapshot: Snapshot, rows: Sequence[ThreadComment]) -> bytes:
    """The resolution table as a workbook; comments on confidential items stay out.

    The same record gives the same bytes, and nothing in a cell is a formula or an address.

    Args:
        snapshot: the record at the moment at which the rows were read.
        rows: the comments, in the order in which they are written.
    """
    shown = [row for row in rows if row.code in snapshot.public.by_code]
    buffer = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    workbook = Workbook(buffer, {"in_memory": True, **options})
    workbook.set_properties({"title": TITLE, "author": snapshot.title, "created": CREATED})
    _write_rows(workbook, [_cells(row) for row in shown])
    _write_about(workbook, snapshot, len(shown))
    workbook.close()
    return buffer.getvalue()


def _cells(row: ThreadComment) -> list[Cell]:
    resolution = row.resolution
    answer = resolution.answer if resolution else None
    cells: list[Cell] = [
        row.number,
        row.code,
        row.title,
        row.revision,
        row.ballot,
        row.organisation,
        row.person if row.person != row.organisation else None,
        row.said_on,
        row.text,
        RESOLUTIONS.get(resolution.resolution, resolution.resolution) if resolution else None,
        resolution.words or None if resolution else None,
        resolution.deferred_to or None if resolution else None,
        resolution.resolved_on if resolution else None,
        ANSWERS[answer.satisfied] if answer else None,
        answer.words or None if answer else None,
        answer.answered_on if answer else None,
    ]
    return [printable(cell) if isinstance(cell, str) else cell for cell in cells]


def _write_rows(workbook: Workbook, rows: list[list[Cell]]) -> None:
    sheet = workbook.add_worksheet(TITLE)
    heading = workbook.add_format(
        {"bold": True, "bg_color": "#E6EBF0", "border": 1, "text_wrap": True, "valign": "top"}
    )
    plain = workbook.add_format({"text_wrap": True, "valign": "top"})
    day = workbook.add_format({"num_format": "yyyy-mm-dd", "valign": "top", "align": "left"})
    index = 0
    for place, (label, width) in enumerate(COLUMNS):
        parts = [cell_parts(row[place]) for row in rows]
        # A text that is longer than a cell goes on in a column beside it: an answer stands uncut.
        for part in range(max(map(len, parts), default=1)):
            sheet.write_string(0, index, label if part == 0 else f"{label} (part {part + 1})", heading)
            sheet.set_column(index, index, width)
            for line, pieces in enumerate(parts, start=1):
                if part < len(pieces):
                    form = day if isinstance(pieces[part], date) else plain
                    write_cell(sheet, line, index, pieces[part], form)
            index += 1
    sheet.freeze_panes(1, 2)
    sheet.autofilter(0, 0, max(len(rows), 1), index - 1)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def _write_about(workbook: Workbook, snapshot: Snapshot, count: int) -> None:
    sheet = workbook.add_worksheet("About")
    label = workbook.add_format({"bold": True, "valign": "top"})
    plain = workbook.add_format({"text_wrap": True, "valign": "top"})
    lines = [
        ("Record", snapshot.title or "not named"),
        ("Rows", str(count)),
        ("Change number", str(snapshot.change)),
        ("As of", display_date(snapshot.as_of) if snapshot.as_of else "the latest change"),
    ]
    if snapshot.baseline:
        lines.append(("Baseline", snapshot.baseline))
    if snapshot.reconstruction:
        lines.append(("Standing", "Reconstruction, not the filed text"))
    lines += [
        (
            "How to read it",
            "A comment keeps its number. It is about the text at the revision named beside it.",
        ),
        (
            "",
            "What is not incorporated is carried as non-consensus. An answer stands as the commenter gave it.",
        ),
        ("", "Earlier resolutions and answers, which later ones replaced, are in the record and not here."),
    ]
    for row, (name, value) in enumerate(lines):
        sheet.write_string(row, 0, name, label)
        sheet.write_string(row, 1, printable(value), plain)
    sheet.set_column(0, 0, 18)
    sheet.set_column(1, 1, 90)
