"""On the page of an item: what protocols call a data object, and how far they carry a data requirement."""

from __future__ import annotations

import streamlit as st

from workbench.graph.mapping import mapped_item
from workbench.graph.minimum_data import requirement_of
from workbench.graph.snapshot import ItemView, Snapshot
from workbench.screens import information_model_drawer
from workbench.screens.addresses import page_address
from workbench.screens.grammar import plain
from workbench.screens.information_model_tables import cells_html


def draw_bindings(snapshot: Snapshot, item: ItemView) -> None:
    """Draw what the mapping says of the item; nothing for other kinds."""
    row = mapped_item(snapshot, item)
    if row is not None:
        _section("In each protocol")
        information_model_drawer.draw(row, key="item_bindings", whole=False)
        st.markdown(f"[The whole information model]({page_address('information-model')})")
        return
    needed = requirement_of(snapshot, item)
    if needed is not None:
        _section("How far protocols carry it")
        st.html(cells_html(needed.cells))
        if needed.note:
            st.caption(plain(needed.note))
        address = page_address("information-model", model_view="Minimum data")
        st.markdown(f"[The whole of the minimum data]({address})")


def _section(title: str) -> None:
    st.html(f'<h2 class="wb-section">{title}</h2>')
