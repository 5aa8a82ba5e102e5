"""The page of meetings."""

from __future__ import annotations

import streamlit as st


def page() -> None:
    """Draw the page."""
    st.title("meetings")
