"""The original behind a position, as a button of its row: for the facilitator and the organisation itself."""

from __future__ import annotations

from functools import partial

import streamlit as st

from workbench.graph.ballots import PositionRow
from workbench.process.actor import Actor
from workbench.process.ballots.originals import kept_original, original_of
from workbench.screens.connection import database


def draw(actor: Actor, position: PositionRow, *, key: str, label: str = "Original") -> None:
    """Draw the button where the position rests on a file that the actor may see; else nothing.

    Args:
        key: prefix of the page.
        label: what stands on the button.
    """
    if not position.instruction.get("attachment"):
        return  # As with nearly every position: nothing is to be read.
    with database().read() as session:
        kept = kept_original(session, actor, position)
    if kept is None:
        return
    st.download_button(
        label,
        partial(_content, actor, position.uuid),
        file_name=kept.name,
        mime=kept.media_type or "application/octet-stream",
        key=f"{key}_original_{position.uuid}",
        on_click="ignore",
        icon=":material/attach_file:",
        type="tertiary",
        help=f"What it rests on: {position.instruction.get('cited', '')}",
    )


def _content(actor: Actor, position: str) -> bytes:
    with database().read() as session:
        found = original_of(session, actor, position)
    return found.content if found is not None else b""
