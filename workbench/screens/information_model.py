"""The page of the information model: what each protocol calls a quantity, and how far it carries the minimum data."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import streamlit as st
from streamlit import column_config as config

from workbench.exchange.mapping_sheet import FILE, TEXT_FILE, write_mapping_csv, write_mapping_xlsx
from workbench.graph.mapping import SHORT, Mapped, filtered, groups, mapping, moved, protocols_bound
from workbench.graph.snapshot import Snapshot
from workbench.screens import (
    address_choice,
    information_model_coverage,
    information_model_drawer,
    item_drawer,
    visitor,
)
from workbench.screens.addresses import page_address
from workbench.screens.confidential import hidden_codes
from workbench.screens.grammar import empty, heading
from workbench.screens.issues_exchange import EXCEL

KEY = "model"
VIEW, WORDS, GROUP, PROTOCOL = "model_view", "model_words", "function", "protocol"
QUANTITIES, COVERAGE = "quantities", "coverage"
VIEWS = {QUANTITIES: "Quantities", COVERAGE: "Minimum data"}
PURPOSE = "One name for every quantity, and what each protocol calls it: the table that the gateways execute."
ROWS_SHOWN, ROW_PIXELS = 16, 35


def page() -> None:
    """Draw the page."""
    snapshot = visitor.snapshot()
    with heading("Information model", PURPOSE):
        _files(snapshot)
    view = st.segmented_control(
        "View", list(VIEWS), default=QUANTITIES, format_func=VIEWS.__getitem__, key=VIEW, bind="query-params",
        required=True, label_visibility="collapsed",
    )  # fmt: skip
    if view == COVERAGE:
        information_model_coverage.draw(snapshot)
        item_drawer.item_drawer(KEY)
        return
    rows = mapping(snapshot)
    _standing(snapshot, rows)
    shown = _filtered(rows)
    if shown:
        _table(shown)
    else:
        empty("No quantity fits. Take a filter or a word away to see more.")
    information_model_drawer.draw_drawer(snapshot)


def _files(snapshot: Snapshot) -> None:
    """Offer the mapping as files, to whoever may take the public record out."""
    if not visitor.signed_in().may("export-public"):
        return
    box = st.popover("Take it out …", icon=":material/download:", key="model_files", on_change="rerun")
    if not box.open:
        return
    with box:
        st.download_button(
            "Excel, with the minimum data", partial(write_mapping_xlsx, snapshot), FILE, EXCEL, key="model_xlsx",
            icon=":material/table_view:", on_click="ignore",
        )  # fmt: skip
        st.download_button(
            "CSV, the quantities", partial(write_mapping_csv, snapshot), TEXT_FILE, "text/csv", key="model_csv",
            icon=":material/download:", on_click="ignore",
        )  # fmt: skip


def _standing(snapshot: Snapshot, rows: Sequence[Mapped]) -> None:
    """How much each protocol names, and what on record cites an earlier row."""
    named = {name: sum(row.named(name) is not None for row in rows) for name in protocols_bound()}
    said = ", ".join(f"{SHORT[name]} {number}" for name, number in named.items())
    st.markdown(f"**{len(rows)} quantities.** Named by: {said}.")
    hidden = hidden_codes()
    behind = [item.code for item in moved(snapshot) if item.code not in hidden]
    if behind:
        number = len(behind)
        cite = "data object cites an earlier row" if number == 1 else "data objects cite earlier rows"
        st.markdown(
            f"△ {number} {cite} of the mapping; what rests on them has not been looked at again. "
            f"[Health]({page_address('record-health')}) says which."
        )


def _filtered(rows: Sequence[Mapped]) -> list[Mapped]:
    """Draw the filters, which stand in the address."""
    with st.container(horizontal=True, vertical_alignment="bottom", key="model_filter"):
        words = st.text_input(
            "Find", key=WORDS, bind="query-params", type="search", live="300ms", max_chars=120, width=280,
            placeholder="A name, a word, or a point such as AO88",
        )  # fmt: skip
        address_choice.seed(GROUP, groups())
        chosen = st.multiselect(
            "Function", list(groups()), key=GROUP, placeholder="every function", width=300,
            on_change=address_choice.keep, args=(GROUP,),
        )  # fmt: skip
        address_choice.seed(PROTOCOL, protocols_bound())
        bound = st.multiselect(
            "Named by each of", list(protocols_bound()), key=PROTOCOL, placeholder="any protocol", width=300,
            format_func=SHORT.__getitem__, on_change=address_choice.keep, args=(PROTOCOL,),
        )  # fmt: skip
    return filtered(rows, words=words or "", group=chosen, protocol=bound)


def _table(rows: Sequence[Mapped]) -> None:
    """The quantities as a table; choosing a row opens the quantity beside it."""
    keys = [row.key for row in rows]
    if st.session_state.get("model_rows_shown") != keys:
        st.session_state["model_rows_shown"] = keys
        st.session_state["model_table_number"] = st.session_state.get("model_table_number", 0) + 1
    key = f"model_table_{st.session_state['model_table_number']}"
    names = protocols_bound()
    columns: dict[str, list[str]] = {"Quantity": [row.name for row in rows]}
    for name in names:
        columns[SHORT[name]] = [found.address if (found := row.named(name)) else "" for row in rows]
    columns |= {
        "IEC 61850": [row.iec_61850 for row in rows],
        "Unit": [row.unit for row in rows],
        "Key": keys,
    }
    st.dataframe(
        columns,
        key=key,
        column_config={
            "Quantity": config.TextColumn(width=260),
            "IEC 61850": config.TextColumn(width=150),
            **{SHORT[name]: config.TextColumn(width=_width(name)) for name in names},
        },
        hide_index=True,
        height=ROW_PIXELS * (min(len(rows), ROWS_SHOWN) + 1) + 3,
        row_height=ROW_PIXELS,
        on_select=lambda: _open(key),
        selection_mode="single-row",
        alt=f"{len(rows)} quantities, each with its unit, its name in IEC 61850 and in {len(names)} protocols",
    )
    st.caption(
        "Choose a row to see what the quantity means, and to try a value. Where a stroke stands, the first is read and "
        "the second written. An empty cell: the protocol has no name for it, or none is known here."
    )


def _width(protocol: str) -> int:
    """Pixels in which most names of a protocol stand whole."""
    return 190 if protocol.startswith("ieee") else 130


def _open(key: str) -> None:
    chosen = st.session_state[key].selection.rows
    keys = st.session_state.get("model_rows_shown", [])
    if chosen and chosen[0] < len(keys):
        information_model_drawer.open_drawer(keys[chosen[0]])
