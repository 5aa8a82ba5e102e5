"""Several items chosen on a page, kept in its address by their codes.

Streamlit's own binding writes the words that a person sees; a title may change, and a code never does.
"""

from __future__ import annotations

from collections.abc import Collection

import streamlit as st


def seed(name: str, known: Collection[str], most: int | None = None) -> None:
    """Put into the session what the address names, once, and leave out what is not there; before the widget.

    Args:
        name: key of the widget, and its name in the address.
        known: codes that may be chosen.
        most: how many of them.
    """
    chosen = st.session_state[name] if name in st.session_state else st.query_params.get_all(name)
    st.session_state[name] = [code for code in dict.fromkeys(chosen or []) if code in known][:most]


def keep(name: str) -> None:
    """Write what is chosen into the address; the widget's callback."""
    chosen = st.session_state.get(name) or []
    if chosen:
        st.query_params[name] = list(chosen)
    else:
        st.query_params.pop(name, None)
