"""Comments that wait on the Desk: read each, then post or drop it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import streamlit as st

from workbench.graph.dates import display_date
from workbench.graph.history import CommentRow
from workbench.process.comments import settle_comment
from workbench.screens import visitor, writing
from workbench.screens.connection import database
from workbench.screens.grammar import plain


def draw(waiting: Sequence[CommentRow]) -> None:
    """Draw every waiting comment with its two buttons."""
    writing.refusals("desk_comments")
    for comment in waiting:
        with st.container(border=True, key=f"desk_comment_{comment.uuid}"):
            speaker = (
                f"{comment.person} for {comment.organisation}" if comment.organisation else comment.person
            )
            said = f"{speaker}, {display_date(comment.said_on)}, on {comment.code}"
            st.caption(plain(said))
            st.text(comment.text)
            with st.container(horizontal=True):
                st.button(
                    "Post",
                    key=f"desk_post_{comment.uuid}",
                    help="Everybody who may read the record sees it under the item.",
                    on_click=_settle,
                    args=(comment.uuid, True),
                )
                st.button(
                    "Drop",
                    key=f"desk_drop_{comment.uuid}",
                    help="It is shown no longer. That it came in stays in the history.",
                    on_click=_settle,
                    args=(comment.uuid, False),
                )


def _settle(uuid: str, post: bool) -> None:
    settle = partial(settle_comment, database(), visitor.signed_in(), uuid, post=post)
    writing.attempt("desk_comments", settle, "The comment is posted." if post else "The comment is dropped.")
