"""The page of issues: a grid to edit many of them quickly, and one save that says what it will write."""

from __future__ import annotations

from contextlib import AbstractContextManager
from functools import partial
from typing import Any

import streamlit as st

from workbench.graph.listing import issue_rows
from workbench.graph.proposed import ProposedChange
from workbench.graph.query import QueryError, select
from workbench.graph.search import search
from workbench.graph.snapshot import ItemView, Snapshot
from workbench.process.changes import Saved
from workbench.screens import (
    change_drawer,
    grammar,
    grid_import,
    issues_bulk,
    issues_columns,
    issues_exchange,
    issues_filters,
    issues_grid,
    issues_new,
    issues_undo,
    issues_views,
    item_drawer,
    keyboard,
    query_fault,
    visitor,
    writing,
)
from workbench.screens.confidential import hidden_codes
from workbench.screens.connection import database
from workbench.screens.field_words import field_label
from workbench.screens.runs_seen import runs_seen
from workbench.screens.save_preview import pending, save_button, save_preview

KEY = "issues"
IMPORT = grid_import.preview_key(KEY)
COLUMNS = "issues_columns"
MOST_HITS = 5_000
MOST_ELSEWHERE = 6


def page() -> None:
    """Draw the page."""
    snapshot = visitor.snapshot()
    editable = visitor.may_edit()
    purpose = (
        "Edit many issues as in a spreadsheet; one save writes them all, after it has shown what changes."
    )
    with grammar.heading(
        "Issues", purpose if editable else "What the group has to settle, and where it stands."
    ):
        if editable:
            build = partial(_change, snapshot)
            save_button(KEY, build, disabled=issues_grid.draft().empty)
    writing.refusals(KEY)
    bar = _toolbar(snapshot)
    items = _items(snapshot)
    with bar:
        issues_exchange.draw(snapshot, items)
        if editable:
            issues_new.draw(snapshot)
    _standing(snapshot, items, editable)
    _grid(snapshot, items, editable)
    _elsewhere(snapshot)
    grid_import.draw_notes(KEY)
    keyboard.keyboard(KEY, unsaved=not issues_grid.draft().empty)
    _dialogs()


def _change(snapshot: Snapshot) -> ProposedChange:
    return issues_grid.draft().change(snapshot.vocabulary)


def _toolbar(snapshot: Snapshot) -> AbstractContextManager[Any]:
    """Draw what the list is chosen by; returns the row, for what acts on the chosen ones."""
    bar = st.container(horizontal=True, vertical_alignment="bottom")
    with bar:
        st.text_input(
            "Search", key=issues_filters.FIND, type="search", live="300ms", bind="query-params",
            placeholder="Search titles, texts, codes  ( / )", label_visibility="collapsed", width=280,
        )  # fmt: skip
        issues_views.draw()
        with st.popover("Filter", icon=":material/filter_alt:"):
            issues_filters.draw(snapshot)
        with st.popover("Columns", icon=":material/view_column:"):
            st.pills(
                "Further columns", issues_columns.FURTHER, selection_mode="multi", key=COLUMNS,
                bind="query-params", format_func=_column_name,
            )  # fmt: skip
    return bar


def _column_name(name: str) -> str:
    return "Cannot be closed because" if name == "why_open" else field_label(name)


def _items(snapshot: Snapshot) -> list[ItemView]:
    """The issues that fit the filter and the search words, without those that the visitor may not see."""
    try:
        items = select(snapshot, issues_filters.query_text(), "issue", today=visitor.today(), runs=runs_seen)
    except QueryError as wrong:
        query_fault.draw(
            KEY, wrong, issues_filters.query_text(), issues_filters.put,
            title="This filter cannot be read, so all issues are shown",
        )  # fmt: skip
        items = snapshot.of_kind("issue")
    words = issues_filters.search_words()
    if words:
        hits = set(_hits(words))
        items = [item for item in items if item.code in hits]
    hidden = hidden_codes()
    return [item for item in items if item.code not in hidden]


def _hits(words: str) -> list[str]:
    """Codes of all kinds in which the words stand, the best first."""
    with database().read() as session:
        return [hit.code for hit in search(session, words, limit=MOST_HITS)]


def _elsewhere(snapshot: Snapshot) -> None:
    """What else of the record the search words stand in."""
    words = issues_filters.search_words()
    if not words:
        return
    hidden = hidden_codes()
    found = [snapshot.item(code) for code in _hits(words) if code not in hidden]
    others = [item for item in found if item is not None and item.kind != "issue" and not item.withdrawn]
    if others:
        links = " · ".join(grammar.item_link(item) for item in others[:MOST_ELSEWHERE])
        rest = len(others) - MOST_ELSEWHERE
        st.caption(f"Also in the record: {links}" + (f" · and {rest} more" if rest > 0 else ""))


def _standing(snapshot: Snapshot, items: list[ItemView], editable: bool) -> None:
    """How many are shown and why, what is unsaved, and the way back."""
    total = len(snapshot.of_kind("issue"))
    said = f"{len(items)} of {total} issues" if len(items) != total else f"{total} issues"
    where = issues_filters.query_text()
    found = issues_filters.search_words()
    reasons = "; ".join(part for part in (where, f"with the words “{found}”" if found else "") if part)
    draft = issues_grid.draft()
    with st.container(horizontal=True, vertical_alignment="center", key="issues_standing"):
        st.caption(grammar.plain(f"{said}: {reasons}" if reasons else said), width="content")
        if reasons:
            st.button(
                "Show all", key="issues_show_all", type="tertiary", on_click=issues_filters.put, args=("",)
            )
        if not editable:
            return
        if not draft.empty:
            st.markdown(f":orange[**{draft.words()}**]", width="content")
            st.button("Discard", key="issues_discard", type="tertiary", on_click=issues_grid.forget)
            if issues_grid.overtaken(snapshot):
                st.button(
                    "Others have saved since: show the newest", key="issues_newest", type="tertiary",
                    icon=":material/sync:", on_click=issues_grid.renew, help="Your unsaved edits stay.",
                )  # fmt: skip
        else:
            issues_undo.draw()
        issues_bulk.draw(snapshot, items)


def _grid(snapshot: Snapshot, items: list[ItemView], editable: bool) -> None:
    if not items and issues_grid.draft().empty:
        if snapshot.of_kind("issue"):
            grammar.empty("No issue fits. Show all issues, or take something out of the filter.")
        else:
            grammar.empty(
                "The issues of the group will stand here: a title, where it is going, who owns it, when it is "
                "taken up. Add one with *New issue*, bring a spreadsheet in with *File*, or read minutes."
            )
        return
    columns = [*issues_columns.STANDARD, *(st.session_state.get(COLUMNS) or [])]
    signature = (issues_filters.whole_text(), visitor.moment(), str(visitor.today()))
    issues_grid.grid(
        snapshot, partial(issue_rows, snapshot, items), columns, signature,
        editable=editable, on_open=item_drawer.open_drawer,
    )  # fmt: skip


def _dialogs() -> None:
    """At most one dialog: what a save would write, a change to undo, or one issue."""
    if pending(KEY):
        save_preview(KEY, on_saved=_saved, on_dropped=issues_grid.forget)
    elif pending(IMPORT):
        save_preview(IMPORT, on_saved=_renewed, title="What this file will change")
    elif change_drawer.OPEN in st.query_params:
        change_drawer.change_drawer(KEY)
    else:
        item_drawer.item_drawer(KEY)


def _saved(_: Saved) -> None:
    issues_grid.forget()


def _renewed(_: Saved) -> None:
    issues_grid.renew()
