"""The form of a call: what is asked about what, of whom, under which rule and until when; it keeps a draft."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

import streamlit as st

from workbench.graph.ballots import BallotRow
from workbench.process.ballots.preparing import BallotDraft, prepare, revise
from workbench.screens import ballots_closing_time, ballots_reads, grammar, visitor, writing
from workbench.screens.ballots_form_fields import (
    draw_addressees,
    draw_kind,
    draw_question,
    draw_subject,
    draw_terms,
    typed_draft,
)
from workbench.screens.ballots_reads import ABOUT, KEY
from workbench.screens.connection import database

FORM = "ballots_form"
REFUSED = "ballots_form"


@dataclass(frozen=True)
class CallForm:
    """An open form.

    Args:
        code: of the draft that is revised; empty for a new one.
        about: code of the item for which a new one was asked.
        number: a new one for every opening, so that the widgets start from the form's own values.
    """

    code: str
    about: str
    number: int

    def key(self, name: str) -> str:
        """Session key of the widget of a field."""
        return f"ballots_field_{self.number}_{name}"

    def value(self, name: str) -> Any:
        """What stands in a widget now."""
        return st.session_state.get(self.key(name))


def revising(code: str) -> CallForm | None:
    """The form in which a draft is being revised, or None."""
    form = st.session_state.get(FORM)
    return form if isinstance(form, CallForm) and form.code == code and code else None


def start(row: BallotRow) -> None:
    """Open the form of a draft on the next run; for callbacks."""
    form = _opened(row.code, "")
    for name, value in _values(row).items():
        st.session_state[form.key(name)] = value


def _opened(code: str, about: str) -> CallForm:
    number = st.session_state.get("ballots_form_number", 0) + 1
    st.session_state["ballots_form_number"] = number
    st.session_state[FORM] = form = CallForm(code, about, number)
    writing.refuse(REFUSED, [])
    return form


def _values(row: BallotRow) -> dict[str, Any]:
    everybody = {o.code for o in visitor.whole_snapshot().of_kind("organisation") if o.status == "active"}
    everybody -= {
        o.code for o in visitor.whole_snapshot().of_kind("organisation") if o.detail.get("advisory")
    }
    asked = [code for code, _ in row.addressees]
    choices = [choice.key for choice in row.choices]
    return {
        "kind": row.kind,
        "item": row.item,
        "aspect": "choices" if choices and row.kind != "date-poll" else row.aspect,
        "alternatives": choices,
        "days": choices,
        "question": row.question,
        "organisations": [] if set(asked) == everybody else asked,
        "rule": str(row.rule.get("name") or ""),
        "words": row.rule.get("words"),
        "hidden": row.hidden,
        "evidence": row.evidence,
        "reservation": row.reservation,
        "closing": row.closes_at,
    }


def page() -> None:
    """Draw the form of a new call."""
    about = str(st.query_params.get(ABOUT) or "")
    form = st.session_state.get(FORM)
    if not isinstance(form, CallForm) or form.code or form.about != about:
        form = _opened("", about)
    grammar.heading(
        "Prepare a call", "Keeps a draft. Nobody is asked before you have read its checklist and opened it."
    )
    draw(form)


def draw(form: CallForm, row: BallotRow | None = None) -> None:
    """Draw the widgets and the buttons of a form.

    Args:
        row: the draft that is revised.
    """
    snapshot = visitor.whole_snapshot()
    writing.refusals(REFUSED)
    with st.container(key="ballots_form", width=820):
        draw_kind(form)
        draw_subject(snapshot, form)
        draw_question(snapshot, form)
        draw_addressees(snapshot, form)
        ballots_closing_time.draw(form.key("closing"), form.value("closing"), snapshot)
        draw_terms(snapshot, form, row)
        with st.container(horizontal=True):
            st.button(
                "Keep the draft", key="ballots_form_keep", type="primary", icon=":material/save:", shortcut="Mod+S",
                on_click=_keep, args=(form, row),
            )  # fmt: skip
            st.button("Cancel", key="ballots_form_cancel", on_click=_cancel, args=(form,))


def _keep(form: CallForm, row: BallotRow | None) -> None:
    try:
        draft: BallotDraft = typed_draft(visitor.whole_snapshot(), form, row)
    except ValueError as wrong:
        writing.refuse(REFUSED, [str(wrong)])
        return
    actor = visitor.signed_in()
    if form.code:
        verb = partial(revise, database(), actor, form.code, draft)
        writing.attempt(REFUSED, verb, f"The draft {form.code} is revised.")
        code = form.code
    else:
        code = (
            writing.attempt(REFUSED, partial(prepare, database(), actor, draft), "The draft is kept.") or ""
        )
    if code and not st.session_state.get(f"{REFUSED}_refusals"):
        st.session_state.pop(FORM, None)
        writing.refuse(KEY, [])
        ballots_reads.show(code)


def _cancel(form: CallForm) -> None:
    st.session_state.pop(FORM, None)
    writing.refuse(REFUSED, [])
    ballots_reads.show(form.code)
