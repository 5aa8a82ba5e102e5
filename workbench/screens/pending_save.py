"""The change that waits for its save on a page, kept in session state while its preview is open."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field

import streamlit as st

from workbench.graph.proposed import ProposedChange
from workbench.process.planning.preview import Conflict, Preview
from workbench.screens.conflict_choice import Choices


@dataclass
class Pending:
    """A change that waits for its save, with what was chosen for it.

    Args:
        choices: which version stands where two people wrote the same field.
        conflicts: where they did, as last shown.
        looked: previews by the state of the record, the date and the choices that they were planned for.
        number: a new one for every preview, so that its widgets start empty.
    """

    change: ProposedChange
    verb: str = "edit"
    number: int = 0
    choices: Choices = field(default_factory=dict)
    conflicts: tuple[Conflict, ...] = ()
    looked: dict[Hashable, Preview] = field(default_factory=dict)


def ask(key: str, change: ProposedChange, *, verb: str = "edit") -> None:
    """Open the preview of a change on the next run; for callbacks."""
    number = st.session_state.get(f"{key}_save_number", 0) + 1
    st.session_state[f"{key}_save_number"] = number
    st.session_state.pop(f"{key}_refusals", None)
    st.session_state[_place(key)] = Pending(change, verb, number)


def pending(key: str) -> Pending | None:
    """The change that is being previewed, or None."""
    found = st.session_state.get(_place(key))
    return found if isinstance(found, Pending) else None


def close(key: str) -> None:
    """Close the preview without a save; for callbacks."""
    st.session_state.pop(_place(key), None)


def _place(key: str) -> str:
    return f"{key}_save_pending"
