"""The notes of a call as they come in, the newest first, each to be struck."""

from __future__ import annotations

import html
from collections import Counter
from collections.abc import Sequence
from functools import partial

import streamlit as st

from workbench.graph.dates import display_date
from workbench.graph.notes import MeetingNoteView
from workbench.graph.snapshot import Snapshot
from workbench.process.clock import PACIFIC
from workbench.process.notes import strike_note
from workbench.screens import visitor, writing
from workbench.screens.connection import database

REFUSED = "minutes_stream"
MOST = 40
"""Notes that are shown until all are asked for."""
WORDS = {
    "note": "Note",
    "action": "Action",
    "sense": "Sense of the room",
    "agreement": "Agreement claimed",
    "question": "Question",
    "attendance": "Attends",
}


def draw(snapshot: Snapshot, notes: Sequence[MeetingNoteView]) -> None:
    """Draw the notes of a meeting."""
    standing: Counter[str] = Counter(note.kind for note in notes if not note.struck)
    said = " · ".join(f"{WORDS[kind]} {standing[kind]}" for kind in WORDS if standing[kind])
    st.subheader("Notes", anchor=False)
    st.caption(said or "What you save stands here, the newest first.")
    writing.refusals(REFUSED)
    shown = list(reversed(notes))
    if len(shown) > MOST and not st.toggle(f"Show all {len(shown)}", key="minutes_stream_all"):
        shown = shown[:MOST]
    for note in shown:
        with st.container(horizontal=True, vertical_alignment="top", key=f"minutes_note_{note.sequence}"):
            st.html(note_html(snapshot, note), width="stretch")
            if not note.struck:
                st.button(
                    "Strike", key=f"minutes_strike_{note.uuid}", type="tertiary", on_click=_strike, args=(note.uuid,),
                    help="It stays here, struck out, and enters no minutes.",
                )  # fmt: skip


def note_html(snapshot: Snapshot, note: MeetingNoteView) -> str:
    """One note, all of it escaped."""
    at = note.recorded_at.astimezone(PACIFIC).strftime("%H:%M") if note.recorded_at else ""
    who = " · ".join(title for code in (note.person, note.organisation) if (title := _title(snapshot, code)))
    words = " ".join(part for part in (note.text, f"({who})" if who and note.text else who) if part)
    rest = [f"by {display_date(note.due)}"] if note.due else []
    if note.item:
        rest.append(f"{_title(snapshot, note.item)} ({note.item})")
    text = html.escape(words)
    marked = f"<del>{text}</del>" if note.struck else text
    tail = f'<br><span class="wb-remark">{html.escape("; ".join(rest))}</span>' if rest else ""
    kind = WORDS[note.kind] + (", struck" if note.struck else "")
    return (
        f'<p class="wb-note {note.kind}{" struck" if note.struck else ""}">'
        f'<span class="wb-note-kind">{html.escape(kind)}</span> <span class="wb-code">{at}</span><br>{marked}{tail}</p>'
    )


def _title(snapshot: Snapshot, code: str | None) -> str:
    item = snapshot.item(code) if code else None
    return item.title if item is not None else code or ""


def _strike(uuid: str) -> None:
    writing.attempt(REFUSED, partial(_struck, uuid))


def _struck(uuid: str) -> bool:
    strike_note(database(), visitor.signed_in(), uuid)
    return True
