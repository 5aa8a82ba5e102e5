"""The traceability matrix on the page of traces: its filters, its rows by the page, what is missing in words."""

from __future__ import annotations

from contextlib import AbstractContextManager
from functools import partial
from typing import Any

import streamlit as st

from workbench.exchange.traceability_sheet import FILE, write_traceability
from workbench.filing import FilingRefused, export
from workbench.graph.query import QueryError
from workbench.graph.runs import RunRow
from workbench.graph.snapshot import Snapshot
from workbench.graph.traceability import COLUMNS, RUN, RUN_STATES, BadColumns, Matrix
from workbench.graph.traceability_filters import MatrixFilter, traceability
from workbench.process.exports import note_export
from workbench.screens import address_choice, grammar, trace_matrix_table, visitor
from workbench.screens.connection import database
from workbench.screens.filings import WORD
from workbench.screens.issues_exchange import EXCEL
from workbench.screens.runs_seen import runs_seen

DOCUMENT = "traceability"
CHOSEN, GAPS, SUSPECTS, PAGE = "columns", "gaps", "suspect", "trace_matrix_page"
PAGE_ROWS = 200
HINTS = {
    "source": "none, or a query", "issue": "theme=security status=open", "recommendation": "destination=handbook",
    "agreement": "status!=agreed", "interface": "colour=red", "procedure": "none", RUN: "failed|stale|not run",
}  # fmt: skip


def draw(snapshot: Snapshot, action: AbstractContextManager[Any]) -> None:
    """Draw the matrix.

    Args:
        action: the place of the page's primary action.
    """
    wanted = _wanted()
    taken = runs_seen()
    try:
        found = traceability(snapshot, taken, wanted)
    except (BadColumns, QueryError) as fault:
        grammar.refusal([_named(snapshot, wanted, fault)], "The matrix cannot be narrowed so")
        return
    if not found.total:
        grammar.empty(
            "The way from every source over its issue, recommendation and agreement to the last run will be here, "
            "with what is missing in words. The record has no issues and no recommendations yet."
        )
        return
    with action:
        _files(snapshot, taken, wanted)
    st.markdown(f"**{found.sentence()}**")
    st.caption("∆: the link cites a text that has changed since. ″: as in the row above.")
    if not found.rows:
        grammar.empty("No row fits. Take a filter away to see more.")
        return
    start = _start(found)
    st.html(trace_matrix_table.table_html(found, found.rows[start : start + PAGE_ROWS]))
    _turning(found, start)


def _wanted() -> MatrixFilter:
    """Draw the filters, which stand in the address."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        address_choice.seed(CHOSEN, COLUMNS)
        st.multiselect(
            "Columns", list(COLUMNS), key=CHOSEN, placeholder="every column", format_func=COLUMNS.__getitem__,
            on_change=_changed, args=(CHOSEN,), width=420,
        )  # fmt: skip
        gaps = st.toggle("Only what is missing", key=GAPS, bind="query-params", on_change=_first)
        suspects = st.toggle("Only suspect links", key=SUSPECTS, bind="query-params", on_change=_first)
    columns = tuple(st.session_state.get(CHOSEN) or ())
    set_already = any(st.session_state.get(name) or st.query_params.get(name) for name in map(_key, COLUMNS))
    with (
        st.expander("A filter for each column", icon=":material/filter_alt:", expanded=set_already),
        st.container(horizontal=True, key="trace_where"),
    ):
        where = {
            name: st.text_input(
                title, key=_key(name), bind="query-params", placeholder=HINTS[name], max_chars=500, width=260,
                on_change=_first, help=_help(name),
            )
            for name, title in COLUMNS.items()
        }  # fmt: skip
    return MatrixFilter(columns, {name: text for name, text in where.items() if text}, gaps, suspects)


def _key(column: str) -> str:
    return f"where_{column}"


def _help(column: str) -> str:
    if column == RUN:
        states = ", ".join(f"`{state}`" for state in RUN_STATES)
        return f"States with `|` between them: {states}; `none` without a procedure."
    return "A query as on the other pages, such as `status=open`; a row stays where one item fits. `none`: empty."


def _changed(name: str) -> None:
    address_choice.keep(name)
    _first()


def _first() -> None:
    st.session_state.pop(PAGE, None)


def _named(snapshot: Snapshot, wanted: MatrixFilter, fault: Exception) -> str:
    """The fault with the column whose filter it is."""
    for name, text in wanted.where.items():
        try:
            traceability(snapshot, (), MatrixFilter(where={name: text}))
        except (BadColumns, QueryError):
            return f"{COLUMNS[name]}, {text}: {fault}"
    return str(fault)


def _start(found: Matrix) -> int:
    last = (len(found.rows) - 1) // PAGE_ROWS
    return min(int(st.session_state.get(PAGE) or 0), last) * PAGE_ROWS


def _turning(found: Matrix, start: int) -> None:
    number = len(found.rows)
    if number <= PAGE_ROWS:
        return
    page = start // PAGE_ROWS
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            "Earlier rows", key="trace_earlier", icon=":material/chevron_left:", disabled=not start, on_click=_turn,
            args=(page - 1,),
        )  # fmt: skip
        st.caption(f"Rows {start + 1:,} to {min(start + PAGE_ROWS, number):,} of {number:,}", width="content")
        st.button(
            "Later rows", key="trace_later", icon=":material/chevron_right:", on_click=_turn, args=(page + 1,),
            disabled=start + PAGE_ROWS >= number,
        )  # fmt: skip


def _turn(page: int) -> None:
    st.session_state[PAGE] = page


def _files(snapshot: Snapshot, taken: list[RunRow], wanted: MatrixFilter) -> None:
    """Offer the matrix as it is narrowed; confidential items stay out of files, whoever asks."""
    actor = visitor.signed_in()
    if not actor.may("export-public"):
        return
    box = st.popover("Take it out …", icon=":material/download:", key="trace_matrix_files", on_change="rerun")
    if not box.open:
        return
    with box:
        st.download_button(
            "Excel, to filter and sort", partial(write_traceability, snapshot, taken, wanted), FILE, EXCEL,
            key="trace_matrix_xlsx", icon=":material/table_view:", on_click="ignore",
        )  # fmt: skip
        if actor.may("export"):
            _document(snapshot, taken, wanted)
        st.caption("The rows and columns as they are chosen, without confidential items.")


def _document(snapshot: Snapshot, taken: list[RunRow], wanted: MatrixFilter) -> None:
    try:
        with st.spinner("Writing the document …"):
            made = export(DOCUMENT, snapshot, runs=taken, wanted=wanted)
    except FilingRefused as refused:
        grammar.refusal(refused.sentences, "The Word file was not made")
        return

    actor, change = visitor.signed_in(), visitor.change_number()

    def file() -> bytes:
        note_export(database(), actor, DOCUMENT, made.content, change=change)
        return made.content

    st.download_button(
        "Word, to print", file, f"{made.name}.docx", WORD, key="trace_matrix_docx", icon=":material/description:",
        on_click="ignore",
    )  # fmt: skip
    if made.notes:
        with st.expander(f"Notes ({len(made.notes)})", icon=":material/notes:"):
            st.markdown("\n".join(f"- {grammar.plain(note)}" for note in made.notes))
