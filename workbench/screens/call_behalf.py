"""The facilitator enters a position for an organisation, on an instruction that is cited and attached."""

from __future__ import annotations

import uuid as uuids
from functools import partial

import streamlit as st

from workbench.graph.ballots import BallotRow
from workbench.graph.ballots.words import POSITIONS
from workbench.process.ballots.attachments import File
from workbench.process.ballots.positions import LONGEST_REASON, NewPosition, take_position
from workbench.screens import call_form, visitor, writing
from workbench.screens.ballots_form_fields import asked
from workbench.screens.call_words import position_lines
from workbench.screens.connection import database
from workbench.screens.grammar import plain

BEHALF = "behalf"
"""In the keys of the form it stands where an organisation's own form has its code."""


def draw(ballot: BallotRow, *, is_open: bool) -> None:
    """Draw the form of an open call: one position, or a word for each alternative or day.

    Args:
        is_open: whether the call takes positions; else only what came too late is drawn.
    """
    if ballot.kind == "statement-call":
        return
    if not is_open:
        call_form.late(ballot.code, BEHALF)
        return
    names = _organisations(ballot)
    place = partial(call_form.key, ballot=ballot.code, organisation=BEHALF)
    number = st.session_state.setdefault(place("form"), str(uuids.uuid4()))
    call_form.refusals(ballot.code, BEHALF)
    with st.expander("Enter a position for an organisation …", icon=":material/edit_note:"):
        st.caption(_says(ballot))
        st.selectbox("Organisation", list(names), index=None, format_func=names.__getitem__, key=place("for"))
        if ballot.choices:
            call_form.answers(ballot, BEHALF)
        else:
            st.selectbox(
                "Position",
                list(POSITIONS),
                index=None,
                format_func=POSITIONS.__getitem__,
                key=place("position"),
            )
        st.text_area("Reason, in its words", key=place("reason"), max_chars=LONGEST_REASON)
        if ballot.kind != "date-poll":
            call_form.change_wanted(ballot.code, BEHALF)
        st.text_input(
            "The instruction, as it is cited", key=place("cited"), placeholder="Mail of 26 October 2026"
        )
        st.file_uploader("The instruction itself", key=f"{place('file')}_{number}")
        st.button("Record it", key=place("send"), on_click=_send, args=(ballot, number))


def _organisations(ballot: BallotRow) -> dict[str, str]:
    """Names by code of those for whom a position can be entered: those asked first, then others that can speak."""
    names = dict(ballot.addressees)
    for organisation in asked(visitor.snapshot()):
        unasked = "" if ballot.was_asked(organisation.code) else " (not asked)"
        names.setdefault(organisation.code, f"{organisation.title}{unasked}")
    return names


def _says(ballot: BallotRow) -> str:
    """On what such a position rests, and how far it goes."""
    words = "Only on its instruction, which is cited and attached."
    if ballot.kind == "consensus-call":
        words += " It stays preliminary until the organisation's authoriser confirms it."
    return words


def _entered(ballot: BallotRow, new: NewPosition) -> list[str]:
    lines = (
        [f"For: {_organisations(ballot).get(new.organisation, new.organisation)}"] if new.organisation else []
    )
    lines += position_lines(ballot, new)
    lines += [f"The instruction: {new.instruction}"] if new.instruction else []
    return lines + ([f"Its file: {new.file.name}"] if new.file else [])


def _send(ballot: BallotRow, number: str) -> None:
    place = partial(call_form.key, ballot=ballot.code, organisation=BEHALF)
    held = st.session_state

    def typed(name: str) -> str:
        return str(held.get(place(name)) or "")

    chosen = call_form.chosen(ballot, BEHALF)
    upload = held.get(f"{place('file')}_{number}")
    new = NewPosition(
        ballot=ballot.code,
        organisation=typed("for"),
        position=chosen.get("", ""),
        reason=typed("reason"),
        answers=chosen if ballot.choices else {},
        preference=typed("preference"),
        change_wanted=typed("wanted"),
        seen_text=ballot.fingerprint,
        instruction=typed("cited"),
        file=None if upload is None else File(upload.name, upload.getvalue(), upload.type or ""),
        form=number,
    )
    verb = partial(take_position, database(), visitor.signed_in(), new)
    receipt = writing.attempt(place("refused"), verb)
    call_form.keep(ballot.code, BEHALF, None if receipt else _entered(ballot, new))
    if receipt is not None:
        writing.say(plain(receipt.sentence()))
        held[place("form")] = str(uuids.uuid4())
        for name in ("for", "position", "reason", "wanted", "cited", "preference"):
            held.pop(place(name), None)
        for choice in ballot.choices:
            held.pop(f"{place('answer')}_{choice.key}", None)
