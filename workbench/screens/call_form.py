"""The form of a position: choose, say why, send; then the receipt.

What was shown when the page was drawn (the text, the organisation's latest position) goes with the form:
the verb refuses a form that was filled in beside something else. The form has a number that is sent
once, so that a double click is one position.
"""

from __future__ import annotations

import uuid as uuids
from collections.abc import Mapping, Sequence
from functools import partial

import streamlit as st

from workbench.graph.ballots import BallotRow, PositionRow
from workbench.graph.ballots.words import DATE_ANSWERS, POSITIONS
from workbench.graph.date_reading import read_day
from workbench.graph.dates import display_date, listed
from workbench.process.ballots.joint import propose_joint
from workbench.process.ballots.positions import LONGEST_REASON, NewPosition, Receipt, take_position
from workbench.screens import call_others, visitor, writing
from workbench.screens.call_words import position_lines
from workbench.screens.clipboard import copy_button
from workbench.screens.connection import database
from workbench.screens.grammar import plain

NOTHING = "no answer"
FRAGMENT = "call_own"
"""Key of the part of the page that is one's own organisation's: its standing and its form."""


def key(name: str, ballot: str, organisation: str) -> str:
    """Session key of a widget or a value of the form."""
    return f"call_{name}_{ballot}_{organisation}"


def refusals(ballot: str, organisation: str) -> None:
    """Draw why the last position was refused."""
    writing.refusals(key("refused", ballot, organisation), "Nothing was recorded")


def keep(ballot: str, organisation: str, lines: Sequence[str] | None) -> None:
    """Keep what was entered and refused, a line each; None once a position was taken, or given up."""
    st.session_state[key("kept", ballot, organisation)] = lines


def late(ballot: str, organisation: str) -> None:
    """Draw why a position was refused, and what was entered, where the form is gone: the call is not open any more."""
    lines = st.session_state.get(key("kept", ballot, organisation))
    if lines is None or not visitor.is_now():
        return
    refusals(ballot, organisation)
    if not lines:
        return
    st.markdown("**What you entered is not recorded:**\n\n" + "\n".join(f"* {plain(line)}" for line in lines))
    copy_button("\n".join(lines), key=key("kept_copy", ballot, organisation), label="Copy what you entered")


def sent(ballot: str, organisation: str) -> Receipt | None:
    """The receipt of the position that was sent in this tab, until another one is looked at."""
    receipt = st.session_state.get(key("receipt", ballot, organisation))
    return receipt if isinstance(receipt, Receipt) else None


def receipt_says_it(ballot: BallotRow, organisation: str) -> bool:
    """Whether the receipt in this tab says all that is to be said of an organisation's latest position."""
    receipt, latest = sent(ballot.code, organisation), ballot.latest().get(organisation)
    if receipt is None or latest is None or receipt.uuid != latest.uuid or not visitor.is_now():
        return False
    changing = st.session_state.get(key("changing", ballot.code, organisation), False)
    return not (changing or latest.overtaken or latest.authorised != receipt.authorised)


def draw(ballot: BallotRow, organisation: str, seen_text: str) -> None:
    """Draw the form, the receipt after it was sent, or the offer to change what was said.

    Args:
        ballot: with the positions of the organisation as they are now.
        seen_text: fingerprint of the text that the page shows.
    """
    latest = ballot.latest().get(organisation)
    receipt = sent(ballot.code, organisation)
    if receipt is not None and (
        latest is None
        or latest.overtaken
        or latest.uuid != receipt.uuid
        or latest.authorised != receipt.authorised
    ):
        # It was overtaken since, by another text or by another position, or authorised: now something else is true.
        st.session_state.pop(key("receipt", ballot.code, organisation))
        receipt = None
    changing = st.session_state.get(key("changing", ballot.code, organisation), False)
    answered = latest is not None and not latest.overtaken
    if receipt is not None and not changing:
        _receipt(ballot, organisation, receipt)
    elif answered and not changing:
        _offer_change(ballot.code, organisation)
    else:
        if latest is not None:
            _take_over(ballot, latest)
        _form(ballot, organisation, seen_text, latest.uuid if latest else "", answered)


def _offer_change(ballot: str, organisation: str) -> None:
    st.button(
        "Change it",
        key=key("change", ballot, organisation),
        icon=":material/edit:",
        on_click=_change,
        args=(ballot, organisation),
    )


