"""Edits of the diagram that are not saved yet: kept in session state, shown in the drawing, taken out one by one."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from workbench.graph.architecture_edits import ArchitectureEdits
from workbench.graph.proposed import ProposedChange
from workbench.graph.reading import SNAPSHOTS
from workbench.graph.snapshot import Snapshot
from workbench.process import changes
from workbench.process.changes import Saved
from workbench.process.planning.preview import Refused
from workbench.screens import visitor, writing
from workbench.screens.connection import database
from workbench.screens.grammar import plain

KEY = "diagram"
_EDITS, _FORESEEN = "diagram_edits", "diagram_foreseen"


def edits() -> ArchitectureEdits:
    """The unsaved edits."""
    found = st.session_state.get(_EDITS)
    return found if isinstance(found, ArchitectureEdits) else ArchitectureEdits()


def forget(_: Saved | None = None) -> None:
    """Drop all unsaved edits; for callbacks."""
    st.session_state.pop(_EDITS, None)
    st.session_state.pop(_FORESEEN, None)
    writing.refuse(KEY, [])


def note(edit: Callable[[ArchitectureEdits], None], *, refused: str = KEY, done: str = "") -> bool:
    """Make one more edit, unless the record would refuse it; for callbacks.

    Args:
        edit: changes the edits that it is given.
        refused: key under which the reasons are drawn.
        done: what to say on the next run.
    """
    changed = edits().copy()
    edit(changed)
    try:
        foreseen(changed.change_of_whatever_is_current())
    except Refused as wrong:
        writing.refuse(refused, writing.sentences_of(wrong))
        return False
    writing.refuse(refused, [])
    st.session_state[_EDITS] = changed
    if done:
        writing.say(done)
    return True


def foreseen(change: ProposedChange) -> Snapshot:
    """The record as a change would leave it; worked out anew only when one of the two has changed.

    Raises:
        Refused: when the record refuses it, with every reason.
    """
    head = SNAPSHOTS.get(database()).change
    key = (head, repr((change.new, change.edits, change.links)))
    kept = st.session_state.get(_FORESEEN)
    if isinstance(kept, tuple) and kept[0] == key:
        found: Snapshot = kept[1]
        return found
    after = changes.outcome(database(), visitor.signed_in(), change)
    st.session_state[_FORESEEN] = (key, after)
    return after


def shown(snapshot: Snapshot) -> Snapshot:
    """The record with the unsaved edits; the record itself where there are none, or where it refuses them now."""
    if not visitor.may_edit() or edits().empty:
        return snapshot
    try:
        return foreseen(edits().change_of_whatever_is_current())
    except Refused as wrong:
        writing.refuse(KEY, writing.sentences_of(wrong))
        return snapshot


def draw_steps(snapshot: Snapshot) -> None:
    """Draw the unsaved edits, each with what takes it out again."""
    found = list(edits().steps(snapshot))
    if not found:
        return
    number = len(found)
    with st.container(border=True, key="diagram_steps"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(
                f":orange[**{number} unsaved {'edit' if number == 1 else 'edits'}**]", width="content"
            )
            st.button("Discard all", key="diagram_discard", type="tertiary", on_click=forget)
        for place, step in enumerate(found):
            with st.container(horizontal=True, vertical_alignment="center"):
                st.markdown(plain(step.words), width="content")
                st.button(
                    "Take out", key=f"diagram_take_out_{place}", type="tertiary", icon=":material/undo:",
                    help=f"Take out: {step.words}", on_click=_take_out, args=(step.key,),
                )  # fmt: skip
        st.caption("In the drawing: + comes, ~ changes, − goes. Nothing is written until you save.")


def _take_out(key: str) -> None:
    note(lambda changed: changed.drop(key))
