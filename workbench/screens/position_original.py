"""The original behind a position, as a button of its row: for the facilitator and the organisation itself."""

from __future__ import annotations

from functools import partial

import streamlit as st

from workbench.graph.ballots import PositionRow
from workbench.process.actor import Actor
from workbench.process.ballots.originals import may_see_original, original_of
from workbench.screens.connection import database


def draw(actor: Actor, position: PositionRow, *, key: str, label: str = "Original") -> None:
    """Draw the button where the position rests on a file that the actor may see; else nothing.

    Args:
        key: prefix of the page.
        label: what stands on the button.
    """
    if not position.instruction.get("attachment") or not may_see_original(actor, position.organisation):
        return
    st.download_button(
        label,
        partial(_content, actor, position.uuid),
        file_name="original.eml"
        if str(position.instruction.get("cited", "")).startswith("Mail")
        else "original.txt",
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
