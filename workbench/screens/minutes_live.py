"""Notes during a call: one field, one keystroke for each kind of note, each saved at once."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import NamedTuple

import streamlit as st

from workbench.graph.meeting_notes import item_named_in, meeting_notes, named_organisation
from workbench.graph.meetings import issues_of_meeting
from workbench.graph.notes import MeetingNoteView
from workbench.graph.snapshot import ItemView, Snapshot
from workbench.process.notes import LONGEST_NOTE, note_attendance, take_note
from workbench.screens import item_choice, minutes_meeting, minutes_stream, visitor, writing
from workbench.screens.calendar_days import FIRST_DAY, LAST_DAY
from workbench.screens.connection import database

KEY = "minutes_live"
TEXT, WHO, BY, ABOUT, PRESENT = (f"{KEY}_{name}" for name in ("text", "who", "by", "about", "present"))


class Key(NamedTuple):
    """A kind of note with its button and the keys that press it: Streamlit keeps c and r for itself."""

    kind: str
    label: str
    shortcut: str
    icon: str
    help: str


KEYS = (
    Key("note", "Note", "Alt+N", ":material/notes:", "What is said. Ctrl+Enter in the field does the same."),
    Key("action", "Action", "Alt+A", ":material/task_alt:", "Who does what, by when."),
    Key("sense", "Sense of the room", "Alt+S", ":material/groups:", "What the room seems to lean to."),
    Key(
        "agreement", "Agreement claimed", "Alt+G", ":material/handshake:",
        "Somebody says that it is agreed. It is given as reported: an agreement needs a recorded consensus call.",
    ),
    Key("question", "Question", "Alt+Q", ":material/help:", "What is asked and left open."),
    Key(
        "attendance", "Attends", "Alt+T", ":material/how_to_reg:",
        "Type the name of an organisation, or its beginning; another name stands as it is typed.",
    ),
)  # fmt: skip


def draw() -> None:
    """Draw the live part of the page."""
    snapshot = visitor.snapshot()
    meeting = minutes_meeting.choose(snapshot)
    if meeting is not None:
        _live(snapshot, meeting)


@st.fragment
def _live(snapshot: Snapshot, meeting: ItemView) -> None:
    # Only this part runs when a note is saved; items and names are those of the last run of the page.
    with database().read() as session:
        notes = meeting_notes(session, meeting.code)
    take, stream = st.columns([3, 2], gap="large")
    with take:
        present, about = st.columns(2)
        with present:
            _attendance(snapshot, meeting, notes)
        with about:
            _about(snapshot, meeting)
        writing.refusals(KEY)
        _form(snapshot, meeting)
    with stream:
        minutes_stream.draw(snapshot, notes)


def _attendance(snapshot: Snapshot, meeting: ItemView, notes: Sequence[MeetingNoteView]) -> None:
    names = {item.code: item.title for item in snapshot.of_kind("organisation")}
    present = [
        note.organisation
        for note in notes
        if note.kind == "attendance" and not note.struck and note.organisation in names
    ]
    key = f"{PRESENT}_{meeting.code}"
    if st.session_state.get(key) != present:
        st.session_state[key] = present
    st.multiselect(
        f"Organisations that attend ({len(present)})", list(names), key=key, format_func=names.__getitem__,
        placeholder="Type the beginning of a name", select_all=False,
        on_change=_attend, args=(meeting.code, present, key),
    )  # fmt: skip


def _attend(code: str, before: list[str], key: str) -> None:
    after = st.session_state.get(key) or []
    arrived = [organisation for organisation in after if organisation not in before]
    left = [organisation for organisation in before if organisation not in after]
    writing.attempt(KEY, partial(note_attendance, database(), visitor.signed_in(), code, arrived, left))


def _about(snapshot: Snapshot, meeting: ItemView) -> None:
    """The item under discussion: what the meeting takes up first, then all that is on the lists."""
    agenda = [item.code for item, _ in issues_of_meeting(snapshot, meeting)]
    others = [item.code for kind in ("issue", "agreement") for item in snapshot.of_kind(kind)]
    codes = list(dict.fromkeys([*agenda, *others]))
    names = {code: f"{item.title} · {code}" for code in codes if (item := snapshot.item(code)) is not None}
    held = [code for code in (st.session_state.get(ABOUT),) if code in names]
    offered = item_choice.options("What is under discussion", names, ABOUT, held)
    st.selectbox(
        "Under discussion", offered, index=None, key=ABOUT, format_func=lambda c: names.get(c, c),
        placeholder="in general", help="Every note is about it until you choose another. A code typed in a note wins.",
    )  # fmt: skip


def _form(snapshot: Snapshot, meeting: ItemView) -> None:
    names = {item.code: item.title for kind in ("organisation", "person") for item in snapshot.of_kind(kind)}
    with st.form(f"{KEY}_form", clear_on_submit=True):
        st.text_area(
            "What is said", key=TEXT, height=110, max_chars=LONGEST_NOTE,
            placeholder="Type, then press the keys of its kind. It is saved at once.",
        )  # fmt: skip
        who, by = st.columns([3, 2])
        who.selectbox(
            "Who", list(names), index=None, key=WHO, format_func=lambda c: names.get(c, c), placeholder="nobody named",
            help="Who does an action, or which organisation says it. Persons are named for actions only.",
        )  # fmt: skip
        by.date_input(
            "By (actions)", value=None, key=BY, format="YYYY-MM-DD",
            min_value=FIRST_DAY, max_value=LAST_DAY,
        )  # fmt: skip
        with st.container(horizontal=True, key=f"{KEY}_keys"):
            for number, key in enumerate(KEYS):
                st.form_submit_button(
                    key.label, key=f"{KEY}_{key.kind}", type="primary" if number == 0 else "secondary",
                    icon=key.icon, shortcut=key.shortcut, help=key.help, on_click=_take,
                    args=(snapshot, meeting.code, key.kind),
                )  # fmt: skip


def _take(snapshot: Snapshot, meeting: str, kind: str) -> None:
    state = st.session_state
    text, who, by = str(state.get(TEXT) or ""), state.get(WHO), state.get(BY)
    person = organisation = None
    if who:
        item = snapshot.item(who)
        person, organisation = (who, None) if item is not None and item.kind == "person" else (None, who)
    words = text
    if kind == "attendance" and organisation is None and (found := named_organisation(snapshot, text)):
        organisation, words = found, ""
    about = None if kind == "attendance" else item_named_in(snapshot, text) or state.get(ABOUT)
    verb = partial(
        take_note, database(), visitor.signed_in(), meeting, kind, words,
        organisation=organisation, person=person, item=about, due=by,
    )  # fmt: skip
    if writing.attempt(KEY, verb) is None:
        # The browser has emptied the field: what was typed comes back with the reason.
        state[TEXT], state[WHO], state[BY] = text, who, by
