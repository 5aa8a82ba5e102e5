"""Editing one proposal of the minutes before it is taken."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import streamlit as st

from workbench.exchange.cells import CellFault, cell_text, read_cell
from workbench.exchange.minutes import MinutesProposal
from workbench.exchange.minutes.proposals import KIND_LABEL, STATUS
from workbench.graph.fields import fields_of
from workbench.graph.snapshot import Snapshot
from workbench.screens import visitor, writing
from workbench.screens.grammar import plain
from workbench.screens.minutes_draft import Entry, people_of
from workbench.screens.minutes_input import review

OPEN = "minutes_edit_place"
REFUSED = "minutes_edit"
DATED = "milestone"
"""The kind whose date says what a date in words looks like."""


def open_editor(place: int) -> None:
    """Open the editor of a proposal on the next run; for callbacks."""
    st.session_state[OPEN] = place
    writing.refuse(REFUSED, [])


def close_editor() -> None:
    """Close the editor; for callbacks."""
    st.session_state.pop(OPEN, None)


def draw_editor() -> None:
    """Draw the editor while one is open; once in every run, when no other dialog is."""
    place, found = st.session_state.get(OPEN), review()
    if not isinstance(place, int) or found is None or place >= len(found.entries):
        close_editor()
        return

    @st.dialog("Edit before it is taken", width=620, position="right", on_dismiss=close_editor)
    def editor() -> None:
        if st.session_state.get(OPEN) != place:
            st.rerun()
        _body(visitor.snapshot(), place, found.entries[place], f"minutes_edit_{found.number}_{place}")

    editor()


def _body(snapshot: Snapshot, place: int, entry: Entry, key: str) -> None:
    proposal = entry.proposal
    st.caption(f"Line {proposal.line} of the minutes: “{plain(proposal.quote)}”")
    if proposal.reason:
        st.caption(plain(proposal.reason))
    writing.refusals(REFUSED, "Not taken over yet")
    kinds = list(KIND_LABEL)
    st.selectbox(
        "Kind", kinds, index=kinds.index(proposal.kind), format_func=KIND_LABEL.__getitem__, key=f"{key}_kind"
    )
    kind = st.session_state[f"{key}_kind"]
    st.text_input("Title", value=proposal.title, key=f"{key}_title", max_chars=300)
    if kind not in ("agreement", "meeting"):
        names = list(dict.fromkeys([*people_of(snapshot), *([proposal.owner] if proposal.owner else [])]))
        st.selectbox(
            "Owner", names, index=names.index(proposal.owner) if proposal.owner else None,
            key=f"{key}_owner", accept_new_options=True, placeholder="nobody named",
            help="An organisation or a person. A name that the record does not know stays in the text.",
        )  # fmt: skip
    if kind != "agreement" and kind != "proposal":
        st.text_input(
            "Due" if kind in ("issue", "action") else "Date", value=_due_words(proposal), key=f"{key}_due",
            help="2014-07-18, by 2014-07-07, 2014-08-01 to 2014-09-30; behind it (hoped) for what is only hoped for",
        )  # fmt: skip
    if kind == "agreement":
        st.text_input("Layer", value=str(proposal.detail.get("layer") or ""), key=f"{key}_layer")
        choices = "; ".join(proposal.detail.get("choices") or [])
        st.text_input("Choices, with semicolons between them", value=choices, key=f"{key}_choices")
    statuses = _statuses(snapshot, kind)
    first = proposal.status if kind == proposal.kind and proposal.status in statuses else STATUS[kind]
    st.selectbox(
        "Status", statuses, index=statuses.index(first), key=f"{key}_status_{kind}",
        format_func=lambda status: status.replace("-", " "),
    )  # fmt: skip
    with st.container(horizontal=True):
        st.button(
            "Take it so", key=f"{key}_done", type="primary", icon=":material/check:", shortcut="Mod+S",
            on_click=_take_over, args=(place, key),
        )  # fmt: skip
        if entry.edited:
            st.button("As it was read", key=f"{key}_back", on_click=_put_back, args=(place,))
        st.button("Cancel", key=f"{key}_not", on_click=close_editor)


def _statuses(snapshot: Snapshot, kind: str) -> list[str]:
    """Statuses that minutes can give; an agreement that is agreed needs a recorded consensus call."""
    return [s for s in snapshot.vocabulary.statuses_of(kind) if s not in ("agreed", "withdrawn")]


def _due_words(proposal: MinutesProposal) -> str:
    if not proposal.due:
        return ""
    return str(cell_text(fields_of(DATED)["date"], dict(proposal.due)) or "")


def _take_over(place: int, key: str) -> None:
    found = review()
    if found is None or place >= len(found.entries):
        return
    entry, state = found.entries[place], st.session_state
    before = entry.proposal
    kind = state.get(f"{key}_kind") or before.kind
    faults: list[str] = []
    title = _read(kind, "title", state.get(f"{key}_title", before.title), faults)
    if not title:
        faults.append("Title: it is empty; say what it is in a few words.")
    due: Any = before.due
    if f"{key}_due" in state and (state[f"{key}_due"] or "") != _due_words(before):
        due = _read(DATED, "date", state[f"{key}_due"] or "", faults)
    detail = dict(before.detail)
    if f"{key}_layer" in state:
        detail["layer"] = _read("agreement", "layer", state[f"{key}_layer"] or "", faults)
        detail["choices"] = _read("agreement", "choices", state[f"{key}_choices"] or "", faults)
    if faults:
        writing.refuse(REFUSED, faults)
        return
    owner = state.get(f"{key}_owner", before.owner) or ""
    status = state.get(f"{key}_status_{kind}") or STATUS[kind]
    entry.proposal = replace(
        before, kind=kind, title=str(title), owner=str(owner), due=due, status=status,
        detail={name: value for name, value in detail.items() if value},
    )  # fmt: skip
    _taken(found.number, place, entry)


def _read(kind: str, name: str, raw: Any, faults: list[str]) -> Any:
    try:
        return read_cell(fields_of(kind)[name], raw)
    except CellFault as fault:
        faults.append(f"{name.capitalize()}: {fault}")
        return None


def _put_back(place: int) -> None:
    found = review()
    if found is not None and place < len(found.entries):
        entry = found.entries[place]
        entry.proposal = entry.first
        _taken(found.number, place, entry)


def _taken(number: int, place: int, entry: Entry) -> None:
    entry.taken = True
    st.session_state[f"minutes_take_{number}_{place}"] = True
    for name in [n for n in st.session_state if str(n).startswith(f"minutes_edit_{number}_{place}_")]:
        del st.session_state[name]
    close_editor()
