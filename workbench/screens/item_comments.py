"""Comments on an item: what was said, on which text, with replies; and a new one."""

from __future__ import annotations

from functools import partial

import streamlit as st

from workbench.graph.dates import display_date
from workbench.graph.history import CommentRow, comments
from workbench.graph.snapshot import ItemView
from workbench.process.comments import LONGEST_COMMENT, add_comment, settle_comment
from workbench.screens import visitor, writing
from workbench.screens.connection import database
from workbench.screens.grammar import plain
from workbench.screens.markdown_text import safe_markdown

KEY = "item_comment"


def draw_comments(item: ItemView) -> None:
    """Draw the comments of an item in threads, and the field for another one."""
    with database().read() as session:
        rows = comments(session, item.code)
    actor = visitor.signed_in()
    shown = [row for row in rows if row.state == "posted" or (row.state == "proposed" and actor.may("edit"))]
    known = {row.uuid for row in shown}
    answers: dict[str, list[CommentRow]] = {}
    for row in shown:
        if row.in_reply_to in known:
            answers.setdefault(str(row.in_reply_to), []).append(row)
    writing.refusals(KEY, "The comment was not kept")
    starts = [row for row in shown if row.in_reply_to not in known]
    if not starts:
        st.caption("Nobody has commented on it yet.")
    may = actor.may("comment") and visitor.is_now()
    for row in starts:
        _draw_thread(item, row, answers, may)
    if may:
        _form(item.code, None, "Comment", "What you would say about this text")


def _draw_thread(item: ItemView, row: CommentRow, answers: dict[str, list[CommentRow]], may: bool) -> None:
    with st.container(border=True, key=f"{KEY}_{row.uuid}"):
        _draw_one(row)
        waiting = answers.get(row.uuid, [])
        seen = {row.uuid}
        while waiting:
            answer = waiting.pop(0)
            if answer.uuid in seen:
                continue
            seen.add(answer.uuid)
            with st.container(key=f"{KEY}_answer_{answer.uuid}"):
                _draw_one(answer)
            waiting = [*answers.get(answer.uuid, []), *waiting]
        if may and row.state == "posted":
            with st.popover("Reply", type="tertiary", icon=":material/reply:"):
                _form(item.code, row.uuid, "Reply", "Your answer")


def _draw_one(row: CommentRow) -> None:
    who = plain(row.person) + (f" for {plain(row.organisation)}" if row.organisation else "")
    overtaken = f" · :orange[on an earlier text, revision {row.revision}]" if row.overtaken else ""
    st.markdown(f"**{who}** :gray[{display_date(row.said_on)}]{overtaken}")
    st.markdown(safe_markdown(row.text))
    if row.state != "proposed":
        return
    sender = row.origin.get("sender") or row.origin.get("from")
    st.caption(f"Came in by mail{f' from {plain(str(sender))}' if sender else ''} and waits for you.")
    with st.container(horizontal=True):
        for label, post in (("Post", True), ("Drop", False)):
            st.button(label, key=f"{KEY}_{label}_{row.uuid}", on_click=_settle, args=(row.uuid, post))


def _form(code: str, in_reply_to: str | None, label: str, placeholder: str) -> None:
    key = f"{KEY}_{in_reply_to or code}"
    st.text_area(
        label, key=f"{key}_text", placeholder=placeholder, max_chars=LONGEST_COMMENT, height=90,
        label_visibility="collapsed",
    )  # fmt: skip
    st.button(label, key=f"{key}_send", icon=":material/send:", on_click=_send, args=(code, in_reply_to, key))


def _send(code: str, in_reply_to: str | None, key: str) -> None:
    text = st.session_state.get(f"{key}_text") or ""
    actor = visitor.signed_in()
    verb = partial(add_comment, database(), actor, code, text, in_reply_to=in_reply_to)
    if writing.attempt(KEY, verb, "The comment is posted.") is not None:
        st.session_state[f"{key}_text"] = ""


def _settle(uuid: str, post: bool) -> None:
    verb = partial(settle_comment, database(), visitor.signed_in(), uuid, post=post)
    writing.attempt(KEY, verb, "The comment is posted." if post else "The comment is dropped.")
