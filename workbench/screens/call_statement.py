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
from workbench.screens.clipboard import copy_button
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
            _not_saved(ballot, organisation)
        elif ballot.state(moment) == "open" and visitor.is_now():
            _form(ballot, organisation, own)
        else:
            _not_locked(ballot, own, moment)
            _not_saved(ballot, organisation)
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


def _not_saved(ballot: BallotRow, organisation: str) -> None:
    """What was written and refused, where there is no form any more: it closed or was locked meanwhile."""
    place = _place(ballot.code, organisation)
    words = str(st.session_state.get(f"{place}_refused") or "")
    if not words or not visitor.is_now():
        return
    writing.refusals(f"{KEY}_{ballot.code}", "Nothing was saved")
    st.markdown("**What you wrote is not saved:**")
    st.html(verbatim_html(words))
    copy_button(words, key=f"{place}_copy", label="Copy what you wrote")


@st.fragment
def _form(ballot: BallotRow, organisation: str, own: StatementRow | None) -> None:
    place = _place(ballot.code, organisation)
    limit = int(ballot.rule.get("words") or 0)
    begun = _begun(place, own)
    typed = st.text_area("In your own words", key=place, height=280)
    number = words_in(typed or "")
    over = bool(limit) and number > limit
    said = f"{number} of {limit} words" if limit else f"{number} words"
    st.caption(f"{'△ Too long: ' if over else ''}{said}. It is printed verbatim, and only once you lock it.")
    writing.refusals(f"{KEY}_{ballot.code}", "Nothing was saved")
    theirs = own if own is not None and own.version > begun else None
    if theirs is not None:
        _theirs(ballot.code, organisation, theirs)
    with st.container(horizontal=True):
        st.button(
            "Save the draft",
            key=f"{place}_save",
            icon=":material/save:",
            disabled=theirs is not None,
            on_click=_save,
            args=(ballot.code, organisation, begun, False),
        )
        with st.popover("Lock it …", icon=":material/lock:", disabled=theirs is not None):
            st.markdown("No word of it can be changed afterwards, and it will be printed as it stands:")
            if typed:
                st.html(verbatim_html(typed))
            st.button(
                "Save and lock",
                key=f"{place}_lock",
                type="primary",
                disabled=theirs is not None,
                on_click=_save,
                args=(ballot.code, organisation, begun, True),
            )
    if st.session_state.pop(f"{KEY}_saved", False):
        st.rerun()


def _place(code: str, organisation: str) -> str:
    """Session key of the text in the field; what belongs to it has keys that begin so."""
    return f"{KEY}_{code}_{organisation}"


def _begun(place: str, own: StatementRow | None) -> int:
    """The version that the text in the field was begun on; where nobody typed into it, the latest one.

    It is kept beside the text: a version that somebody else saved since must not pass for one that was seen.
    """
    version, text = (own.version, own.text) if own else (0, "")
    held = st.session_state
    untouched = place in held and held[place] == held.get(f"{place}_text")
    if place not in held or (untouched and version > held[f"{place}_begun"]):
        held[place] = text
        held[f"{place}_begun"], held[f"{place}_text"] = version, text
    return int(held[f"{place}_begun"])


def _theirs(code: str, organisation: str, theirs: StatementRow) -> None:
    """The version that was saved meanwhile, and the choice between it and what stands in the field."""
    place = _place(code, organisation)
    with st.container(border=True, key=f"{place}_theirs"):
        st.markdown(
            f"**{plain(theirs.person_name or 'Somebody')} saved this** on {display_moment(theirs.saved_at)}, "
            "after you had begun:"
        )
        st.html(verbatim_html(theirs.text or "(an empty text)"))
        with st.container(horizontal=True):
            for name, label, icon in (("take", "Take theirs", "download"), ("keep", "Keep mine", "edit")):
                st.button(
                    label, key=f"{place}_{name}", icon=f":material/{icon}:",
                    on_click=_settle, args=(code, organisation, theirs, name == "take"),
                )  # fmt: skip
        st.caption(
            "Taking theirs replaces what stands in the field; keeping yours replaces theirs once you save it."
        )


def _settle(code: str, organisation: str, theirs: StatementRow, take: bool) -> None:
    """Go on from the version that was saved meanwhile, with its text or with one's own."""
    place, held = _place(code, organisation), st.session_state
    if take:
        held[place] = theirs.text
    held[f"{place}_begun"], held[f"{place}_text"] = theirs.version, theirs.text
    writing.refuse(f"{KEY}_{code}", [])


def _save(code: str, organisation: str, version: int, lock: bool) -> None:
    place, held = _place(code, organisation), st.session_state
    text = str(held.get(place) or "")
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
    saved = writing.attempt(f"{KEY}_{code}", verb, "It is locked." if lock else "The draft is saved.")
    held[f"{place}_refused"] = text if saved is None else ""
    if saved is None:
        # What it was written beside may have changed: draw the whole page, what was typed stays.
        st.rerun()
    held[f"{place}_begun"], held[f"{place}_text"] = saved.version, text
    held[f"{KEY}_saved"] = True
