"""One item: its page at a stable address, and the same content for a side drawer."""

from __future__ import annotations

import streamlit as st


def page(code: str) -> None:
    """Draw the page of the item with this code."""
    st.title(code)
