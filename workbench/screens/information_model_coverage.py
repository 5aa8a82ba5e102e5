"""How far each protocol carries the minimum data tables of February 2015, requirement by requirement."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st
from streamlit import column_config as config

from workbench.graph.mapping import SHORT, protocols_bound
from workbench.graph.minimum_data import STATES, Requirement, counts, requirements, summary
from workbench.graph.snapshot import Snapshot
from workbench.screens.confidential import hidden_codes
from workbench.screens.grammar import empty
from workbench.screens.information_model_tables import MARKS, counts_html, state_words
from workbench.screens.item_drawer import open_drawer

SECTION, STATE, OF = "section", "state", "of"
ROWS_SHOWN, ROW_PIXELS = 16, 35


def draw(snapshot: Snapshot) -> None:
    """Draw the view."""
    hidden = hidden_codes()
    rows = [row for row in requirements(snapshot) if row.code not in hidden]
    if not rows:
        empty(
            "How far each protocol carries the minimum data tables will be here. The record has none of them at this "
            "moment: they came with the recommendations of February 2015."
        )
        return
    st.markdown(f"**{summary(rows)}**")
    found = counts(rows)
    st.html(counts_html([(SHORT[name], [found[name][state] for state in STATES]) for name in found]))
    shown = _filtered(rows)
    if shown:
        _table(shown)
    else:
        empty("No requirement fits. Take a filter away to see more.")


def _filtered(rows: Sequence[Requirement]) -> list[Requirement]:
    names = protocols_bound()
    with st.container(horizontal=True, vertical_alignment="bottom", key="model_coverage_filter"):
        sections = st.pills(
            "Section", list(dict.fromkeys(row.section for row in rows)), selection_mode="multi", key=SECTION,
            bind="query-params",
        )  # fmt: skip
        states = st.pills(
            "State", list(STATES), selection_mode="multi", key=STATE, bind="query-params",
            format_func=lambda state: f"{MARKS[state]} {STATES[state]}",
        )  # fmt: skip
        of = st.selectbox(
            "In", [None, *names], key=OF, bind="query-params", width=240,
            format_func=lambda name: "any protocol" if name is None else SHORT[name],
        )  # fmt: skip
    return [
        row
        for row in rows
        if (not sections or row.section in sections)
        and (not states or any(row.cell(name).state in states for name in ([of] if of else names)))
    ]


def _table(rows: Sequence[Requirement]) -> None:
    """The requirements as a table; choosing a row opens the requirement beside it."""
    codes = [row.code for row in rows]
    if st.session_state.get("model_needed_shown") != codes:
        st.session_state["model_needed_shown"] = codes
        st.session_state["model_needed_number"] = st.session_state.get("model_needed_number", 0) + 1
    key = f"model_needed_{st.session_state['model_needed_number']}"
    names = protocols_bound()
    columns = {"Requirement": [row.title for row in rows]}
    for name in names:
        columns[SHORT[name]] = [state_words(row.cell(name)) for row in rows]
    columns |= {"Section": [row.section for row in rows], "Code": codes}
    st.dataframe(
        columns,
        key=key,
        column_config={
            "Requirement": config.TextColumn(width=260),
            **{SHORT[name]: config.TextColumn(width=140) for name in names},
        },
        hide_index=True,
        height=ROW_PIXELS * (min(len(rows), ROWS_SHOWN) + 1) + 3,
        row_height=ROW_PIXELS,
        on_select=lambda: _open(key),
        selection_mode="single-row",
        alt=f"{len(rows)} data requirements, each with how far {len(names)} protocols carry it and by what",
    )
    st.caption(
        "● covered, △ partly, ○ not. Where the record says which data objects a requirement carries, those count; for "
        "the others the reading is the workbench's own. Choose a row to read the requirement."
    )


def _open(key: str) -> None:
    chosen = st.session_state[key].selection.rows
    codes = st.session_state.get("model_needed_shown", [])
    if chosen and chosen[0] < len(codes):
        open_drawer(codes[chosen[0]])
