"""One item beside the list: what its page shows, without leaving the page one is on."""

from __future__ import annotations

import streamlit as st

from workbench.graph.snapshot import Snapshot
from workbench.screens import visitor
from workbench.screens.clipboard import copy_button
from workbench.screens.comment_threads import draw_threads
from workbench.screens.confidential import hidden_codes
from workbench.screens.grammar import plain
from workbench.screens.item_head import draw_fields, draw_standing, draw_text, draw_why_open
from workbench.screens.item_links import draw_links, draw_suspect
from workbench.screens.item_sources import draw_quotes

OPEN = "item_drawer_code"


def open_drawer(code: str) -> None:
    """Open the drawer on the next run; for callbacks."""
    st.session_state[OPEN] = code


def close_drawer() -> None:
    """Close the drawer; for callbacks."""
    st.session_state.pop(OPEN, None)


def item_drawer(key: str) -> None:
    """Draw the drawer while an item is open; to be called once in every run, at the end of a page.

    Args:
        key: prefix of the page. Only one dialog can be open in a run: call it when no other is.
    """
    code = st.session_state.get(OPEN)
    snapshot = visitor.snapshot()
    item = snapshot.item(str(code)) if code else None
    if item is None or item.code in hidden_codes():
        close_drawer()
        return

    @st.dialog(plain(item.title), width=620, position="right", on_dismiss=close_drawer)
    def drawer() -> None:
        if st.session_state.get(OPEN) != code:
            st.rerun()
        _body(key, visitor.snapshot(), item.code)

    drawer()


def _body(key: str, snapshot: Snapshot, code: str) -> None:
    item = snapshot.item(code)
    if item is None:
        return
    draw_standing(item)
    with st.container(horizontal=True):
        st.button(
            "Full page", key=f"{key}_drawer_page", icon=":material/open_in_full:", on_click=_go, args=(code,),
            help="The item's own page: edit it, see its history.",
        )  # fmt: skip
        copy_button(f"{item.code} {item.title}", key=f"{key}_drawer_copy", label="Copy code + title")
    draw_suspect(snapshot, item)
    draw_why_open(snapshot, item)
    draw_text(item)
    draw_fields(snapshot, item)
    _section("Links")
    draw_links(snapshot, item)
    if snapshot.out(item, "derived-from"):
        _section("Sources")
        draw_quotes(snapshot, item)
    _section("Comments")
    draw_threads(snapshot, item.code)


def _section(title: str) -> None:
    st.html(f'<h2 class="wb-section">{title}</h2>')


def _go(code: str) -> None:
    close_drawer()
    st.query_params["item"] = code
