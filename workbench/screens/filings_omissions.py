"""What a document leaves out: accepted one by one, and what a standing rule leaves out."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from workbench.filing import Omission
from workbench.screens.grammar import item_address, plain

MOST_ONE_BY_ONE = 40
"""Of more omissions the page draws a table, which holds any number."""


def draw(omissions: Sequence[Omission]) -> list[str] | None:
    """Draw what is left out; the codes that are accepted, or None while some are not."""
    must = [o for o in omissions if o.needs_acceptance]
    others = [o for o in omissions if not o.needs_acceptance]
    accepted = _accepted(must) if must else []
    if others:
        with st.expander(f"Left out by a standing rule ({len(others):,})"):
            _listed(others)
    left = len(must) - len(accepted)
    if left:
        st.info(f"{left:,} of {len(must):,} omissions are still to be accepted.", icon=":material/rule:")
        return None
    return accepted


def _accepted(must: Sequence[Omission]) -> list[str]:
    st.subheader("Accept what is left out", anchor=False)
    st.caption("Nobody has seen a source for these. Each is printed once it has one, or left out by name.")
    if len(must) > MOST_ONE_BY_ONE:
        chosen = st.dataframe(
            _table(must),
            hide_index=True,
            on_select="rerun",
            selection_mode="multi-row",
            # Chosen are rows: among other omissions nothing is chosen.
            key=f"filings_accept_{hash(tuple(omission.code for omission in must))}",
            alt="What is left out unless it gets a source; the rows chosen are accepted.",
        )
        return [must[row].code for row in chosen.selection.rows]
    return [
        omission.code
        for omission in must
        if st.checkbox(
            f"**{plain(omission.title)}** :gray[{omission.code}]: {plain(omission.reason)}",
            key=f"filings_accept_{omission.code}",
        )
    ]


def _listed(others: Sequence[Omission]) -> None:
    if len(others) > MOST_ONE_BY_ONE:
        st.dataframe(_table(others), hide_index=True, alt="What a standing rule leaves out, with the reason.")
        return
    lines = [f"- [{plain(o.title)}]({item_address(o.code)}): {plain(o.reason)}" for o in others]
    st.markdown("\n".join(lines))


def _table(omissions: Sequence[Omission]) -> dict[str, list[str]]:
    return {
        "Left out": [omission.title for omission in omissions],
        "Code": [omission.code for omission in omissions],
        "Reason": [omission.reason for omission in omissions],
    }
