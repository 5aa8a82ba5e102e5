"""The test bench of this server: one, for everybody who looks."""

from __future__ import annotations

import streamlit as st

from workbench.stubs.chains.bench import TestBench


@st.cache_resource(show_spinner=False)
def bench() -> TestBench:
    """Return the bench; it lives as long as the server."""
    return TestBench()
