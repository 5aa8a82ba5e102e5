"""Short notices of what was done: left by a callback, which cannot draw, and shown on the next run."""

from __future__ import annotations

import streamlit as st

PENDING_KEY = "shell_pending_notice"


def notify(words: str, icon: str = ":material/check:") -> None:
    """Show a short notice on the next run; for callbacks."""
    st.session_state[PENDING_KEY] = (words, icon)


def say_pending() -> None:
    """Show the notice that the last callback left, if it left one."""
    pending = st.session_state.pop(PENDING_KEY, None)
    if pending:
        st.toast(pending[0], icon=pending[1])
