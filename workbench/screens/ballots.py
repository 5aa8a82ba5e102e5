"""Consensus calls, for the facilitator: what is open, prepared, closed and recorded; one call at its address."""

from __future__ import annotations

import streamlit as st

from workbench.screens import ballots_detail, ballots_form, ballots_list, grammar, visitor
from workbench.screens.ballots_reads import CALL, NEW, may_write


def page() -> None:
    """Draw the list, one call, or the form of a new one, as the address says."""
    if not visitor.signed_in().may("prepare-ballot"):
        grammar.refusal(
            ["The facilitator prepares and closes calls. Your own page has those that ask you."], "Not yours"
        )
        return
    code = str(st.query_params.get(CALL) or "").strip()
    if code == NEW and may_write():
        ballots_form.page()
    elif code and code != NEW:
        ballots_detail.page(code.upper())
    else:
        ballots_list.page()
