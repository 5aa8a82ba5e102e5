"""History: every event of the record, who, when and why; a save is undone from here."""

from __future__ import annotations

from functools import partial

import streamlit as st
from sqlmodel import Session

from workbench.graph.ballots.cache import BALLOTS
from workbench.graph.history import HistoryRow
from workbench.graph.history_filters import people_of, verbs_of
from workbench.process.visible_history import OF_ACCESS, visible_history
from workbench.screens import chain_check, visitor
from workbench.screens.change_drawer import change_drawer, show_change
from workbench.screens.confidential import hidden_codes
from workbench.screens.connection import database
from workbench.screens.event_words import verb_words
from workbench.screens.grammar import empty, heading
from workbench.screens.history_rows import row_html

PAGE_LENGTH = 25
CODE, PERSON, VERB, BEFORE = "history_code", "history_person", "history_verb", "history_before"
"""Session keys of the filters, and their names in the address."""
ANYBODY, ANYTHING = "anybody", "anything"


def page() -> None:
    """Draw the page."""
    with heading(
        "History",
        "Every event of the record: who, when and why. Open a change to see it in full, or to undo it.",
    ):
        chain_check.button()
    if not visitor.is_now():
        st.caption("The log is shown as it is now.")
    chain_check.draw()
    with database().read() as session:
        _filters(session)
        rows, more = _rows(session)
    if not rows:
        empty("No event fits. Clear the filters to see all of them.")
    hidden = hidden_codes()
    for row in rows:
        _row(row, hidden)
    _paging(rows, more)
    change_drawer("history")


def _filters(session: Session) -> None:
    without = frozenset() if visitor.signed_in().may("invite") else OF_ACCESS
    people = people_of(session, without)
    verbs = sorted(verbs_of(session, without), key=verb_words)
    item, person, verb = st.columns(3)
    item.text_input(
        "Item",
        key=CODE,
        bind="query-params",
        placeholder="Code, such as ISS-013",
        on_change=_from_the_top,
    )
    person.selectbox("Person", [ANYBODY, *people], key=PERSON, bind="query-params", on_change=_from_the_top)
    verb.selectbox(
        "What was done",
        [ANYTHING, *verbs],
        key=VERB,
        bind="query-params",
        format_func=lambda name: name if name == ANYTHING else verb_words(name),
        on_change=_from_the_top,
    )


def _from_the_top() -> None:
    st.query_params.pop(BEFORE, None)


def _rows(session: Session) -> tuple[list[HistoryRow], bool]:
    """The events of one page of the list, and whether there are older ones."""
    code = (st.session_state.get(CODE) or "").strip()
    person, verb = st.session_state.get(PERSON, ANYBODY), st.session_state.get(VERB, ANYTHING)
    words = st.query_params.get(BEFORE, "")
    before = int(words) if words.isdecimal() and len(words) < 12 else None
    found = visible_history(
        session,
        visitor.signed_in(),
        partial(BALLOTS.get, database()),
        code=code or None,
        person=None if person == ANYBODY else person,
        verb=None if verb == ANYTHING else verb,
        limit=PAGE_LENGTH + 1,
        before=before,
    )
    return found[:PAGE_LENGTH], len(found) > PAGE_LENGTH


def _row(row: HistoryRow, hidden: frozenset[str]) -> None:
    with st.container(horizontal=True, vertical_alignment="top", key=f"history_row_{row.sequence}"):
        st.html(row_html(row, hidden), width="stretch")
        if row.change is not None:
            st.button(
                f"Change {row.change}",
                key=f"history_open_{row.sequence}",
                type="tertiary",
                icon=":material/difference:",
                on_click=show_change,
                args=(row.change,),
            )


def _paging(rows: list[HistoryRow], more: bool) -> None:
    with st.container(horizontal=True):
        if BEFORE in st.query_params:
            st.button("Latest", key="history_latest", icon=":material/first_page:", on_click=_from_the_top)
        if more:
            st.button(
                "Older",
                key="history_older",
                icon=":material/chevron_right:",
                on_click=_older,
                args=(rows[-1].sequence,),
            )


def _older(sequence: int) -> None:
    st.query_params[BEFORE] = str(sequence)
