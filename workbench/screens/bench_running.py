"""The test bench of this server: one, for everybody who looks."""

from __future__ import annotations

import atexit

import streamlit as st

from workbench.stubs.chains.bench import TestBench


@st.cache_resource(show_spinner=False)
def bench() -> TestBench:
    """Return the bench; it lives as long as the server, and ends with all that it started."""
    made = TestBench()
    atexit.register(made.close)
    return made
