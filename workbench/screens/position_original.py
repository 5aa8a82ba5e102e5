"""The original behind a position, as a button of its row: for the facilitator and the organisation itself."""

from __future__ import annotations

from functools import partial

import streamlit as st

from workbench.graph.ballots import PositionRow
from workbench.process.actor import Actor
from workbench.process.ballots.originals import kept_original, original_of
from workbench.screens.connection import database
from workbench.screens.grammar import plain


def draw(actor: Actor, position: PositionRow, *, key: str, label: str = "Original") -> bool:
    """Draw the button where the position rests on a file that the actor may see; else nothing.

    Args:
        key: prefix of the page.
        label: what stands on the button.

    Returns:
        Whether there is one: a file that was redacted has none.
    """
    if not position.instruction.get("attachment"):
        return False  # As with nearly every position: nothing is to be read.
    with database().read() as session:
        kept = kept_original(session, actor, position)
    if kept is None:
        return False
    st.download_button(
        plain(label),
        partial(_content, actor, position.uuid),
        file_name=kept.name,
        mime=kept.media_type or "application/octet-stream",
        key=f"{key}_original_{position.uuid}",
        on_click="ignore",
        icon=":material/attach_file:",
        type="tertiary",
        help=plain(f"What it rests on: {position.instruction.get('cited', '')}"),
    )
    return True


def _content(actor: Actor, position: str) -> bytes:
    with database().read() as session:
        found = original_of(session, actor, position)
    return found.content if found is not None else b""
