"""Replies on their way in: mails saved as .eml, or a reply that is pasted."""

from __future__ import annotations

from datetime import date

import streamlit as st

from workbench.exchange.replies import ReplyProposal, read_pasted, read_reply
from workbench.graph.ballots import BallotRow, ballots
from workbench.graph.snapshot import Snapshot
from workbench.process.clock import now
from workbench.screens import replies_draft, visitor, writing
from workbench.screens.calendar_days import FIRST_DAY, LAST_DAY
from workbench.screens.connection import database

KEY = replies_draft.KEY
ROUND = "replies_round"
"""Session key of a number that changes when the fields are to be empty again."""
MOST_FILES = 100


def calls() -> list[BallotRow]:
    """Every call, with its positions."""
    with database().read() as session:
        return ballots(session)


def names(snapshot: Snapshot, kind: str) -> dict[str, str]:
    """Titles by code, in the order of the titles."""
    found = {item.code: item.title for item in snapshot.of_kind(kind)}
    return dict(sorted(found.items(), key=lambda entry: entry[1].casefold()))


def draw(snapshot: Snapshot) -> None:
    """Draw the two ways in."""
    turn = st.session_state.get(ROUND, 0)
    upload, paste = st.columns(2, gap="large")
    with upload:
        st.subheader("Saved mails", anchor=False)
        st.file_uploader(
            "Mails saved as .eml", type=["eml"], accept_multiple_files=True, key=f"replies_upload_{turn}",
            on_change=_take_files,
            help="Several at once. Every mail program saves one: in its menu, Save as, or by dragging it to a folder.",
        )  # fmt: skip
        st.caption(
            "The call is found by its code, such as BAL-02; the organisation by the sender's address in the record. "
            "A position is proposed only where the words are plain."
        )
    with paste:
        st.subheader("Or a pasted reply", anchor=False)
        st.text_area(
            "The words of the reply", key=f"replies_paste_{turn}", height=130,
            placeholder="BAL-02: we support.",
        )  # fmt: skip
        people, organisations = names(snapshot, "person"), names(snapshot, "organisation")
        with st.container(horizontal=True, vertical_alignment="bottom"):
            st.selectbox(
                "Sent by", list(people), index=None, format_func=people.__getitem__, key=f"replies_person_{turn}",
                placeholder="a person of the record", width=200,
            )  # fmt: skip
            st.selectbox(
                "For", list(organisations), index=None, format_func=organisations.__getitem__,
                key=f"replies_organisation_{turn}", placeholder="that person's organisation", width=230,
            )  # fmt: skip
            st.date_input(
                "Sent on", value=None, key=f"replies_sent_{turn}", format="YYYY-MM-DD", min_value=FIRST_DAY,
                max_value=LAST_DAY, width=150,
            )  # fmt: skip
            st.button("Read", key="replies_read", icon=":material/find_in_page:", on_click=_take_paste)


def _take_files() -> None:
    turn = st.session_state.get(ROUND, 0)
    uploads = st.session_state.get(f"replies_upload_{turn}") or []
    if not uploads:
        return
    writing.refuse(KEY, [])
    if len(uploads) > MOST_FILES:
        writing.refuse(KEY, [f"{len(uploads)} mails were given; {MOST_FILES} are read at once."])
        return
    snapshot, known, moment = visitor.snapshot(), calls(), now()
    _add([read_reply(upload.getvalue(), upload.name, snapshot, known, moment) for upload in uploads])


def _take_paste() -> None:
    turn = st.session_state.get(ROUND, 0)
    text = st.session_state.get(f"replies_paste_{turn}") or ""
    if not text.strip():
        writing.refuse(
            KEY, ["There is nothing to read yet. Paste the words of the reply, or give a saved mail."]
        )
        return
    writing.refuse(KEY, [])
    sent = st.session_state.get(f"replies_sent_{turn}")
    _add(
        [
            read_pasted(
                text,
                visitor.snapshot(),
                calls(),
                now(),
                person=st.session_state.get(f"replies_person_{turn}"),
                organisation=st.session_state.get(f"replies_organisation_{turn}"),
                sent_on=sent if isinstance(sent, date) else None,
            )
        ]
    )


def _add(proposals: list[ReplyProposal]) -> None:
    """Keep what can be read; what cannot is said by its sentences."""
    broken = [
        p for p in proposals if not p.text or any("too long" in problem.message for problem in p.problems)
    ]
    replies_draft.add([p for p in proposals if p not in broken])
    writing.refuse(KEY, [problem.sentence() for p in broken for problem in p.problems])
    st.session_state[ROUND] = st.session_state.get(ROUND, 0) + 1
