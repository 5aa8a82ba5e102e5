"""Making a baseline: a name, a note, and what it will hold."""

from __future__ import annotations

from collections import Counter
from functools import partial

import streamlit as st

from workbench.graph.dates import display_date, listed
from workbench.graph.reading import SNAPSHOTS
from workbench.graph.snapshot import Snapshot
from workbench.process.baselines import make_baseline
from workbench.process.clock import group_today
from workbench.screens import visitor, writing
from workbench.screens.connection import database
from workbench.screens.grammar import kind_label, plain

OPEN = "baselines_making"
NAME, NOTE = "baselines_name", "baselines_note"
MOST_KINDS = 6


def button() -> None:
    """Draw the button that opens the dialog."""
    st.button(
        "New baseline …",
        key="baselines_new",
        type="primary",
        icon=":material/flag:",
        disabled=not visitor.is_now(),
        help="Names the record as it stands now."
        if visitor.is_now()
        else "Choose “Now” in the side bar first.",
        on_click=_open,
    )


def _open() -> None:
    st.session_state[OPEN] = True


def _close() -> None:
    st.session_state.pop(OPEN, None)


def dialog() -> None:
    """Draw the dialog while it is open; to be called at the end of the page."""
    if not st.session_state.get(OPEN):
        return

    @st.dialog("New baseline", width="medium", icon=":material/flag:", on_dismiss=_close)
    def drawn() -> None:
        if not st.session_state.get(OPEN):
            st.rerun()
        _body()

    drawn()


def _body() -> None:
    snapshot = SNAPSHOTS.get(database())
    writing.refusals("baselines", "No baseline was made")
    st.text_input(
        "Name",
        key=NAME,
        max_chars=200,
        placeholder=f"Submittal of {display_date(group_today()).split(' ', 1)[1]}",
        help="One line. A name is given once and never changed.",
    )
    st.text_area("Note", key=NOTE, height="content", placeholder="What it is for. It stands in the history.")
    st.info(what_it_holds(snapshot), icon=":material/inventory_2:")
    with st.container(horizontal=True):
        st.button(
            "Make the baseline", key="baselines_make", type="primary", icon=":material/check:", on_click=_make
        )
        st.button("Not now", key="baselines_not", on_click=_close)


def what_it_holds(snapshot: Snapshot) -> str:
    """In a sentence or two, what a baseline of this moment will hold."""
    kinds = Counter(item.kind for item in snapshot.items.values() if not item.withdrawn)
    first = [
        f"{number} {kind_label(kind, plural=number != 1).lower()}"
        for kind, number in kinds.most_common(MOST_KINDS)
    ]
    rest = sum(kinds.values()) - sum(number for _, number in kinds.most_common(MOST_KINDS))
    if rest:
        first.append(f"{rest} others")
    return (
        f"It will hold the record as of change {snapshot.change}: {listed(first) or 'nothing'}, with "
        f"{len(snapshot.links)} links, and the comments, positions and runs made until then. "
        "What is changed later does not change it."
    )


def _make() -> None:
    name, note = st.session_state.get(NAME) or "", st.session_state.get(NOTE) or ""
    make = partial(make_baseline, database(), visitor.signed_in(), name, note=note)
    if writing.attempt("baselines", make, f"The baseline “{plain(name.strip())}” is made.") is not None:
        _close()
        for key in (NAME, NOTE):
            st.session_state.pop(key, None)
