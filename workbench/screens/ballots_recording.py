"""Recording what came out: only outcomes that the rule gives, each with its sentence before it is written."""

from __future__ import annotations

from functools import partial

import streamlit as st

from workbench.graph.ballots import BallotRow
from workbench.graph.ballots.not_given import why_not_given
from workbench.graph.ballots.outcome import capitalised
from workbench.graph.ballots.words import CHOSEN, DEFERRED, OUTCOMES, WITHDRAWN
from workbench.graph.date_reading import read_day
from workbench.graph.dates import display_date
from workbench.process.ballots.recording import Reading, read, record_outcome, sentence_of
from workbench.screens import ballots_dialog, ballots_reads, visitor, writing
from workbench.screens.ballots_dialog import REFUSED
from workbench.screens.connection import database
from workbench.screens.grammar import plain

RECORD = "record"


def draw(row: BallotRow) -> None:
    """Draw the dialog while it is asked for."""
    if ballots_dialog.asked(row.code) != RECORD:
        return

    @st.dialog("Record the outcome", width="large", on_dismiss=ballots_dialog.close)
    def drawn() -> None:
        if ballots_dialog.asked(row.code) != RECORD:
            st.rerun()
        _body(row)

    drawn()


def _body(row: BallotRow) -> None:
    writing.refusals(REFUSED, "Nothing was recorded")
    st.markdown(
        "An outcome is recorded once, and is said on the item with everybody by name. A mistake is put right in a "
        "new round, in which this one is disclosed."
    )
    choice = _choice(row)
    found = read(row, ballots_reads.classes(), key="" if row.kind in ("date-poll", "straw-poll") else choice)
    if not (row.kind == "consensus-call" and row.choices and not choice):
        st.markdown(plain(" ".join(found.assessment.sentences())) if row.kind == "consensus-call" else "")
    outcome = st.radio(
        "Outcome", found.outcomes, index=None, format_func=capitalised, key=ballots_dialog.key("outcome")
    )
    _not_given(found)
    needed = outcome in (DEFERRED, WITHDRAWN)
    why = st.text_area(
        "Reason" if needed else "Reason (may stay empty)", key=ballots_dialog.key("why"), height=80,
        help="It stands behind the outcome.",
    )  # fmt: skip
    if outcome:
        st.caption("This will be recorded")
        st.info(plain(preview(row, found, outcome, choice, why or "")), icon=":material/gavel:")
    with st.container(horizontal=True):
        st.button(
            "Record it", key="ballots_record_now", type="primary", icon=":material/check:", disabled=not outcome,
            on_click=_record, args=(row,),
        )  # fmt: skip
        st.button("Not now", key="ballots_record_not", on_click=ballots_dialog.close)


def _choice(row: BallotRow) -> str:
    """Which alternative or day the outcome is about; empty where there is nothing to choose."""
    if not row.choices or row.kind == "straw-poll":
        return ""
    days = row.kind == "date-poll"
    names = {c.key: display_date(read_day(c.key)) if days else f"{c.title} · {c.key}" for c in row.choices}
    chosen = st.selectbox(
        "Day" if days else "The outcome is about", list(names), index=None, format_func=names.__getitem__,
        key=ballots_dialog.key("choice"), placeholder="Choose the day" if days else "Choose the alternative",
    )  # fmt: skip
    return str(chosen or "")


def _not_given(found: Reading) -> None:
    """The outcomes that cannot be recorded, with why not."""
    others = [outcome for outcome in OUTCOMES[found.ballot.kind] if outcome not in found.outcomes]
    lines = [
        f"- **{capitalised(o)}**: {plain(why_not_given(o, found.assessment, found.tally))}" for o in others
    ]
    if lines:
        st.caption("The rule does not give")
        st.markdown("\n".join(lines))


def preview(row: BallotRow, found: Reading, outcome: str, choice: str, why: str) -> str:
    """The sentence that would be recorded, or what is still to be chosen."""
    if outcome == CHOSEN and not choice:
        return "Choose the day first."
    said = ballots_reads.statements_of(row.code) if row.kind == "statement-call" else []
    return sentence_of(found, outcome, choice, why, said=said)


def _record(row: BallotRow) -> None:
    outcome = ballots_dialog.typed("outcome")
    verb = partial(
        record_outcome,
        database(),
        visitor.signed_in(),
        row.code,
        outcome,
        why=ballots_dialog.typed("why"),
        choice=ballots_dialog.typed("choice"),
    )
    if writing.attempt(REFUSED, verb, f"The outcome of {row.code} is recorded.") is not None:
        ballots_dialog.close()
