"""What a visitor sees when a page fails: a sentence, and a number to find the failure in the log."""

from __future__ import annotations

import logging
import secrets

import streamlit as st

LOGGER = logging.getLogger("workbench.screens")


def say_failure(error: Exception) -> bool:
    """Log a page's failure and say so in place of Streamlit's own box.

    Returns:
        True, which keeps Streamlit from drawing its own message.
    """
    number = secrets.token_hex(3)
    LOGGER.error("Failure %s", number, exc_info=error)
    st.error(
        "**This page could not be drawn.** What was saved before is safe. Load the page again; if that does not "
        f"help, tell whoever runs the server to look for *failure {number}* in its log.",
        icon=":material/error:",
    )
    return True
