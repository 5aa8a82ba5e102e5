"""The table of links: one a row, each with what it cites and whether it was looked at since.

It goes out as the sheet *Links* of a workbook and as ``links.csv``, and ``link_reading`` reads it back. The last
two columns say which link a row was written from, so that an edited row is known from a new one.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

from xlsxwriter import Workbook

from workbench.exchange.archive import CARRIES_MORE
from workbench.exchange.cells import cell_text
from workbench.exchange.delimited import write_delimited
from workbench.exchange.workbook import Cell, TableColumn, write_about, write_table, written_workbook
from workbench.graph.fields import FieldSpec
from workbench.graph.snapshot import LinkRow, Snapshot, code_order

TITLE = "Links"
SOURCE, RELATION, TARGET, DETAIL, STATE = "source", "relation", "target", "detail", "state"
LINK, WRITTEN = "link", "as written"
STATES = ("current", "suspect", "reviewed", "ended")
"""What the state of a link may read: the first two are said by the record, the others do something."""
MOST_LINKS = 100_000
"""Most rows that a table of links may have to be read again."""
DETAIL_FIELD = FieldSpec(DETAIL, "pairs")
NOTES = (
    "A row is a link: the source cites the target. Edit a row to change the link; write a new row to add one.",
    "To end a link, write 'ended' as its state. To say that a suspect one still holds, write 'reviewed'.",
    "A row that is taken out ends nothing. The columns with titles and revisions are there to be read.",
    "The detail says more where the relation has more to say: 'line: 14' of a source, 'end: from' of an interface.",
)
_MARK_LETTERS = 16


def link_columns(snapshot: Snapshot) -> list[TableColumn]:
    """The columns of the table, with the record's relations to choose from."""
    relations = tuple(relation.name for relation in snapshot.vocabulary.relations)
    return [
        TableColumn(SOURCE, 20),
        TableColumn("source title", 34, quiet=True),
        TableColumn(RELATION, 22, words=relations),
        TableColumn(TARGET, 20),
        TableColumn("target title", 34, quiet=True),
        TableColumn(DETAIL, 18),
        TableColumn(STATE, 11, words=STATES),
        TableColumn("reviewed revision", 10, quiet=True),
        TableColumn("target revision", 10, quiet=True),
        TableColumn(LINK, 38, quiet=True, hidden=True),
        TableColumn(WRITTEN, 20, quiet=True, hidden=True),
    ]


def link_lines(snapshot: Snapshot, sources: Iterable[str] | None = None) -> list[list[Cell]]:
    """The links as the rows of a file: by source, relation and target.

    Args:
        snapshot: the record at one moment, as far as it may go out.
        sources: uuids of the items whose links are written; of all that are not withdrawn when None.
    """
    items, links = snapshot.items, links_of(snapshot, sources)
    links.sort(
        key=lambda x: (
            code_order(items[x.source].code), x.relation, code_order(items[x.target].code), detail_text(x.detail),
            x.uuid,
        )
    )  # fmt: skip
    return [_line(snapshot, link) for link in links]


def not_read_again(links: int) -> tuple[str, ...]:
    """What is to be said of a table with so many links: that it is too long to come in again, where it is."""
    if links <= MOST_LINKS:
        return ()
    return (
        f"The table has {links:,} links; at most {MOST_LINKS:,} are read again at once. Bring it back in parts. "
        f"{CARRIES_MORE}",
    )


def links_of(snapshot: Snapshot, sources: Iterable[str] | None = None) -> list[LinkRow]:
    """The links that such a table has, in no order; see ``link_lines``."""
    items = snapshot.items
    wanted = {i.uuid for i in items.values() if not i.withdrawn} if sources is None else set(sources)
    return [x for x in snapshot.links if x.source in wanted and x.source in items and x.target in items]


def write_links_xlsx(snapshot: Snapshot, sources: Iterable[str] | None = None) -> bytes:
    """The links as a workbook; see ``link_lines``."""
    lines = link_lines(snapshot, sources)

    def fill(workbook: Workbook) -> None:
        write_table(workbook, TITLE, link_columns(snapshot), lines)
        notes = [("How to use it" if number == 0 else "", note) for number, note in enumerate(NOTES)]
        rows = [("Rows", str(len(lines))), *(("Too long", said) for said in not_read_again(len(lines)))]
        write_about(workbook, snapshot, rows, notes)

    return written_workbook(TITLE, snapshot.title, fill)


def write_links_csv(snapshot: Snapshot, sources: Iterable[str] | None = None) -> bytes:
    """The links as comma-separated text in UTF-8 with a byte order mark; see ``link_lines``."""
    heading = [column.label for column in link_columns(snapshot)]
    return write_delimited([heading, *link_lines(snapshot, sources)])


def detail_text(detail: Mapping[str, Any]) -> str:
    """The detail of a link as its cell shows it."""
    return str(cell_text(DETAIL_FIELD, dict(sorted(detail.items())) or None) or "")


def mark(source: str, relation: str, target: str, detail: str) -> str:
    """A short mark of what a row says, by which an edited row is known."""
    said = json.dumps([source, relation, target, detail], ensure_ascii=False)
    return hashlib.sha256(said.encode()).hexdigest()[:_MARK_LETTERS]


def _line(snapshot: Snapshot, link: LinkRow) -> list[Cell]:
    source, target = snapshot.items[link.source], snapshot.items[link.target]
    detail = detail_text(link.detail)
    return [
        source.code,
        source.title,
        link.relation,
        target.code,
        target.title,
        detail or None,
        "suspect" if link.suspect else "current",
        link.revision,
        target.revision,
        link.uuid,
        mark(source.code, link.relation, target.code, detail),
    ]
