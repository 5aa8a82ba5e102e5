"""An organisation's statement on an issue: written, saved, locked; nobody else edits it."""

from __future__ import annotations

from datetime import datetime
from functools import partial

import streamlit as st

from workbench.graph.ballots import BallotRow
from workbench.graph.dates import display_moment
from workbench.process.ballots.statements import StatementRow, words_in, write_statement
from workbench.process.ballots.visibility import is_hidden
from workbench.process.clock import now
from workbench.screens import visitor, writing
from workbench.screens.ballots_seen import seen, statements_seen
from workbench.screens.connection import database
from workbench.screens.grammar import plain
from workbench.screens.markdown_text import verbatim_html

KEY = "call_statement"


def draw(ballot: BallotRow, organisation: str | None, moment: datetime) -> None:
    """Draw one's own statement with its form, then the locked ones of the others."""
    rows = {row.organisation: row for row in statements_seen(ballot)}
    if organisation is not None:
        own = rows.get(organisation)
        st.subheader("Your organisation's statement", anchor=False)
        if own is not None and own.locked:
            _locked(own)
        elif ballot.state(moment) == "open" and visitor.is_now():
            _form(ballot, organisation, own.version if own else 0, own.text if own else "")
        else:
            _not_locked(ballot, own, moment)
    others = [row for row in rows.values() if row.locked and row.organisation != organisation]
    st.subheader("Locked statements", anchor=False)
    if not others:
        st.caption(_none_words(ballot))
    for row in sorted(others, key=lambda r: r.organisation_name):
        with st.expander(plain(row.organisation_name)):
            _locked(row)


def _not_locked(ballot: BallotRow, own: StatementRow | None, moment: datetime) -> None:
    """One's own draft where it cannot be edited: after the close, or at an earlier moment."""
    if own is not None and own.text.strip():
        st.html(verbatim_html(own.text))
        st.caption(f"○ A draft, saved by {plain(own.person_name)} on {display_moment(own.saved_at)}.")
    if ballot.state(moment) == "open":
        st.markdown("Nothing was locked by then.")
    else:
        st.markdown("Nothing was locked before the close; nothing will be printed.")


def _none_words(ballot: BallotRow) -> str:
    """Why no statement of another organisation stands here."""
    if is_hidden(ballot, now()):
        return "Statements show only after the close; that was fixed when the call opened."
    if seen(ballot).selected and ballot.outcome is None:
        return "Statements show once the outcome is recorded."
    return "Statements show here as their organisations lock them."


def _locked(row: StatementRow) -> None:
    st.html(verbatim_html(row.text))
    by = f" by {plain(row.person_name)}" if row.person_name else ""
    st.caption(f"● Locked{by} on {display_moment(row.saved_at)}. It is printed verbatim.")


@st.fragment
def _form(ballot: BallotRow, organisation: str, version: int, text: str) -> None:
    place = f"{KEY}_{ballot.code}_{organisation}"
    limit = int(ballot.rule.get("words") or 0)
    st.session_state.setdefault(place, text)
    typed = st.text_area("In your own words", key=place, height=280)
    number = words_in(typed or "")
    over = bool(limit) and number > limit
    said = f"{number} of {limit} words" if limit else f"{number} words"
    st.caption(f"{'△ Too long: ' if over else ''}{said}. It is printed verbatim, and only once you lock it.")
    writing.refusals(f"{KEY}_{ballot.code}", "Nothing was saved")
    with st.container(horizontal=True):
        st.button(
            "Save the draft",
            key=f"{place}_save",
            icon=":material/save:",
            on_click=_save,
            args=(ballot.code, organisation, version, False),
        )
        with st.popover("Lock it …", icon=":material/lock:"):
            st.markdown("No word of it can be changed afterwards, and it will be printed as it stands:")
            if typed:
                st.html(verbatim_html(typed))
            st.button(
                "Save and lock",
                key=f"{place}_lock",
                type="primary",
                on_click=_save,
                args=(ballot.code, organisation, version, True),
            )
    if st.session_state.pop(f"{KEY}_saved", False):
        st.rerun()


def _save(code: str, organisation: str, version: int, lock: bool) -> None:
    text = str(st.session_state.get(f"{KEY}_{code}_{organisation}") or "")
    verb = partial(
        write_statement,
        database(),
        visitor.signed_in(),
        code,
        organisation,
        text,
        lock=lock,
        seen_version=version,
    )
    if writing.attempt(f"{KEY}_{code}", verb, "It is locked." if lock else "The draft is saved.") is not None:
        st.session_state[f"{KEY}_saved"] = True
