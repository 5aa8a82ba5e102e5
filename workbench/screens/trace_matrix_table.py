"""Rows of the traceability matrix as a table: what is said again stays blank, what is missing stands in words."""

from __future__ import annotations

import html
from collections.abc import Sequence

from workbench.graph.snapshot import ItemView
from workbench.graph.traceability import COLUMNS as TITLES
from workbench.graph.traceability import (
    ISSUE,
    NO_OTHER,
    PROCEDURE,
    RECOMMENDATION,
    RUN,
    Matrix,
    Row,
    repeated,
)
from workbench.screens.addresses import item_address

MOST_IN_CELL = 6
"""Of a cell with more items than these the rest is counted; the files have more."""
SUSPECT = ' <b class="doubt" role="img" aria-label="by a suspect link" title="by a suspect link">∆</b>'
WITH_TITLE = frozenset({ISSUE, RECOMMENDATION})


def table_html(found: Matrix, rows: Sequence[Row]) -> str:
    """A table in which every code leads to its item."""
    head = "".join(f'<th scope="col">{TITLES[name]}</th>' for name in found.columns)
    body = []
    before: Row | None = None
    for row in rows:
        cells = "".join(f"<td>{_cell(row, before, name)}</td>" for name in found.columns)
        body.append(f"<tr>{cells}</tr>")
        before = row
    return (
        '<div class="wb-scroll" tabindex="0" role="region" aria-label="Traceability matrix">'
        f'<table class="wb-table wb-trace"><thead><tr>{head}</tr></thead><tbody>{"".join(body)}</tbody></table></div>'
    )


def _cell(row: Row, before: Row | None, column: str) -> str:
    if repeated(row, before, column):
        return '<span class="again" aria-label="as above">″</span>'
    entries = row.entries(column, MOST_IN_CELL)
    if not entries:
        words = NO_OTHER if column == RECOMMENDATION and row.beside else row.gap(column)
        return f'<em class="gap">{html.escape(words)}</em>' if words else ""
    lines = []
    for entry in entries:
        if column == RUN:
            lines.append(
                f'<span class="wb-code">{html.escape(entry.item.code)}</span> {_words(row, entry.item)}'
            )
        else:
            sign = SUSPECT if entry.suspect else ""
            lines.append(_item(entry.item, title=column in WITH_TITLE) + sign)
    rest = row.number(PROCEDURE if column == RUN else column) - len(entries)
    if len(entries) == MOST_IN_CELL and rest > 0:
        lines.append(f'<span class="wb-remark">and {rest:,} more</span>')
    return "".join(f"<div>{line}</div>" for line in lines)


def _words(row: Row, procedure: ItemView) -> str:
    return html.escape(row.run_of(procedure))


def _item(item: ItemView, *, title: bool) -> str:
    address, code, words = (html.escape(text) for text in (item_address(item.code), item.code, item.title))
    if title:
        return f'<a href="{address}">{words or code}</a> <span class="wb-code">{code}</span>'
    return f'<a class="code" href="{address}" title="{words}">{code}</a>'
