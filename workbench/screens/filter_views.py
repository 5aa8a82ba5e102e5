"""Views of a list: ready-made filters, and named ones that were kept; the same on every page that has a filter."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

import streamlit as st

from workbench.graph.views import View, views
from workbench.process.views import delete_view, save_view
from workbench.screens import visitor, writing
from workbench.screens.connection import database
from workbench.screens.grammar import plain


def draw(
    page: str,
    ready_made: Mapping[str, str],
    *,
    everything: str,
    put: Callable[[str], None],
    present: Callable[[], str],
) -> None:
    """Draw the list of views, and what keeps the present filter as one.

    Args:
        page: name of the page, under which its views are kept; the prefix of its session keys.
        ready_made: filters that everybody needs, by their name.
        everything: what the view without a filter is called.
        put: filters the page by a text of the filter language; called in callbacks.
        present: the present filter.
    """
    actor = visitor.signed_in()
    with database().read() as session:
        kept = views(session, page, actor.person)
    with st.popover("Views", icon=":material/bookmark:"):
        with st.container(gap=None):
            st.button(everything, key=f"{page}_view_all", type="tertiary", on_click=put, args=("",))
            for name, where in ready_made.items():
                st.button(name, key=f"{page}_view_{name}", type="tertiary", on_click=put, args=(where,))
        if kept:
            st.markdown("**Kept views**")
            with st.container(gap=None):
                for view in kept:
                    _draw_kept(page, view, put, everything)
        if actor.may("save-view"):
            _keep_form(page, present)


def _draw_kept(page: str, view: View, put: Callable[[str], None], everything: str) -> None:
    actor = visitor.signed_in()
    name, away = st.columns([5, 1], vertical_alignment="center")
    everybodys = " :gray[everybody's]" if view.shared else ""
    name.button(
        f"{plain(view.name)}{everybodys}", key=f"{page}_view_{view.uuid}", type="tertiary",
        on_click=put, args=(view.where,), help=f"`{view.where or everything.lower()}`",
    )  # fmt: skip
    if not view.shared or actor.may("edit"):
        away.button(
            "", key=f"{page}_drop_{view.uuid}", type="tertiary", icon=":material/delete:",
            help=f"Drop the view {plain(view.name)}", on_click=_drop, args=(page, view),
        )  # fmt: skip


def _keep_form(page: str, present: Callable[[], str]) -> None:
    st.markdown("**Keep the present filter**")
    st.text_input("Name", key=f"{page}_view_name", max_chars=120, placeholder="What the view shows")
    if visitor.signed_in().person is not None and visitor.may_edit():
        st.checkbox("For everybody", key=f"{page}_view_shared")
    st.button("Keep", key=f"{page}_view_keep", on_click=_keep, args=(page, present))


def _keep(page: str, present: Callable[[], str]) -> None:
    name = st.session_state.get(f"{page}_view_name") or ""
    shared = bool(st.session_state.get(f"{page}_view_shared"))
    verb = partial(save_view, database(), visitor.signed_in(), page, name, present(), shared=shared)
    if writing.attempt(page, verb, f"The view '{name.strip()}' is kept.") is not None:
        st.session_state[f"{page}_view_name"] = ""


def _drop(page: str, view: View) -> None:
    verb = partial(delete_view, database(), visitor.signed_in(), view.uuid)
    writing.attempt(page, verb, f"The view '{view.name}' is dropped.")
