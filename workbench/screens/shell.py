"""The frame of every page: style, sign-in, navigation by role, the moment looked at."""

from __future__ import annotations

from functools import cache
from html import escape
from importlib.resources import files

import streamlit as st

from workbench.process.actor import Actor
from workbench.screens import account, item, navigation, visitor
from workbench.screens.grammar import plain
from workbench.screens.moment import draw_choice, moment_words
from workbench.screens.notices import notify, say_pending

NAME = "SIWG Workbench"
SIGN_IN = "sign-in"
"""The parameter of the address that shows the public how to sign in."""
LINK_WORDS = (
    "The facilitator of the group sends you one; it works once.\n\n"
    ":small[You are the facilitator? Yours is printed in the terminal in which the server was started, at every "
    "start; `workbench link` prints another.]"
)
FORGED = (
    "What this browser sent as your sign-in was not made by this workbench, so you are not signed in. "
    "Sign in again with a new link."
)


@cache
def _style() -> str:
    return files("workbench.screens").joinpath("style.css").read_text("utf-8")


def run() -> None:
    """Draw the page that the address names, for whoever is signed in."""
    st.set_page_config(page_title=NAME, page_icon=":material/account_tree:", layout="wide")
    st.html(f"<style>{_style()}</style>")
    visitor.ask_again()  # A callback of this run may have written something.
    found = visitor.actor()
    if found is None or (visitor.is_public() and SIGN_IN in st.query_params):
        _welcome()
        return
    draw_choice()
    page = st.navigation(navigation.pages(found), position="sidebar", expanded=True)
    _side_bar(found)
    say_pending()
    code = st.query_params.get("item")
    if code:
        item.page(code)
    else:
        page.run()


def _welcome() -> None:
    st.title(NAME, anchor=False)
    st.markdown("The record of a working group: its issues, schedule, agreements and filings.")
    refused = account.refusal()
    if refused:
        st.error(plain(refused), icon=":material/block:")
    if visitor.forged_cookie():
        st.error(FORGED, icon=":material/block:")
    if account.is_set_up():
        account.buttons()
        if refused:
            st.html('<p class="wb-remark"><a href="/sign-out" target="_self">Use another account</a></p>')
        st.markdown("**Or sign in with your link.** " + LINK_WORDS)
    else:
        st.markdown("**Sign in with your link.** " + LINK_WORDS)


def _side_bar(found: Actor) -> None:
    snapshot = visitor.snapshot()
    with st.sidebar:
        st.caption(f"**{snapshot.title}**")
        # Not Markdown, whose links open a new tab and would leave this one showing the record.
        if visitor.is_public():
            st.html(
                '<p class="wb-who">You are reading as the public. '
                f'<a href="/?{SIGN_IN}=" target="_self">Sign in</a></p>'
            )
        else:
            who = escape(f"{found.name} · {', '.join(sorted(found.roles))}")
            st.html(f'<p class="wb-who">{who} · <a href="/sign-out" target="_self">Sign out</a></p>')
    if visitor.is_public() and account.refusal():
        st.warning(plain(account.refusal()), icon=":material/block:")
    if visitor.is_public() and visitor.forged_cookie():
        st.warning(FORGED, icon=":material/block:")
    if not visitor.is_now():
        words = f"You are looking at {moment_words()}. Nothing can be edited here."
        if snapshot.reconstruction:
            words += " It is a reconstruction, written down afterwards from sources."
        st.info(words, icon=":material/history:")


__all__ = ["notify", "run"]
