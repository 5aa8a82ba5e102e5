"""Minutes on their way in: a file or a pasted text, read in a process of its own where it is long."""

from __future__ import annotations

from datetime import date

import streamlit as st

from workbench.exchange.archive import RefusedFile
from workbench.exchange.minutes import MinutesReading, read_minutes
from workbench.exchange.minutes_apart import read_minutes_apart
from workbench.screens import visitor, writing
from workbench.screens.minutes_draft import Review

KEY = "minutes"
REVIEW, WAITING, PASTED = "minutes_review", "minutes_waiting", "minutes_pasted"
NUMBER = "minutes_number"
"""Session key of the number of the last reading; a new one empties the fields."""
SHORT_BYTES = 15_000
"""A text of this size is read in about a tenth of a second; longer ones would hold up other people's pages."""
ENDINGS = ["txt", "md", "docx"]


def review() -> Review | None:
    """The minutes under review in this tab."""
    found = st.session_state.get(REVIEW)
    return found if isinstance(found, Review) else None


def forget() -> None:
    """Put the minutes under review away; for callbacks."""
    st.session_state.pop(REVIEW, None)
    st.session_state.pop(PASTED, None)
    st.session_state[NUMBER] = number() + 1


def number() -> int:
    """Number of the last reading in this tab."""
    return int(st.session_state.get(NUMBER, 0))


def read_again(day: date | None) -> None:
    """Read the minutes under review once more, for another day; for callbacks."""
    waiting = review()
    if waiting is not None:
        st.session_state[WAITING] = (waiting.data, waiting.reading.name, day)


def draw() -> None:
    """Draw the two ways in."""
    upload, paste = st.columns(2, gap="large")
    with upload:
        st.subheader("From a file", anchor=False)
        st.file_uploader(
            "Minutes as text, Markdown or Word", type=ENDINGS, key=f"minutes_upload_{number()}",
            on_change=_take_file,
            help="Bullets or numbers with or without indentation; a Word file with its list levels.",
        )  # fmt: skip
        st.caption(
            "The reader proposes issues, agreements, actions, dates and open questions, each with the line that it "
            "comes from. You take, edit or drop each; nothing is saved before you have seen what a save would write."
        )
    with paste:
        st.subheader("Or pasted", anchor=False)
        st.text_area(
            "The text of the minutes", value=st.session_state.get(PASTED, ""), height=220,
            key=f"minutes_paste_{number()}", on_change=_keep_pasted,
            placeholder="Paste the minutes here, as they came.",
        )  # fmt: skip
        st.button(
            "Read", key="minutes_read", type="primary", icon=":material/find_in_page:", on_click=_take_paste
        )


def read_waiting() -> None:
    """Read what was given since the last run, with a sign that something is going on."""
    waiting = st.session_state.get(WAITING)
    if waiting is None:
        return
    data, name, day = waiting
    snapshot = visitor.snapshot()
    known = tuple(person.title for person in snapshot.of_kind("person"))
    try:
        with st.spinner(f"Reading {name} …"):
            reading = _read(data, name, known, day)
    except RefusedFile as refused:
        st.session_state.pop(WAITING, None)
        writing.refuse(KEY, [str(refused)])
        return
    st.session_state.pop(WAITING, None)
    st.session_state[NUMBER] = number() + 1
    st.session_state[REVIEW] = Review.of(number(), reading, data, snapshot)


def _keep_pasted() -> None:
    # What was pasted outlasts a look at another part of the page.
    st.session_state[PASTED] = st.session_state.get(f"minutes_paste_{number()}") or ""


def _take_file() -> None:
    upload = st.session_state.get(f"minutes_upload_{number()}")
    if upload is not None:
        _wait(upload.getvalue(), upload.name)


def _take_paste() -> None:
    _keep_pasted()
    text = st.session_state[PASTED]
    if not text.strip():
        writing.refuse(KEY, ["There is nothing to read yet. Paste the minutes, or give a file."])
        return
    _wait(text.encode("utf-8", "replace"), "pasted text")


def _wait(data: bytes, name: str) -> None:
    writing.refuse(KEY, [])
    st.session_state[WAITING] = (data, name, None)


def _read(data: bytes, name: str, known: tuple[str, ...], day: date | None) -> MinutesReading:
    """Read minutes; long ones elsewhere, so that nobody's page waits for them.

    Raises:
        RefusedFile: also when the reading takes too long.
    """
    if len(data) <= SHORT_BYTES and not name.lower().endswith(".docx"):
        return read_minutes(data, name, known=known, meeting=day)
    return read_minutes_apart(data, name, known=known, meeting=day)
