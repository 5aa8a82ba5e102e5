"""The resolution table as a workbook: comments one a row, what became of each, and the answer uncut."""

from __future__ import annotations

from collections.abc import Sequence

from xlsxwriter import Workbook

from workbench.exchange.workbook import Cell, TableColumn, write_about, write_table, written_workbook
from workbench.graph.comment_threads import ThreadComment
from workbench.graph.comment_words import ANSWERS, RESOLUTIONS
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

NOTES = (
    ("How to read it", "A comment keeps its number. It is about the text at the revision named beside it."),
    ("", "What is not incorporated is carried as non-consensus. An answer stands as the commenter gave it."),
    ("", "Earlier resolutions and answers, which later ones replaced, are in the record and not here."),
)


def write_comments_xlsx(snapshot: Snapshot, rows: Sequence[ThreadComment]) -> bytes:
    """The resolution table as a workbook; comments on confidential items stay out.

    The same record gives the same bytes, and nothing in a cell is a formula or an address.

    Args:
        snapshot: the record at the moment at which the rows were read.
        rows: the comments, in the order in which they are written.
    """
    shown = [row for row in rows if row.code in snapshot.public.by_code]

    def fill(workbook: Workbook) -> None:
        columns = [TableColumn(label, width) for label, width in COLUMNS]
        write_table(workbook, TITLE, columns, [_cells(row) for row in shown], fixed=2)
        write_about(workbook, snapshot, [("Rows", str(len(shown)))], NOTES)

    return written_workbook(TITLE, snapshot.title, fill)


def _cells(row: ThreadComment) -> list[Cell]:
    resolution = row.resolution
    answer = resolution.answer if resolution else None
    return [
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
