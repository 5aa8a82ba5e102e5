"""One agreement beside the table: its text, sources and history; and the form that edits it."""

from __future__ import annotations

import html
from collections.abc import Callable, Sequence

import streamlit as st

from workbench.graph.ballots import BallotRow
from workbench.graph.ballots.listing import state_words
from workbench.graph.dates import display_date, display_moment
from workbench.graph.history import Revision, revisions
from workbench.graph.snapshot import ItemView, Snapshot
from workbench.screens import agreements_form, visitor, writing
from workbench.screens.addresses import item_address
from workbench.screens.agreements_words import card_html
from workbench.screens.ballots_seen import ballots_seen, moment_looked_at
from workbench.screens.confidential import hidden_codes
from workbench.screens.connection import database
from workbench.screens.field_words import field_label, value_words
from workbench.screens.grammar import plain
from workbench.screens.item_head import CERTAINTY, draw_text
from workbench.screens.item_sources import draw_quotes
from workbench.screens.save_preview import ask, pending

KEY = "agreements"
REFUSED = "agreements_drawer"
OPEN, MODE = "agreements_open", "agreements_mode"
LOOK, EDIT, NEW = "look", "edit", "new"


def open_drawer(code: str, mode: str = LOOK) -> None:
    """Open the drawer on the next run; for callbacks."""
    st.session_state[OPEN], st.session_state[MODE] = code, mode
    writing.refuse(REFUSED, [])
    if mode == EDIT:
        agreements_form.opened(visitor.snapshot(), visitor.snapshot().item(code))


def new() -> None:
    """Open the form of a new layer on the next run; for callbacks."""
    st.session_state[OPEN], st.session_state[MODE] = NEW, NEW
    writing.refuse(REFUSED, [])
    agreements_form.opened(visitor.snapshot(), None)


def close_drawer(*_: object) -> None:
    """Close the drawer and forget what was typed; for callbacks."""
    st.session_state.pop(OPEN, None)
    st.session_state.pop(MODE, None)
    agreements_form.forget()


def draw_drawer(snapshot: Snapshot, below: Callable[[ItemView], None] = lambda _: None) -> None:
    """Draw the drawer while something is open; once in every run, when no other dialog is.

    Args:
        below: draws what a page offers for the agreement, under what stands about it.
    """
    opened, mode = st.session_state.get(OPEN), st.session_state.get(MODE, LOOK)
    if not opened:
        return
    item = snapshot.item(str(opened))
    if mode != NEW and (item is None or item.kind != "agreement" or item.code in hidden_codes()):
        close_drawer()
        return
    title = "New layer" if item is None else plain(item.title)

    change_seen = visitor.snapshot().change

    @st.dialog(title, width=660, position="right", on_dismiss=close_drawer)
    def drawer() -> None:
        # What a button in here brings about, a preview or another record, stands outside of the drawer.
        if st.session_state.get(OPEN) != opened or pending(KEY) or visitor.snapshot().change != change_seen:
            st.rerun()
        writing.refusals(REFUSED)
        if st.session_state.get(MODE) in (EDIT, NEW) and visitor.may_edit():
            _form(item)
        elif item is not None:
            _look(snapshot, item)
            below(item)

    drawer()


def calls_about(item: ItemView) -> list[BallotRow]:
    """Consensus calls about an agreement at the moment looked at, as the visitor may see them; no drafts."""
    moment = moment_looked_at()
    return [
        call
        for call in ballots_seen()
        if call.kind == "consensus-call"
        and call.item == item.code
        and not call.given_up
        and call.state(moment) != "draft"
    ]


def _look(snapshot: Snapshot, item: ItemView) -> None:
    if visitor.may_edit():
        st.button(
            "Edit", key="agreements_do_edit", icon=":material/edit:", type="primary",
            on_click=open_drawer, args=(item.code, EDIT),
        )  # fmt: skip
    calls = calls_about(item)
    st.html(card_html(snapshot, item, calls))
    draw_text(item)
    for call in calls:
        standing = "" if call.voided else call.outcome_sentence
        said = standing or state_words(call, moment_looked_at())
        again = f", round {call.round}" if call.round > 1 else ""
        st.markdown(f"Consensus call {plain(call.code)}{again}: {plain(said)}{_contests(call)}")
    if item.detail.get("certainty"):
        st.caption(f"How sure: {CERTAINTY[str(item.detail['certainty'])]}")
    if snapshot.out(item, "derived-from"):
        st.subheader("Sources", anchor=False)
        draw_quotes(snapshot, item)
    st.subheader("How it came to this", anchor=False)
    st.html(_history_html(snapshot, item, _revisions(item)))
    st.markdown(f"[Full page with its comments]({item_address(item.code)})")


def _contests(call: BallotRow) -> str:
    """Who contests a recorded outcome and why, as Markdown after its sentence; empty where nobody does."""
    if call.voided:
        return ""
    said = (
        f"✕ **Contested by {plain(step.organisation_name)}** on {display_moment(step.at)}: {plain(step.why)}"
        for step in call.contests
    )
    return "".join(f"  \n{words}" for words in said)


def _revisions(item: ItemView) -> list[Revision]:
    """Revisions up to the moment looked at, the latest first."""
    with database().read() as session:
        return [r for r in revisions(session, item.code) if r.revision <= item.revision]


def _history_html(snapshot: Snapshot, item: ItemView, found: Sequence[Revision]) -> str:
    rows = []
    for revision in found:
        changed = "".join(
            f"<li>{html.escape(field_label(name))}: "
            f"{html.escape(value_words(snapshot, item.kind, name, before))} → "
            f"{html.escape(value_words(snapshot, item.kind, name, after))}</li>"
            for name, before, after in revision.fields
            if name != "text" and (before, after) != (None, None)
        )
        what = "Written down" if revision.created else "Changed"
        rows.append(
            f"<li><b>{html.escape(display_date(revision.effective_on))}</b> {what} by "
            f'{html.escape(revision.person)}<div class="wb-remark">{html.escape(revision.why)}</div>'
            f"<ul>{changed}</ul></li>"
        )
    return f'<ol class="wb-past">{"".join(rows)}</ol>'


def _form(item: ItemView | None) -> None:
    form = agreements_form.current()
    if form is None:
        close_drawer()
        st.rerun()
    agreements_form.draw_form(visitor.snapshot(), form)
    with st.container(horizontal=True):
        st.button(
            "Save …", key="agreements_form_save", type="primary", icon=":material/save:", on_click=_ask,
            help="Shows what will change before it is written.", shortcut="Mod+S",
        )  # fmt: skip
        if item is None:
            st.button("Cancel", key="agreements_form_cancel", on_click=close_drawer)
        else:
            st.button("Cancel", key="agreements_form_cancel", on_click=open_drawer, args=(item.code,))


def _ask() -> None:
    form = agreements_form.current()
    if form is None:
        return
    form.keep()
    writing.refuse(REFUSED, [])
    change = writing.attempt(REFUSED, lambda: agreements_form.change(form, visitor.snapshot()))
    if change is None:
        return
    if change.empty:
        writing.refuse(REFUSED, ["Nothing has changed yet, so there is nothing to save."])
        return
    ask(KEY, change)
