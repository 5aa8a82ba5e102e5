"""One event of the history as HTML."""

from __future__ import annotations

import html

from workbench.graph.dates import display_date, display_moment
from workbench.graph.history import HistoryRow
from workbench.screens.addresses import item_address
from workbench.screens.event_words import event_words

FEW_CODES = 6


def row_html(row: HistoryRow, hidden: frozenset[str]) -> str:
    """Who did what, why, when, and the items that it touched.

    Args:
        hidden: codes that the visitor may not see.
    """
    who = f"<b>{html.escape(row.person)}</b> {html.escape(_seen(row, hidden))}"
    marks = ""
    if row.undone_by is not None:
        marks = f' <span class="wb-status off">undone by change {row.undone_by}</span>'
    why = f'<div class="wb-why">{html.escape(row.why)}</div>' if row.why else ""
    quiet = f'<div class="wb-remark">{_beneath(row, hidden)}</div>'
    return f'<div class="wb-event"><div>{who}{marks}</div>{why}{quiet}</div>'


def _seen(row: HistoryRow, hidden: frozenset[str]) -> str:
    return (
        event_words(row)
        if row.subject not in hidden
        else event_words(row).replace(row.subject, "a confidential item")
    )


def _beneath(row: HistoryRow, hidden: frozenset[str]) -> str:
    parts = [display_moment(row.at)]
    if row.effective_on is not None and row.effective_on != row.at.date():
        parts.append(f"in effect from {display_date(row.effective_on)}")
    words = html.escape(" · ".join(parts))
    codes = [code for code in row.codes if code not in hidden]
    links = ", ".join(
        f'<a href="{html.escape(item_address(code))}">{html.escape(code)}</a>' for code in codes[:FEW_CODES]
    )
    rest = len(codes) - FEW_CODES
    if rest > 0:
        links += f" and {rest} more"
    return f"{words} · {links}" if links else words
