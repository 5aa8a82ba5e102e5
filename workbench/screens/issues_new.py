"""A new issue: written in a small form, shown in the grid, created by the next save."""

from __future__ import annotations

import streamlit as st

from workbench.graph.snapshot import Snapshot
from workbench.screens import issues_grid, writing

FORM = "issues_new"


def draw(snapshot: Snapshot) -> None:
    """Draw the form behind its button."""
    with st.popover("New issue", icon=":material/add:"), st.form(FORM, clear_on_submit=True, border=False):
        st.text_input("Title", key=f"{FORM}_title", max_chars=300, placeholder="The question, in one line")
        st.text_area(
            "Text", key=f"{FORM}_text", height=120, placeholder="What it is about. Markdown is fine."
        )
        st.selectbox(
            "Theme", list(snapshot.vocabulary.themes), index=None, key=f"{FORM}_theme", accept_new_options=True,
            placeholder="none yet",
        )  # fmt: skip
        st.caption(
            "It stands at the top of the grid, where the rest is filled in, and is created when you save."
        )
        st.form_submit_button("Put into the grid", type="primary", on_click=_add)


def _add() -> None:
    fields = {
        name: (st.session_state.get(f"{FORM}_{name}") or "").strip() for name in ("title", "text", "theme")
    }
    if not fields["title"]:
        writing.refuse("issues", ["A new issue needs a title: the question, in one line."])
        return
    issues_grid.draft().add({name: value for name, value in fields.items() if value})
    issues_grid.renew()
    writing.say("The new issue stands at the top of the grid and is created when you save.")
