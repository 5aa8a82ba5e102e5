"""Which step of a call is being asked for: at most one dialog is open at a time."""

from __future__ import annotations

import streamlit as st

from workbench.screens import writing

STEP = "ballots_step"
REFUSED = "ballots_step"


def ask(step: str, code: str) -> None:
    """Open the dialog of a step on the next run; for callbacks."""
    number = st.session_state.get("ballots_step_number", 0) + 1
    st.session_state["ballots_step_number"] = number
    st.session_state[STEP] = (step, code)
    writing.refuse(REFUSED, [])


def asked(code: str) -> str | None:
    """The step that is asked for on a call, or None."""
    found = st.session_state.get(STEP)
    return str(found[0]) if isinstance(found, tuple) and found[1] == code else None


def key(name: str) -> str:
    """Session key of a widget of the open dialog: a new one for every opening."""
    return f"ballots_step_{st.session_state.get('ballots_step_number', 0)}_{name}"


def typed(name: str) -> str:
    """What stands in a text widget of the open dialog."""
    return str(st.session_state.get(key(name)) or "")


def close() -> None:
    """Close the dialog; for callbacks."""
    st.session_state.pop(STEP, None)
    writing.refuse(REFUSED, [])