def _take_over(ballot: BallotRow, latest: PositionRow) -> None:
    """Put what was said last into the form; the position itself only where it was on the present text."""
    place = partial(key, ballot=ballot.code, organisation=latest.organisation)
    st.session_state.setdefault(place("reason"), latest.reason)
    if latest.change_wanted:
        st.session_state.setdefault(place("wanted"), latest.change_wanted)
    if latest.overtaken:
        return
    if not ballot.choices:
        st.session_state.setdefault(place("position"), latest.position)
    for name, word in latest.answers.items():
        st.session_state.setdefault(f"{place('answer')}_{name}", word)
    if latest.preference:
        st.session_state.setdefault(place("preference"), latest.preference)


def _form(
    ballot: BallotRow,
    organisation: str,
    seen_text: str,
    seen_position: str,
    answered: bool,
) -> None:
    # Nothing on the page depends on what is chosen or typed: it is sent together, by one press.
    number = st.session_state.setdefault(key("form", ballot.code, organisation), str(uuids.uuid4()))
    if ballot.choices:
        answers(ballot, organisation)
    else:
        st.radio(
            "Position",
            list(POSITIONS),
            index=None,
            format_func=POSITIONS.__getitem__,
            key=key("position", ballot.code, organisation),
            on_change="ignore",
        )
    dates = ballot.kind == "date-poll"
    st.text_area(
        _reason_label(ballot),
        key=key("reason", ballot.code, organisation),
        max_chars=LONGEST_REASON,
        height=120,
        on_change="ignore",
    )
    if not dates:
        with st.expander("Say which change would win your support (welcome, not demanded)"):
            change_wanted(ballot.code, organisation)
    if ballot.kind == "consensus-call":
        _joint(ballot.code, organisation)
    if ballot.reservation and ballot.kind != "date-poll":
        st.caption(plain(ballot.reservation))
    refusals(ballot.code, organisation)
    with st.container(horizontal=True):
        st.button(
            "Send the position" if ballot.kind != "date-poll" else "Send the answers",
            key=key("send", ballot.code, organisation),
            type="primary",
            icon=":material/send:",
            on_click=_send,
            args=(ballot, organisation, number, seen_text, seen_position),
        )
        if answered:
            st.button(
                "Leave it as it is",
                key=key("leave", ballot.code, organisation),
                type="tertiary",
                on_click=_leave,
                args=(ballot.code, organisation),
            )


def change_wanted(ballot: str, organisation: str) -> None:
    """Draw the field for the change that would win an organisation's support."""
    st.text_area(
        "The change that would remove the objection",
        key=key("wanted", ballot, organisation),
        max_chars=LONGEST_REASON,
        height=90,
        on_change="ignore",
    )


def _reason_label(ballot: BallotRow) -> str:
    if ballot.kind == "date-poll":
        return "Comment (optional)"
    if ballot.choices:
        return "Reason or comment (needed to object)"
    return "Reason or comment (needed to object, to support in part or with a comment)"


def _joint(ballot: str, organisation: str) -> None:
    """Offer to name other members; their names are read once somebody opens this."""
    box = st.expander(
        "Take it jointly with other organisations",
        key=key("jointly", ballot, organisation),
        on_change="rerun",
    )
    if not box.open:
        return
    names = {code: name for code, name in call_others.asked(ballot) if code != organisation}
    with box:
        st.multiselect(
            "Other members, who each confirm by their own people",
            list(names),
            format_func=names.__getitem__,
            key=key("joint", ballot, organisation),
            placeholder="nobody else",
        )


def answers(ballot: BallotRow, organisation: str) -> None:
    """Draw one choice of words for each alternative or day, and which alternative is preferred."""
    words: Mapping[str, str] = DATE_ANSWERS if ballot.kind == "date-poll" else POSITIONS
    for choice in ballot.choices:
        label = (
            display_date(read_day(choice.key))
            if ballot.kind == "date-poll"
            else f"{choice.title} ({choice.key})"
        )
        place = f"{key('answer', ballot.code, organisation)}_{choice.key}"
        if ballot.kind == "date-poll":
            st.segmented_control(
                label, list(words), format_func=words.__getitem__, key=place, on_change="ignore"
            )
        else:
            st.selectbox(
                plain(label),
                list(words),
                index=None,
                format_func=words.__getitem__,
                key=place,
                placeholder=NOTHING,
                on_change="ignore",
            )
    if ballot.kind != "date-poll":
        titles = {choice.key: f"{choice.title} ({choice.key})" for choice in ballot.choices}
        st.selectbox(
            "Which one would you prefer? (optional)",
            list(titles),
            index=None,
            format_func=titles.__getitem__,
            key=key("preference", ballot.code, organisation),
            placeholder="no preference",
            on_change="ignore",
        )


