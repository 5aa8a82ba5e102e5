"""One call at its address: what needs doing, how it stands, its text, its terms, what was done, earlier rounds."""

from __future__ import annotations

import html

import streamlit as st

from workbench.graph.ballots import BallotRow, StepRow
from workbench.graph.ballots.listing import days_words
from workbench.graph.ballots.rounds import about_words, earlier_rounds, later_round
from workbench.graph.ballots.rule import read_rule
from workbench.graph.dates import display_moment
from workbench.screens import (
    ballots_dialog,
    ballots_editorial,
    ballots_form,
    ballots_live,
    ballots_meeting,
    ballots_opening,
    ballots_outcome,
    ballots_reads,
    ballots_recording,
    ballots_steps,
    ballots_text,
    call_behalf,
    grammar,
    writing,
)
from workbench.screens.ballots_reads import KEY
from workbench.screens.ballots_seen import moment_looked_at
from workbench.screens.save_preview import pending, save_preview

SHAPES = {"open": "open", "closed": "doubt", "draft": "open", "recorded": "done", "void": "off"}
STATES = {
    "open": "open",
    "closed": "closed, no outcome",
    "draft": "draft",
    "recorded": "recorded",
    "void": "void",
}
DONE = {
    "prepared": "prepared",
    "revised": "revised the draft",
    "opened": "opened",
    "extended": "extended",
    "closed": "closed early",
    "recorded": "recorded the outcome",
    "contested": "contested the outcome",
    "voided": "declared void",
}

_VOID = ("Declare void …", ballots_steps.VOID, "block")
OTHERS = {
    "draft": (("Give the draft up …", ballots_steps.DISCARD, "delete"),),
    "open": (("Close early …", ballots_steps.CLOSE, "event_busy"), _VOID),
    "closed": (_VOID,),
    "recorded": (_VOID,),
}
"""Steps of a call in each state besides its primary one: what the button says, the step, the icon."""


def page(code: str) -> None:
    """Draw the page of the call with this code."""
    rows = ballots_reads.rows()
    row = rows.get(code)
    if row is None:
        _missing(code)
        return
    st.set_page_config(page_title=f"{row.code} · {row.question}")
    form = ballots_form.revising(row.code) if ballots_reads.may_write() else None
    if form is not None and row.state(moment_looked_at()) == "draft":
        grammar.heading(f"Revise {row.code}", "A draft; nobody is asked yet.")
        ballots_form.draw(form, row)
        return
    _head(row, rows)
    writing.refusals(KEY)
    _content(row, rows)
    if pending(KEY):
        save_preview(KEY)
    else:
        _dialogs(row)


def _missing(code: str) -> None:
    st.title("There is no such call", anchor=False)
    st.markdown(f"Nothing has the code **{grammar.plain(code[:60])}** at the moment that you are looking at.")
    st.button(
        "All calls", key="ballots_back", icon=":material/arrow_back:", on_click=ballots_reads.show, args=("",)
    )


def _dialogs(row: BallotRow) -> None:
    if ballots_dialog.asked(row.code) is None or not ballots_reads.may_write():
        return
    ballots_steps.draw(row)
    ballots_opening.dialog(row)
    ballots_recording.draw(row)
    ballots_editorial.dialog(row)


def _head(row: BallotRow, rows: dict[str, BallotRow]) -> None:
    words, action = st.columns([5, 4], vertical_alignment="top")
    state = row.state(moment_looked_at())
    with words:
        st.title(grammar.plain(row.question), anchor=False)
        again = f" · round {row.round}" if row.round > 1 else ""
        st.html(
            f'<p class="wb-standing"><span class="wb-status {SHAPES[state]}">{STATES[state]}</span> '
            f'<span class="wb-code">{html.escape(row.code)}{again} · {html.escape(about_words(row))} '
            f"{html.escape(row.item_title)}</span></p>"
        )
        if row.ends and state == "open":
            st.html(
                f'<p class="wb-next">Closes {display_moment(row.ends)}, '
                f"{days_words(row, moment_looked_at())}</p>"
            )
    with action, st.container(horizontal=True, horizontal_alignment="right"):
        st.button(
            "All calls", key="ballots_back", type="tertiary", icon=":material/arrow_back:",
            on_click=ballots_reads.show, args=("",),
        )  # fmt: skip
        if ballots_reads.may_write():
            _actions(row, rows, state)


