"""After the opening: extend, close early, declare void, ask again; each says first what will happen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import streamlit as st

from workbench.graph.ballots import BallotRow
from workbench.graph.ballots.listing import answers
from workbench.graph.dates import display_moment
from workbench.process.ballots.closing import ask_again, close, extend, void
from workbench.process.ballots.preparing import discard
from workbench.screens import ballots_closing_time, ballots_dialog, ballots_reads, visitor, writing
from workbench.screens.ballots_dialog import REFUSED
from workbench.screens.connection import database

EXTEND, CLOSE, VOID, AGAIN, DISCARD = "extend", "close", "void", "again", "discard"


@dataclass(frozen=True)
class Step:
    """One step as its dialog says it.

    Args:
        says: what will happen, in a sentence.
        asks_why: whether it needs a reason.
    """

    title: str
    button: str
    says: Callable[[BallotRow], str]
    asks_why: bool = True


def _answered(row: BallotRow) -> str:
    return answers(row, statements=ballots_reads.writers(row)).sentence()


STEPS = {
    EXTEND: Step(
        "Extend the call",
        "Extend it",
        lambda row: (
            f"It closes on {display_moment(row.ends)} now. The close moves to the moment below, and the reason "
            "is shown wherever the call is. Answers stay as they are."
            if row.ends
            else ""
        ),
    ),
    CLOSE: Step(
        "Close the call early",
        "Close it now",
        lambda row: (
            f"{_answered(row)} From this moment on no answer is taken, and it cannot be opened again; asking "
            "again is a new round. The reason is shown wherever the call is."
        ),
    ),
    VOID: Step(
        "Declare the call void",
        "Declare it void",
        lambda row: (
            f"{_answered(row)} The call, its answers and the reason stay visible to everybody, and nothing "
            "follows from them. It cannot be taken back."
        ),
    ),
    AGAIN: Step(
        "Ask again in a new round",
        "Prepare the new round",
        lambda row: (
            f"A draft of round {row.round + 1} is prepared with the same question, on the text as it stands. "
            f"{row.code} and what came of it are disclosed wherever the new outcome is."
        ),
    ),
    DISCARD: Step(
        "Give the draft up",
        "Give it up",
        lambda row: f"{row.code} becomes void and stays in the history. Nobody was asked.",
        asks_why=False,
    ),
}


def draw(row: BallotRow) -> None:
    """Draw the dialog of the step that is asked for."""
    step = STEPS.get(ballots_dialog.asked(row.code) or "")
    if step is None:
        return

    @st.dialog(step.title, width="medium", on_dismiss=ballots_dialog.close)
    def drawn() -> None:
        if ballots_dialog.asked(row.code) is None:
            st.rerun()
        _body(row, step)

    drawn()


def _body(row: BallotRow, step: Step) -> None:
    writing.refusals(REFUSED, "Nothing was done")
    st.markdown(step.says(row))
    if step is STEPS[EXTEND]:
        ballots_closing_time.draw(ballots_dialog.key("closing"), row.ends, visitor.whole_snapshot())
    if step.asks_why:
        st.text_area("Reason", key=ballots_dialog.key("why"), height=90)
    with st.container(horizontal=True):
        st.button(step.button, key="ballots_step_do", type="primary", on_click=_do, args=(row,))
        st.button("Not now", key="ballots_step_not", on_click=ballots_dialog.close)


def _do(row: BallotRow) -> None:
    name, why = ballots_dialog.asked(row.code), ballots_dialog.typed("why")
    actor, where = visitor.signed_in(), database()
    if name == EXTEND:
        until = ballots_closing_time.closing_moment(ballots_dialog.key("closing"))
        if until is None:
            writing.refuse(REFUSED, ["Choose the day on which it closes."])
            return
        done = f"{row.code} closes on {display_moment(until)} now."
        _finish(partial(extend, where, actor, row.code, until, why), done)
    elif name == CLOSE:
        _finish(partial(close, where, actor, row.code, why), f"{row.code} is closed.")
    elif name == VOID:
        _finish(partial(void, where, actor, row.code, why), f"{row.code} is void.")
    elif name == DISCARD and _finish(partial(discard, where, actor, row.code), f"{row.code} was given up."):
        ballots_reads.show("")
    elif name == AGAIN:
        code = writing.attempt(
            REFUSED, partial(ask_again, where, actor, row.code, why), "The new round is a draft."
        )
        if code is not None:
            ballots_dialog.close()
            ballots_reads.show(code)


def _finish(verb: Callable[[], object], done: str) -> bool:
    """Do one step; whether it was done."""

    def did() -> bool:
        verb()
        return True

    if writing.attempt(REFUSED, did, done) is None:
        return False
    ballots_dialog.close()
    return True
