"""Comments in threads, on an item or in a call: what was said, what became of it, what was answered."""

from __future__ import annotations

from functools import partial

import streamlit as st

from workbench.graph.comment_threads import ThreadComment, comment_threads
from workbench.graph.snapshot import Snapshot
from workbench.process.comments import settle_comment
from workbench.process.visibility import comment_states
from workbench.screens import comment_forms, visitor, writing
from workbench.screens.comment_words import remarks, resolutions_html, standing_html, who_markdown
from workbench.screens.confidential import hidden_codes
from workbench.screens.connection import database
from workbench.screens.grammar import plain
from workbench.screens.markdown_text import safe_markdown

KEY = "item_comment"
DEEPEST = 3
"""Replies below this depth are drawn at it: a telephone has no room for more."""


def draw_threads(snapshot: Snapshot, item_code: str, *, ballot: str | None = None) -> None:
    """Draw the comments on an item, and the field for another one, for whoever is signed in.

    Args:
        snapshot: the record at the moment looked at.
        item_code: the item; of a call what it is about. Nothing is drawn where the visitor may not see it.
        ballot: code of a call, whose comments alone are drawn, and in which the next one is said.
    """
    item = snapshot.item(item_code)
    if item is None or item.code in hidden_codes():
        return
    key = KEY if ballot is None else f"{KEY}_{ballot}"
    actor = visitor.signed_in()
    states = [state for state in comment_states(actor) if state != "dropped"]  # it is off the page then
    change = visitor.change_looked_at()
    with database().read() as session:
        threads = comment_threads(session, item=item.code, ballot=ballot, states=states, change=change)
    writing.refusals(key, "Nothing was written")
    if not threads:
        where = "in this call" if ballot else "on it"
        st.caption(f"Nobody has commented {where} yet.")
    for thread in threads:
        draw_thread(key, thread, call=ballot is None)
    if actor.may("comment") and visitor.is_now():
        comment_forms.draw_comment_form(snapshot, key, item.code, ballot=ballot)


def draw_thread(key: str, thread: ThreadComment, *, heading: str = "", call: bool = False) -> None:
    """Draw one thread in a frame, with the forms that the visitor may use.

    Args:
        key: prefix of the page's session keys; refusals are kept under it.
        heading: HTML that stands over the thread, such as what it is about.
        call: whether the call in which it was said is named.
    """
    with st.container(border=True, gap="xsmall", key=f"{key}_{thread.uuid}"):
        if heading:
            st.html(heading)
        _draw(key, thread, 0, call)


def _draw(key: str, row: ThreadComment, depth: int, call: bool) -> None:
    _draw_one(key, row, starts=depth == 0, call=call and depth == 0)
    for reply in row.replies:
        if depth >= DEEPEST:
            _draw(key, reply, depth + 1, call)
            continue
        with st.container(gap="xsmall", key=f"{key}_below_{reply.uuid}"):
            _draw(key, reply, depth + 1, call)


def _draw_one(key: str, row: ThreadComment, *, starts: bool, call: bool) -> None:
    st.markdown(who_markdown(row))
    st.markdown(safe_markdown(row.text))
    for remark in remarks(row, call=call):
        st.caption(plain(remark))
    if row.state == "proposed":
        _draw_waiting(key, row)
        return
    if row.resolution is not None:
        st.html(resolutions_html(row))
    elif starts:
        st.html(f'<p class="wb-became">{standing_html(row.standing)}</p>')
    if visitor.is_now():
        comment_forms.draw_actions(key, row)


def _draw_waiting(key: str, row: ThreadComment) -> None:
    sender = row.origin.get("sender") or row.origin.get("from")
    st.caption(f"Came in by mail{f' from {plain(str(sender))}' if sender else ''} and waits for you.")
    if not visitor.is_now():
        return
    with st.container(horizontal=True):
        for label, post in (("Post", True), ("Drop", False)):
            st.button(
                label, key=f"{key}_{label}_{row.uuid}", on_click=_settle, args=(key, row.uuid, post)
            )  # fmt: skip


def _settle(key: str, uuid: str, post: bool) -> None:
    verb = partial(settle_comment, database(), visitor.signed_in(), uuid, post=post)
    writing.attempt(key, verb, "The comment is posted." if post else "The comment is dropped.")