def chosen(ballot: BallotRow, organisation: str) -> dict[str, str]:
    """The words chosen: by choice, or the one position under an empty key."""
    if not ballot.choices:
        position = st.session_state.get(key("position", ballot.code, organisation))
        return {"": position} if position else {}
    place = key("answer", ballot.code, organisation)
    found = {choice.key: st.session_state.get(f"{place}_{choice.key}") for choice in ballot.choices}
    return {name: word for name, word in found.items() if word}


def _send(ballot: BallotRow, organisation: str, number: str, seen_text: str, seen_position: str) -> None:
    """Take the position; for the button. The number makes a second click the same position."""
    words = chosen(ballot, organisation)

    def typed(name: str) -> str:
        return str(st.session_state.get(key(name, ballot.code, organisation)) or "")

    new = NewPosition(
        ballot=ballot.code,
        organisation=organisation,
        position=words.get("", ""),
        reason=typed("reason"),
        answers={} if not ballot.choices else words,
        preference=typed("preference"),
        change_wanted=typed("wanted"),
        seen_text=seen_text,
        seen_position=seen_position,
        form=number,
    )
    members = st.session_state.get(key("joint", ballot.code, organisation)) or []
    actor = visitor.signed_in()
    verb = (
        partial(propose_joint, database(), actor, new, tuple(members))
        if members
        else partial(take_position, database(), actor, new)
    )
    receipt = writing.attempt(key("refused", ballot.code, organisation), verb)
    keep(ballot.code, organisation, None if receipt else _entered(ballot, new, members))
    if receipt is None:
        # What the form was filled in beside may have changed: draw the whole page, what was typed stays.
        st.rerun()
    st.session_state[key("receipt", ballot.code, organisation)] = receipt
    st.session_state[key("changing", ballot.code, organisation)] = False
    if not call_others.asks_many(ballot.code):
        # The list below names everybody; in a larger call only this part of the page is drawn again.
        st.rerun([FRAGMENT, call_others.FRAGMENT])


def _entered(ballot: BallotRow, new: NewPosition, members: Sequence[str]) -> list[str]:
    names = dict(ballot.addressees)
    jointly = [f"Jointly with: {listed([names.get(code, code) for code in members])}"] if members else []
    return [*position_lines(ballot, new), *jointly]


def _receipt(ballot: BallotRow, organisation: str, receipt: Receipt) -> None:
    # Few pieces: each costs the server as much as a statement to the database, and hundreds may answer at once.
    reason = f"\n\nReason: {plain(receipt.reason)}" if receipt.reason else ""
    st.success(plain(receipt.sentence()) + reason, icon=":material/check_circle:")
    with st.container(horizontal=True):
        copy_button(
            f"{receipt.sentence()} Receipt {receipt.receipt}",
            key=key("copy", ballot.code, organisation),
            label="Copy the receipt",
        )
        _offer_change(ballot.code, organisation)
    st.html(
        '<p class="wb-remark">It can be changed until the close; the earlier one stays visible in the record.</p>'
        f'<p class="wb-code wb-receipt" title="{receipt.receipt}">Receipt {receipt.receipt}</p>'
    )


def _change(ballot: str, organisation: str) -> None:
    """Draw the form again, with a number of its own, beside what stands now."""
    st.session_state[key("changing", ballot, organisation)] = True
    st.session_state[key("form", ballot, organisation)] = str(uuids.uuid4())
    writing.refuse(key("refused", ballot, organisation), [])
    keep(ballot, organisation, None)


def _leave(ballot: str, organisation: str) -> None:
    st.session_state[key("changing", ballot, organisation)] = False
    writing.refuse(key("refused", ballot, organisation), [])
    keep(ballot, organisation, None)
