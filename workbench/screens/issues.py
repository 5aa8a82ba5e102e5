"""The page of issues: a grid to edit many of them quickly, and one save that says what it will write."""

from __future__ import annotations

from typing import Any

import streamlit as st

from workbench.graph import search
from workbench.graph.listing import issue_rows
from workbench.graph.query import QueryError, select
from workbench.graph.snapshot import Snapshot
from workbench.process.changes import Saved
from workbench.screens import grammar, issues_filters, issues_grid, visitor, writing
from workbench.screens.connection import database
from workbench.screens.save_preview import save_button, save_preview

KEY = "issues"
OPEN = "issues_open"
COLUMNS = "issues_columns"


def page() -> None:
    """Draw the page."""
    snapshot = visitor.snapshot()
    editable = visitor.may_edit()
    with grammar.heading(
        "Issues", "Edit many issues as in a spreadsheet, then look at what changes and save once."
    ):
        if editable:
            save_button(
                KEY,
                lambda: issues_grid.draft().change(snapshot.vocabulary),
                disabled=issues_grid.draft().empty,
            )
    writing.refusals(KEY)
    _toolbar(snapshot)
    rows, asked = _rows(snapshot)
    columns = [*issues_grid.STANDARD, *(st.session_state.get(COLUMNS) or [])]
    issues_grid.grid(snapshot, rows, columns, (*asked, visitor.moment()), editable=editable, on_open=_open)
    save_preview(KEY, on_saved=_saved)


def _toolbar(snapshot: Snapshot) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.text_input(
            "Search", key=issues_filters.FIND, type="search", live="300ms", bind="query-params",
            placeholder="Search titles, texts, codes", label_visibility="collapsed", width=300,
        )  # fmt: skip
        with st.popover("Filter", icon=":material/filter_alt:"):
            issues_filters.draw(snapshot)
        with st.popover("Columns", icon=":material/view_column:"):
            st.pills(
                "Further columns",
                issues_grid.FURTHER,
                selection_mode="multi",
                key=COLUMNS,
                bind="query-params",
            )


def _rows(snapshot: Snapshot) -> tuple[list[dict[str, Any]], tuple[str, str]]:
    where = issues_filters.query_text()
    words = (st.session_state.get(issues_filters.FIND) or "").strip()
    try:
        items = select(snapshot, where, "issue")
    except QueryError as wrong:
        grammar.refusal([str(wrong)], "This filter cannot be read")
        items = snapshot.of_kind("issue")
    if words:
        with database().read() as session:
            hits = {hit.code for hit in search.search(session, words, limit=2000)}
        items = [item for item in items if item.code in hits]
    return issue_rows(snapshot, items), (where, words)


def _open(code: str) -> None:
    st.session_state[OPEN] = code


def _saved(_: Saved) -> None:
    issues_grid.forget()
