"""Undo of one's own last save, from the page on which it was made."""

from __future__ import annotations

import streamlit as st

from workbench.graph.dates import display_moment
from workbench.graph.history import HistoryRow, history
from workbench.process.undoing import UNDOABLE
from workbench.screens import change_drawer, visitor
from workbench.screens.connection import database

SAVES = UNDOABLE - {"load", "undo"}
LOOKED_AT = 20


def draw() -> None:
    """Draw the button for the visitor's last save that still stands."""
    last = _last_save()
    if last is None or last.change is None:
        return
    items = "one item" if len(last.codes) == 1 else f"{len(last.codes)} items"
    why = f" ({last.why})" if last.why else ""
    st.button(
        "Undo my last save …", key="issues_undo", type="tertiary", icon=":material/undo:",
        help=f"Change {last.change}: {items}, {display_moment(last.at)}{why}. Shows what it puts back first.",
        on_click=_ask, args=(last.change,),
    )  # fmt: skip


def _last_save() -> HistoryRow | None:
    with database().read() as session:
        rows = history(session, person=visitor.signed_in().name, limit=LOOKED_AT)
    return next((row for row in rows if row.verb in SAVES and row.undone_by is None), None)


def _ask(number: int) -> None:
    change_drawer.show_change(number)
    st.session_state[change_drawer.UNDOING] = number
