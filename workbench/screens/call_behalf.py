"""The facilitator enters a position for an organisation, on an instruction that is cited and attached."""

from __future__ import annotations

import uuid as uuids
from functools import partial

import streamlit as st

from workbench.graph.ballots import BallotRow
from workbench.graph.ballots.words import POSITIONS
from workbench.process.ballots.attachments import File
from workbench.process.ballots.positions import LONGEST_REASON, NewPosition, take_position
from workbench.screens import visitor, writing
from workbench.screens.connection import database
from workbench.screens.grammar import plain

KEY = "call_behalf"


def draw(ballot: BallotRow) -> None:
    """Draw the form; several alternatives and days are answered by the organisation itself or by mail."""
    if ballot.choices or ballot.kind == "statement-call":
        return
    names = dict(ballot.addressees)
    number = st.session_state.setdefault(f"{KEY}_form", str(uuids.uuid4()))
    writing.refusals(f"{KEY}_{ballot.code}", "Nothing was recorded")
    with st.expander("Enter a position for an organisation …", icon=":material/edit_note:"):
        st.caption(
            "Only on its instruction, which is cited and attached. It stays preliminary until the organisation's "
            "authoriser confirms it."
        )
        st.selectbox(
            "Organisation", list(names), index=None, format_func=names.__getitem__, key=f"{KEY}_organisation"
        )
        st.selectbox(
            "Position", list(POSITIONS), index=None, format_func=POSITIONS.__getitem__, key=f"{KEY}_position"
        )
        st.text_area("Reason, in its words", key=f"{KEY}_reason", max_chars=LONGEST_REASON)
        st.text_input(
            "The instruction, as it is cited", key=f"{KEY}_cited", placeholder="Mail of 26 October 2026"
        )
        st.file_uploader("The instruction itself", key=f"{KEY}_file")
        st.button("Record it", key=f"{KEY}_send", type="primary", on_click=_send, args=(ballot.code, number))


def _send(code: str, number: str) -> None:
    chosen = st.session_state
    upload = chosen.get(f"{KEY}_file")
    file = None if upload is None else File(upload.name, upload.getvalue(), upload.type or "")
    new = NewPosition(
        ballot=code,
        organisation=str(chosen.get(f"{KEY}_organisation") or ""),
        position=str(chosen.get(f"{KEY}_position") or ""),
        reason=str(chosen.get(f"{KEY}_reason") or ""),
        instruction=str(chosen.get(f"{KEY}_cited") or ""),
        file=file,
        form=number,
    )
    receipt = writing.attempt(f"{KEY}_{code}", partial(take_position, database(), visitor.signed_in(), new))
    if receipt is not None:
        writing.say(plain(receipt.sentence()))
        chosen[f"{KEY}_form"] = str(uuids.uuid4())
        for name in ("organisation", "position", "reason", "cited"):
            chosen.pop(f"{KEY}_{name}", None)