def _actions(row: BallotRow, rows: dict[str, BallotRow], state: str) -> None:
    """The one primary action of a call in its state, last and to the right; the others before it."""
    if state == "draft":
        st.button(
            "Revise", key="ballots_revise", icon=":material/edit:", on_click=ballots_form.start, args=(row,)
        )
    others = [*OTHERS.get(state, ())]
    if state in ("closed", "recorded", "void") and row.opens_at and later_round(rows, row) is None:
        others.insert(0, ("Ask again …", ballots_steps.AGAIN, "replay"))
    if others:
        with st.popover("More", icon=":material/more_horiz:"):
            for label, step, icon in others:
                _button(row, label, step, icon)
    if state == "draft":
        stopped = ballots_opening.stops(row)
        says = "Something on the checklist stops it." if stopped else "Shows what happens before it does."
        _button(
            row,
            "Open the call …",
            ballots_opening.OPEN,
            "campaign",
            primary=True,
            disabled=stopped,
            says=says,
        )
    elif state == "open":
        _button(row, "Extend …", ballots_steps.EXTEND, "update", primary=True)
    elif state == "closed":
        _button(row, "Record the outcome …", ballots_recording.RECORD, "gavel", primary=True)


def _button(
    row: BallotRow,
    label: str,
    step: str,
    icon: str,
    *,
    primary: bool = False,
    disabled: bool = False,
    says: str | None = None,
) -> None:
    st.button(
        label, key=f"ballots_do_{step}", type="primary" if primary else "secondary", icon=f":material/{icon}:",
        disabled=disabled, help=says, on_click=ballots_dialog.ask, args=(step, row.code),
        width="content" if primary else "stretch",
    )  # fmt: skip


def _content(row: BallotRow, rows: dict[str, BallotRow]) -> None:
    state = row.state(moment_looked_at())
    if state == "void":
        st.warning(f"**Void.** {grammar.plain(row.void_reason)}", icon=":material/block:")
    if row.outcome:
        ballots_outcome.draw(row)
        ballots_meeting.draw(row)
    left, right = st.columns([3, 2], gap="large")
    with left:
        ballots_editorial.draw(row)
        if state == "draft":
            ballots_opening.draw(row)
        elif row.opens_at:
            st.html('<h2 class="wb-section">Who stands where</h2>')
            ballots_live.draw(row)
            if ballots_reads.may_write():
                call_behalf.draw(row, is_open=state == "open")
    with right:
        ballots_text.draw(row)
        _terms(row)
        earlier, later = earlier_rounds(rows, row), later_round(rows, row)
        if earlier or later:
            st.html('<h2 class="wb-section">Rounds</h2>' + ballots_outcome.rounds_html(earlier, later))
        if row.notice and row.opens_at:
            with st.expander("Notice"):
                st.code(row.notice, language=None, wrap_lines=True)
                ballots_opening.draw_addressees(row, row.notice, "page")
        if row.steps:
            st.html(f'<h2 class="wb-section">What was done</h2><ol class="wb-past">{_steps(row)}</ol>')


def _terms(row: BallotRow) -> None:
    """The rule, who sees what when, and the reservation of rights."""
    terms = [("Asked", ", ".join(sorted((name for _, name in row.addressees), key=str.casefold)))]
    if row.ends:
        over = row.state(moment_looked_at()) not in ("draft", "open")
        terms.insert(0, ("Closed" if over else "Closes", display_moment(row.ends)))
    if row.kind in ("consensus-call", "straw-poll"):
        terms.append(("Rule", read_rule(row.rule).sentence()))
    if row.rule.get("words"):
        terms.append(("Length", f"at most {row.rule['words']} words"))
    terms.append(("Answers show", "only after the close" if row.hidden else "as they are taken"))
    terms.append(("Evidence", "beside the text" if row.evidence else "not beside the text"))
    if row.reservation:
        terms.append(("Reservation of rights", row.reservation))
    lines = "".join(f"<div><dt>{html.escape(n)}</dt><dd>{html.escape(w)}</dd></div>" for n, w in terms)
    st.html(f'<h2 class="wb-section">Terms</h2><dl class="wb-fields">{lines}</dl>')


def _steps(row: BallotRow) -> str:
    return "".join(_step(step) for step in row.steps)


def _step(step: StepRow) -> str:
    who = html.escape(step.person_name)
    if step.organisation_name:
        who += f" for {html.escape(step.organisation_name)}"
    why = f'<div class="wb-remark">{html.escape(step.why)}</div>' if step.why else ""
    return f"<li><b>{display_moment(step.at)}</b> {who}: {html.escape(DONE.get(step.kind, step.kind))}.{why}</li>"
