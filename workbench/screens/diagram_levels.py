"""The naming scheme of the levels that is chosen above the diagram: everything beside the drawing names them so."""

from __future__ import annotations

import streamlit as st

KEY = "diagram_levels"


def chosen() -> str | None:
    """The scheme; None for the record's own."""
    found = st.session_state.get(KEY)
    return str(found) if found else None
