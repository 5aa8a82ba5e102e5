"""The state of minutes, the steps that they can take, and their Word file."""

from __future__ import annotations

from functools import partial

import streamlit as st

from workbench.filing import Exported, FilingRefused, export
from workbench.graph.snapshot import ItemView
from workbench.process.actor import Actor
from workbench.process.exports import note_export
from workbench.process.keeping import Database
from workbench.process.minutes_making import MEANINGS, Step, step_change, steps_of
from workbench.screens import visitor, writing
from workbench.screens.connection import database
from workbench.screens.filings import WORD
from workbench.screens.grammar import item_link, plain, refusal, status_html
from workbench.screens.save_preview import ask

KEY = "minutes_state"
"""Prefix of the preview of a step."""
STATES = ("draft", "circulated", "corrected", "adopted")


def draw(minutes: ItemView) -> None:
    """Draw where minutes stand, what that means, and the buttons of the next steps."""
    with st.container(border=True, key=f"{KEY}_{minutes.code}"):
        st.markdown(item_link(minutes))
        st.html(f'<p class="wb-standing">{_path(minutes.status)}</p>')
        st.caption(plain(MEANINGS.get(minutes.status, "")))
        writing.refusals(f"{KEY}_{minutes.code}")
        with st.container(horizontal=True):
            if visitor.may_edit():
                for step in steps_of(minutes):
                    st.button(
                        f"{step.label} …", key=f"{KEY}_{minutes.code}_{step.status}", help=step.means,
                        on_click=_take, args=(minutes, step),
                    )  # fmt: skip
            draw_word(minutes)


def _path(status: str) -> str:
    """The states in their order, the present one as a status."""
    if status not in STATES:
        return status_html(status)
    return " → ".join(
        status_html(state) if state == status else f'<span class="wb-remark">{state}</span>'
        for state in STATES
    )


def _take(minutes: ItemView, step: Step) -> None:
    try:
        change = step_change(minutes, step)
    except ValueError as wrong:
        writing.refuse(f"{KEY}_{minutes.code}", [str(wrong)])
        return
    ask(KEY, change)


def draw_word(minutes: ItemView) -> None:
    """Draw the download of the Word file of minutes, for those who may export."""
    snapshot, actor = visitor.snapshot(), visitor.signed_in()
    meetings = snapshot.view(minutes, "meeting")
    if not meetings or not actor.may("export"):
        return
    made = _written(visitor.seen_key(), meetings[0], visitor.today().isoformat())
    if isinstance(made, list):
        with st.popover("No Word file", icon=":material/block:"):
            refusal(made, "The document was not made")
        return
    st.download_button(
        "Word file", data=partial(_file, made, database(), actor, visitor.change_number()),
        file_name=f"minutes-{meetings[0].removeprefix('MTG-')}.docx",
        mime=WORD, icon=":material/download:", on_click="ignore", key=f"{KEY}_word_{minutes.code}",
    )  # fmt: skip


def _file(made: Exported, kept: Database, actor: Actor, change: int) -> bytes:
    # It runs when the browser fetches the file, outside of any page: who asks for it is known before.
    note_export(kept, actor, "minutes", made.content, change=change)
    return made.content


@st.cache_data(max_entries=32, show_spinner=False)
def _written(key: visitor.Seen, meeting: str, today: str) -> Exported | list[str]:
    """The Word file of a meeting's minutes, or why there is none; kept as long as the same would be seen."""
    try:
        return export("minutes", visitor.snapshot(), meeting=meeting, today=visitor.today())
    except FilingRefused as refused:
        return list(refused.sentences)
