"""One change in a drawer: each field before and after, and its undo with a preview.

Which change is open stands in the address (``change=12``), so that it can be sent to somebody.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import streamlit as st

from workbench.graph.ballots.cache import BALLOTS
from workbench.graph.change_details import ChangeDetails, ItemWritten, change_details
from workbench.graph.dates import display_date, display_moment
from workbench.graph.proposed import Problem
from workbench.process.actor import NotPermitted
from workbench.process.ballots.visibility import tells_of_positions
from workbench.process.planning.preview import FieldChange, ItemChange, Preview
from workbench.process.undoing import UNDOABLE, preview_undo, undo
from workbench.screens import visitor, writing
from workbench.screens.confidential import hidden_codes
from workbench.screens.connection import database
from workbench.screens.event_words import verb_words
from workbench.screens.grammar import plain, refusal
from workbench.screens.preview_words import draw_preview

OPEN = "change"
UNDOING = "change_undoing"
MOST_REASONS = 12


def show_change(number: int) -> None:
    """Open the drawer on the next run; for callbacks."""
    st.query_params[OPEN] = str(number)
    st.session_state.pop(UNDOING, None)


def close() -> None:
    """Close the drawer; for callbacks."""
    st.query_params.pop(OPEN, None)
    st.session_state.pop(UNDOING, None)


def change_drawer(key: str) -> None:
    """Draw the drawer while the address names a change; to be called once, at the end of a page.

    Args:
        key: prefix of the page's session keys.
    """
    words = st.query_params.get(OPEN, "")
    if not words.isdecimal() or len(words) > 9 or not visitor.signed_in().may("read-history"):
        return
    number = int(words)
    with database().read() as session:
        details = change_details(session, number)
    if details is None:
        refusal([f"There is no change {number}."], "This change cannot be shown")
        return
    calls = partial(BALLOTS.get, database())
    if tells_of_positions(visitor.signed_in(), details.verb, details.subject, calls):
        refusal(
            ["What is said in a call is kept from your office until its outcome is recorded."],
            "This change cannot be shown",
        )
        return

    @st.dialog(f"Change {number}", width=860, position="right", on_dismiss=close)
    def drawer() -> None:
        if st.query_params.get(OPEN) != words:
            st.rerun()
        _body(key, details)

    drawer()


def _body(key: str, details: ChangeDetails) -> None:
    why = f": {plain(details.why)}" if details.why else "."
    st.markdown(f"**{plain(details.person)}** {plain(verb_words(details.verb))}{why}")
    st.caption(f"{display_moment(details.at)} · in effect from {display_date(details.effective_on)}")
    if details.undone_by is not None:
        st.info(f"Undone by change {details.undone_by}.", icon=":material/undo:")
    if details.undoes is not None:
        st.info(f"It undid change {details.undoes}.", icon=":material/undo:")
    writing.refusals(f"{key}_undo", "Nothing was undone")
    if st.session_state.get(UNDOING) == details.number:
        _undoing(key, details.number)
        return
    if visitor.may_edit() and details.verb in UNDOABLE and details.undone_by is None:
        st.button(
            "Undo this change …",
            key=f"{key}_undo_ask",
            icon=":material/undo:",
            help="Shows what it would put back before anything is written.",
            on_click=_ask,
            args=(details.number,),
        )
    for said in details.said:
        if said.code not in hidden_codes():
            st.caption(plain(f"{said.person}, on {said.code}:"))
            st.text(said.text)
    if details.empty and not details.said:
        st.markdown("It wrote no item and no link. What was cast or named stands beside the items.")
    elif not details.empty:
        draw_preview(_as_preview(details), visitor.snapshot())
    st.caption("Digest of what it wrote, as the chain of events keeps it:")
    st.code(details.digest or "none", language=None, wrap_lines=True)


def _as_preview(details: ChangeDetails) -> Preview:
    """The change in the shape in which every page shows changes."""
    shown = [item for item in details.items if not _hidden(item)]
    codes = {item.code for item in shown}
    return Preview(
        changes=tuple(
            ItemChange(
                item.code,
                item.kind,
                item.title,
                item.created,
                tuple(FieldChange(*field) for field in item.fields),
                ("A text in it was removed from the record later.",) if item.redacted else (),
            )
            for item in shown
        ),
        links_added=tuple(link for link in details.links_added if _visible(link)),
        links_removed=tuple(link for link in details.links_removed if _visible(link)),
        reviewed=details.reviewed if codes or not details.items else 0,
    )


def _hidden(item: ItemWritten) -> bool:
    return item.code in hidden_codes()


def _visible(link: tuple[str, str, str]) -> bool:
    return not {link[0], link[2]} & hidden_codes()


def _ask(number: int) -> None:
    st.session_state[UNDOING] = number


def _keep() -> None:
    st.session_state.pop(UNDOING, None)


def _undoing(key: str, number: int) -> None:
    try:
        looked = preview_undo(database(), visitor.signed_in(), number)
    except NotPermitted as refused:
        refusal([str(refused)], "Nothing was undone")
        return
    can = looked.savable and not looked.empty
    if can:
        st.markdown(f"**Undo of change {number} would put back:**")
    draw_preview(_shortened(looked), visitor.snapshot(), refused="This change cannot be undone")
    if can:
        st.text_input(
            "Reason", key=f"{key}_undo_why", placeholder="Why, in a few words. It stands in the history."
        )
    with st.container(horizontal=True):
        if can:
            st.button(
                f"Undo change {number}",
                key=f"{key}_undo_now",
                type="primary",
                icon=":material/undo:",
                on_click=_undo,
                args=(key, number),
            )
        st.button("Keep it" if can else "Back", key=f"{key}_undo_not", on_click=_keep)


def _shortened(looked: Preview) -> Preview:
    """The preview with its first reasons: of a large change there can be hundreds."""
    rest = len(looked.problems) - MOST_REASONS
    if rest <= 0:
        return looked
    more = Problem(f"and {rest} more {'reason' if rest == 1 else 'reasons'} of this kind")
    return replace(
        looked,
        changes=(),
        links_added=(),
        links_removed=(),
        reviewed=0,
        problems=(*looked.problems[:MOST_REASONS], more),
    )


def _undo(key: str, number: int) -> None:
    why = st.session_state.get(f"{key}_undo_why") or ""
    saved = writing.attempt(f"{key}_undo", partial(undo, database(), visitor.signed_in(), number, why))
    _keep()
    if saved is not None:
        close()
        writing.say(f"Change {number} is undone, by change {saved.number}.")
