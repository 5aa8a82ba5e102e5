"""The frame of every page: style, sign-in, navigation by role, the moment looked at."""

from __future__ import annotations

from functools import cache
from html import escape
from importlib.resources import files

import streamlit as st

from workbench.graph.dates import display_date
from workbench.process.actor import Actor
from workbench.screens import item, navigation, visitor
from workbench.screens.notices import notify, say_pending

NAME = "SIWG Workbench"


@cache
def _style() -> str:
    return files("workbench.screens").joinpath("style.css").read_text("utf-8")


def run() -> None:
    """Draw the page that the address names, for whoever is signed in."""
    st.set_page_config(page_title=NAME, page_icon=":material/account_tree:", layout="wide")
    st.html(f"<style>{_style()}</style>")
    visitor.ask_again()  # A callback of this run may have written something.
    found = visitor.actor()
    if found is None:
        _welcome()
        return
    _moment_choice()
    page = st.navigation(navigation.pages(found), position="sidebar")
    _side_bar(found)
    say_pending()
    code = st.query_params.get("item")
    if code:
        item.page(code)
    else:
        page.run()


def _welcome() -> None:
    st.title(NAME)
    st.markdown(
        "The record of a working group: its issues, schedule, agreements and filings.\n\n"
        "**Sign in with your link.** The facilitator gets one in the terminal in which the server was started, "
        "at every start; `workbench link` prints another. Everybody else gets theirs from the facilitator."
    )


def _moment_choice() -> None:
    choices = visitor.moments()
    with st.sidebar:
        st.selectbox(
            "Look at the record as of",
            list(choices),
            format_func=lambda key: choices[key],
            key=visitor.MOMENT_KEY,
            bind="query-params",
            help="A baseline shows the record as it stood then. Only the present can be edited.",
        )


def _side_bar(found: Actor) -> None:
    snapshot = visitor.snapshot()
    with st.sidebar:
        st.caption(f"**{snapshot.title}**")
        # Not Markdown, whose links open a new tab and would leave this one showing the record.
        who = escape(f"{found.name} · {', '.join(sorted(found.roles))}")
        st.html(f'<p class="wb-who">{who} · <a href="/sign-out" target="_self">Sign out</a></p>')
    if not visitor.is_now():
        day = f", {display_date(snapshot.as_of)}" if snapshot.as_of else ""
        words = f"You are looking at **{snapshot.baseline}**{day}. Nothing can be edited here."
        if snapshot.reconstruction:
            words += " It is a reconstruction, written down afterwards from sources."
        st.info(words, icon=":material/history:")


__all__ = ["notify", "run"]
