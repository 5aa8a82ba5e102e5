"""Views of the issue list: ready-made filters, and named ones that were kept."""

from __future__ import annotations

from functools import partial

import streamlit as st

from workbench.graph.views import View, views
from workbench.process.views import delete_view, save_view
from workbench.screens import issues_filters, visitor, writing
from workbench.screens.connection import database
from workbench.screens.grammar import plain

PAGE = "issues"
READY_MADE = {
    "Open": "status=open",
    "Without a meeting": "status=open meeting=none",
    "Without an owner": "status=open owner=none",
    "Due in two weeks": "status=open due<=today+14",
    "Citing a text that changed": "suspect=yes",
    "Withdrawn": "status=withdrawn",
}
"""Filters that every facilitator needs, by their name."""


def draw() -> None:
    """Draw the list of views, and what keeps the present filter as one."""
    actor = visitor.signed_in()
    with database().read() as session:
        kept = views(session, PAGE, actor.person)
    with st.popover("Views", icon=":material/bookmark:"):
        with st.container(gap=None):
            st.button(
                "All issues", key="issues_view_all", type="tertiary", on_click=issues_filters.put, args=("",)
            )
            for name, where in READY_MADE.items():
                st.button(
                    name,
                    key=f"issues_view_{name}",
                    type="tertiary",
                    on_click=issues_filters.put,
                    args=(where,),
                )
        if kept:
            st.markdown("**Kept views**")
            with st.container(gap=None):
                for view in kept:
                    _draw_kept(view)
        if actor.may("save-view"):
            _keep_form()


def _draw_kept(view: View) -> None:
    actor = visitor.signed_in()
    name, away = st.columns([5, 1], vertical_alignment="center")
    everybodys = " :gray[everybody's]" if view.shared else ""
    name.button(
        f"{plain(view.name)}{everybodys}", key=f"issues_view_{view.uuid}", type="tertiary",
        on_click=issues_filters.put, args=(view.where,), help=f"`{view.where or 'all issues'}`",
    )  # fmt: skip
    if not view.shared or actor.may("edit"):
        away.button(
            "", key=f"issues_drop_{view.uuid}", type="tertiary", icon=":material/delete:",
            help=f"Drop the view {plain(view.name)}", on_click=_drop, args=(view,),
        )  # fmt: skip


def _keep_form() -> None:
    st.markdown("**Keep the present filter**")
    st.text_input("Name", key="issues_view_name", max_chars=120, placeholder="What the view shows")
    if visitor.signed_in().person is not None and visitor.may_edit():
        st.checkbox("For everybody", key="issues_view_shared")
    st.button("Keep", key="issues_view_keep", on_click=_keep)


def _keep() -> None:
    name = st.session_state.get("issues_view_name") or ""
    shared = bool(st.session_state.get("issues_view_shared"))
    where = issues_filters.whole_text()
    verb = partial(save_view, database(), visitor.signed_in(), PAGE, name, where, shared=shared)
    if writing.attempt(PAGE, verb, f"The view '{name.strip()}' is kept.") is not None:
        st.session_state["issues_view_name"] = ""


def _drop(view: View) -> None:
    verb = partial(delete_view, database(), visitor.signed_in(), view.uuid)
    writing.attempt(PAGE, verb, f"The view '{view.name}' is dropped.")
